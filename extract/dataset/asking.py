"""Which files of a dataset a question needs, and the condition that their rows must fulfil.

Values go in as parameters; only names of columns and marks are words of a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, NamedTuple

from extract.archive import OF_REPORT, Asked
from extract.dataset.layout import AREALESS, OBSERVATIONS, REPORTS, YEARLESS
from extract.dataset.manifest import Manifest, Partition

#: Answers a statement with its values.
Ask = Callable[[str, Mapping[str, Any]], Sequence[tuple[Any, ...]]]
#: Finds the rows that a question needs: the dataset as it is, its folder, and whom to ask.
Find = Callable[[Asked, Manifest, str, Ask], "Source"]
_AFTER = ":"  # the character behind 9: codes that begin with 44 lie between "44" and "44:"
_NARROW = ("observation_id", "report_id", "agency")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to read: files by their path within the dataset, a condition, its values."""

    files: tuple[str, ...] = ()
    where: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def by_year(self) -> Iterator[Source]:
        """The same in pieces, one for each year: a report is in one of them alone."""
        for _, some in groupby(self.files, lambda path: path.split("/")[1]):
            yield replace(self, files=tuple(some))


def observations(question: Asked, now: Manifest, folder: str, ask: Ask) -> Source:
    """Where the observations that fit stand: in partitions, or in the years by indicator.

    What belongs to few reports is read from their partitions, what belongs to many from the
    years: there an indicator stands together.
    """
    where, values = _condition(question, now)
    places, narrow = _partitions(question, now, folder, ask), _narrow(question)
    years = {one.year for one in places}
    many = len(places) > len(years)
    if "indicator" in question.cells:
        by_year = not narrow or many
    else:
        by_year = not narrow and question.within is None
    if by_year:
        files = tuple(now.by_indicator(year) for year in sorted(years))
    else:
        files = tuple(one.file(OBSERVATIONS) for one in places)
    return Source(files, where, values)


class Counting(NamedTuple):
    """How observations and reports of a kind are counted: from which rows, by which words.

    ``by_year``: a year at a time, since what is to be kept in mind would be much.
    """

    find: Find
    observations: str
    reports: str
    by_year: bool


def counting(by: Sequence[str], question: Asked) -> Counting:
    """The shortest way to count: reports know their number, marked rows stand for reports."""
    cells = question.cells.keys() - {"report_id", "agency"}
    kinds = {*by} - {"report_id", "agency", *OF_REPORT}
    if not cells and not kinds:
        return Counting(_reports_with_figures, "sum(observations)::BIGINT", "count(*)", False)
    of_one = "indicator" in kinds or len(question.cells.get("indicator", ())) == 1
    if of_one and cells <= {"indicator"} and kinds <= {"indicator", "indicator_name"}:
        return Counting(observations, "count(*)", "count_if(first_of_indicator)", len(by) > 1)
    return Counting(observations, "count(*)", "count(DISTINCT report_id)", True)


def _reports_with_figures(question: Asked, now: Manifest, folder: str, ask: Ask) -> Source:
    found = known_reports(question, now, folder, ask)
    where = f"({found.where}) AND " if found.where else ""
    return replace(found, where=f"{where}observations > 0")


def reports(question: Asked, now: Manifest, folder: str, ask: Ask) -> Source:
    """Where the reports that fit stand with their texts."""
    where, values = _condition(question, now)
    places = _partitions(question, now, folder, ask)
    return Source(tuple(one.file(REPORTS) for one in places), where, values)


def known_reports(question: Asked, now: Manifest, folder: str, ask: Ask) -> Source:
    """Where the reports that fit stand without their texts."""
    where, values = _condition(question, now, years=True)
    return Source((now.whereabouts(REPORTS),) if now.lookup else (), where, values)


def _narrow(question: Asked) -> bool:
    return any(name in question.cells for name in _NARROW)


def _partitions(question: Asked, now: Manifest, folder: str, ask: Ask) -> list[Partition]:
    """The partitions that may hold what fits."""
    found = [one for one in now.partitions if _within(one, question)]
    if "observation_id" in question.cells:
        source = Source(
            (now.whereabouts(OBSERVATIONS),),
            *_condition(Asked({"observation_id": question.cells["observation_id"]}), now),
        )
        columns = "year, area"
    elif _narrow(question):
        cells = {name: cell for name, cell in question.cells.items() if name in _NARROW}
        source = known_reports(Asked(cells), now, folder, ask)
        columns = (
            f"coalesce(nullif(report_year, ''), '{YEARLESS}'),"
            f" coalesce(nullif(substr(report_area, 1, 2), ''), '{AREALESS}')"
        )
    else:
        return found
    if not now.lookup:
        return []
    held = set(ask(*statement(f"DISTINCT {columns}", source, folder)))
    return [one for one in found if (one.year, one.area) in held]


def _within(one: Partition, question: Asked) -> bool:
    if question.years is not None and one.year not in {y or YEARLESS for y in question.years}:
        return False
    if question.within is None:
        return True
    return one.area != AREALESS and any(one.area.startswith(code[:2]) for code in question.within)


def _condition(question: Asked, now: Manifest, years: bool = False) -> tuple[str, dict[str, Any]]:
    """The WHERE of a question; years only where files do not keep them apart."""
    words: list[str] = []
    values: dict[str, Any] = {}
    for number, (some, given) in enumerate(_conditions(question, years)):
        names = {f"v{number}_{place}": value for place, value in enumerate(given)}
        words.append(some.format(*(f"${name}" for name in names)))
        values |= names
    return " AND ".join(f"({word})" for word in words), values


def _conditions(question: Asked, years: bool) -> Iterator[tuple[str, list[Any]]]:
    """Each condition with {} where its values go."""
    for name, cells in question.cells.items():
        yield _one_of(name, cells)
    if question.within is not None:
        reach = " OR ".join(["report_area >= {} AND report_area < {}"] * len(question.within))
        yield reach or "false", [cell for code in question.within for cell in (code, code + _AFTER)]
    if years and question.years is not None:
        yield _one_of("report_year", question.years)


def _one_of(name: str, cells: Sequence[Any]) -> tuple[str, list[Any]]:
    if not cells:
        return "false", []
    if len(cells) == 1:
        return f'"{name}" = {{}}', [cells[0]]
    return f'"{name}" IN (SELECT unnest({{}}))', [list(cells)]


def statement(columns: str, source: Source, folder: str, after: str = "") -> tuple[str, Any]:
    """A question for DuckDB with its values."""
    where = f" WHERE {source.where}" if source.where else ""
    files = [f"{folder}/{path}" for path in source.files]
    return (
        f"SELECT {columns} FROM read_parquet($files, hive_partitioning = false){where} {after}",
        {"files": files, **source.values},
    )
