"""How fast the extraction is: ``python tests/benchmark.py [--characters N] [--rounds N]``.

The five reports, repeated with their digits varied, are extracted to the finished DataFrame,
and in the same run the same text is cut by ``jieba.lcut``. The two take turns; process time,
median of the rounds, characters per second each, and the ratio.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jieba

import extract
from extract.tidy import frame

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))


def corpus(characters: int) -> list[extract.Report]:
    """Reports of at least ``characters`` in all, the same on every run."""
    dice = random.Random(2022)
    reports: list[extract.Report] = []
    read = [extract.read(path) for path in SEEDS]
    total = 0
    while total < characters:
        report = read[len(reports) % len(read)]
        text = re.sub("[0-9]", lambda digit: _varied(digit, dice), report.text)
        reports.append(replace(report, report_id=f"{len(reports):06}.txt", text=text))
        total += len(text)
    return reports


def _varied(digit: re.Match[str], dice: random.Random) -> str:
    """Another digit where a number goes on; a first digit and a year stay as they are."""
    before = digit.string[digit.start() - 1 : digit.start()]
    inside = before.isdigit() or before == "."
    year = re.compile("[0-9]{0,4}年").match(digit.string, digit.start())
    return dice.choice("0123456789") if inside and not year else digit.group()


def seconds(work: Callable[[], object]) -> float:
    """The process time that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def extraction(reports: list[extract.Report]) -> int:
    """Every report to one finished DataFrame; the number of its rows."""
    return len(frame(row for report in reports for row in extract.observe(report)))


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--characters", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    reports = corpus(given.characters)
    texts = [report.text for report in reports]
    size = sum(map(len, texts))
    jieba.setLogLevel(40)
    jieba.lcut("热身")  # its dictionary loads once, outside the measurement
    rows = extraction(reports[:10]) and extraction(reports)
    ours, theirs = [], []
    for _ in range(given.rounds):
        ours.append(seconds(lambda: extraction(reports)))
        theirs.append(seconds(lambda: [jieba.lcut(text) for text in texts]))
    fast, slow = (size / statistics.median(times) for times in (ours, theirs))
    print(f"corpus           {size:>12,} characters, {len(reports):,} reports")
    print(f"duibiao extract  {fast:>12,.0f} characters/s to the DataFrame ({rows:,} rows)")
    print(f"jieba.lcut       {slow:>12,.0f} characters/s")
    print(f"ratio            {fast / slow:>12.2f}")


if __name__ == "__main__":
    main()
