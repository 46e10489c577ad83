"""The five reports as files of every kind that the product reads, made anew for each run."""

from __future__ import annotations

import base64
import html
import io
import quopri
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract import formats, reports
from extract.gazetteer import Entry, catalogue
from extract.model import Report
from extract.pipeline import observe
from extract.reference import SEEDS
from extract.tidy import COLUMNS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")

_HEAD_LINES = 8
_INFO = re.compile(r"发布时间|发布日期|信息提供日期|^来源|^\d{4}-\d\d-\d\d")
_FOOT = re.compile(r"分享到|扫一扫|【打印本页】|粤ICP备")


@dataclass(frozen=True, slots=True)
class Parts:
    """A report as a page shows it: path, headline, info bar, body, foot."""

    entry: Entry
    crumb: str
    title: str
    info: tuple[str, ...]
    body: tuple[str, ...]
    foot: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of a document: headline, info bar, body."""
        return tuple(filter(None, (self.title, *self.info, *self.body)))


def parts(name: str) -> Parts:
    """The parts of one of the five reports."""
    entry = catalogue()[name]
    text = (SEEDS / name).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    foot_at = next((i for i, line in enumerate(lines) if _FOOT.match(line)), len(lines))
    crumb, title, info, body = "", "", [], []
    for index, line in enumerate(lines[:foot_at]):
        if index < _HEAD_LINES and line.startswith("首页"):
            crumb = line
        elif index < _HEAD_LINES and line == entry.title:
            title = line
        elif index < _HEAD_LINES and _INFO.search(line):
            info.append(line)
        else:
            body.append(line)
    return Parts(entry, crumb, title, tuple(info), tuple(body), tuple(lines[foot_at:]))


NAMES = tuple(catalogue())


# --- claims -----------------------------------------------------------------------------------

_FIELDS = (
    "quote", "value", "value_low", "value_high", "unit", "number", "qualifier", "kind",
    "direction", "obs_status", "cumulative", "indicator", "measured_property", "category",
    "system", "agency", "reference_area", "time_period",
)  # fmt: skip
_COLUMNS = [column.name for column in COLUMNS]

Claims = Counter[tuple[str, ...]]


def claims(report: Report) -> Claims:
    """What a report claims, wherever it stands: every field that matters, blanks left out."""
    found: Claims = Counter()
    for values in observe(report):
        row = dict(zip(_COLUMNS, values, strict=True))
        found[tuple("".join(str(row[field]).split()) for field in _FIELDS)] += 1
    return found


@cache
def true_claims(name: str) -> Claims:
    """What one of the five reports claims, read as text and without the catalogue."""
    return claims(reports.read(SEEDS / name, catalogue={}))


def read_back(data: bytes, name: str) -> Report:
    """The report that a file's bytes give; a file that cannot be read fails the test."""
    (document,) = formats.open((data, name))
    assert isinstance(document, formats.Document), document
    return reports.report(document, catalogue={})


# --- HTML -------------------------------------------------------------------------------------

_NAV = "".join(
    f'<li><a href="/{i}">{word}</a></li>'
    for i, word in enumerate(("首页", "政务公开", "政务服务", "互动交流", "走进12345"))
)
_SIDE = "".join(
    f'<li><a href="/n/{i}.html">{line}</a></li>'
    for i, line in enumerate(
        (
            "某街道37名志愿者上门服务群众",
            "我区新增企业1200家 增长15.3%",
            "热线受理诉求8.8万件",
            "关于开展2021年度考核的通知",
        )
    )
)
_FOOTER = (
    "<p>主办单位:某区人民政府 电话:0755-82918333 邮编:518000</p>"
    "<p>粤ICP备12001664号 网站标识码:4403040003 您是第123456位访客</p>"
)


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(line)}</p>" for line in lines)


