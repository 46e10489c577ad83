"""**Write**: blocks of a page as a Word document of one A4 page, in the fonts of the office.

Text is text: it never becomes a field, a link or a style of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dashboard.excel.sheets import safe
from dashboard.excel.styles import BLUE, FONT, INK, OWN, RULE
from dashboard.language import is_english, say
from dashboard.word import word_chart
from dashboard.word.chart_room import Frame
from dashboard.word.paper import LOOKS, PAD, WIDTH, Block, Charts, Part, Table, Text

# Names that Word knows are shown in the language of the reader's Word.
_NAMES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "heading": "heading 1",
    "body": "Body Text",
    "box": "Quote",
    "note": "footnote text",
    "foot": "endnote text",
    "cell": "Table Text",
    "small": "Table Text 2",
}
_BOX = (
    f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="4" w:color="{BLUE[1:]}"/></w:pBdr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="F2F5F8"/>'
)
_LEFT_OUT = ("thumbnail", "customXml", "stylesWithEffects", "numbering")


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself: title, one line on it, and when it was made."""

    title: str
    subject: str
    made: datetime


def document(blocks: list[Block], about: About) -> bytes:
    """The blocks as bytes of a .docx file."""
    page = _empty(about)
    numbers = count(1)
    for block in blocks:
        match block:
            case Text():
                _dressed(page.add_paragraph(), block)
            case Charts():
                _charts(page, block, numbers)
            case Table():
                _table(page, block)
    buffer = BytesIO()
    page.save(buffer)
    with ZipFile(buffer) as package:
        return word_chart.packed({name: package.read(name) for name in package.namelist()})


def _empty(about: About) -> Document:
    """A document without text: A4, our styles, language and properties."""
    page = docx.Document()
    _lighten(page)
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    section.header_distance = section.footer_distance = Mm(8)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    _styles(page)
    known = page.core_properties
    known.title, known.subject = safe(about.title)[:255], safe(about.subject)[:255]
    known.author = known.last_modified_by = say("对标")
    known.created = known.modified = about.made.astimezone(UTC)
    known.language, known.comments = "en-US" if is_english() else "zh-CN", ""
    known.keywords, known.revision = say("对标, 指标对比"), 1
    return page


