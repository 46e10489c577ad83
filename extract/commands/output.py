"""Writes observations to a file whose suffix names the form: csv, jsonl, parquet, xlsx."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from extract.model import DuibiaoError
from extract.tidy import COLUMNS, frame

Values = tuple[Any, ...]
_NAMES = [column.name for column in COLUMNS]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHEET_ROWS = 1_048_575


@contextmanager
def writer(target: str) -> Iterator[Callable[[Iterable[Values]], None]]:
    """A function that writes rows to ``target``; the file appears whole or not at all.

    A row is a tuple in the order of COLUMNS. Where nothing is written no file appears.
    Raises DuibiaoError at once where the suffix is unknown or the place cannot be written.
    """
    path = Path(target)
    write = _FORMS.get(path.suffix.lower())
    if write is None:
        known = "、".join(_FORMS)
        raise DuibiaoError(f"不能写成 {target};输出文件请用后缀 {known}。")
    if path.is_dir():
        raise DuibiaoError(f"不能写入 {target},它是文件夹;请换一个文件名。")
    try:
        handle, draft = tempfile.mkstemp(path.suffix, f".{path.stem}.", path.parent)
        os.close(handle)
    except OSError as error:
        raise DuibiaoError(_unwritable(target, error)) from error
    try:
        yield lambda rows: write(Path(draft), rows)
        if os.path.getsize(draft):
            os.chmod(draft, 0o666 & ~_umask())
            os.replace(draft, path)
    except OSError as error:
        raise DuibiaoError(_unwritable(target, error)) from error
    finally:
        Path(draft).unlink(missing_ok=True)


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
    frame(rows).to_parquet(path, index=False)


def _write_xlsx(path: Path, rows: Iterable[Values]) -> None:
    """A workbook in which text stays text, whatever it begins with."""
    table = frame(rows)
    if len(table) > _SHEET_ROWS:
        raise DuibiaoError(f"共 {len(table)} 行,超过一张 Excel 表的上限;请改用 .csv 或 .parquet。")
    for column in COLUMNS:
        if column.dtype == "str":
            table[column.name] = table[column.name].map(_without_control_characters)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    table.to_excel(
        path,
        sheet_name="观测",
        index=False,
        freeze_panes=(1, 0),
        autofilter=True,
        engine="xlsxwriter",
        engine_kwargs={"options": options},
    )


_FORMS: dict[str, Callable[[Path, Iterable[Values]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}


def _plain(value: Any) -> Any:
    """A cell as JSON has it: dates as ISO text, whatever is missing as None."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None or value != value else value


def _csv_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _without_control_characters(text: str) -> str:
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


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
