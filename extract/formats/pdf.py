"""**PDF → text**: characters with their places by PDFium, tables by their rules, scans by OCR.

Nothing in the file is run: PDFium draws and reads, it is given no forms and no JavaScript.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from extract.formats import limits, ocr, rules
from extract.formats.document import Reading
from extract.formats.layout import Line, Run, lines
from extract.formats.paragraphs import Page, paragraphs, without_repeats
from extract.formats.refusals import refused

Step = Callable[[int, int], None]

_FEW_CHARACTERS = 20
_DPI = 200
_POINTS_AN_INCH = 72
_MOST_RANGES = 10
_LONGEST_PAGE = 30_000  # characters
_OPEN_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: "locked",
    pdfium.FPDF_ERR_SECURITY: "security",
}


def read(data: bytes, name: str, step: Step) -> Reading:
    """The text of a PDF file, a paragraph a line; pages without text are recognised.

    ``step`` is told the page and the number of pages. Raises ReportError with the cure where the
    file is locked, broken or too long, or has no text and no OCR is installed.
    """
    pdf = _opened(data, name)
    try:
        count = len(pdf)
        if count > limits.PDF_PAGES:
            raise refused("pdf:long", name=name, count=count, limit=limits.PDF_PAGES)
        return _read(pdf, data, name, step)
    finally:
        pdf.close()


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        pdf = pypdfium2.PdfDocument(data)
        len(pdf)
        return pdf
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise refused(f"pdf:{_OPEN_ERRORS.get(code, 'broken')}", name=name) from None


def _read(pdf: pypdfium2.PdfDocument, data: bytes, name: str, step: Step) -> Reading:
    pages: list[Page] = []
    scanned: dict[int, ocr.Recognised] = {}
    unread: list[int] = []
    count = len(pdf)
    for number in range(count):
        step(number, count)
        try:
            page = pdf[number]
        except pypdfium2.PdfiumError:
            unread.append(number + 1)
            pages.append(Page(1.0))
            continue
        runs = _runs(page)
        width, height = page.get_size()
        if sum(len(run.text) for run in runs) < _FEW_CHARACTERS and _has_picture(page):
            if len(scanned) >= limits.OCR_PAGES:
                raise refused("pdf:scans", name=name, limit=limits.OCR_PAGES)
            scanned[number] = ocr.recognise(_picture(page), name)
            pages.append(Page(scanned[number].height, scanned[number].lines))
        else:
            found = rules.tables(page, data, number) if rules.has_rules(page) else []
            pages.append(Page(height, _with_tables(runs, found, width)))
        page.close()
    return _reading(pages, scanned, unread, name)


def _reading(
    pages: list[Page], scanned: dict[int, ocr.Recognised], unread: list[int], name: str
) -> Reading:
    text, starts = paragraphs(without_repeats(pages))
    if not text.strip():
        raise refused("no_text:pdf", name=name)
    notes = []
    if unread:
        notes.append(f"第{_listed(unread)}页已损坏,没有读取")
    if scanned:
        notes.append(ocr.NOTE if len(scanned) == len(pages) else _some(scanned))
    return Reading(
        text=text,
        notes=tuple(notes),
        pages=starts,
        kind="scan" if 2 * len(scanned) >= len(pages) else "pdf",
        confidence=ocr.mean_confidence(scanned.values()),
    )


def _some(scanned: dict[int, ocr.Recognised]) -> str:
    return f"第{_listed([number + 1 for number in scanned])}页{ocr.NOTE}"


def _listed(numbers: list[int]) -> str:
    """Page numbers in few words: 3-5,9."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    more = ",…" if len(ranges) > _MOST_RANGES else ""
    return ",".join("-".join(map(str, part)) for part in ranges[:_MOST_RANGES]) + more


# --- characters -------------------------------------------------------------------------------


def _runs(page: pypdfium2.PdfPage) -> list[Run]:
    """The characters of a page as runs: those side by side in the order of the file."""
    text = page.get_textpage()
    try:
        return list(_gathered(_characters(text.raw, page.get_size()[1])))
    finally:
        text.close()


_Character = tuple[str, float, float, float, float]


def _characters(text: object, height: float) -> Iterator[_Character | None]:
    """Each character with left, right, top, bottom; None where PDFium sees a line end."""
    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text), _LONGEST_PAGE)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        if code in (10, 13):
            yield None
            continue
        if code == 32 and pdfium.FPDFText_IsGenerated(text, index) == 1:
            yield " ", 0.0, 0.0, 0.0, 0.0
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, index, at):
            continue
        low, top = sorted((box.top, box.bottom))
        yield "-" if code == 2 else chr(code), box.left, box.right, height - top, height - low


def _gathered(characters: Iterator[_Character | None]) -> Iterator[Run]:
    """Runs: a new one after a line end, a jump, or a gap as wide as a letter."""
    text: list[str] = []
    x0 = x1 = top = bottom = 0.0
    seen_gap = False  # PDFium saw white that is no character, as between 2022 and 年
    for character in characters:
        if character is not None:
            c, left, right, above, below = character
            if c == " " and right == 0.0:
                seen_gap = True
                continue
            if seen_gap and text and text[-1].isascii() and c.isascii():
                text.append(" ")
            seen_gap = False
            size = max(below - above, 1.0)
            goes_on = (
                text
                and abs((above + below) - (top + bottom)) < 0.8 * size
                and -0.5 * size < left - x1 < 0.9 * size
            )
            if goes_on:
                text.append(c)
                x1, top, bottom = max(x1, right), min(top, above), max(bottom, below)
                continue
        if text:
            yield Run(x0, x1, top, bottom, "".join(text))
            text = []
        if character is not None:
            text, x0, x1, top, bottom = [c], left, right, above, below
    if text:
        yield Run(x0, x1, top, bottom, "".join(text))


# --- tables and pictures ----------------------------------------------------------------------


def _with_tables(runs: list[Run], found: list[rules.Table], width: float) -> list[Line]:
    """The lines of a page, those inside a table's rules as rows of it, at its place."""
    if not found:
        return lines(runs, width)
    outside = [run for run in runs if not any(table.holds(run) for table in found)]
    prose = lines(outside, width)
    for table in found:
        inside = [run for run in runs if table.holds(run)]
        at = next((i for i, line in enumerate(prose) if line.top >= table.top), len(prose))
        prose[at:at] = table.lines(inside)
    return prose


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _picture(page: pypdfium2.PdfPage) -> ocr.Picture:
    """A page as a picture at 200 dpi, less where that were too many pixels."""
    width, height = page.get_size()
    scale = _DPI / _POINTS_AN_INCH
    if (pixels := width * height * scale**2) > limits.PAGE_PIXELS:
        scale *= (limits.PAGE_PIXELS / pixels) ** 0.5
    return ocr.Picture(page.render(scale=scale, rev_byteorder=False).to_numpy())
