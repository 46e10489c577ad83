"""**Item → reports**: what it holds is read, and each report extracted; trouble is a result."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract import formats, reports
from extract.bulk import limit, texts, zipped
from extract.bulk.items import Extracted, Failed, Item, Part, Result
from extract.formats import Broken, Document, limits
from extract.model import Report, ReportError
from extract.pipeline import observe

# Plain text is read in this process; other kinds in one apart, which has limits of its own.
_PLAIN = (".txt", ".text")
# What a text that nobody foresaw may make the rules raise; whatever else they raise ends the
# process, and the report is told as one that does.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def results(part: Part, seconds: float) -> Generator[Result]:
    """Each report of a part with its observations, or why there is none, in order."""
    rows = texts.rows(part.texts) if part.texts else []
    with limit.ended():
        for number, item in enumerate(part.items):
            yield from of_item(item, rows[number] if rows else {}, seconds)


def of_item(item: Item, row: dict[str, Any], seconds: float) -> Iterator[Result]:
    """The reports of one item; ``row`` is that of its parquet where it has one.

    The process ends where one takes longer than ``seconds``.
    """
    apart = item.holder != "texts" and not item.report_id.lower().endswith(_PLAIN)
    limit.renew(limits.TOTAL_SECONDS + seconds if apart else seconds)
    for one in list(_read(item, row)):
        limit.renew(seconds)
        yield one if isinstance(one, Failed) else _extracted(one)


def _read(item: Item, row: dict[str, Any]) -> Iterator[Report | Failed]:
    """The reports that an item holds, before any figure is looked for."""
    if item.refusal:
        yield Failed(item.report_id, "read", item.refusal)
        return
    try:
        if item.holder == "texts":
            yield texts.report(row)
            return
        for document in _documents(item):
            if isinstance(document, Document):
                yield reports.report(document)
            elif document.stage != "skip":
                yield Failed(document.name, "read", document.reason)
    except ReportError as error:
        yield Failed(item.report_id, "read", str(error))
    except _FAULTS as error:
        yield Failed(item.report_id, "read", _fault(item.report_id, error))


def _documents(item: Item) -> Iterator[Document | Broken]:
    """The texts of an item, each named by its whole path."""
    place, _, name = item.report_id.rpartition("/")
    source: Path | tuple[bytes, str] = Path(item.path)
    if item.holder == "zip":
        source = (zipped.member(item), name)
    for found in formats.open(source):
        if isinstance(found, Broken):
            yield replace(found, name=_joined(place, found.name))
        else:
            file = replace(found.file, name=_joined(place, found.file.name))
            yield replace(found, file=file)


def _joined(place: str, name: str) -> str:
    return f"{place}/{name}" if place else name


def _extracted(report: Report) -> Result:
    name = report.report_id
    if not report.text.strip():
        return Failed(name, "read", f"“{name}”里只有空白;请换成有正文的文件。")
    try:
        return Extracted(report, tuple(observe(report)))
    except _FAULTS as error:
        return Failed(name, "extract", _fault(name, error))


def _fault(name: str, error: Exception) -> str:
    why = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"“{name}”处理出错({why}),已跳过;请反馈这份报告。"