def _lighten(page: Document) -> None:
    """Leaves out what the library's model brings along and this page does not need."""
    for owner in (page.part.package, page.part):
        for identity, relation in list(owner.rels.items()):
            if any(word in relation.reltype for word in _LEFT_OUT):
                del owner.rels[identity]
    settings = page.settings.element
    for name in ("w:proofState", "w:savePreviewPicture", "w:rsids"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    compatible = settings.find(qn("w:compat"))
    compatible.find(qn("w:compatSetting")).set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _styles(page: Document) -> None:
    """Only the styles that the page uses, in place of the model's two hundred."""
    styles = page.styles.element
    for old in [*styles.findall(qn("w:style")), *styles.findall(qn("w:docDefaults"))]:
        styles.remove(old)
    styles.insert(0, parse_xml(_defaults()))
    base = (
        _style("paragraph", "Normal", "Normal", "<w:qFormat/>", standard=True),
        _style("table", "TableNormal", "Normal Table", _margins(), standard=True),
    )
    for xml in (*base, *(_look(look) for look in LOOKS)):
        styles.append(parse_xml(xml))


def _defaults() -> str:
    """Fonts and language of the whole document; what is quoted stays Chinese."""
    fonts = " ".join(f'w:{name}="{FONT}"' for name in ("ascii", "eastAsia", "hAnsi", "cs"))
    language = "en-US" if is_english() else "zh-CN"
    return (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:color w:val="{INK[1:]}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{language}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        # No room between Chinese and digits: a line is then as long as its characters.
        '<w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )


def _style(kind: str, identity: str, name: str, more: str, standard: bool = False) -> str:
    first = ' w:default="1"' if standard else ""
    return (
        f'<w:style {nsdecls("w")} w:type="{kind}"{first} w:styleId="{identity}">'
        f'<w:name w:val="{name}"/>{more}</w:style>'
    )


def _look(name: str) -> str:
    """A look as a style of Word, under Word's own name where it has one."""
    look, size = LOOKS[name], round(LOOKS[name].size * 2)
    gaps = (("before", look.before), ("after", look.after), ("line", look.line))
    spacing = " ".join(f'w:{gap}="{round(points * 20)}"' for gap, points in gaps)
    inset = f'<w:ind w:left="{look.inset * 20:.0f}" w:right="{look.inset * 20:.0f}"/>'
    level = '<w:outlineLvl w:val="0"/>' if name == "heading" else ""
    colour = f'<w:color w:val="{BLUE[1:]}"/>' if name in ("title", "heading") else ""
    return _style(
        "paragraph",
        name,
        _NAMES[name],
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{_BOX if name == "box" else ""}'
        f'<w:spacing {spacing} w:lineRule="exact"/>{inset if look.inset else ""}{level}</w:pPr>'
        f"<w:rPr>{'<w:b/>' if look.bold else ''}{colour}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>',
    )


def _margins() -> str:
    sides = "".join(
        f'<w:{side} w:w="{round(width * 20)}" w:type="dxa"/>'
        for side, width in (("top", 0), ("left", PAD), ("bottom", 0), ("right", PAD))
    )
    return (
        f"<w:tblPr><w:tblInd w:w='0' w:type='dxa'/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>"
    )


def _dressed(paragraph: Paragraph, text: Text) -> None:
    """The words of a text in its look."""
    paragraph._p.get_or_add_pPr().style = text.look
    for part in text.parts:
        run = paragraph.add_run(_plain(part.text))
        run.font.bold = True if part.bold else None
        if part.ground:
            run.font.color.rgb = RGBColor(255, 255, 255)
            run._r.get_or_add_rPr().append(_shade(part.ground))


def _plain(text: str) -> str:
    """Text without breaks and tabs: a paragraph stays one."""
    return re.sub(r"\s+", " ", safe(text))


def _shade(colour: str) -> BaseOxmlElement:
    """A ground of a colour, for a run or a cell."""
    fill = colour.lstrip("#")
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


def _charts(page: Document, charts: Charts, numbers: count[int]) -> None:
    paragraph = page.add_paragraph()
    for plot, alt in zip(charts.plots, charts.alts, strict=True):
        frame = Frame(charts.width, charts.height, charts.titled)
        place = word_chart.Place(next(numbers), frame, safe(alt))
        word_chart.insert(page, paragraph, plot, place)


def _table(page: Document, table: Table) -> None:
    """A table with lines between its rows, its first row a header."""
    made = page.add_table(1 + len(table.rows), len(table.header))
    properties = made._tbl.tblPr
    for element in list(properties):
        properties.remove(element)
    for xml in _table_properties():
        properties.append(parse_xml(xml))
    properties[-1].set(qn("w:val"), safe(table.caption))
    for column, width in zip(made.columns, table.widths, strict=True):
        column.width = Pt(width)
    for number, texts in enumerate((table.header, *table.rows)):
        row = made.rows[number]
        marks = row._tr.get_or_add_trPr()
        marks.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if number == 0:
            marks.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        own = number - 1 in table.own
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _cell(cell, Text(table.look, (Part(text, number == 0 or own),)), table.widths[place])
            if place in table.right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if own:
                cell._tc.get_or_add_tcPr().append(_shade(OWN))


def _table_properties() -> tuple[str, ...]:
    """Width, lines, fixed columns and the words read aloud, in the order that Word wants."""
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"'
    ends = f'w:val="single" w:sz="8" w:space="0" w:color="{INK[1:]}"'
    rules = f"<w:top {ends}/><w:bottom {ends}/><w:insideH {line}/>"
    return (
        f'<w:tblW {nsdecls("w")} w:w="{round(WIDTH * 20)}" w:type="dxa"/>',
        f"<w:tblBorders {nsdecls('w')}>{rules}</w:tblBorders>",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblLook {nsdecls("w")} w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>',
        f"<w:tblDescription {nsdecls('w')}/>",
    )


def _cell(cell: _Cell, text: Text, width: float) -> None:
    cell.width = Pt(width)
    _dressed(cell.paragraphs[0], text)
