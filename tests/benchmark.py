"""How fast the extraction is: ``python tests/benchmark.py [speed] [growth] [folder]``.

speed: reports are extracted to the finished DataFrame, and in the same run the same text is
cut by ``jieba.lcut``. The two take turns; process time, median of the rounds, characters per
second each, and the ratio. First for words that repeat, the five reports over and over with
their digits varied; then for words seen for the first time, the annotated reports, once in a
process of its own for each round.

growth: one report of ever four times the length, up to ``--longest`` characters, each in a
process of its own: process time, the factor to the length before, and peak memory.

folder: ``duibiao extract`` over folders of a tenth of and of all ``--reports`` reports, on
all cores, to parquet: elapsed time, reports per second, and peak memory of the processes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import jieba

import extract
from extract.tidy import frame

_HERE = Path(__file__).resolve().parent
SEEDS = sorted((_HERE.parent / "seeds").glob("*.txt"))
ANNOTATED = sorted((_HERE / "annotated").glob("*/*.txt"))
PARTS = ("speed", "growth", "folder")


# --- text ---------------------------------------------------------------------------------------


def corpus(characters: int) -> list[extract.Report]:
    """Reports of at least ``characters`` in all, the same on every run."""
    reports: list[extract.Report] = []
    total = 0
    for report in varied():
        if total >= characters:
            break
        reports.append(report)
        total += len(report.text)
    return reports


def varied() -> Iterator[extract.Report]:
    """The five reports over and over, each time with other digits."""
    dice = random.Random(2022)
    read = [extract.read(path) for path in SEEDS]
    number = 0
    while True:
        report = read[number % len(read)]
        text = re.sub("[0-9]", lambda digit: _varied(digit, dice), report.text)
        yield replace(report, report_id=f"{number:06}.txt", text=text)
        number += 1


def _varied(digit: re.Match[str], dice: random.Random) -> str:
    """Another digit where a number goes on; a first digit and a year stay as they are."""
    before = digit.string[digit.start() - 1 : digit.start()]
    inside = before.isdigit() or before == "."
    year = re.compile("[0-9]{0,4}年").match(digit.string, digit.start())
    return dice.choice("0123456789") if inside and not year else digit.group()


# --- speed --------------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    """The process time that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def extraction(reports: list[extract.Report]) -> int:
    """Every report to one finished DataFrame; the number of its rows."""
    return len(frame(row for report in reports for row in extract.observe(report)))


def speed(characters: int, rounds: int) -> None:
    """Print characters per second of the extraction and of jieba, and their ratio."""
    reports = corpus(characters)
    _warm(reports)
    _compared("words that repeat", reports, [_turn(reports) for _ in range(rounds)])
    turns = []
    for _ in range(rounds):
        # A process of its own: it has not seen the words before.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            turns.append(pool.apply(_first_seen))
    _compared("words seen for the first time", _annotated(), turns)


def _annotated() -> list[extract.Report]:
    return [extract.read(path) for path in ANNOTATED]


def _first_seen() -> tuple[float, float, int]:
    """A turn over the annotated reports, by a process that knows the five reports alone."""
    _warm([extract.read(path) for path in SEEDS])
    return _turn(_annotated())


def _warm(reports: list[extract.Report]) -> None:
    """Load the tables, and jieba's dictionary, outside the measurement."""
    jieba.setLogLevel(40)
    jieba.lcut("热身")
    extraction(reports)


def _turn(reports: list[extract.Report]) -> tuple[float, float, int]:
    """The seconds that the extraction takes, those of jieba, and the number of rows."""
    rows: list[int] = []
    ours = seconds(lambda: rows.append(extraction(reports)))
    return ours, seconds(lambda: [jieba.lcut(report.text) for report in reports]), rows[0]