def page_modern(report: Parts, container: str = 'id="zoom"') -> bytes:
    """A page of today: menu, path, headline, info bar, article, share bar, side list, footer."""
    title = report.entry.title or "工作总结"
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>{html.escape(title)}-某区政府在线</title>
<meta name="SiteName" content="某区政府在线">
<meta name="ArticleTitle" content="{html.escape(report.entry.title)}">
<style>p {{ margin: 0 }}</style><script>var visits = 98765;</script></head>
<body><div class="header"><ul class="nav">{_NAV}</ul></div><nav><ul>{_NAV}</ul></nav>
<div class="breadcrumb">{html.escape(report.crumb or "首页 > 政务公开 > 工作总结")}</div>
<div class="wrap"><div class="left">
<h1>{html.escape(report.title)}</h1>
<div class="info">{"<span>" + "</span><span>".join(map(html.escape, report.info)) + "</span>"}
<span>浏览次数:7056</span><span>索引号:11440304/2024-00012</span></div>
<div {container}>
{_paragraphs(report.body)}
</div>
<div class="share-bar"><span>分享到:</span><a>微信</a><p>【打印本页】 【关闭窗口】</p></div>
</div>
<aside><h3>推荐阅读</h3><ul>{_SIDE}</ul></aside></div>
<div class="footer">{_FOOTER}</div></body></html>""".encode()


def page_of_tables(report: Parts) -> bytes:
    """An old page: a table lays it out, <br> ends the paragraphs, GBK labelled gb2312."""
    body = "<br>\r\n<br>\r\n".join(
        f"&nbsp;&nbsp;&nbsp; {html.escape(line)}" for line in (*report.info, *report.body)
    )
    page = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<TITLE>{html.escape(report.entry.title or "工作总结")}</TITLE></head>
<body bgcolor=#ffffff><table width=980 align=center><tr><td colspan=2>
<table><tr><td><a href=/>首页</a></td><td><a href=/a>公开</a></td><td><a>互动</a></td></tr></table>
</td></tr><tr><td width=200 valign=top><table><tr><td><ul>{_SIDE}</ul></td></tr></table></td>
<td><table width=100%>
<tr><td align=center><font size=5><b>{html.escape(report.title)}</b></font></td></tr>
<tr><td class=text>{body}</td></tr></table></td></tr>
<tr><td colspan=2 align=center>{_FOOTER}</td></tr></table></body></html>"""
    return page.encode("gb18030")


def page_from_word(report: Parts) -> bytes:
    """A page pasted from Word: a span around each number, the source wrapped at 80 characters."""
    paragraphs = []
    for line in report.lines:
        escaped = html.escape(line)
        spans = re.sub(
            r"([0-9][0-9.,]*%?)",
            r'</span><span lang=EN-US style="font-size:16.0pt">\1</span><span style="color:black">',
            escaped,
        )
        wrapped = re.sub(r"((?:<[^>]*>|[^<]){60})", r"\1\r\n", spans) if "<" not in spans else spans
        wrapped = wrapped.replace("</span><span lang", "</span><span\r\n  lang")
        paragraphs.append(f'<p class=MsoNormal><span style="color:black">{wrapped}</span></p>')
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta charset="utf-8"><title>{html.escape(report.entry.title or "工作总结")}</title></head>
<body><div class="breadcrumb">当前位置:首页 > 公开</div><div class="TRS_Editor">
<div class=Section1>{"".join(paragraphs)}<o:p></o:p></div></div>
<div id="footer">{_FOOTER}</div></body></html>""".encode()


def web_archive(
    page: bytes, *, way: str = "base64", address: str = "", beside: bytes = b""
) -> bytes:
    """A page as a browser saves it whole: its parts encoded as told, a picture beside it."""
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
    said = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\n" if address else ""
    head = (
        f'{said}MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="--=_b"\r\n\r\n'
        f"----=_b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {way}\r\n"
        f"Content-Location: {address or 'file:///C:/a.htm'}\r\n\r\n"
    ).encode()
    body = encoded[way](page) if way in encoded else page
    other = b"\r\n----=_b\r\nContent-Type: image/png\r\n\r\n" + beside if beside else b""
    return head + body + other + b"\r\n----=_b--\r\n"


# --- DOCX, PDF, pictures ----------------------------------------------------------------------


@cache
def _blank() -> bytes:
    """An empty Word document with the styles of paragraphs alone, which are read in no time."""
    import docx as word

    document: Any = word.Document()
    for style in list(document.styles.element):
        if style.tag.endswith("}latentStyles") or style.get(f"{W}type") == "table":
            document.styles.element.remove(style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def blank_document() -> Any:
    """A new empty Word document, to add to."""
    import docx as word

    return word.Document(io.BytesIO(_blank()))


def docx(lines: Sequence[str], header: str = "") -> bytes:
    """A Word document, its list-marked lines as headings; with a running header where given."""
    from docx.oxml.ns import qn

    document = blank_document()
    document.styles["Normal"].font.name = "Noto Serif CJK SC"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    if header:
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = "内部资料 注意保存"
    for index, line in enumerate(lines):
        if index == 0 and len(line) < 60:
            document.add_heading(line, 0)
        elif re.match("[一二三四五六七八九十]、", line) and len(line) < 40:
            document.add_heading(line, 1)
        else:
            paragraph = document.add_paragraph(line)
            paragraph.paragraph_format.first_line_indent = 406400  # two letters
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def office_place(factory: Any) -> Path:
    """The folder in which all tests of a process let LibreOffice work, with one profile."""
    place: Path = factory.getbasetemp() / "office"
    place.mkdir(exist_ok=True)
    return place


def converted(data: bytes, suffix: str, target: str, place: Path) -> bytes:
    """A file as LibreOffice turns it into another kind."""
    (found,) = all_converted([data], suffix, target, place)
    return found


def all_converted(
    several: Sequence[bytes], suffix: str, target: str, place: Path
) -> tuple[bytes, ...]:
    """Files as LibreOffice turns them into another kind, all by starting it once."""
    assert SOFFICE, "LibreOffice is not installed"
    sources = [place / f"in{index}{suffix}" for index in range(len(several))]
    for source, data in zip(sources, several, strict=True):
        source.write_bytes(data)
    command = [
        SOFFICE, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless",
        "--convert-to", target, "--outdir", str(place / "out"), *map(str, sources),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    made = target.split(":")[0]
    return tuple((place / "out" / f"{source.stem}.{made}").read_bytes() for source in sources)


def pdf_of_cid_font(lines: Sequence[str]) -> bytes:
    """A PDF by reportlab with a CID font that is not embedded, and page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24
    )
    file = io.BytesIO()

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 800, "工作总结")
        canvas.drawCentredString(297, 30, f"— {document.page} —")

    SimpleDocTemplate(file, pagesize=A4).build(
        [Paragraph(html.escape(line), style) for line in lines],
        onFirstPage=number,
        onLaterPages=number,
    )
    return file.getvalue()


