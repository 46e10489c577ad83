"""PDF and scans: paragraphs, columns and tables in reading order, running heads gone."""

from __future__ import annotations

import io
from typing import Any

import pytest
import report_files as files
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract import formats
from extract.formats import layout, limits, ocr, paragraphs, pdf
from extract.formats.layout import Line, Run
from extract.formats.paragraphs import Page
from extract.model import ReportError

LONG = "二〇二二年全市受理工单三千二百万件各项工作取得新成效"


def reading(data: bytes) -> pdf.Reading:
    return pdf.read(data, "a.pdf", lambda _done, _total: None)


def drawn(*pages: list[tuple[float, float, str]], size: float = 12) -> bytes:
    """A PDF with texts at places: x from the left, y from the top."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for texts in pages:
        canvas.setFont("STSong-Light", size)
        for x, y, text in texts:
            canvas.drawString(x, A4[1] - y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def column(x: float, first: float, lines: list[str]) -> list[tuple[float, float, str]]:
    return [(x, first + 20 * index, line) for index, line in enumerate(lines)]


# --- paragraphs -------------------------------------------------------------------------------


def test_a_number_and_its_unit_are_not_parted_by_a_line() -> None:
    lines = ["甲" * 31 + "受理工单3200", "万件" + "乙" * 32 + "共计32", "00万件。"]
    (text,) = reading(drawn(column(72, 100, lines))).text.splitlines()
    assert "3200万件" in text and "共计3200万件" in text


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = column(72, 100, ["甲" * 37, "乙" * 37, "丁" * 37])
    lines[1] = (96, 120, "丙" * 35)
    assert reading(drawn(lines)).text.splitlines() == ["甲" * 37, "丙" * 35 + "丁" * 37]


def test_a_short_line_ends_a_paragraph() -> None:
    found = reading(drawn(column(72, 100, ["甲" * 37, "乙" * 9, "丙" * 37, "丁" * 37]))).text
    assert found.splitlines() == ["甲" * 37 + "乙" * 9, "丙" * 37 + "丁" * 37]


def test_a_paragraph_goes_on_over_the_page() -> None:
    head, foot = (72.0, 40.0, "内部资料"), (290.0, 815.0, "— 1 —")
    one = [head, *column(72, 100, ["甲" * 37, "乙" * 37]), foot]
    two = [head, *column(72, 100, ["丙" * 5]), (290.0, 815.0, "— 2 —")]
    found = reading(drawn(one, two))
    assert found.text == "甲" * 37 + "乙" * 37 + "丙" * 5
    assert found.pages == (0, 74)


def test_page_starts_count_the_characters_of_the_text() -> None:
    data = files.pdf_of_cid_font(files.parts(files.NAMES[3]).lines)
    (document,) = formats.open((data, "a.pdf"))
    assert isinstance(document, formats.Document)
    starts = document.file.pages
    assert len(starts) > 3 and starts[0] == 0 and list(starts) == sorted(starts)
    import pypdfium2

    with pypdfium2.PdfDocument(data) as opened:
        for number, start in enumerate(starts):
            shown = "".join(opened[number].get_textpage().get_text_range().split())
            assert "".join(document.text[start : start + 15].split())[:10] in shown


@pytest.mark.parametrize(
    "foot", ["3", "- 3 -", "— 3 —", "第3页", "第 3 页 共 9 页", "3/9", "· 3 ·", "iv"]
)
def test_a_page_number_is_no_text(foot: str) -> None:
    assert reading(drawn([(72, 100, "受理工单5件。"), (290, 815, foot)])).text == "受理工单5件。"


def test_a_number_in_the_middle_of_a_page_stays() -> None:
    assert "3" in reading(drawn([(72, 300, "受理工单"), (72, 400, "3")])).text


# --- columns and tables -----------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other() -> None:
    left = column(60, 140, [f"左{i}" + "甲" * 16 for i in range(9)])
    right = column(320, 140, [f"右{i}" + "乙" * 16 for i in range(9)])
    mixed = [place for pair in zip(left, right, strict=True) for place in pair]
    text = reading(drawn([(150, 90, "一份横跨两栏的工作总结标题"), *mixed])).text
    assert text.startswith("一份横跨两栏的工作总结标题\n左0")
    order = [text.index(f"{side}{i}") for side in "左右" for i in range(9)]
    assert order == sorted(order)


def test_cells_without_rules_are_no_columns() -> None:
    table = [("指标", "数量(万件)"), ("办件", "3,200"), ("热线", "890"), ("投诉", "5"),
             ("网上", "12"), ("窗口", "8")]  # fmt: skip
    places = [
        (x, 100 + 20 * i, text)
        for i, row in enumerate(table)
        for x, text in zip((72, 300), row, strict=True)
    ]
    assert reading(drawn(places)).text.splitlines() == ["\t".join(row) for row in table]


def test_a_ruled_table_is_rows() -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rows = [["指标", "单位", "数量"], ["受理企业和群众的各类诉求工单总量", "万件", "3,200"],
            ["满意率", "%", "98.48"]]  # fmt: skip
    style = ParagraphStyle("c", fontName="STSong-Light", fontSize=11, wordWrap="CJK", leading=16)
    table = Table([[Paragraph(c, style) for c in row] for row in rows], colWidths=[90, 60, 80])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    file = io.BytesIO()
    SimpleDocTemplate(file).build([Paragraph("以下是办件情况。", style), table])
    found = reading(file.getvalue()).text
    assert found.splitlines() == ["以下是办件情况。", *("\t".join(row) for row in rows)]


# --- layout alone -----------------------------------------------------------------------------


def line(text: str, top: float, x0: float = 0, x1: float | None = None, right: float = 400) -> Line:
    return Line(x0, x0 + 10 * len(text) if x1 is None else x1, top, top + 10, text, False, 0, right)


def test_latin_words_keep_their_blank_over_a_line_end() -> None:
    page = Page(800, [line("甲" * 37 + "Wi", 0, x1=390), line("Fi" + "乙" * 9, 15)])
    assert "Wi Fi" in paragraphs.paragraphs([page])[0]


def test_runs_of_one_height_are_a_line() -> None:
    runs = [Run(30, 40, 0, 10, "乙"), Run(0, 10, 1, 11, "甲"), Run(0, 10, 30, 40, "丙")]
    assert [found.text for found in layout.lines(runs)] == ["甲\t乙", "丙"]


def test_pages_without_lines_begin_where_the_next_does() -> None:
    text, starts = paragraphs.paragraphs([Page(9), Page(9, [line("甲", 0)]), Page(9)])
    assert (text, starts) == ("甲", (0, 0, 1))


# --- OCR --------------------------------------------------------------------------------------


TITLE = "广州市政务服务数据管理局2022年工作总结"


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[Any]]:
    """A headline and a paragraph full of figures, a page each, and the pictures at 200 dpi."""
    pages = [[TITLE], [files.parts(files.NAMES[0]).lines[36]]]
    if files.SOFFICE:
        place = files.office_place(tmp_path_factory)
        made = files.all_converted([files.docx(page) for page in pages], ".docx", "pdf", place)
    else:
        made = tuple(files.pdf_of_cid_font(page) for page in pages)
    images = [files.without_margins(files.pictures(pdf_, most=1)[0]) for pdf_ in made]
    return [line for page in pages for line in page], images


@pytest.fixture(scope="session")
def strip(scanned: tuple[list[str], list[Any]]) -> Any:
    """The middle of the headline, as a small picture."""
    from PIL import Image

    headline = scanned[1][0].crop((0, 0, 1_100, 170))
    paper = Image.new("RGB", (1_200, 740), "white")
    paper.paste(headline, (50, 50))
    return paper


def test_a_clean_scan_claims_nine_tenths_and_is_marked(
    scanned: tuple[list[str], list[Any]],
) -> None:
    lines, images = scanned
    report = files.read_back(files.scan(images), "a.pdf")
    truth = files.claims(files.read_back("\n".join(lines).encode(), "a.txt"))
    assert truth.total() > 12
    assert (files.claims(report) & truth).total() / truth.total() >= 0.9
    assert report.file is not None and report.file.kind == "scan"
    assert report.file.confidence is not None and 0.9 < report.file.confidence <= 1
    assert len(report.file.pages) == len(images) == 2
    assert ocr.NOTE in report.notes


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_picture_is_recognised(strip: Any, kind: str) -> None:
    (document,) = formats.open((files.picture(strip, kind), f"a.{kind.lower()}"))
    assert isinstance(document, formats.Document)
    assert (document.file.kind, document.file.pages) == ("image", (0,))
    assert "政务服务数据管理局" in document.text


def test_only_the_page_without_text_is_recognised(strip: Any) -> None:
    import pypdfium2

    target = pypdfium2.PdfDocument(drawn([(72, 100, LONG), (72, 120, LONG)], [(72, 100, LONG)]))
    with pypdfium2.PdfDocument(files.scan([strip])) as source:
        target.import_pages(source)
    file = io.BytesIO()
    target.save(file)
    target.close()
    (found,) = formats.open((file.getvalue(), "a.pdf"))
    assert isinstance(found, formats.Document)
    assert (found.file.kind, found.notes) == ("pdf", (f"第3页{ocr.NOTE}",))
    assert LONG in found.text and "政务服务数据管理局" in found.text


def test_without_ocr_a_scan_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError(name="rapidocr")

    monkeypatch.setattr(ocr, "_recogniser", missing)
    from PIL import Image

    blank = Image.new("RGB", (200, 200), "white")
    with pytest.raises(ReportError, match=r"没有安装.*duibiao\[ocr\]"):
        reading(files.scan([blank]))
    with pytest.raises(ReportError, match=r"没有安装"):
        ocr.read(files.picture(blank), "a.png", lambda _done, _total: None)


def test_a_huge_page_is_drawn_small() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument.new() as document:
        page = document.new_page(14_400, 14_400)
        height, width = pdf._picture(page).pixels.shape[:2]
    assert height * width <= limits.PAGE_PIXELS * 1.01
