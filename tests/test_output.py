"""The written files: Chinese intact in Excel, no text that runs as a formula, exact types."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from extract.commands import screen
from extract.commands.output import writer
from extract.model import DuibiaoError
from extract.tidy import COLUMNS, frame

NAMES = [column.name for column in COLUMNS]
_BLANK: dict[str, Any] = {"float64": float("nan"), "int64": 0, "bool": False}
DANGEROUS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "{=1}"]


def row(**cells: Any) -> tuple[Any, ...]:
    """A row in the order of COLUMNS, empty but for the given cells."""
    blank = {column.name: _BLANK.get(column.dtype, "") for column in COLUMNS}
    blank |= {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
    return tuple((blank | cells).values())


ROWS = [
    row(quote="超3200万件", value=32000000.0, value_low=32000000.0, start=3, cumulative=True),
    *(row(quote=text, note="换行\n有", value=-5.0) for text in DANGEROUS),
]


@pytest.fixture
def written(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The rows in a file of the wanted form."""
    path = tmp_path / f"表{request.param}"
    with writer(str(path)) as write:
        write(iter(ROWS))
    return path


@pytest.mark.parametrize("written", [".csv"], indirect=True)
def test_csv_opens_in_excel_and_runs_nothing(written: Path) -> None:
    assert written.read_bytes().startswith(b"\xef\xbb\xbf")
    with written.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    quotes = [row["quote"] for row in rows]
    assert quotes[0] == "超3200万件"
    assert quotes[1:6] == [f"'{text}" for text in DANGEROUS[:5]]
    assert not any(quote.startswith(tuple("=+-@\t")) for quote in quotes)
    assert rows[1]["value"] == "-5.0", "a number is no text"
    assert rows[0]["value_high"] == ""
    assert rows[0]["period_start"] == "2022-01-01"


@pytest.mark.parametrize("written", [".jsonl"], indirect=True)
def test_jsonl_is_plain_json(written: Path) -> None:
    rows = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    assert [row["quote"] for row in rows[1:]] == DANGEROUS
    assert list(rows[0]) == NAMES
    assert rows[0]["value_high"] is None
    assert rows[0]["cumulative"] is True
    assert "超3200万件" in written.read_text("utf-8"), "Chinese stays Chinese"


@pytest.mark.parametrize("written", [".parquet"], indirect=True)
def test_parquet_gives_the_table_back(written: Path) -> None:
    pd.testing.assert_frame_equal(
        pd.read_parquet(written), frame(iter(ROWS)), check_dtype=False, check_exact=True
    )


@pytest.mark.parametrize("written", [".xlsx"], indirect=True)
def test_in_a_workbook_text_stays_text_and_numbers_numbers(written: Path) -> None:
    workbook = openpyxl.load_workbook(written)
    sheet = workbook["观测"]
    cells = {name: list(column)[1:] for name, column in zip(NAMES, sheet.columns, strict=True)}
    assert [cell.value for cell in cells["quote"]] == ["超3200万件", *DANGEROUS]
    assert {cell.data_type for cell in cells["quote"]} == {"s"}
    assert {cell.data_type for cell in cells["value"]} == {"n"}
    assert not any(cell.hyperlink for column in cells.values() for cell in column)
    assert cells["period_start"][0].value == datetime(2022, 1, 1)
    assert cells["period_start"][0].number_format == "yyyy-mm-dd"
    assert cells["cumulative"][0].value is True
    assert cells["value_high"][0].value is cells["agency"][0].value is None, "missing is empty"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{cells['note'][-1].coordinate}"
    workbook.close()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_a_number_beyond_all_bounds_and_odd_characters_break_no_file(
    tmp_path: Path, suffix: str
) -> None:
    odd = "".join(map(chr, [*range(1, 32), 0xFFFE, 0xFFFF, 0x1F600]))
    path = tmp_path / f"表{suffix}"
    with writer(str(path)) as write:
        write([row(value=float("inf"), value_low=None, quote=odd), ROWS[0]])
    assert path.stat().st_size > 0
    if suffix == ".xlsx":
        shown = pd.read_excel(path)
        assert list(shown["quote"]) == ["\t\n\U0001f600", "超3200万件"]
        assert shown["value"].isna().tolist() == [True, False]


def test_a_sheet_that_is_too_long_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.commands.output._SHEET_ROWS", 3)
    path = tmp_path / "表.xlsx"
    with pytest.raises(DuibiaoError, match=r"超过 3 条.*请改用"), writer(str(path)) as write:
        write(ROWS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Any:
        yield ROWS[0]
        raise KeyboardInterrupt

    path = tmp_path / "表.csv"
    path.write_text("以前的", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), writer(str(path)) as write:
        write(broken())
    assert path.read_text(encoding="utf-8") == "以前的"
    assert list(tmp_path.iterdir()) == [path]


def test_columns_line_up_with_chinese_in_them() -> None:
    shown = screen.table(("名", "数"), [("超3200万件", "1"), ("a\nb", "22")], 80)
    assert shown.splitlines() == ["名          数", "超3200万件  1", "a b         22"]
    assert screen.fit("政务服务", 6) == "政务… "
    narrow = screen.table(("名", "数"), [("政务服务" * 20, "1" * 30)], 40)
    assert all(screen.width(line) <= 40 for line in narrow.splitlines())


@pytest.mark.parametrize(
    ("value", "text"), [(32000000.0, "32,000,000"), (98.48, "98.48"), (100.0, "100"), (0.5, "0.5")]
)
def test_a_number_reads_as_one_writes_it(value: float, text: str) -> None:
    assert screen.number(value) == text
