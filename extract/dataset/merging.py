"""New parts and old partitions become new partitions, a year at a time, in bounded memory.

Within a partition the rows of an agency stand together; a second file of each year has them by
indicator. Small groups of rows keep apart what is read apart.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.dataset import engine
from extract.dataset.layout import (
    AREALESS,
    ERRORS,
    OBSERVATIONS,
    REPORTS,
    YEARLESS,
    reported_schema,
)
from extract.dataset.layout import OBSERVED as _OBSERVED
from extract.dataset.manifest import Manifest, Partition

if TYPE_CHECKING:
    import duckdb

THREADS, MEMORY = 2, "1GB"
INDICATORS, LOOKUP = "indicators", "lookup"
_ROWS = {OBSERVATIONS: 8_192, INDICATORS: 8_192, REPORTS: 64, LOOKUP: 16_384, ERRORS: 65_536}
_ORDER = {
    OBSERVATIONS: 'agency, report_id, start, "end"',
    REPORTS: "agency, report_id",
    INDICATORS: 'indicator, report_area, report_id, start, "end"',
}
_YEAR = f"coalesce(nullif(report_year, ''), '{YEARLESS}')"
_AREA = f"coalesce(nullif(substr(report_area, 1, 2), ''), '{AREALESS}')"

# The folders that a file lies in are no columns of it.
_PLAIN = "read_parquet({}, hive_partitioning = false)"
_NAMED = "read_parquet({}, hive_partitioning = false, filename = true)"
_PARTS = "CREATE TABLE part (number INTEGER, reports TEXT, observations TEXT, errors TEXT)"
# Of a report that comes twice the newer one counts.
_INCOMING = f"""
CREATE TABLE incoming AS
SELECT report_id, {_YEAR} AS year, {_AREA} AS area, number
FROM {_NAMED.format("$files")} AS read
JOIN part ON part.reports = read.filename
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY number DESC) = 1
"""
_AFFECTED = f"""
CREATE TABLE affected AS
SELECT year, area FROM incoming
UNION SELECT {_YEAR}, {_AREA} FROM known SEMI JOIN incoming USING (report_id)
"""
_NEW = f"""
SELECT {{columns}}, incoming.area AS area_of FROM {_NAMED.format("$new")} AS read
JOIN part ON part.{{kind}} = read.filename
JOIN incoming ON incoming.report_id = read.report_id AND incoming.number = part.number
WHERE read.report_year = $year
"""
_OLD = f"""
SELECT {{columns}}, {_AREA} AS area_of FROM {_PLAIN.format("$old")} AS read
ANTI JOIN incoming ON incoming.report_id = read.report_id
"""
_LOOKUP = f"""
SELECT {{columns}}, observations FROM known ANTI JOIN incoming USING (report_id)
UNION ALL
SELECT {{columns}}, coalesce(counted.observations, 0) FROM (
    SELECT read.*, part.number FROM {_NAMED.format("$new")} AS read
    JOIN part ON part.reports = read.filename
) AS fresh SEMI JOIN incoming USING (report_id, number) LEFT JOIN counted USING (report_id)
ORDER BY report_id
"""
_ERRORS = f"""
SELECT DISTINCT file, stage, reason FROM (
    SELECT -1 AS number, file, stage, reason FROM failed
    UNION ALL
    SELECT part.number, file, stage, reason FROM {_NAMED.format("$new")} AS read
    JOIN part ON part.errors = read.filename
) AS told
WHERE NOT EXISTS (
    SELECT 1 FROM incoming WHERE report_id = file AND incoming.number > told.number
)
QUALIFY number = max(number) OVER (PARTITION BY file)
ORDER BY file, stage, reason
"""


class _Work(NamedTuple):
    """What merging needs to know all the way."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    made: Path
    before: Manifest
    name: str

    def ask(self, words: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(words, values or None).fetchall()

    def write(self, words: str, path: str, kind: str, **values: Any) -> None:
        """Write the rows of a question into a new file."""
        target = self.made / path
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = self.connection.sql(words, params=values or None)
        rows.write_parquet(str(target), compression="zstd", row_group_size=_ROWS[kind])

    def there(self, paths: Sequence[str]) -> list[str]:
        return [str(self.folder / path) for path in paths]


def merge(
    folder: Path,
    made: Path,
    before: Manifest,
    parts: Sequence[Path],
    say: Callable[[str], None],
) -> Manifest:
    """Make the new files of a dataset in the folder ``made``; what the dataset then is.

    ``parts`` come oldest first. Raises DuibiaoError where a file is damaged.
    """
    database = str(made / "work.duckdb")
    with (
        engine.explained(folder),
        closing(engine.connect(folder, THREADS, MEMORY, database, made / "spill")) as connection,
    ):
        work = _Work(connection, folder, made, before, uuid.uuid4().hex[:12])
        _prepare(work, parts)
        years = [year for (year,) in work.ask("SELECT DISTINCT year FROM affected ORDER BY year")]
        partitions: list[Partition] = []
        for number, year in enumerate(years, start=1):
            say(f"正在整理 {year if year != YEARLESS else '年份不详'}({number}/{len(years)})……")
            partitions += _year(work, year)
        gone = set(work.ask("SELECT year, area FROM affected"))
        kept = [one for one in before.partitions if (one.year, one.area) not in gone]
        now = replace(
            before,
            revision=work.name,
            parts=(*before.parts, *(part.name for part in parts)),
            partitions=tuple(sorted((*kept, *partitions), key=lambda one: (one.year, one.area))),
            years=before.years | dict.fromkeys(years, work.name),
            lookup=work.name,
        )
        return replace(now, errors=_look_up(work, now, partitions))


def _prepare(work: _Work, parts: Sequence[Path]) -> None:
    """Which reports come in, and which partitions change by that."""
    work.ask(_PARTS)
    kinds = (REPORTS, OBSERVATIONS, ERRORS)
    for number, part in enumerate(parts):
        files = [str(part / f"{kind}.parquet") for kind in kinds]
        work.connection.execute("INSERT INTO part VALUES (?, ?, ?, ?)", [number, *files])
    _empty(work)
    if parts:
        work.ask(_INCOMING, files=[str(part / f"{REPORTS}.parquet") for part in parts])
    else:
        work.ask("CREATE TABLE incoming (report_id TEXT, year TEXT, area TEXT, number INTEGER)")
    work.ask(_AFFECTED)


def _empty(work: _Work) -> None:
    """What is known so far: places of reports, errors; empty tables before the first time."""
    work.ask("CREATE TABLE counted (report_id TEXT, observations BIGINT)")
    if work.before.lookup:
        files = work.there([work.before.whereabouts(REPORTS)])
        work.ask(f"CREATE TABLE known AS SELECT * FROM {_PLAIN.format('$files')}", files=files)
    else:
        fields = [field for field in reported_schema() if field.name != "text"]
        words = {"string": "TEXT", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"}
        told = ", ".join(f'"{field.name}" {words[str(field.type)]}' for field in fields)
        work.ask(f"CREATE TABLE known ({told}, observations BIGINT)")
    work.ask("CREATE TABLE failed (file TEXT, stage TEXT, reason TEXT)")
    if work.before.revision:
        errors = f"INSERT INTO failed SELECT * FROM {_PLAIN.format('$files')}"
        work.ask(errors, files=work.there([f"{ERRORS}.parquet"]))


def _year(work: _Work, year: str) -> Iterator[Partition]:
    """The new partitions of a year, and the year by indicator."""
    asked = "SELECT area FROM affected WHERE year = $year ORDER BY area"
    areas = [area for (area,) in work.ask(asked, year=year)]
    counts: dict[str, dict[str, int]] = {}
    for kind in (OBSERVATIONS, REPORTS):
        columns = _gather(work, year, kind, areas)
        counts[kind] = dict(work.ask("SELECT area_of, count(*) FROM gathered GROUP BY area_of"))
        for area in areas:
            path = Partition(year, area, work.name, 0, 0).file(kind)
            rows = f"SELECT {columns} FROM gathered WHERE area_of = $area"
            work.write(rows, path, kind, area=area)
        if kind == OBSERVATIONS:
            work.ask("INSERT INTO counted SELECT report_id, count(*) FROM gathered GROUP BY ALL")
            _by_indicator(work, year, columns, areas)
        work.ask("DROP TABLE gathered")
    for area in counts[REPORTS]:
        yield Partition(
            year, area, work.name, counts[OBSERVATIONS].get(area, 0), counts[REPORTS][area]
        )


def _gather(work: _Work, year: str, kind: str, areas: Sequence[str]) -> str:
    """Bring the rows of the changed partitions of a year together in order; their columns."""
    columns = _columns(_OBSERVED.names if kind == OBSERVATIONS else reported_schema().names)
    held = f"SELECT DISTINCT part.{kind} FROM part JOIN incoming USING (number) WHERE year = $year"
    new = [path for (path,) in work.ask(held, year=year)]
    old = [one for one in work.before.partitions if one.year == year and one.area in areas]
    words: list[str] = []
    values: dict[str, Any] = {}
    if new:
        told = ", ".join(f"read.{name}" for name in columns.split(", "))
        words.append(_NEW.format(columns=told, kind=kind))
        values |= {"new": new, "year": "" if year == YEARLESS else year}
    if old:
        words.append(_OLD.format(columns=columns))
        values["old"] = work.there([one.file(kind) for one in old])
    both = " UNION ALL ".join(words)
    work.ask(f"CREATE TABLE gathered AS {both} ORDER BY area_of, {_ORDER[kind]}", **values)
    return columns


def _by_indicator(work: _Work, year: str, columns: str, areas: Sequence[str]) -> None:
    """All observations of a year by indicator: what was gathered, and what has not changed."""
    same = [one for one in work.before.partitions if one.year == year and one.area not in areas]
    words, values = f"SELECT {columns} FROM gathered", {}
    if same:
        words += f" UNION ALL SELECT {columns} FROM {_PLAIN.format('$same')}"
        values["same"] = work.there([one.file(OBSERVATIONS) for one in same])
    path = Manifest(years={year: work.name}).by_indicator(year)
    work.write(f"{words} ORDER BY {_ORDER[INDICATORS]}", path, INDICATORS, **values)


def _look_up(work: _Work, now: Manifest, fresh: Sequence[Partition]) -> int:
    """Write where each report and observation stands, and the errors; how many these are."""
    columns = _columns(reported_schema().names, but="text")
    parts = work.ask("SELECT reports, errors FROM part")
    known = "SELECT * FROM known ORDER BY report_id"
    values = {"new": [path for path, _ in parts]} if parts else {}
    words = _LOOKUP.format(columns=columns) if parts else known
    work.write(words, now.whereabouts(REPORTS), LOOKUP, **values)
    _whereabouts(work, now, fresh)
    if parts:
        work.ask(f"CREATE TABLE errors AS {_ERRORS}", new=[path for _, path in parts])
    else:
        work.ask("CREATE TABLE errors AS SELECT * FROM failed")
    work.write("SELECT * FROM errors", f"{ERRORS}.parquet", ERRORS)
    return int(work.ask("SELECT count(*) FROM errors")[0][0])


def _whereabouts(work: _Work, now: Manifest, fresh: Sequence[Partition]) -> None:
    """Write the year and the province of every observation, by its id."""
    words = ["SELECT '' AS observation_id, '' AS year, '' AS area WHERE false"]
    values: dict[str, Any] = {}
    if fresh:
        words.append(f"SELECT observation_id, {_YEAR}, {_AREA} FROM {_PLAIN.format('$fresh')}")
        values["fresh"] = [str(work.made / one.file(OBSERVATIONS)) for one in fresh]
    if work.before.lookup:
        known = f"SELECT * FROM {_PLAIN.format('$known')}"
        words.append(f"{known} ANTI JOIN affected USING (year, area)")
        values["known"] = work.there([work.before.whereabouts(OBSERVATIONS)])
    asked = " UNION ALL ".join(words)
    work.write(f"{asked} ORDER BY observation_id", now.whereabouts(OBSERVATIONS), LOOKUP, **values)


def _columns(names: Sequence[str], but: str = "") -> str:
    return ", ".join(f'"{name}"' for name in names if name != but)
