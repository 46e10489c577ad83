"""The brief, reopened: one A4 page, a chart that Word can edit, sources, text that stays text."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import gold_frame
import openpyxl
import pandas as pd
import pytest

from dashboard import data, english, language
from dashboard.books import comparison_book
from dashboard.books.book import Book
from dashboard.comparison import Comparison, Reference, Scope, compare
from dashboard.taxonomy import Indicator, Taxonomy
from dashboard.word import paper
from dashboard.word.brief import brief, page
from dashboard.word.paper import Charts, Table, Text

MADE = datetime(2026, 11, 22, 9, 30)
SHENZHEN = "深圳市政务服务数据管理局"
ADDRESS = "http://127.0.0.1:8501/compare?indicator=%E8%AF%89%E6%B1%82&per=%26"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def lookup() -> Reference:
    rows = gold_frame.indicators().to_dict("records")
    return Reference(Taxonomy({row["id"]: Indicator.of(row) for row in rows}), data.populations())


def compared(table: pd.DataFrame, indicator: str, basis: str = "total") -> Comparison:
    return compare(table, indicator, Scope(basis=basis), lookup())


def booked(
    table: pd.DataFrame, found: Comparison, reports: pd.DataFrame, own: str = ""
) -> tuple[Book, Comparison]:
    behind = comparison_book.Behind(table, reports, MADE, ADDRESS)
    return comparison_book.book(found, behind, own), found


def seeds(indicator: str = "requests", own: str = "", basis: str = "total") -> Any:
    table = gold_frame.observations()
    return booked(table, compared(table, indicator, basis), gold_frame.reports(), own)


def many(agencies: int, own: int = -1) -> Any:
    """As many agencies, each with a rate in a long sentence of a report of its own."""
    table = gold_frame.observations()
    model = table[table["indicator"] == "satisfaction_hotline"].iloc[0].to_dict()
    rows, reports = [], []
    for n in range(agencies):
        name, quote = f"第{n + 1}市", f"{99.9 - n / 10:.1f}%"
        words = f"{name}坚持以人民为中心，" * 8 + f"群众满意率{quote}，得到广泛好评，" * 4
        figure = float(quote[:-1])
        rows.append(
            {
                **model,
                "observation_id": f"m{n}",
                "report_id": f"r{n}",
                "agency": f"{name}政务服务和数据管理局",
                "reference_area": name,
                "area_code": f"44{n + 1:02d}00",
                "quote": quote,
                "value": figure,
                "value_low": figure,
                "value_high": figure,
                "sentence": words + "。",
            }
        )
        title = f"{name}政务服务和数据管理局2022年工作总结和2023年工作计划"
        reports.append({"report_id": f"r{n}", "title": title, "published": "2023-01-12"})
    frame = pd.DataFrame(rows).astype(table.dtypes)
    found = compared(frame, "satisfaction_hotline")
    mine = str(frame["agency"].iloc[own]) if own >= 0 else ""
    return booked(frame, found, pd.DataFrame(reports), mine)


def opened(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_title_is_the_finding_and_the_verdict_has_its_reasons() -> None:
    book, found = seeds()
    said = texts(opened(brief(book, found)))
    assert said[0] == found.finding
    assert said[2].startswith(" 不可比 ") and found.reasons[0].text in said[2]
    assert found.sentence in said, "the sentence stands as it is copied"
    assert any("初步数" in text and "2026年11月22日 09:30" in text for text in said)
    assert "页面地址：http://127.0.0.1:8501/compare?indicator=诉求&per=%26" in said


def test_paper_language_and_properties() -> None:
    content = brief(*seeds())
    document = opened(content)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    known = document.core_properties
    assert (known.author, known.created) == ("对标", MADE.astimezone(UTC))
    assert known.language == "zh-CN"
    assert known.title == seeds()[1].finding and known.comments == ""
    styles = parts(content)["word/styles.xml"].decode()
    assert 'w:eastAsia="Microsoft YaHei"' in styles and 'w:eastAsia="zh-CN"' in styles
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Quote"} <= used
    assert styles.count("<w:style ") < 15, "none of the library's model"


def test_figures_as_written_and_in_full() -> None:
    header, *rows = cells(opened(brief(*seeds(own=SHENZHEN))))
    assert header == ["机构", "期间", "原文", "基本单位", "标记", "出处"]
    assert rows[0] == ["广州市", "2022年", "超3200万件", "32,000,000件", "≥下限", "[1]"]
    assert [row[-1] for row in rows] == ["[1]", "[2]", "[3]", "[4]"]


def test_a_rank_only_where_allowed() -> None:
    assert cells(opened(brief(*many(3))))[0][0] == "名次"
    assert "名次" not in cells(opened(brief(*seeds())))[0]


def test_computed_figures_stand_beside_the_wording() -> None:
    header, first, *_ = cells(opened(brief(*seeds(basis="per_capita"))))
    assert header[2:5] == ["原文", "数值", "基本单位"] and "万人" in first[3]


def test_every_figure_has_its_sentence_and_report() -> None:
    book, found = seeds()
    document = opened(brief(book, found))
    notes = {text[:3]: text for text in texts(document) if re.match(r"\[\d\]", text)}
    rows = cells(document)[1:]
    for row in rows:
        assert row[2] in notes[row[-1]]
    assert "《广州市政务服务数据管理局2022年工作总结》" in notes["[1]"]
    bold = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold]
    assert "超3200万件" in bold


def test_long_sentences_are_cut_around_their_figure() -> None:
    document = opened(brief(*many(4)))
    notes = [text for text in texts(document) if text.startswith("[")]
    assert len(notes) == 4 and all("…" in text and "2023-01-12发布" in text for text in notes)
    assert all(row[3] in note for row, note in zip(cells(document)[1:], notes, strict=True))


def charts(content: bytes) -> list[tuple[ElementTree.Element, Any]]:
    """The charts of a document, each with the workbook behind it."""
    files = parts(content)
    found = []
    for name in sorted(name for name in files if re.fullmatch(r"word/charts/chart\d\.xml", name)):
        relations = ElementTree.fromstring(
            files[name.replace("charts/", "charts/_rels/") + ".rels"]
        )
        relation = relations.find(RELATION)
        assert relation is not None and relation.get("TargetMode") is None
        target = (Path(name).parent / relation.get("Target", "")).parts
        sheet = openpyxl.load_workbook(BytesIO(files[_resolved(target)]))
        root = ElementTree.fromstring(files[name])
        assert relation.get("Id") in ElementTree.tostring(root).decode()
        found.append((root, sheet))
    return found


def _resolved(steps: tuple[str, ...]) -> str:
    kept: list[str] = []
    for step in steps:
        kept = kept[:-1] if step == ".." else [*kept, step]
    return "/".join(kept)


def numbers(chart: ElementTree.Element) -> set[float]:
    """The numbers that a chart remembers."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    return {
        float(v.text or "nan") for c in chart.iter(f"{space}numCache") for v in c.iter(f"{space}v")
    }


