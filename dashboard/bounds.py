"""What 超, 近, 约, 余 allow: the interval in which the true value of a figure lies.

The width of each word is a row of ``data/qualifier_widths.csv``.

>>> interval(Figure(30000.0, "over", "3万余份"))
Interval(low=30000.0, high=40000.0, low_closed=True, high_closed=False)
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np

from dashboard import data
from dashboard.index import Numbers
from dashboard.language import is_english
from dashboard.wording import label

OPEN = math.inf
_INTERVAL = re.compile(r"^([\[(])(.+), (.+)([\])])$")
_END = re.compile(r"^v([+-])(\d+)%$")


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that the words allow; an open end is infinite."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool

    def overlaps(self, other: Interval) -> bool:
        """Whether some value lies in both, so that the order of the true values is unknown."""
        if self.high < other.low or other.high < self.low:
            return False
        if self.high == other.low:
            return self.high_closed and other.low_closed
        if other.high == self.low:
            return other.high_closed and self.low_closed
        return True

    @property
    def exact(self) -> bool:
        """Whether only one value is allowed."""
        return self.low == self.high

    @property
    def mirrored(self) -> Interval:
        """The interval of the negative values: a fall of 80% or more."""
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def scaled(self, factor: float) -> Interval:
        """The interval in another unit."""
        return Interval(self.low * factor, self.high * factor, self.low_closed, self.high_closed)


def overlapping(intervals: Sequence[Interval], one: Numbers, other: Numbers) -> Numbers:
    """``Interval.overlaps`` of many: each of the places ``one`` with its partner in ``other``."""
    ends = ([i.low for i in intervals], [i.high for i in intervals])
    closed = ([i.low_closed for i in intervals], [i.high_closed for i in intervals])
    (low, high), (low_closed, high_closed) = np.array(ends), np.array(closed)
    apart = (high[one] < low[other]) | (high[other] < low[one])
    for left, right in ((one, other), (other, one)):
        apart |= (high[left] == low[right]) & ~(high_closed[left] & low_closed[right])
    return np.asarray(~apart)


@dataclass(frozen=True, slots=True)
class Width:
    """A word such as 余, what it allows, and where it stands: before or after the number."""

    word: str
    qualifier: str
    interval: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its qualifier, its wording, and the bounds that its text states."""

    value: float
    qualifier: str = "exact"
    quote: str = ""
    low: float | None = None
    high: float | None = None


@cache
def widths() -> tuple[Width, ...]:
    """The rows of ``data/qualifier_widths.csv``, longer words first."""
    rows = (
        Width(row["word"], row["qualifier"], row["interval"], row["before"], row["after"])
        for row in data.table("qualifier_widths")
    )
    return tuple(sorted(rows, key=lambda width: -len(width.word)))


@cache
def _widths_of(qualifier: str) -> tuple[Width, ...]:
    return tuple(row for row in widths() if row.qualifier == qualifier)


def width(qualifier: str, quote: str) -> Width:
    """The row for a qualifier: of the word found in the quote, else the qualifier's own."""
    own = _widths_of(qualifier)
    for row in own:
        if row.word and row.word in quote:
            return row
    return own[-1] if own else Width("", "exact", "[v, v]", "", "")


def last_digit(value: float) -> float:
    """One unit of the last digit that is written: 10000 for 30000, 100 for 3200."""
    exact = Decimal(str(value)).normalize()
    return float(Decimal(1).scaleb(int(exact.as_tuple().exponent))) if exact else 1.0


def _end(text: str, value: float) -> float:
    if text == "v":
        return value
    if text in ("∞", "-∞"):
        return math.copysign(OPEN, -1 if text.startswith("-") else 1)
    if match := _END.match(text):
        share = abs(value) * int(match[2]) / 100
        return value + share if match[1] == "+" else value - share
    return value + {"v+d": 1, "v-d": -1}[text] * last_digit(value)


@cache
def _ends(text: str) -> tuple[str, str, str, str]:
    """An interval in its parts; the figure itself where it has none."""
    match = _INTERVAL.match(text)
    return ("[", "v", "v", "]") if match is None else (match[1], match[2], match[3], match[4])


def interval(figure: Figure) -> Interval:
    """The values that a figure's words allow.

    Both bounds stated in the text (a range, 3至5个) win; else the word's row decides.
    """
    low, high = figure.low, figure.high
    if low is not None and high is not None and (low != high or figure.qualifier == "exact"):
        return Interval(low, high, True, True)
    left, start, end, right = _ends(width(figure.qualifier, figure.quote).interval)
    return Interval(_end(start, figure.value), _end(end, figure.value), left == "[", right == "]")


def words(qualifier: str, quote: str) -> tuple[str, str]:
    """The words to print before and after the figure: ("超", "") or ("", "余").

    English has them before the figure: ("over ", "").
    """
    row = width(qualifier, quote)
    if is_english():
        return (f"{label('qualifier', qualifier)} " if row.before or row.after else ""), ""
    return row.before, row.after
