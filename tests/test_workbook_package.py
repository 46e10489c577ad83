"""The .xlsx file as a package: every part well-formed and named, nothing outside, and opened."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import tracemalloc
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import gold_book
import gold_frame
import openpyxl
import pandas as pd
import pytest
from openpyxl.packaging.manifest import Manifest

from dashboard import language
from dashboard.books.book import Book
from dashboard.excel import clean_names, data_cells, grid_sheet, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
PLAIN = {"Data": 4, "Evidence": 5, "Definitions": 6, "Notes": 7, "Corrections": 8}


@pytest.fixture(scope="module", params=["whole", "streamed"])
def content(request: pytest.FixtureRequest) -> bytes:
    """The bytes of a workbook, its sheets written at once and row by row."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "streamed":
            patch.setattr("dashboard.excel.package.STREAMED", 1)
        return gold_book.written(gold_book.corrected())


@pytest.fixture(scope="module")
def parts(content: bytes) -> dict[str, Any]:
    """Every part of the package as a tree: each is well-formed XML."""
    with ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names))
        return {name: ElementTree.fromstring(package.read(name)) for name in names}


# ---- the package ------------------------------------------------------------------------------


def test_every_part_has_a_type(parts: dict[str, Any]) -> None:
    manifest = Manifest.from_tree(parts["[Content_Types].xml"])
    named = {one.PartName.lstrip("/") for one in manifest.Override}
    endings = {one.Extension for one in manifest.Default}
    assert named <= set(parts)
    rest = set(parts) - named - {"[Content_Types].xml"}
    assert {name.rsplit(".", 1)[-1] for name in rest} <= endings
    assert all(name.endswith(".rels") for name in rest)


def test_relations_lead_to_parts_and_nowhere_else(parts: dict[str, Any]) -> None:
    relations = [name for name in parts if name.endswith(".rels")]
    for name in relations:
        folder = posixpath.dirname(posixpath.dirname(name))
        identities = [one.get("Id") for one in parts[name].iter(RELATION)]
        assert len(identities) == len(set(identities))
        for one in parts[name].iter(RELATION):
            target = one.get("Target")
            assert one.get("TargetMode") is None, "nothing outside of the package"
            absolute = target.startswith("/")
            path = target.lstrip("/") if absolute else posixpath.join(folder, target)
            assert posixpath.normpath(path) in parts, target
    assert not any("external" in name.lower() or "vba" in name.lower() for name in parts)


def test_every_tag_of_a_relation_is_declared(parts: dict[str, Any]) -> None:
    """A sheet names its tables and its drawing by relations that it has."""
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    for name, tree in parts.items():
        used = {element.get(link) for element in tree.iter() if element.get(link)}
        folder, file = posixpath.split(name)
        related = parts.get(f"{folder}/_rels/{file}.rels")
        known = {one.get("Id") for one in related.iter(RELATION)} if related is not None else set()
        assert used <= known, name


def test_cells_stand_in_order_and_have_a_style(parts: dict[str, Any]) -> None:
    styles = parts["xl/styles.xml"].find(f"{MAIN}cellXfs")
    for number in range(1, 9):
        sheet = parts[f"xl/worksheets/sheet{number}.xml"]
        rows = [int(row.get("r")) for row in sheet.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows))
        for row in sheet.iter(f"{MAIN}row"):
            places = [openpyxl.utils.cell.coordinate_from_string(c.get("r")) for c in row]
            columns = [openpyxl.utils.column_index_from_string(letter) for letter, _ in places]
            assert columns == sorted(set(columns))
            assert {line for _, line in places} <= {int(row.get("r"))}
            assert all(int(c.get("s") or 0) < len(styles) for c in row)


