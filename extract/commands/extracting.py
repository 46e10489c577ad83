"""``duibiao extract``: every number of the given reports, on the screen or in a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import extract
from extract.commands import files, output, screen
from extract.model import NoClaims, Report, ReportError
from extract.tidy import COLUMNS

Values = tuple[Any, ...]
Result = tuple[Report, Sequence[Values]]
Say = Callable[[str], None]

_NAMES = [column.name for column in COLUMNS]
_LONG_WORK_SECONDS = 1.0
_REMARKS = {"target": "计划", "actual": ""}


@dataclass
class _Tally:
    """What happened to the files of one call, counted as it goes."""

    reports: int = 0
    rows: int = 0
    silent: int = 0
    broken: int = 0

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
    if given.output:
        with output.writer(given.output) as write:
            results = _results(found.files, given, tally)
            if first := next(results, None):
                write(row for _, rows in chain([first], results) for row in rows)
        if tally.rows:
            screen.say(f"{tally.reports} 份报告,{tally.rows} 条数字,已写入 {given.output}。")
    else:
        _show(_results(found.files, given, tally))
    return tally.status


def _results(paths: Sequence[Path], given: argparse.Namespace, tally: _Tally) -> Iterator[Result]:
    """Each report that states numbers, with its rows; a sentence for each other file."""
    with _progress(len(paths)) as (step, say):
        for path in paths:
            try:
                report = extract.read(path, given.agency, given.area, given.period)
                rows = _found(report, path)
            except NoClaims as error:
                tally.silent += 1
                say(f"duibiao:{error}")
            except ReportError as error:
                tally.broken += 1
                say(f"duibiao:{error}")
            else:
                tally.reports += 1
                tally.rows += len(rows)
                _say_what_is_unknown(path, report, say)
                yield report, rows
            step()


def _found(report: Report, path: Path) -> list[Values]:
    if not report.text.strip():
        raise ReportError(f"{path} 里只有空白;请换成有正文的文件。")
    rows = list(extract.observe(report))
    if not rows:
        raise NoClaims(f"{path} 里没有找到数字;请确认它是工作报告的正文。")
    return rows


def _say_what_is_unknown(path: Path, report: Report, say: Say) -> None:
    unknown = (
        (not report.agency, "发布机构", "--agency"),
        (report.area is None, "地区", "--area"),
        (report.period is None, "报告期间", "--period"),
    )
    names = "、".join(name for missing, name, _ in unknown if missing)
    options = "、".join(option for missing, _, option in unknown if missing)
    if names:
        say(f"duibiao:{path} 没有认出{names},相应各列留空;可用 {options} 指定。")


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[], object], Say]]:
    """A step and a voice: with a bar on long work at a terminal, without one elsewhere."""
    if total < 2 or not sys.stderr.isatty():
        yield (lambda: None), screen.say
        return
    from tqdm import tqdm

    with tqdm(total=total, desc="抽取", unit="份", delay=_LONG_WORK_SECONDS, leave=False) as bar:
        yield bar.update, lambda text: tqdm.write(text, file=sys.stderr)


def _show(results: Iterable[Result]) -> None:
    """Each report with its numbers as a table on the screen."""
    header = ("期间", "地区", "所量之事", "原文", "数值", "说明")
    places = screen.columns_of_terminal()
    for report, rows in results:
        about = (report.agency, report.period.text if report.period else "", f"{len(rows)} 条数字")
        print(f"{report.report_id}  {'  '.join(filter(None, about))}")
        print(screen.table(header, map(_cells, rows), places), end="\n\n", flush=True)


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
