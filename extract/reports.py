"""**Read**: a file → Report with title, agency, area, period and date from its head."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from extract import formats, heads
from extract.agencies import identify
from extract.formats import Document
from extract.gazetteer import Entry
from extract.gazetteer import catalogue as shipped
from extract.model import Area, Period, Report, ReportError
from extract.periods import period as read_period
from extract.variants import fold

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


def read(
    path: Path | str,
    catalogue: Mapping[str, Entry] | None = None,
    agency: str | None = None,
    area: Area | None = None,
    period: Period | None = None,
) -> Report:
    """Read a file that holds one report; what the caller or the catalogue says overrides it.

    Raises ReportError with file, reason and cure where it cannot be read.
    """
    path = Path(path)
    if os.path.isdir(path):
        raise ReportError(f"“{path.name}”是文件夹,不是一份报告;请给出其中的文件。")
    found = list(formats.open(path))
    for document in found:
        if isinstance(document, formats.Broken):
            raise ReportError(document.reason)
        if len(found) == 1:
            return report(document, catalogue, agency, area, period)
    raise ReportError(f"“{path.name}”是压缩包,里面有 {len(found)} 份报告;请解压后逐份读取。")


def report(
    document: Document,
    catalogue: Mapping[str, Entry] | None = None,
    agency: str | None = None,
    area: Area | None = None,
    period: Period | None = None,
) -> Report:
    """The report of a document; what the caller or the catalogue says overrides what it shows."""
    name = document.file.name
    known = _with_head(detect(document.text, name), document)
    entry = (shipped() if catalogue is None else catalogue).get(name.rpartition("/")[2])
    if entry is not None:
        known = _catalogued(known, entry)
    given = (("机构", agency), ("地区", area), ("期间", period))
    stated = [zh for zh, value in given if value is not None]
    if stated:
        known = replace(
            known,
            agency=agency or known.agency,
            area=area or known.area,
            period=period or known.period,
            notes=(*known.notes, "、".join(stated) + "由使用者指定"),
        )
    return known


def _with_head(report: Report, document: Document) -> Report:
    """The report with what its file says beside the text: a page's headline, date and source.

    They count where the text itself lacks them, and may then tell agency, area and period.
    """
    head = []
    if document.title and not report.title:
        head.append(document.title)
    if document.published and report.published is None:
        head.append(f"发布日期:{document.published}")
    if document.source and not report.agency:
        head.append(f"来源:{document.source}")
    if head:
        told = detect("\n".join((*head, report.text)), report.report_id)
        report = replace(told, text=report.text)
    return replace(
        report,
        source_url=document.source_url or report.source_url,
        notes=(*report.notes, *document.notes),
        file=document.file,
    )


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