@pytest.mark.parametrize("indicator", ["requests", "satisfaction_hotline"])
def test_charts_can_be_edited(indicator: str) -> None:
    book, found = seeds(indicator)
    drawn = charts(brief(book, found))
    assert len(drawn) == len(book.plots)
    for plot, (chart, workbook) in zip(book.plots, drawn, strict=True):
        sheet = workbook.active
        assert not sheet._charts, "the data alone"
        values = {cell.value for row in sheet.iter_rows() for cell in row}
        shown = {a.value / 100 if plot.unit == "%" else a.value for a in plot.amounts}
        assert shown <= values
        assert shown <= numbers(chart)
        tags = [child.tag.rpartition("}")[2] for child in chart]
        assert tags[-1] == "externalData" and "printSettings" not in tags


def test_the_package_is_sound() -> None:
    """Every part has a type, every relationship leads to a part, and none leaves the file."""
    files = parts(brief(*seeds()))
    types = files["[Content_Types].xml"].decode()
    for name, content in files.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
        known = f'"/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types
        assert known or name == "[Content_Types].xml", name
        if name.endswith(".rels"):
            owner = Path(name).parent.parent
            for relation in ElementTree.fromstring(content).iter(RELATION):
                assert relation.get("TargetMode") != "External"
                target = relation.get("Target", "")
                steps = Path(target).parts[1:] if target[0] == "/" else (owner / target).parts
                assert _resolved(steps) in files, (name, target)


def test_a_chart_is_read_aloud() -> None:
    book, found = seeds("satisfaction_hotline")
    body = parts(brief(book, found))["word/document.xml"].decode()
    assert re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', body) == [
        found.sentence.replace('"', "&quot;")
    ]


def test_text_of_a_report_is_only_text() -> None:
    table = gold_frame.observations()
    mine = table["indicator"] == "requests"
    bad = '=cmd|"/c"!A1 <w:fldSimple w:instr="DDE"/> http://evil.example \x07\x00 & {HYPERLINK}'
    table.loc[mine, "sentence"] = table.loc[mine, "quote"] + bad
    table.loc[mine, "agency"] = "<w:p/>" + table.loc[mine, "agency"]
    found = compared(table, "requests")
    content = brief(*booked(table, found, gold_frame.reports()))
    body = parts(content)["word/document.xml"].decode()
    assert "<w:fldSimple" not in body and "<w:instrText" not in body and "<w:hyperlink" not in body
    assert any("http://evil.example" in text for text in texts(opened(content)))


