"""**The table of 对比**: figures that are numbers, computed ones as formulas that recalculate.

A computed figure stands behind its numbers: as published, and what it is divided by. A gap is
a formula only where there is a rank and every figure is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import amounts, written
from dashboard.books import book_notes
from dashboard.books.book import Amount, Cell, Grid, Link
from dashboard.books.grid_headings import DAYS, PEOPLE, POINTS, heading, letter
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows
from dashboard.excel.chart_series import short
from dashboard.language import say
from dashboard.verdicts import Pair
from dashboard.wording import label
from dashboard.written import Row

FIRST = 2  # the line of the first row: line 1 is the header


@dataclass(frozen=True, slots=True)
class Table:
    """What cells are made from: the comparison, 本单位, and the letter of each column by key.

    ``beside`` are the verdicts on 本单位 and each other observation.
    """

    found: Comparison
    own: str
    letters: Mapping[str, str]
    beside: Mapping[str, Pair]

    def at(self, key: str, line: int) -> str:
        """The cell of a column on a line: ``F2``."""
        return f"{self.letters[key]}{line}"

    def whole(self, key: str) -> str:
        """The cells of a column on all lines with figures: ``F$2:F$5``."""
        letter, last = self.letters[key], FIRST + len(self.found.rows) - 1
        return f"{letter}${FIRST}:{letter}${last}"


def absent() -> str:
    """What stands where a cell makes no sense."""
    return label("missing", "not_applicable")


def unconverted() -> str:
    """What stands where a figure was published in a unit that does not convert."""
    return say("无法换算")


def unpublished() -> str:
    """What stands where a report does not say."""
    return label("missing", "unpublished")


def grid(found: Comparison, own: str = "") -> Grid:
    """One comparison as its table: a line a reading, then the agencies that publish nothing."""
    own = own if own in {*found.rows["agency"], *found.missing} else ""
    keys = _keys(found, own)
    letters = {key: letter(n) for n, key in enumerate(keys)}
    table = Table(found, own, letters, _own_pairs(found, own))
    rows = as_rows(found.rows)
    lines = [
        tuple(_MAKERS[key](table, row, line) for key in keys)
        for line, row in enumerate(rows, start=FIRST)
    ]
    lines += [_missing(agency, own, keys) for agency in found.missing]
    agencies = [*found.rows["agency"], *found.missing]
    marked = frozenset(n for n, agency in enumerate(agencies) if own and agency == own)
    headings = tuple(heading(key, found) for key in keys)
    return Grid(headings, tuple(lines), book_notes.below(found), marked)


def gaps_allowed(found: Comparison) -> bool:
    """Whether gaps to the best and to the median can be told: a rank, and every figure exact."""
    rows = found.rows
    return found.ranked and bool((rows["figure_low"] == rows["figure_high"]).all())


def _keys(found: Comparison, own: str) -> list[str]:
    """The columns in their order: those of a conversion and of a gap only where there is one."""
    rows = found.rows
    operands = [key for key in ("people", "days", "whole") if rows[key].notna().any()]
    computed = ["published", *operands] if rows["computed"].any() else []
    told = ["computed", "how"] if computed or (rows["problem"] != "").any() else []
    exact = (rows["figure_low"] == rows["figure_high"]) | rows["figure"].isna()
    bounds = [] if exact.all() else ["low", "high"]
    gaps = ["to_best", "to_median"] if gaps_allowed(found) else []
    return [
        *("rank", "agency"),
        *(["own"] if own else []),
        *("area", "period"),
        *computed,
        "figure",
        *bounds,
        "unit",
        *gaps,
        *("quote", "indicator", "property", "flags"),
        *told,
        *(["beside"] if own else []),
        "evidence",
    ]


def _missing(agency: str, own: str, keys: list[str]) -> tuple[Cell, ...]:
    """The line of an agency that publishes no such figure."""
    told = {
        "rank": "—",
        "agency": agency,
        "own": own_word(agency == own),
        "figure": unpublished(),
    }
    return tuple(told.get(key, absent()) for key in keys)


def own_word(is_own: bool) -> str:
    """The word beside the reader's own agency."""
    return say("本单位") if is_own else "—"


def figure(row: Row, formula: str = "") -> Cell:
    """The figure in the comparison's unit, in words where there is none or it does not convert."""
    if math.isnan(row["figure"]):
        return unconverted() if row["problem"] else absent()
    return Amount(
        value=float(row["figure"]),
        unit=str(row["unit"]),
        before=str(row["before"]),
        after=str(row["after"]),
        formula=formula,
        observation=str(row["observation_id"]),
    )


def _figure(table: Table, row: Row, line: int) -> Cell:
    return figure(row, _formula(table, row, line) if row["computed"] else "")


def _formula(table: Table, row: Row, line: int) -> str:
    """The formula of a computed figure over the cells beside it: ``=E2/F2*10000``."""
    divisors = [key for key in ("whole", "people", "days") if not math.isnan(row[key])]
    steps = "".join(f"/{table.at(key, line)}" for key in divisors)
    percent = amounts.is_percent(str(row["unit"]))
    times = float(row["times"]) / (100 if percent else 1)
    if 0 < times < 1:
        steps += f"/{1 / times:.15G}"
    elif times != 1:
        steps += f"*{times:.15G}"
    return f"={table.at('published', line)}{steps}"