def test_shared_strings_are_there_for_every_number(parts: dict[str, Any]) -> None:
    strings = parts.get("xl/sharedStrings.xml")
    count = 0 if strings is None else len(list(strings))
    for number in range(1, 9):
        for cell in parts[f"xl/worksheets/sheet{number}.xml"].iter(f"{MAIN}c"):
            if cell.get("t") == "s":
                assert int(cell.findtext(f"{MAIN}v")) < count


# ---- tables -----------------------------------------------------------------------------------


def test_one_native_table_a_sheet_at_its_first_cell(content: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(content))
    tables = {table.displayName: table for sheet in book for table in sheet.tables.values()}
    assert list(tables) == list(PLAIN)
    assert len({table.id for table in tables.values()}) == len(PLAIN)
    for name, number in PLAIN.items():
        sheet, table = book.worksheets[number - 1], tables[name]
        assert list(sheet.tables) == [name]
        header = [cell.value for cell in sheet[1]]
        assert [column.name for column in table.tableColumns] == header
        assert len({str(heading).casefold() for heading in header}) == len(header)
        assert table.ref == sheet.dimensions == table.autoFilter.ref
        assert table.headerRowCount in (None, 1) and table.totalsRowCount in (None, 0)
        assert sheet.merged_cells.ranges == set()
    merged = {sheet.title for sheet in book if sheet.merged_cells.ranges} - {"图表"}
    assert merged <= {"对比"}, "only what is said below the table"


def test_names_lead_to_cells(content: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(content))
    for name, defined in book.defined_names.items():
        assert re.fullmatch(r"'[^']+'!\$B\$\d+:\$B\$\d+", defined.attr_text), name
        assert [sheet for sheet, _ in defined.destinations] == ["口径"]
    for sheet in book:
        for link in (cell.hyperlink for row in sheet.iter_rows() for cell in row):
            if link is not None:
                title, place = link.location.replace("'", "").split("!")
                assert book[title][place].value is not None and link.target is None


# ---- print and properties ---------------------------------------------------------------------