def _compared(
    what: str, reports: list[extract.Report], turns: list[tuple[float, float, int]]
) -> None:
    size = sum(len(report.text) for report in reports)
    ours, theirs, rows = zip(*turns, strict=True)
    fast, slow = (size / statistics.median(times) for times in (ours, theirs))
    print(f"{what}: {size:,} characters, {len(reports):,} reports")
    print(f"duibiao extract  {fast:>12,.0f} characters/s to the DataFrame ({rows[0]:,} rows)")
    print(f"jieba.lcut       {slow:>12,.0f} characters/s")
    print(f"ratio            {fast / slow:>12.2f}", flush=True)


# --- growth -------------------------------------------------------------------------------------


def growth(longest: int) -> None:
    """Print time and memory for one report of ever four times the length."""
    lengths = [longest // 4**step for step in (4, 3, 2, 1, 0)]
    print(f"{'characters':>12} {'seconds':>9} {'for 4 times':>12} {'peak memory':>12}")
    before = 0.0
    for length in lengths:
        # A process of its own: its peak memory is that of this length alone.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            took, peak = pool.apply(one_report, (length,))
        factor = f"{took / before:.2f}" if before else ""
        print(f"{length:>12,} {took:>9.3f} {factor:>12} {_megabytes(peak):>12}")
        before = took


def one_report(length: int) -> tuple[float, int]:
    """Process time for one report of a length to its DataFrame, and peak memory in bytes.

    Of a short one several are done, each with digits of its own, and the least time counts.
    """
    times = min(1 + 4_000_000 // length, 20)
    text = "".join(report.text for report in corpus(length * times))
    first = extract.read(SEEDS[0])
    extraction([first])  # the tables load once, outside the measurement
    parts = (text[at : at + length] for at in range(0, length * times, length))
    reports = [replace(first, text=part) for part in parts]
    return min(seconds(partial(extraction, [report])) for report in reports), peak("self")


def peak(process: int | str) -> int:
    """The most memory that a process has held, in bytes; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.M)
    return int(found[1]) * 1024 if found else 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size else "unknown"


# --- folder -------------------------------------------------------------------------------------


def folder(reports: int) -> None:
    """Print time and memory of ``duibiao extract`` on a folder, and on a tenth of it."""
    print(
        f"{'reports':>12} {'seconds':>9} {'reports/s':>12} {'main, peak':>12} {'worker, peak':>12}"
    )
    for count in (reports // 10, reports):
        with tempfile.TemporaryDirectory() as place:
            for report in islice(varied(), count):
                Path(place, report.report_id).write_text(report.text, encoding="utf-8")
            took, main_peak, worker_peak = _extract(place)
        rate = f"{count / took:,.0f}"
        peaks = f"{_megabytes(main_peak):>12} {_megabytes(worker_peak):>12}"
        print(f"{count:>12,} {took:>9.1f} {rate:>12} {peaks}")


def _extract(place: str) -> tuple[float, int, int]:
    """Elapsed time, peak memory of the command, and of the largest of its workers."""
    command = [sys.executable, "-m", "extract", "extract", place, "-o", f"{place}/all.parquet"]
    start = time.perf_counter()
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for number in _family(process.pid):
                peaks[number] = max(peaks.get(number, 0), peak(number))
            time.sleep(0.05)
    took = time.perf_counter() - start
    main_peak = peaks.pop(process.pid, 0)
    return took, main_peak, max(peaks.values(), default=0)


def _family(first: int) -> list[int]:
    """A process and those that it has begun, directly or not; itself alone off Linux."""
    family = [first]
    for number in family:
        try:
            begun = Path(f"/proc/{number}/task/{number}/children").read_text("utf-8")
        except OSError:
            continue
        family.extend(map(int, begun.split()))
    return family


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("parts", nargs="*", metavar="part", help="speed, growth, folder")
    arguments.add_argument("--characters", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--longest", type=int, default=10_000_000)
    arguments.add_argument("--reports", type=int, default=10_000)
    given = arguments.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        arguments.error(f"no such part: {', '.join(sorted(unknown))}")
    for part in given.parts or PARTS:
        print(f"## {part}", flush=True)
        if part == "speed":
            speed(given.characters, given.rounds)
        elif part == "growth":
            growth(given.longest)
        else:
            folder(given.reports)


if __name__ == "__main__":
    main()
