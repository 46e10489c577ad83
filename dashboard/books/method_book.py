"""The workbook of 口径与方法: verdicts, indicators, units, words of bounds, flags, quality."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import data, method
from dashboard.books import book_notes
from dashboard.books.binding import Content, bound
from dashboard.books.book import Amount, Book, Cell, Grid, Heading
from dashboard.books.comparison_book import Behind, file_name
from dashboard.excel.sheet_words import not_applicable
from dashboard.language import is_english, say
from dashboard.method import Table

_Line = tuple[Cell, ...]


def name() -> str:
    """The file's name: 对标_口径与方法.xlsx."""
    return file_name(say("口径与方法"))


def book(quality: pd.DataFrame | None, titles: dict[str, str], behind: Behind) -> Book:
    """All that the page explains as one table, a part after the other.

    ``quality`` is that of the extraction, None where it could not be measured; ``titles`` are
    those of the reports.
    """
    lines = (*_parts(), *_populations(), *_quality(quality, titles))
    told = say("{n}条：指标、单位、限定词、标记、可比性的理由、人口和抽取质量", n=len(lines))
    content = Content(
        title=say("口径与方法"),
        finding=told,
        asked=say("全部内容"),
        name=name(),
        grid=Grid(_headings(), lines),
        observations=(),
        notes=(*book_notes.notes(()), (say("抽取质量"), method.quality_words())),
    )
    return bound(content, behind)


def _headings() -> tuple[Heading, ...]:
    more = 6 if is_english() else 0
    return (
        Heading(say("内容"), 10 + more),
        Heading(say("名称"), 22),
        Heading(say("数值"), 14, right=True),
        Heading(say("含义"), 38),
        Heading(say("其他说明"), 40),
        Heading(say("举例"), 26),
    )


def _parts() -> Iterator[_Line]:
    """The tables of words: their names, meanings and examples stand in columns of their own."""
    yield from _lines(say("可比性"), method.verdicts(), (0,), 2, 3)
    yield from _lines(say("指标"), method.indicators(), (0,), 1, 7)
    yield from _lines(say("单位"), method.units(), (0,), 1, 4)
    yield from _lines(say("限定词"), method.qualifiers(), (0,), 2, 3)
    yield from _lines(say("标记"), method.flags(), (0, 1), 2, 4)


def _lines(
    part: str, table: Table, named: tuple[int, ...], meaning: int, example: int
) -> Iterator[_Line]:
    """The rows of a table; what has no column of its own follows its heading."""
    own = {*named, meaning, example}
    for row in table.rows:
        rest = [
            say("{name}：{text}", name=heading, text=cell)
            for place, (heading, cell) in enumerate(zip(table.header, row, strict=True))
            if place not in own and cell
        ]
        yield (
            part,
            " ".join(row[place] for place in named),
            not_applicable(),
            row[meaning] or say("未写明"),
            say("；").join(rest) or "—",
            row[example] or "—",
        )


def _populations() -> Iterator[_Line]:
    """The populations as numbers."""
    values = [(float(row["value"]), row["unit"]) for row in data.table("population")]
    for row, (value, unit) in zip(method.populations().rows, values, strict=True):
        area, day, _, kind, source = row
        named = say("{name}（{note}）", name=area, note=day)
        yield (say("人口"), named, Amount(value, unit), kind, source, "—")


def _quality(quality: pd.DataFrame | None, titles: dict[str, str]) -> Iterator[_Line]:
    """How good the extraction is, by report and by field, as numbers."""
    if quality is None:
        told = say("抽取质量没有测出。")
        yield (say("抽取质量"), say("合计"), not_applicable(), told, "—", "—")
        return
    tables = (method.quality_by_report(quality, titles), method.quality_by_field(quality))
    for table in tables:
        for row in table.rows:
            for heading, cell in zip(table.header[1:], row[1:], strict=True):
                yield (say("抽取质量"), row[0], _number(cell), heading, "—", "—")


def _number(cell: str) -> Cell:
    """A count or a share as a number, words as they are."""
    plain = cell.replace(",", "")
    if plain.removesuffix("%").replace(".", "").isdecimal():
        share = plain.endswith("%")
        return Amount(float(plain.removesuffix("%")), "%" if share else "")
    return cell