def test_printed_on_a4_with_its_header(content: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        view = sheet.sheet_view
        active = view.pane.activePane if view.pane else None
        assert [one.activeCell for one in view.selection if one.pane == active] in ([], ["A1"])
        assert view.topLeftCell in (None, "A1") and sheet.sheet_state == "visible"
        if sheet.title not in ("封面", "图表"):
            assert (
                sheet.print_title_rows == "$1:$1" and sheet.sheet_properties.pageSetUpPr.fitToPage
            )
    assert book.active.title == "封面"


def test_the_document_says_title_language_author_and_time(content: bytes) -> None:
    found = openpyxl.load_workbook(BytesIO(content)).properties
    assert (found.title, found.creator, found.language) == ("指标对比", "对标", "zh-CN")
    assert found.subject == "各项均可比" and found.created == gold_book.MADE
    with language.spoken("en"):
        english = openpyxl.load_workbook(BytesIO(gold_book.written())).properties
    assert (english.creator, english.language) == ("Duibiao", "en")


# ---- memory -----------------------------------------------------------------------------------


def test_four_times_the_rows_need_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.excel.package.STREAMED", 1)
    monkeypatch.setattr("dashboard.excel.data_cells.CHUNK", 200)
    few, many = (_traced(rows, tmp_path / "made.xlsx") for rows in (800, 3_200))
    assert many < 1.25 * few, (few, many)


def _traced(rows: int, place: Path) -> int:
    """The most bytes that Python holds while a workbook of so many rows is written."""
    table = gold_frame.observations()
    times = -(-rows // len(table))
    table = pd.concat([table] * times, ignore_index=True).head(rows)
    numbers = pd.Series(range(rows)).map("{:012x}".format)
    made = gold_book.book()
    made = replace(made, observations=table.assign(observation_id=numbers), plots=())
    workbook.write(gold_book.book(), str(place))  # tables load once, outside the measurement
    tracemalloc.start()
    try:
        workbook.write(made, str(place))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# ---- another program opens it -----------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("streamed", [False, True])
def test_libreoffice_reads_and_saves_it(
    streamed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved again, figures, dates and links are the same and every row keeps its stamp."""
    monkeypatch.setattr("dashboard.excel.package.STREAMED", 1 if streamed else 10**9)
    made = gold_book.corrected()
    first = tmp_path / "made.xlsx"
    workbook.write(made, str(first))
    again = openpyxl.load_workbook(_converted(first, "xlsx", tmp_path / "again"))
    sheet = again["数据"]
    names = data_cells.columns_of(made.columns, made.observations)
    rows = list(sheet.iter_rows(min_row=2, max_row=len(made.observations) + 1, values_only=True))
    marks = list(data_cells.stamps(made.observations, names))
    assert [row[len(names) + 4] for row in rows] == marks
    assert [data_cells.stamp(row[: len(names)]) for row in rows] == marks
    assert [cell.value for cell in again["对比"][2]][2] == made.grid.rows[0][2].value  # type: ignore[union-attr]
    assert sheet.protection.sheet and not sheet.cell(2, len(names) + 1).protection.locked


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_prints_it(tmp_path: Path) -> None:
    place = tmp_path / "made.xlsx"
    rows = gold_frame.observations().query("indicator == 'requests'")
    workbook.write(gold_book.book(rows), str(place))
    assert _converted(place, "pdf", tmp_path).read_bytes().startswith(b"%PDF")


def _converted(place: Path, ending: str, folder: Path) -> Path:
    """The file as LibreOffice saves it, with a profile of its own."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder)]
    done = subprocess.run([*command, str(place)], capture_output=True, text=True, timeout=180)
    assert done.returncode == 0 and "Error" not in done.stderr, done.stderr
    return folder / f"{place.stem}.{ending}"


# ---- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("对比", "对比"),
        ("[2022]:诉求/受理", "2022 诉求 受理"),
        ("'数据'", "数据"),
        ("a\x00b\u202ec", "abc"),
        ("History", "History (2)"),
        ("  \t\n ", "Sheet"),
        ("?*:\\/[]", "Sheet"),
        ("长" * 40, "长" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_sheet_names_are_cleaned(asked: str, name: str) -> None:
    assert clean_names.sheet_name(asked) == name


def test_sheet_names_differ() -> None:
    taken: list[str] = []
    for asked in ("Data", "data", "DATA", "长" * 40, "长" * 41):
        taken.append(clean_names.sheet_name(asked, taken))
    assert taken[:3] == ["Data", "data (2)", "DATA (3)"]
    assert taken[3:] == ["长" * 31, "长" * 27 + " (2)"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("对标_诉求受理量_2022年.xlsx", "对标_诉求受理量_2022年.xlsx"),
        ("../../etc/passwd", "etc_passwd.xlsx"),
        ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i.xlsx"),
        ("CON", "_CON.xlsx"),
        ("lpt1.xlsx", "_lpt1.xlsx"),
        ("nul.txt", "_nul.txt.xlsx"),
        (" . ", "duibiao.xlsx"),
        ("", "duibiao.xlsx"),
        ("a\u202egpj.exe\x07", "agpj.exe.xlsx"),
        ("=1+1", "=1+1.xlsx"),
        ("-rf", "rf.xlsx"),
        ("\ud800x", "x.xlsx"),
    ],
)
def test_file_names_are_cleaned(asked: str, name: str) -> None:
    assert clean_names.file_name(asked) == name


def test_a_long_file_name_keeps_its_ending() -> None:
    name = clean_names.file_name("长" * 300, "xlsx")
    assert len(name.encode()) <= clean_names.FILE_BYTES and name.endswith("长.xlsx")


def test_places_are_the_first_cells_of_each_observation() -> None:
    made: Book = gold_book.book()
    places = grid_sheet.places(made.grid)
    assert list(places.values())[:2] == ["'对比'!C2", "'对比'!C3"]
