"""Writes observations to a file whose suffix names the form: csv, jsonl, parquet, xlsx."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from extract.model import DuibiaoError
from extract.tidy import COLUMNS, frame

Values = tuple[Any, ...]
_NAMES = [column.name for column in COLUMNS]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHEET_ROWS = 1_048_575
_GROUP_ROWS = 10_000
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@contextmanager
def writer(target: str) -> Iterator[Callable[[Iterable[Values]], None]]:
    """A function that writes rows to ``target``; the file appears whole or not at all.

    A row is a tuple in the order of COLUMNS. Where nothing is written no file appears.
    Raises DuibiaoError at once where the suffix is unknown or the place cannot be written.
    """
    write = _FORMS.get(Path(target).suffix.lower())
    if write is None:
        known = "、".join(_FORMS)
        raise DuibiaoError(f"不能写成 {target};输出文件请用后缀 {known}。")
    with Target(target).draft() as draft:
        yield lambda rows: write(draft, rows)


@dataclass(frozen=True, slots=True)
class Target:
    """The file that a command was told to write."""

    path: str

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A file to write in its stead, which takes its place whole, and not where it is empty.

        Raises DuibiaoError where the place cannot be written.
        """
        target, path = self.path, Path(self.path)
        if path.is_dir():
            raise DuibiaoError(f"不能写入 {target},它是文件夹;请换一个文件名。")
        try:
            handle, name = tempfile.mkstemp(path.suffix, f".{path.stem}.", path.parent)
            os.close(handle)
        except OSError as error:
            raise DuibiaoError(_unwritable(target, error)) from error
        draft = Path(name)
        try:
            yield draft
            if draft.stat().st_size:
                os.chmod(draft, 0o666 & ~_umask())
                os.replace(draft, path)
        except OSError as error:
            raise DuibiaoError(_unwritable(target, error)) from error
        finally:
            draft.unlink(missing_ok=True)


def _write_csv(path: Path, rows: Iterable[Values]) -> None:
    """CSV that Excel opens with Chinese intact and in which no text runs as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(_NAMES)
        table.writerows(map(_csv_cell, row) for row in rows)


def _write_jsonl(path: Path, rows: Iterable[Values]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            cells = dict(zip(_NAMES, map(_plain, row), strict=True))
            file.write(json.dumps(cells, ensure_ascii=False, allow_nan=False) + "\n")


def _write_parquet(path: Path, rows: Iterable[Values]) -> None:
    """Parquet with the types of COLUMNS, a row group at a time; it keeps dates to milliseconds."""
    from pyarrow import Schema, Table
    from pyarrow.parquet import ParquetWriter

    schema = Schema.from_pandas(frame([]), preserve_index=False)
    with ParquetWriter(path, schema) as file:
        for group in _groups(rows):
            file.write_table(Table.from_pandas(frame(group), schema, preserve_index=False))


def _groups(rows: Iterable[Values]) -> Iterator[list[Values]]:
    rows = iter(rows)
    while group := list(islice(rows, _GROUP_ROWS)):
        yield group


def _write_xlsx(path: Path, rows: Iterable[Values]) -> None:
    """A workbook in which text stays text, whatever it begins with; written row by row."""
    import pandas as pd

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as file:
        book: Any = file.book
        sheet = book.add_worksheet("观测")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, _NAMES, book.add_format({"bold": True}))
        last = _fill(sheet, book.add_format({"num_format": "yyyy-mm-dd"}), rows)
        sheet.autofilter(0, 0, last, len(_NAMES) - 1)


def _fill(sheet: Any, day: Any, rows: Iterable[Values]) -> int:
    """Write rows below the header of a worksheet, dates as ``day``; the number of the last."""
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > _SHEET_ROWS:
            raise DuibiaoError(_too_long())
        for place, value in enumerate(row):
            if value == "" or _plain(value) is None:
                continue
            if isinstance(value, str):
                sheet.write_string(last, place, _NOT_IN_XML.sub("", value))
            elif isinstance(value, date):
                sheet.write_datetime(last, place, value, day)
            else:
                sheet.write(last, place, value)
    return last


_FORMS: dict[str, Callable[[Path, Iterable[Values]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}


def _plain(value: Any) -> Any:
    """A cell as JSON has it: dates as ISO text, whatever is missing or boundless as None."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _csv_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _too_long() -> str:
    return f"数字超过 {_SHEET_ROWS} 条,一张 Excel 表放不下;请改用 .csv 或 .parquet。"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(target: str, error: OSError) -> str:
    why = {
        FileNotFoundError: "文件夹不存在",
        NotADirectoryError: "所在的不是文件夹",
        PermissionError: "没有写入权限,或文件正被 Excel 打开",
    }.get(type(error), error.strerror or "写入失败")
    return f"不能写入 {target}({why});请换一个位置或文件名。"
