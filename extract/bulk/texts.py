"""**A parquet of texts**: one row a report; its rows as items, as parts on disk, as documents.

Columns: report_id and text; where there are, agency, area, period, title, source_url, published.
A row group may hold a million texts, so the rows are read through once, by the process that
hands out the work, which lays those of each part aside in a small file of their own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extract import reports
from extract.bulk.items import Item, Part
from extract.formats import Document
from extract.gazetteer import area_named
from extract.model import DuibiaoError, File, Report
from extract.periods import period

_NEEDED = ("report_id", "text")
_OPTIONAL = ("agency", "area", "period", "title", "source_url", "published")
_ROWS_AT_ONCE = 256


def missing(path: Path) -> Iterator[str]:
    """A sentence that names the columns that are not there. Raises DuibiaoError without a text."""
    names = _columns(path)
    lacking = [name for name in _NEEDED if name not in names]
    if lacking:
        raise DuibiaoError(
            f"{path} 里没有 {'、'.join(lacking)} 列;文本的 parquet 要有 report_id 和 text 两列。"
        )
    absent = [name for name in _OPTIONAL if name not in names]
    if absent:
        yield f"{path} 没有 {'、'.join(absent)} 列;这些从正文识别。"


def items(path: Path) -> Iterator[Item]:
    """Each row as an item; a row that has no id is refused. A row is known by its id alone."""
    for row, id_ in enumerate(_ids(path)):
        name = str(id_).strip() if id_ is not None else ""
        if name:
            yield Item(name, str(path), "texts", row)
        else:
            shown = f"{path.name} 第 {row + 1} 行"
            yield Item(shown, str(path), "texts", row, refusal=f"{shown}没有 report_id;请补上。")


def laid_aside(parts: Sequence[Part], folder: Path) -> Iterator[Part]:
    """Parts of the rows of one parquet, in order, each with its rows in a file of its own."""
    import pyarrow as pa

    if not parts:
        return
    waiting = iter(parts)
    part = next(waiting, None)
    wanted = {item.place for each in parts for item in each.items}
    held: list[Any] = []
    for first, batch in _batches(Path(parts[0].items[0].path)):
        inside = [n for n in range(batch.num_rows) if first + n in wanted]
        held.extend(batch.slice(n, 1) for n in inside)
        while part is not None and len(held) >= len(part.items):
            table = pa.Table.from_batches(held[: len(part.items)])
            del held[: len(part.items)]
            yield _written(part, table, folder)
            part = next(waiting, None)
        if part is None:
            return


def _written(part: Part, table: Any, folder: Path) -> Part:
    """A part whose rows lie in a file, whole."""
    from pyarrow import feather

    path = folder / f"{part.key}.texts"
    made = folder / f".{part.key}.texts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        feather.write_feather(table, str(made), compression="lz4")
        os.replace(made, path)
    except OSError as error:
        raise DuibiaoError(
            f"{folder} 写不进去({error.strerror or error});请检查磁盘空间和权限后再试。"
        ) from error
    return replace(part, texts=str(path))


def rows(path: str) -> list[dict[str, Any]]:
    """The rows that were laid aside for a part, in the order of its items."""
    from pyarrow import feather

    table: Any = feather.read_table(path, memory_map=False)
    return list(table.to_pylist())


def report(row: dict[str, Any]) -> Report:
    """The report of a row; what its columns say overrides what the text shows.

    An area or a period that is not understood is told in the notes.
    """
    text, name = str(row["text"] or ""), str(row["report_id"]).strip()
    data = text.encode()
    file = File(name, "txt", hashlib.sha256(data).hexdigest(), len(data))
    said = {key: str(row.get(key) or "").strip() for key in _OPTIONAL}
    area, when = area_named(said["area"]), period(said["period"])
    odd = [
        said[key] for key, known in (("area", area), ("period", when)) if said[key] and not known
    ]
    notes = (f"表中的“{'”“'.join(odd)}”看不懂,从正文识别",) if odd else ()
    on = _day(row.get("published"))
    document = Document(file, text, notes, said["title"], on, "", said["source_url"])
    known = reports.report(document, agency=said["agency"] or None, area=area, period=when)
    return replace(known, title=said["title"] or known.title, published=on or known.published)


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell or "").strip()[:10])
    except ValueError:
        return None


def _columns(path: Path) -> list[str]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return list(parquet.read_schema(path).names)
    except (OSError, pa.ArrowException) as error:
        raise DuibiaoError(f"{path} 不是可读的 parquet 文件({_first_line(error)})。") from error


def _ids(path: Path) -> Iterable[Any]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(65_536, columns=["report_id"]):
            yield from batch.column(0).to_pylist()


def _batches(path: Path) -> Iterator[tuple[int, Any]]:
    """The rows of a parquet in stretches, each with the number of its first row."""
    from pyarrow import parquet

    names = [name for name in (*_NEEDED, *_OPTIONAL) if name in _columns(path)]
    first = 0
    with parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=names, use_threads=False):
            yield first, batch
            first += batch.num_rows


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["原因不明"])[0]
