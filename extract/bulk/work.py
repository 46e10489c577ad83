"""**One part**: its reports read and extracted, and laid down in the dataset whole.

The same function runs in a worker of the pool and on Dask. Who dies over a part leaves the mark
that it was begun; who takes it up again goes one by one, in a process apart.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from extract.bulk import alone, opening, records
from extract.bulk.items import Counts, Extracted, Failed, Job, Part, Result
from extract.dataset.layout import check, write_part
from extract.model import DuibiaoError, Report
from extract.tidy import Values

# A worker of Dask may have several threads; the time limit of a report is one for a process.
_one_at_a_time = threading.Lock()


def work(job: Job, part: Part) -> Counts:
    """Do a part and lay it down in the dataset; what it gave.

    A part that is there already is not done again. Raises DuibiaoError where the folder of
    the dataset cannot be written.
    """
    folder = Path(job.folder)
    with _one_at_a_time:
        if known := records.finished(folder, part.key):
            return known
        with records.written(folder):
            died = records.begin(folder, part.key)
        results = alone.results if died else opening.results
        with closing(results(part, job.seconds)) as found:
            return _laid_down(job, part, found)


def give_up(job: Job, part: Part) -> Counts:
    """Lay down a part that no worker survived: all its items as failures."""
    why = "所在的一批使处理它的进程一再意外结束,已跳过;请把它单独再抽取一次。"
    failed = (Failed(item.report_id, "process", f"“{item.report_id}”{why}") for item in part.items)
    return _laid_down(job, part, failed)


@dataclass(slots=True)
class _Gathered:
    """What the reports of a part gave, as it comes."""

    reports: dict[str, Report] = field(default_factory=dict)
    rows: list[Values] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    silent: int = 0

    def add(self, one: Result) -> None:
        if isinstance(one, Extracted) and (why := self._refusal(one.report)):
            one = Failed(one.report.report_id, "read", why)
        if isinstance(one, Failed):
            self.errors.append((one.file, one.stage, one.reason))
            return
        self.reports[one.report.report_id] = one.report
        self.rows.extend(one.rows)
        self.silent += not one.rows

    def _refusal(self, report: Report) -> str:
        """Why a report cannot be kept, "" where it can."""
        name = report.report_id
        if name in self.reports:
            return f"编号“{name}”出现了两次,后一份没有收入;请改名后再试。"
        try:
            check(report)
        except DuibiaoError as error:
            return str(error)
        return ""

    def counts(self, items: int) -> Counts:
        characters = sum(len(report.text) for report in self.reports.values())
        sizes = (len(self.reports), self.silent, len(self.rows), len(self.errors), characters)
        return Counts(items, *sizes)


def _laid_down(job: Job, part: Part, results: Iterable[Result]) -> Counts:
    gathered = _Gathered()
    for one in results:
        gathered.add(one)
    counts = gathered.counts(len(part.items))
    folder, kept = Path(job.folder), gathered.reports.values()
    with records.written(folder):
        records.note(folder, part, counts)
        write_part(folder, part.key, kept, gathered.rows, gathered.errors, job.rules)
        records.end(folder, part.key)
    return counts
