"""What a portrait says in words and tables: how much can be compared, what stands out, why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from dashboard import amounts
from dashboard.portrait import LONE, Place, Portrait
from dashboard.verdicts import COMPARABLE
from dashboard.wording import codes, label

POSITIONS = {"high": "高于其余", "low": "低于其余", "between": "居中或并列", "same": "与其余相同"}


def categories(found: Portrait) -> dict[str, str]:
    """The categories that occur, by their Chinese names, in the order of the taxonomy."""
    here = {place.category for place in found.places} | set(found.apart["category"])
    return {code: label("category", code) for code in codes("category") if code in here}


def only(found: Portrait, wanted: Collection[str]) -> Portrait:
    """The portrait of some categories, of all where none is named."""
    if not wanted:
        return found
    places = tuple(place for place in found.places if place.category in wanted)
    apart = found.apart[found.apart["category"].isin(list(wanted))].reset_index(drop=True)
    return replace(found, places=places, apart=apart)


def finding(found: Portrait, name: str) -> str:
    """The page in one sentence: how many indicators, and how many can stand beside others."""
    lone = int((found.apart["理由"] == LONE).sum())
    total = len(found.places) + len(found.apart)
    return (
        f"{name}{found.year}年有{total}个指标：{len(found.places)}个可与其他机构对照，"
        f"{len(found.apart) - lone}个不可比，{lone}个只有本机构公布"
    )


def standings(found: Portrait) -> str:
    """What stands out where every pair is 可比: ``优于其余：…；逊于其余：…``, "" for nothing."""
    parts = []
    for code, word in (("better", "优于其余"), ("worse", "逊于其余")):
        names = [p.comparison.indicator.name for p in found.places if p.standing == code]
        parts += [f"{word}：{'、'.join(names)}"] if names else []
    return "；".join(parts)


def alt(found: Portrait, name: str) -> str:
    """The chart in one sentence for the ear."""
    said = standings(found)
    return f"{finding(found, name)}{'；' + said if said else ''}。"


def verdict_words(place: Place) -> str:
    """The verdict between the agency and its peers, with the names of its reasons."""
    identity = str(place.own["observation_id"])
    pairs = [place.comparison.pair(identity, str(i)) for i in place.peers["observation_id"]]
    reasons = [reason for pair in pairs if pair for reason in pair.reasons]
    names = dict.fromkeys(r.name for r in reasons if r.verdict == place.verdict)
    return f"{place.verdict}：{'、'.join(names)}" if names else place.verdict


def _end(place: Place, highest: bool) -> str:
    figures = place.peers["figure"]
    row = place.peers.iloc[int(figures.argmax() if highest else figures.argmin())]
    return f"{row['label']} {row['quote']}"


def _position(place: Place) -> str:
    """Where the agency stands; nothing is said where the verdict is only 谨慎."""
    if place.verdict != COMPARABLE:
        return "不排高低"
    word = POSITIONS[place.position]
    return word if place.position == "between" else f"{word}{len(place.peers)}家"


def shown(found: Portrait) -> pd.DataFrame:
    """The scale as a table: own figure, the others' lowest and highest, median, verdict."""
    return pd.DataFrame(
        [
            {
                "指标": place.comparison.indicator.name,
                "本机构": place.own["quote"],
                "期间": place.own["period_text"],
                "其他机构最低": _end(place, False),
                "其他机构最高": _end(place, True),
                "其他机构中位数": (
                    "不计算"
                    if place.median is None
                    else amounts.text(place.median, place.comparison.unit)
                ),
                "位置": _position(place),
                "结论": verdict_words(place),
                "好坏": label("polarity", place.comparison.indicator.polarity),
                "类别": label("category", place.category),
            }
            for place in found.places
        ]
    )


def rows(found: Portrait) -> pd.DataFrame:
    """The agency's own observations on the scale, in the order of its table."""
    return pd.DataFrame({"observation_id": [p.own["observation_id"] for p in found.places]})
