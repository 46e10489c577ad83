"""Stores for the tests of 核对: a copy of a filled one, and one with a report that disagrees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pages
import pytest

from extract import Store, observe
from extract.tidy import frame

REPORT, OTHER = "000_ec63c8f6af4f5c22.txt", "2022年补充报告.txt"
ANNUAL, LATER = "超15万", "12万"


def copied(filled: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A copy of a filled store, which the pages read."""
    shutil.copy(filled.removeprefix("sqlite:///"), folder / "own.db")
    url = f"sqlite:///{folder / 'own.db'}"
    kept = Store(url)
    yield from (kept for _ in pages.remembering(url, request))
    kept.close()


def contradict(store: Store) -> None:
    """Adds a report that says 12万 where another of the agency says 超15万."""
    report = store.report(REPORT)
    assert report is not None
    text = report.text.replace(f"汇聚分拨工单{ANNUAL}", f"汇聚分拨工单{LATER}")
    other = replace(report, report_id=OTHER, title="2022年补充报告", text=text)
    store.put(other, frame(observe(other)), "李四")
