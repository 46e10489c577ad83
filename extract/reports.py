"""**Read**: a file → Report with title, agency, area, period and date from its head.

Text is decoded, never rewritten: the offsets of everything found later count its characters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from extract import heads
from extract.agencies import identify
from extract.gazetteer import Entry
from extract.gazetteer import catalogue as shipped
from extract.model import Area, Period, Report, ReportError
from extract.periods import period as read_period
from extract.variants import fold

# --- bytes → text -----------------------------------------------------------------------------

# characters that make up most of any Chinese text: GB18030 or UTF-16 shows by their share
_FREQUENT = frozenset(
    "的一是在了和有大这中人上为个国我以要他时来用们到作地于出就分对成会可主发年动"
    "工政务服数据市区民全局,。、0123456789\n "
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BINARY = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "压缩包或 Office 文档",
    b"\xd0\xcf\x11\xe0": "旧版 Word(.doc)或 WPS 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"{\\rtf": "RTF 文档",
}
_ADVICE = "请另存为 UTF-8 编码的 .txt 再上传"


def decode(data: bytes, name: str = "文件") -> str:
    """The text of a file's bytes: BOM, strict UTF-8, then UTF-16 or GB18030; a BOM is dropped.

    Raises ReportError where the file is empty or no text. Line ends are kept as they are.

    >>> decode("受理工单".encode("gb18030"))
    '受理工单'
    """
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise ReportError(f"“{name}”是空文件,没有可读的文字;请换一个有内容的文件。")
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise ReportError(f"“{name}”是{what},不是文本;{_ADVICE}。")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name)
    candidates = _candidates(data)
    if not candidates:
        raise ReportError(f"“{name}”不是文本文件(可能是图片、压缩包或程序);{_ADVICE}。")
    text = max(candidates, key=_readable)
    if _readable(text) < 0.02 and _odd(text) > 0.05:
        raise ReportError(f"“{name}”的文字编码认不出来;{_ADVICE}。")
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportError(
            f"“{name}”标明是 {encoding} 编码,但第 {error.start} 字节起不合规;{_ADVICE}。"
        ) from None


def _candidates(data: bytes) -> list[str]:
    """Every reading that decodes strictly; UTF-8, where it does, is the only one."""
    utf16 = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    found = []
    for encoding in ("utf-8", "gb18030", *utf16):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or _odd(text) > 0.3:
            continue
        if encoding == "utf-8":
            return [text]
        # Any bytes of even length read as UTF-16: only prose shows that they are.
        if encoding in utf16 and _readable(text) < 0.02:
            continue
        found.append(text)
    return found


def _readable(text: str) -> float:
    """The share of the most frequent characters of Chinese prose."""
    sample = text[:4000]
    return sum(c in _FREQUENT for c in sample) / max(1, len(sample))


def _odd(text: str) -> float:
    """The share of control and private-use characters, which no report holds many of."""
    sample = text[:4000]
    return sum(not c.isprintable() and c not in "\n\r\t\u3000\xa0\ufeff\x0c" for c in sample) / max(
        1, len(sample)
    )


# --- text → Report ------------------------------------------------------------------------------


def detect(text: str, report_id: str) -> Report:
    """What a report's own text says of it; what it does not say stays unknown, with a note.

    >>> detect("龙岗区教育局2022年工作总结\\n发布日期:2023-01-05", "x.txt").agency
    '深圳市龙岗区教育局'
    """
    plain = fold(text)
    head = heads.lines(plain)
    index = heads.title_index(head)
    title = head[index].text if index is not None else ""
    on, where = heads.published(plain)
    who = identify(plain, head, index)
    period, note = heads.report_period(plain, title, on)
    notes = [*who.notes, note]
    if where == "speech":
        notes.append("发布日期取自会议日期")
    elif on is None:
        notes.append("发布日期未知:文中没有发布日期")
    return Report(
        report_id=report_id,
        text=text,
        title=heads.whole_line(text, head[index].start) if index is not None else "",
        agency=who.agency,
        area=who.area,
        period=period,
        published=on,
        source_url=heads.source_url(text),
        notes=tuple(note for note in notes if note),
    )


# --- file → Report ------------------------------------------------------------------------------

READERS: dict[str, Callable[[bytes, str], str]] = {".txt": decode, ".text": decode, "": decode}
"""One function (bytes, file name) → text per suffix; html, docx and pdf join here."""


def read(
    path: Path | str,
    catalogue: Mapping[str, Entry] | None = None,
    agency: str | None = None,
    area: Area | None = None,
    period: Period | None = None,
) -> Report:
    """Read a file as a report; what the caller or the catalogue says overrides what it shows.

    Raises ReportError with file, reason and cure where it cannot be read.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReportError(f"“{path.name}”的格式 {path.suffix} 还不支持;{_ADVICE}。")
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "原因不明"
        raise ReportError(f"“{path.name}”打不开({why});请检查文件是否存在、能否读取。") from error
    report = detect(reader(data, path.name), path.name)
    entry = (shipped() if catalogue is None else catalogue).get(path.name)
    if entry is not None:
        report = _catalogued(report, entry)
    given = (("机构", agency), ("地区", area), ("期间", period))
    stated = [zh for zh, value in given if value is not None]
    if stated:
        report = replace(
            report,
            agency=agency or report.agency,
            area=area or report.area,
            period=period or report.period,
            notes=(*report.notes, "、".join(stated) + "由使用者指定"),
        )
    return report


def _catalogued(report: Report, entry: Entry) -> Report:
    """The report with what the catalogue says; a difference is told in the notes."""
    known = replace(
        report,
        agency=entry.agency,
        area=entry.area,
        period=read_period(entry.period) or report.period,
        title=entry.title or report.title,
        published=entry.published or report.published,
        source_url=entry.source_url or report.source_url,
    )
    names = {"agency": "机构", "area": "地区", "period": "期间", "published": "发布日期"}
    changed = [zh for field, zh in names.items() if getattr(known, field) != getattr(report, field)]
    notes = [*report.notes]
    if changed:
        notes.append("、".join(changed) + "据目录 seeds/catalogue.csv 改正")
    if entry.inferred:
        notes.append(f"推断:{entry.inferred}")
    return replace(known, notes=tuple(notes))
