"""``duibiao extract``: every number of the given reports, on the screen or in a file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from extract.commands import files, output, screen
from extract.commands.outcomes import Outcome, Told, Values, lost, outcomes, parts, weight
from extract.tidy import COLUMNS

Say = Callable[[str], None]

_NAMES = [column.name for column in COLUMNS]
_LONG_WORK_SECONDS = 1.0
# A worker takes half a second to start: about as long as reading so many bytes.
_BYTES_WORTH_A_WORKER = 500_000
_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} 份,{rate_fmt},还需 {remaining}"
_REMARKS = {"target": "计划", "actual": ""}


@dataclass
class _Tally:
    """What happened to the files of one call, counted as it goes."""

    reports: int = 0
    rows: int = 0
    silent: int = 0
    broken: int = 0

    def add(self, done: Outcome) -> None:
        self.reports += done.state == "read"
        self.silent += done.state == "silent"
        self.broken += done.state == "broken"
        self.rows += len(done.rows)

    @property
    def status(self) -> int:
        """2 if a file could not be read, else 1 if a report stated no number, else 0."""
        return 2 if self.broken else 1 if self.silent else 0


def run(given: argparse.Namespace) -> int:
    """Extract every file that the paths stand for; return the exit status."""
    found = files.find(given.paths)
    for sentence in (*found.errors, *found.notices):
        screen.say(f"duibiao:{sentence}")
    tally = _Tally(broken=len(found.errors))
    with closing(_results(found.files, given, tally)) as results:
        if given.output:
            _write(results, given.output)
        else:
            _show(results)
    if given.output and tally.rows:
        screen.say(f"{tally.reports} 份报告,{tally.rows} 条数字,已写入 {given.output}。")
    return tally.status


def _write(results: Iterator[Outcome], target: str) -> None:
    """The rows of all reports into one file, as they come."""
    with output.writer(target) as write:
        if first := next(results, None):
            write(row for done in chain([first], results) for row in done.rows)


def _results(paths: Sequence[Path], given: argparse.Namespace, tally: _Tally) -> Generator[Outcome]:
    """Each report that states numbers, in order; a sentence for each other file."""
    work = partial(outcomes, told=Told(given.agency, given.area, given.period))
    jobs = _jobs(paths, given.jobs)
    with (
        _progress(len(paths)) as (step, say),
        closing(_each(work, paths, jobs)) as files_done,
    ):
        for path, found in files_done:
            for done in (lost(path),) if found is None else found:
                tally.add(done)
                if done.sentence:
                    say(f"duibiao:{done.sentence}")
                if done.rows:
                    yield done
            step()


def _each(
    work: Callable[[Path], list[Outcome]], paths: Sequence[Path], jobs: int
) -> Generator[tuple[Path, list[Outcome] | None]]:
    """The files in order with their outcomes, None where a worker died over one."""
    if jobs == 1:
        return ((path, work(path)) for path in paths)
    from extract.commands.workers import in_order  # it takes time to load

    return in_order(work, parts(paths, jobs), jobs)


def _jobs(paths: Sequence[Path], wanted: int | None) -> int:
    """How many workers: as wanted, else as many as the work is worth and cores there are."""
    worth = wanted or min(_cores(), sum(map(weight, paths)) // _BYTES_WORTH_A_WORKER)
    return max(1, min(worth, len(paths)))


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[], object], Say]]:
    """A step and a voice: with a bar on long work at a terminal, without one elsewhere."""
    if total < 2 or not sys.stderr.isatty():
        yield (lambda: None), screen.say
        return
    from tqdm import tqdm

    with tqdm(
        total=total,
        desc="抽取",
        unit="份",
        bar_format=_BAR,
        delay=_LONG_WORK_SECONDS,
        leave=False,
    ) as bar:
        yield bar.update, lambda text: tqdm.write(text, file=sys.stderr)


def _show(results: Iterable[Outcome]) -> None:
    """Each report with its numbers as a table on the screen."""
    header = ("期间", "地区", "所量之事", "原文", "数值", "说明")
    places = screen.columns_of_terminal()
    for done in results:
        print("  ".join(filter(None, (*done.about, f"{len(done.rows)} 条数字"))))
        print(screen.table(header, map(_cells, done.rows), places), end="\n\n", flush=True)


def _cells(values: Values) -> tuple[str, ...]:
    row = dict(zip(_NAMES, values, strict=True))
    remarks = (
        row["indicator_name"],
        _REMARKS[row["obs_status"]],
        "累计" if row["cumulative"] else "",
    )
    return (
        row["time_period"],
        row["reference_area"],
        row["measured_property"],
        row["quote"],
        f"{screen.number(row['value'])} {row['unit']}",
        " ".join(filter(None, remarks)),
    )
