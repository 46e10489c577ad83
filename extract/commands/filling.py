"""Brings the store up to the rules and the data of this program: the five reports, then others.

A report that is in the store is extracted again from the text that is kept, as what it was put:
agency, area and period stay what a person said. One report is one transaction; a run that was
broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import extract
from extract import store
from extract.commands import refreshing, screen
from extract.reference import DATA, SEEDS
from extract.tidy import frame

_RULES = Path(__file__).resolve().parent.parent
_UNDER_WAY = "…"  # behind the fingerprint that a run is on its way to


def fill_store() -> None:
    """Extract the reports of seeds/ and all others anew unless the same rules made them."""
    with closing(store.Store()) as kept:
        if kept.fingerprint() != fingerprint():
            bring_up(kept)


def bring_up(kept: store.Store, everything: bool = False, jobs: int | None = None) -> int:
    """Extract again what other rules extracted, or ``everything``; how many reports that were.

    Says in a sentence which report could not be extracted; its observations stay as they are.
    """
    now = fingerprint()
    was = kept.fingerprint()
    if was != now + _UNDER_WAY and (was != now or everything):
        # Nothing that the store has counts as new: not even what these rules made before.
        kept.set_fingerprint(now + _UNDER_WAY, anew=True)
    done = _bring_seeds(kept, now)
    done += refreshing.refresh(kept, kept.outdated(now), now, jobs)
    if kept.fingerprint() != now:
        kept.set_fingerprint(now)
    return done


def fingerprint() -> str:
    """One hash over the rules, the readers of files, the data and the reports they are used on."""
    parts = [
        *sorted(_RULES.glob("*.py")),
        *sorted((_RULES / "formats").glob("*.py")),
        *sorted(DATA.glob("*")),
        *sorted(SEEDS.glob("*")),
    ]
    digest = hashlib.sha256()
    for path in parts:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _bring_seeds(kept: store.Store, now: str) -> int:
    """Read the five reports from their files; how many were due."""
    paths = sorted(SEEDS.glob("*.txt"))
    due = set(_due(kept, [path.name for path in paths], now))
    for number, path in enumerate(paths, start=1):
        if path.name in due:
            screen.say(f"正在抽取第 {number}/{len(paths)} 份报告……")
            report = extract.read(path)
            kept.put(report, frame(extract.observe(report)), rules=now)
    return len(due)


def _due(kept: store.Store, names: list[str], now: str) -> Iterator[str]:
    """Those that no person has put in the store or taken out of it, and other rules made."""
    there = kept.reports(texts=False).set_index("report_id")["added_by"].to_dict()
    outdated = set(kept.outdated(now))
    for name in names:
        if name in there:
            if name in outdated and not there[name]:
                yield name
        elif kept.audit(limit=1, action="remove", target=name).empty:
            yield name