@pytest.mark.parametrize("agencies", [12, 21, 60])
def test_many_agencies_are_cut_to_what_fits(agencies: int) -> None:
    book, found = many(agencies, own=agencies - 1)
    blocks = page(book, found)
    assert paper.fits(blocks)
    table = next(block for block in blocks if isinstance(block, Table))
    chart = next(block for block in blocks if isinstance(block, Charts))
    assert len(table.rows) >= 9
    assert table.rows[-1][1] == f"第{agencies}市" and table.own == {len(table.rows) - 1}
    assert len(chart.plots[0].labels) == len(table.rows)
    headings = [block.plain for block in blocks if isinstance(block, Text)]
    if more := agencies - len(table.rows):
        assert f"数值表（另有{more}行见工作簿）" in headings


def test_periods_are_drawn_under_what_each_shows() -> None:
    table = gold_frame.observations()
    found = compare(table, "requests", Scope(across="periods"), lookup())
    book, _ = booked(table, found, gold_frame.reports())
    content = brief(book, found)
    assert paper.fits(page(book, found))
    titles = re.findall(r"<c:v>([^<]*)</c:v>", parts(content)["word/charts/chart1.xml"].decode())
    assert book.plots[0].title in titles


def test_figures_that_no_chart_shows_are_named() -> None:
    table = gold_frame.observations()
    table.loc[table["indicator"] == "requests", "area_code"] = ""
    found = compared(table, "requests", "per_capita")
    said = texts(opened(brief(*booked(table, found, gold_frame.reports()))))
    assert "没有可以画出的数字。" in said
    assert any(text.startswith("广州市未画出：") for text in said)


def test_nothing_to_compare_is_said() -> None:
    book, found = seeds("nothing")
    said = texts(opened(brief(book, found)))
    assert said[0] == found.finding and "没有可以画出的数字。" in said


def test_english_has_no_chinese_but_evidence() -> None:
    with language.spoken("en"):
        table = english.observations(gold_frame.observations())
        found = compare(table, "satisfaction_hotline", Scope(), Reference(data.taxonomy(), ()))
        content = brief(*booked(table, found, english.reports(gold_frame.reports())))
    document = opened(content)
    said = [text for text in texts(document) if not text.startswith(("[", "Address"))]
    assert document.core_properties.language == "en-US"
    assert not [text for text in said if CHINESE.search(text)]
    assert cells(document)[0] == ["Agency", "Period", "As written", "In full", "Flags", "Source"]


def test_the_same_comparison_makes_the_same_bytes() -> None:
    assert brief(*seeds()) == brief(*seeds())


def test_lines_are_counted_for_chinese_and_latin() -> None:
    assert paper.lines("字" * 20, "cell", 9 * 21) == 1
    assert paper.lines("字" * 21, "cell", 9 * 21) == 2
    assert paper.lines("word " * 8, "cell", 9 * 21) == 2
    assert paper.lines("x" * 200, "cell", 9 * 21) > 5
    assert paper.lines("", "cell", 100) == 1


def test_columns_fill_the_page() -> None:
    narrow = Table(("甲", "乙"), (("一", "二"),))
    wide = Table(("甲", "乙", "丙"), (("长" * 90, "短", "长" * 70),))
    assert sum(narrow.widths) == pytest.approx(paper.WIDTH)
    assert sum(wide.widths) == pytest.approx(paper.WIDTH)
    assert wide.widths[1] < 40


def test_an_excerpt_keeps_the_quote() -> None:
    text = "前" * 80 + "98.5%" + "后" * 80
    cut = paper.excerpt(text, "98.5%", "note", 200)
    assert "98.5%" in cut and cut.startswith("…") and cut.endswith("…")
    assert paper.breadth(cut, "note") <= 200
    assert paper.excerpt("短句98.5%。", "98.5%", "note", 200) == "短句98.5%。"


def _writer(folder: Path) -> str | None:
    """LibreOffice with its word processor, where there is one."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    (folder / "try.txt").write_text("试", encoding="utf-8")
    return office if _pdf(office, folder / "try.txt") else None


def _pdf(office: str, file: Path) -> bytes:
    """The PDF that LibreOffice makes of a file; empty where it cannot."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent)]
    subprocess.run([*command, str(file)], capture_output=True, check=False, timeout=180)
    made = file.with_suffix(".pdf")
    return made.read_bytes() if made.is_file() else b""


def test_it_prints_on_one_page(tmp_path: Path) -> None:
    office = _writer(tmp_path)
    if office is None:
        pytest.skip("no LibreOffice Writer")
    for name, made in {"two": seeds("app_services"), "four": seeds(), "many": many(40, 30)}.items():
        file = tmp_path / f"{name}.docx"
        file.write_bytes(brief(*made))
        pages = re.findall(rb"/Type\s*/Page\b", _pdf(office, file))
        assert len(pages) == 1, name