def pictures(pdf: bytes, dpi: int = 200, most: int | None = None) -> list[Any]:
    """The pages of a PDF as Pillow images."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    count = len(document) if most is None else min(most, len(document))
    found = [document[i].render(scale=dpi / 72).to_pil().convert("RGB") for i in range(count)]
    document.close()
    return found


def without_margins(image: Any, margin: int = 60, least: int = 740) -> Any:
    """A page cut down to what is written on it, with a white margin, and some height.

    What is lower is enlarged before it is recognised, which takes longer than white paper.
    """
    from PIL import Image, ImageOps

    written = image.crop(ImageOps.invert(image.convert("L")).getbbox())
    size = (written.width + 2 * margin, max(least, written.height + 2 * margin))
    paper = Image.new("RGB", size, "white")
    paper.paste(written, (margin, margin))
    return paper


def scan(images: Sequence[Any], dpi: int = 200) -> bytes:
    """A PDF of JPEG pictures, as a scanner makes it."""
    file = io.BytesIO()
    first, *others = images
    first.save(file, "PDF", save_all=True, append_images=others, resolution=float(dpi), quality=85)
    return file.getvalue()


def picture(image: Any, kind: str = "PNG") -> bytes:
    """A Pillow image as a file."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


# --- XLSX, ZIP --------------------------------------------------------------------------------


def xlsx(rows: Sequence[Sequence[Any]], formats: dict[str, str] | None = None) -> bytes:
    """A workbook with one sheet; ``formats`` gives cells their number format."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip file; with ``gb18030`` its names are packed as Chinese programs do, unmarked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, (name, data) in enumerate(files.items()):
            plain = encoding != "utf-8"
            archive.writestr(f"{index:06}" if plain else name, data)
    packed = file.getvalue()
    if encoding == "utf-8":
        return packed
    return _renamed(packed, [name.encode(encoding) for name in files])


def _renamed(packed: bytes, names: list[bytes]) -> bytes:
    """A zip file whose entries bear raw names, without the flag for UTF-8."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry, raw in zip(source.infolist(), names, strict=True):
            target.writestr(_Raw(raw), source.read(entry))
    return file.getvalue()


class _Raw(zipfile.ZipInfo):
    """An entry whose name is written byte for byte."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw.decode("cp437"))
        self._raw = raw
        self.compress_type = zipfile.ZIP_DEFLATED

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self._raw, self.flag_bits