def _published(table: Table, row: Row, line: int) -> Cell:
    """The figure in the unit of its report."""
    words = (str(row["before"]), str(row["after"]))
    observation = str(row["observation_id"])
    return Amount(float(row["published"]), str(row["base_unit"]), *words, observation=observation)


def _people(table: Table, row: Row, line: int) -> Cell:
    return absent() if math.isnan(row["people"]) else Amount(float(row["people"]), PEOPLE)


def _days(table: Table, row: Row, line: int) -> Cell:
    return absent() if math.isnan(row["days"]) else Amount(float(row["days"]), DAYS)


def _whole(table: Table, row: Row, line: int) -> Cell:
    """The figure of the area above, which leads to its own sentence."""
    if math.isnan(row["whole"]):
        return absent()
    stated = str(row["whole_stated"])
    return Amount(float(row["whole"]), str(row["base_unit"]), observation=stated)


def _low(table: Table, row: Row, line: int) -> Cell:
    return _bound(table, row, line, float(row["figure_low"]))


def _high(table: Table, row: Row, line: int) -> Cell:
    return _bound(table, row, line, float(row["figure_high"]))


def _bound(table: Table, row: Row, line: int, value: float) -> Cell:
    """A bound of the figure; of a computed one it follows the figure, 不限 where it is open."""
    if math.isnan(row["figure"]):
        return absent()
    if not math.isfinite(value):
        return amounts.text(None)
    return Amount(value, short(str(row["unit"])), formula=_following(table, row, line, value))


def _following(table: Table, row: Row, line: int, value: float) -> str:
    if not row["computed"] or not row["figure"]:
        return ""
    share = value / float(row["figure"])
    cell = table.at("figure", line)
    return f"={cell}" if share == 1 else f"={cell}*{share:.15G}"


def _to_best(table: Table, row: Row, line: int) -> Cell:
    figures, least = table.found.rows["figure"], table.found.indicator.polarity == "good_low"
    best = float(figures.min() if least else figures.max())
    return _gap(table, row, line, best, "MIN" if least else "MAX")


def _to_median(table: Table, row: Row, line: int) -> Cell:
    return _gap(table, row, line, float(table.found.rows["figure"].median()), "MEDIAN")


def _gap(table: Table, row: Row, line: int, other: float, name: str) -> Amount:
    """The figure less another, between percentages in points."""
    gap = round(float(row["figure"]) - other, 10)
    inner = f"{table.at('figure', line)}-{name}({table.whole('figure')})"
    return difference(gap, str(row["unit"]), inner)


def difference(gap: float, unit: str, inner: str) -> Amount:
    """A difference of two cells as a formula, between percentages in points."""
    if amounts.is_percent(unit):
        return Amount(gap, POINTS, formula=f"=({inner})*100")
    return Amount(gap, short(unit), formula=f"={inner}")


def _rank(table: Table, row: Row, line: int) -> Cell:
    return "—" if pd.isna(row["rank"]) else int(row["rank"])


def how(row: Row) -> str:
    """How a figure was computed, or why it could not be."""
    if row["problem"]:
        return str(row["problem"])
    parts = [str(part) for part in (row["formula"], row["source"]) if part]
    return say("；").join(parts) or absent()


def _beside(table: Table, row: Row, line: int) -> Cell:
    """Whether the figure may be compared with that of 本单位, and why not."""
    if row["agency"] == table.own:
        return say("本单位")
    pair = table.beside.get(str(row["observation_id"]))
    return absent() if pair is None else judged(pair)


def _own_pairs(found: Comparison, own: str) -> dict[str, Pair]:
    """The verdicts on the reader's own agency and each other, by the other's observation."""
    rows = found.rows
    mine = set(rows.loc[rows["agency"] == own, "observation_id"]) if own else set()
    turned = ((one.right if one.left in mine else one.left, one) for one in found.pairs)
    return {other: one for other, one in turned if {one.left, one.right} & mine}


def judged(pair: Pair) -> str:
    """The verdict on two figures with its reasons."""
    verdict = label("verdict", pair.verdict)
    if not pair.reasons:
        return verdict
    why = say("；").join(reason.text for reason in pair.reasons)
    return say("{reason}：{why}", reason=verdict, why=why)


Maker = Callable[[Table, Row, int], Cell]


_MAKERS: Mapping[str, Maker] = {
    "rank": _rank,
    "agency": lambda table, row, line: str(row["agency"]) or say("机构不明"),
    "own": lambda table, row, line: own_word(row["agency"] == table.own),
    "area": lambda table, row, line: str(row["reference_area"]) or say("地区不明"),
    "period": lambda table, row, line: str(row["period_text"]),
    "published": _published,
    "people": _people,
    "days": _days,
    "whole": _whole,
    "figure": _figure,
    "low": _low,
    "high": _high,
    "unit": lambda table, row, line: written.unit_name(str(row["unit"])) or say("未写明"),
    "to_best": _to_best,
    "to_median": _to_median,
    "quote": lambda table, row, line: str(row["quote"]),
    "indicator": lambda table, row, line: written.opened(str(row["indicator_name"])),
    "property": lambda table, row, line: str(row["measured_property"]) or say("未写明"),
    "flags": lambda table, row, line: str(row["flags"]) or "—",
    "computed": lambda table, row, line: say("换算") if row["computed"] else say("原文公布"),
    "how": lambda table, row, line: how(row),
    "beside": _beside,
    "evidence": lambda table, row, line: Link(str(row["observation_id"])),
}
