"""``duibiao reextract``: all reports of the store once more by today's rules."""

from __future__ import annotations

import argparse
from contextlib import closing

import pandas as pd

from extract import store
from extract.commands import filling, screen

_MOST = 20


def run(given: argparse.Namespace) -> int:
    """Extract again and say what became of what people had put right; the exit status."""
    with closing(store.Store(given.database)) as kept:
        before = _said(kept)
        count = filling.bring_up(kept, everything=given.all, jobs=given.jobs)
        after, reports = _said(kept), kept.reports(texts=False)
        failed = len(kept.outdated(kept.fingerprint()))
    if not count and not failed:
        screen.say(f"库中 {len(reports)} 份报告都已由当前规则抽取;要全部重来请加上 --all。")
        return 0
    screen.say(f"已重新抽取 {count} 份报告(库中共 {len(reports)} 份)。")
    for sentence in _told(before, after):
        screen.say(sentence)
    return 2 if failed else 0


def _said(kept: store.Store) -> pd.DataFrame:
    """Corrections and reviews by kind and number, with what became of them."""
    corrections, reviews = kept.corrections(), kept.reviews()
    columns = ["kind", "number", "report_id", "quote", "status", "drifted"]
    corrections = corrections.assign(kind="更正", number=corrections["correction_id"])
    reviews = reviews.assign(kind="核对", number=reviews["review_id"])
    found = pd.concat([corrections[columns], reviews[columns]])
    return found.set_index(["kind", "number"])


def _told(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """How many hold, of which new rules read otherwise, and which became moot by this run."""
    told = []
    for kind in ("更正", "核对"):
        mine = after[after.index.get_level_values("kind") == kind]
        if mine.empty:
            continue
        active, moot = mine[mine["status"] == "active"], mine[mine["status"] == "moot"]
        told.append(
            f"{kind}:{len(active)} 条有效(其中 {active['drifted'].sum()} 条与现在的读法不同),"
            f"{len(moot)} 条因原文处已没有数字而暂不起作用。"
        )
        was = before["status"].reindex(moot.index)
        fresh = moot[was != "moot"]
        told += [
            f"  新近不起作用:第 {number} 号{kind},{row.report_id}“{row.quote}”"
            for (_, number), row in list(zip(fresh.index, fresh.itertuples(), strict=True))[:_MOST]
        ]
    return told
