"""**口径**: what indicators, units, qualifiers, flags and reasons mean, and how figures are read.

Its lists of indicators and of units are those that 更正指标 and 更正单位 of 数据 offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from dashboard import data, language
from dashboard.books.book import Book
from dashboard.excel import data_cells
from dashboard.excel.data_cells import INDICATOR, UNIT
from dashboard.excel.data_sheet import LISTS
from dashboard.excel.package import Package
from dashboard.excel.sheet_words import unknown
from dashboard.excel.sheets import Sheet
from dashboard.language import is_english, listed, say
from dashboard.taxonomy import Indicator
from dashboard.wording import label
from dashboard.written import unit_name

_INDICATORS, _UNITS = "indicators", "units"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of 口径: of which list it is, kind, name, meaning, example as a report words it."""

    group: str
    kind: str
    name: str
    meaning: str
    example: str = ""


def write(package: Package, sheet: Sheet, book: Book) -> None:
    """One table: 类别, 名称, 含义, 举例; its lists get names for 数据 to offer."""
    rows = list(meanings(book))
    sheet.widths((14, 28, 80, 44))
    sheet.table("Definitions", [say("类别"), say("名称"), say("含义"), say("举例")], len(rows))
    for row in rows:
        cells = [row.kind, row.name, row.meaning or unknown(), row.example or "—"]
        sheet.line(cells, "wrap")
    line = 2
    for group, members in groupby(rows, key=lambda row: row.group):
        last = line + len(list(members)) - 1
        if name := {_INDICATORS: LISTS[INDICATOR], _UNITS: LISTS[UNIT]}.get(group):
            package.define_name(name, f"='{sheet.name}'!$B${line}:$B${last}")
        line = last + 1


def meanings(book: Book) -> Iterator[Meaning]:
    """What is explained, the indicators of the book first, then those that are near to them."""
    yield from _indicators(book)
    yield from _units(book)
    spoken = language.current()
    for row in data.table("qualifier_widths"):
        told = _qualifier(row)
        yield Meaning("", say("限定词"), told, row[f"meaning_{spoken}"], row["example"])
    for row in data.table("flags"):
        name = f"{row['flag']} {row[f'name_{spoken}']}"
        yield Meaning("", say("标记"), name, row[f"meaning_{spoken}"], row["example"])
    for row in data.table("verdict_reasons"):
        verdict = label("verdict", row["verdict"])
        name = say("{name}（{note}）", name=row[f"name_{spoken}"], note=verdict)
        kind = say("理由 {code}", code=row["code"])
        yield Meaning("", kind, name, row[spoken], row["example"])


def _indicators(book: Book) -> Iterator[Meaning]:
    """The indicators of the book, and those of the same categories."""
    taxonomy = data.taxonomy()
    examples = {row["id"]: row["example"] for row in data.table("indicators")}
    asked = [*book.indicators, *book.observations["indicator"].unique()]
    used = [taxonomy.get(str(indicator)) for indicator in dict.fromkeys(asked)]
    own = [about for about in used if about is not None]
    categories, known = {about.category for about in own}, {about.id for about in own}
    near = [
        about
        for about in taxonomy.indicators.values()
        if about.category in categories and about.id not in known
    ]
    for kind, found in ((say("指标"), own), (say("相近指标"), near)):
        for about in found:
            example = examples.get(about.id, "")
            yield Meaning(_INDICATORS, kind, about.name, _defined(about), example)


def _defined(about: Indicator) -> str:
    """An indicator's definition with what it is and in which units it is counted."""
    return say(
        "{definition}（{nature}，{polarity}，单位{units}）",
        definition=about.definition,
        nature=label("nature", about.nature),
        polarity=label("polarity", about.polarity),
        units=listed(unit_name(unit) for unit in about.units) or say("无"),
    )


def _units(book: Book) -> Iterator[Meaning]:
    """The units of the book and of its indicators, with what they count."""
    taxonomy = data.taxonomy()
    used = dict.fromkeys(str(unit) for unit in book.observations["unit"].unique())
    for indicator in dict.fromkeys([*book.indicators, *book.observations["indicator"].unique()]):
        about = taxonomy.get(str(indicator))
        used |= dict.fromkeys(about.units if about else ())
    rows = {row["unit"]: row for row in data.table("units")}
    for shown, unit in data_cells.unit_choices().items():
        row = rows.get(unit)
        if unit in used and row:
            meaning = say("{kind}的单位", kind=label("dimension", row["dimension"]))
            yield Meaning(_UNITS, say("单位"), shown, meaning, row["example"])


def _qualifier(row: Mapping[str, str]) -> str:
    """A word such as 超, in English with its meaning behind it; without a word the meaning."""
    meant = label("qualifier", row["qualifier"])
    if not row["word"]:
        return meant
    return f"{row['word']} ({meant})" if is_english() else row["word"]
