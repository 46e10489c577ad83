"""How fast a workbook is written: ``python tests/benchmark_workbook.py [--rows N] [--rounds N]``.

speed: a workbook of N rows (all eight sheets, 数据 with its native table and stamps, 证据 with
every sentence) and, in the same run, pandas' plain ``to_excel(engine="xlsxwriter")`` of the same
rows. The two take turns; process time, median of the rounds, seconds each, and the ratio.

memory: for a quarter of the rows and for all of them, each in a process of its own, the most
memory that writing to a file adds to what the process held with the rows in hand.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
from benchmark import seconds

import extract
from dashboard import data
from dashboard.books.book import Amount, Book, Grid, Heading, Link
from dashboard.excel import workbook
from extract.tidy import frame

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MOST = 3.0  # times what pandas takes
PAUSE = 0.02  # seconds between two looks at the memory


@dataclass(frozen=True)
class Sample:
    """Rows of the tidy table, and their reports."""

    rows: pd.DataFrame
    reports: pd.DataFrame


def sample(count: int) -> Sample:
    """``count`` rows: those of the five reports over and over, with other values and ids."""
    read = [extract.read(path) for path in sorted(SEEDS.glob("*.txt"))]
    found = frame(row for report in read for row in extract.observe(report))
    times = -(-count // len(found))
    rows = pd.concat([found] * times, ignore_index=True).head(count)
    numbers = pd.Series(range(count))
    shifted = rows["value"].where(rows["unit"] == "%", rows["value"] + numbers % 977)
    identities = numbers.map("{:012x}".format).astype(rows["observation_id"].dtype)
    facts = [
        {
            "report_id": report.report_id,
            "title": report.title,
            "agency": report.agency,
            "area": "",
            "period": "",
            "published": None,
            "source_url": "",
            "notes": "",
        }
        for report in read
    ]
    return Sample(rows.assign(observation_id=identities, value=shifted), pd.DataFrame(facts))


def book(made: Sample) -> Book:
    """A workbook of the rows; 对比 shows the first ten."""
    first = made.rows.head(10)
    headings = (Heading("机构", 30), Heading("数值", 20, right=True), Heading("证据", 12))
    parts = zip(first["agency"], first["value"], first["observation_id"], strict=True)
    lines = tuple((who, Amount(value, observation=i), Link(i)) for who, value, i in parts)
    none = pd.DataFrame({"observation_id": pd.Series(dtype="str")})
    return Book(
        title="明细",
        finding=f"共{len(made.rows)}条",
        cover=(),
        grid=Grid(headings, lines),
        plots=(),
        notes=(),
        indicators=(),
        observations=made.rows,
        reports=made.reports,
        columns=data.columns(),
        corrections=none,
        made=datetime(2026, 11, 22, 9, 30),
        name="明细.xlsx",
    )


# --- speed --------------------------------------------------------------------------------------


def speed(count: int, rounds: int) -> float:
    """Print the seconds of both and their ratio; the ratio."""
    made = sample(count)
    whole = book(made)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        plain, designed = Path(folder, "plain.xlsx"), Path(folder, "designed.xlsx")
        for _ in range(rounds):
            theirs.append(seconds(lambda: _plain(made.rows, plain)))
            ours.append(seconds(lambda: workbook.write(whole, str(designed))))
        sizes = [path.stat().st_size / 1e6 for path in (designed, plain)]
    slow, fast = statistics.median(ours), statistics.median(theirs)
    print(f"rows                   {count:>10,} of {len(made.rows.columns)} columns")
    print(f"workbook.write         {slow:>10.1f} s {sizes[0]:>8.1f} MB, eight sheets")
    print(f"DataFrame.to_excel     {fast:>10.1f} s {sizes[1]:>8.1f} MB, the rows alone")
    print(f"ratio                  {slow / fast:>10.2f}   (at most {MOST:g})")
    return slow / fast


def _plain(rows: pd.DataFrame, place: Path) -> None:
    rows.to_excel(place, index=False, engine="xlsxwriter")


# --- memory -------------------------------------------------------------------------------------


def memory(count: int) -> None:
    """Print how much memory is added for a quarter of the rows and for all of them."""
    print(f"{'rows':>10} {'workbook.write':>16} {'to_excel':>12}")
    for rows in (count // 4, count):
        added = []
        for work in (written, plainly):
            # A process of its own: its peak memory is that of this work alone.
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                added.append(pool.apply(work, (rows,)))
        print(f"{rows:>10,} {added[0] / 1e6:>13,.0f} MB {added[1] / 1e6:>9,.0f} MB")


def written(count: int) -> int:
    """The bytes that writing the workbook to a file adds at most."""
    whole = book(sample(count))
    workbook.workbook(book(sample(100)))  # tables load once, outside the measurement
    with tempfile.TemporaryDirectory() as folder:
        return added(lambda: workbook.write(whole, str(Path(folder, "made.xlsx"))))


def plainly(count: int) -> int:
    """The bytes that pandas' plain writing adds at most."""
    rows = sample(count).rows
    with tempfile.TemporaryDirectory() as folder:
        rows.head(100).to_excel(Path(folder, "warm.xlsx"), engine="xlsxwriter")
        return added(lambda: _plain(rows, Path(folder, "made.xlsx")))


def added(work: Callable[[], object]) -> int:
    """The most memory that the process held during the work, less what it held before."""
    before, most, done = held(), [0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            most.append(max(most.pop(), held()))
            time.sleep(PAUSE)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(most[0] - before, 0)


def held() -> int:
    """The memory that this process holds now, in bytes; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text("utf-8").split()[1]
    except OSError:
        return 0
    return int(pages) * 4096


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("parts", nargs="*", metavar="part", help="speed, memory")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    if unknown := set(given.parts) - {"speed", "memory"}:
        arguments.error(f"no such part: {', '.join(sorted(unknown))}")
    for part in given.parts or ("speed", "memory"):
        print(f"## {part}", flush=True)
        if part == "speed":
            speed(given.rows, given.rounds)
        else:
            memory(given.rows)


if __name__ == "__main__":
    main()
