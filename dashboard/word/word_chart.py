"""A chart of a Word document that Word itself can edit: its drawing and the workbook behind it.

The chart is the one of the workbook's 图表. Word keeps the numbers in a small workbook inside
the document, which 编辑数据 opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from dashboard.books.book import Plot
from dashboard.excel import native_charts
from dashboard.excel.package import Package
from dashboard.excel.sheets import Sheet
from dashboard.excel.styles import Styles
from dashboard.language import is_english, say
from dashboard.word import chart_xml
from dashboard.word.chart_room import Frame

EMU = 12_700  # to a point
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_DRAWING = (
    re.compile(r"<drawing [^>]*/>"),
    re.compile(r'<Relationship [^>]*/relationships/drawing"[^>]*/>'),
    re.compile(r'<Override PartName="/xl/(?:drawings|charts)/[^>]*/>'),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawing of a chart as XML, and the workbook that feeds it."""

    chart: bytes
    workbook: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chart stands: its number in the document, its frame, what is read aloud."""

    number: int
    frame: Frame
    alt: str


def drawn(plot: Plot, made: datetime) -> Drawn:
    """The chart of a plot with the workbook behind it."""
    buffer = BytesIO()
    with Package(buffer, "en" if is_english() else "zh-CN", made) as book:
        native_charts.draw(book, Sheet(book, Styles(book), say("图表")), (plot,), room=False)
    with ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return Drawn(parts["xl/charts/chart1.xml"], packed(_data_only(parts)))


def _data_only(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a workbook without its charts: its tables alone."""
    kept = {}
    for name, content in parts.items():
        if name.startswith(("xl/drawings/", "xl/charts/")):
            continue
        if name.startswith(("xl/worksheets/", "[Content_Types]")):
            text = content.decode()
            for pattern in _NO_DRAWING:
                text = pattern.sub("", text)
            content = text.encode()
        kept[name] = content
    return kept


def packed(parts: dict[str, bytes]) -> bytes:
    """Parts as a package: the same parts make the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()


def insert(document: Document, paragraph: Paragraph, plot: Plot, place: Place) -> None:
    """Puts the chart of a plot at the end of a paragraph, in line with the text."""
    package, created = document.part.package, document.core_properties.created
    made = drawn(plot, created)
    sheet = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{place.number}.xlsx")
    name = PackURI(f"/word/charts/chart{place.number}.xml")
    root = chart_xml.for_word(made.chart, plot, place.frame)
    chart = XmlPart(name, _CHART_TYPE, root, package)
    behind = Part(sheet, _SHEET_TYPE, made.workbook, package)
    chart_xml.link(root, chart.relate_to(behind, f"{_OFFICE}/package"))
    identity = document.part.relate_to(chart, f"{_OFFICE}/chart")
    inline = parse_xml(_inline(identity, place))
    inline.find(f"{{{_DRAWING}/wordprocessingDrawing}}docPr").set("descr", place.alt)
    drawing = paragraph.add_run()._r.add_drawing(inline)
    assert drawing is not None


def _inline(identity: str, place: Place) -> str:
    """The place of a chart in a line of text."""
    width, height = (round(side * EMU) for side in (place.frame.width, place.frame.height))
    name = say("图表")
    return (
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main"'
        f' xmlns:c="{_DRAWING}/chart" xmlns:r="{_OFFICE}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{place.number}" name="{name} {place.number}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart r:id="{identity}"/></a:graphicData></a:graphic></wp:inline>'
    )
