"""A figure beside its wording: as the report writes it, in English with the amount in words.

>>> beside("1101.46万件", "11.0 million items")
'1101.46万件'
>>> from dashboard.language import spoken
>>> with spoken("en"):
...     beside("1101.46万件", "11.0 million items"), beside("98.5%", "98.50%")
('11.0 million items (1101.46万件)', '98.5%')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard import amounts
from dashboard.bounds import words
from dashboard.language import is_english, say
from dashboard.wording import label, unit_text

Row = Mapping[str, Any] | pd.Series


def beside(quote: str, amount: str) -> str:
    """The wording; in English the amount, with the wording in brackets where it is Chinese."""
    if not is_english():
        return quote
    return alone(quote, amount) if quote.isascii() else f"{amount} ({quote})"


def alone(quote: str, amount: str) -> str:
    """The wording where there is room for one of both; in English the amount.

    A percentage keeps the digits that the report writes.
    """
    if not is_english() or (quote.isascii() and quote.endswith("%")):
        return quote
    return amount


def told(row: Row, amount: str) -> str:
    """The wording of a row where there is room for one of both; what was corrected says so."""
    return _corrected(amount) if row.get("corrected") else alone(str(row["quote"]), amount)


def told_beside(row: Row, amount: str) -> str:
    """The wording of a row, in English after its amount; what was corrected says so."""
    return _corrected(amount) if row.get("corrected") else beside(str(row["quote"]), amount)


def _corrected(amount: str) -> str:
    """A figure that a person put right: the report's words no longer tell it."""
    return say("{figure}（更正）", figure=amount)


def amount(row: Row) -> str:
    """The figure of a row of the tidy table with its unit and its words: 超3200.0万件."""
    value, quote, qualifier = float(row["value"]), str(row["quote"]), str(row["qualifier"])
    if is_english() and row["kind"] == "rank":
        return place(value, qualifier)
    return amounts.text(value, str(row["unit"]), *words(qualifier, quote))


def place(rank: float, qualifier: str) -> str:
    """A rank in English: 第一 as 1st, 前三 as top 3."""
    n = round(rank)
    if qualifier == "at_most":
        return say("前{n}名", n=n)
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def compared(row: Row) -> str:
    """The amount of a row of a comparison, in its own unit where another was computed or fails."""
    if not row["problem"] and not row["computed"]:
        return str(row["figure_text"])
    before, after = str(row["before"]), str(row["after"])
    return amounts.text(float(row["value"]), str(row["base_unit"]), before, after)


def shown(row: Row) -> str:
    """The figure of a row of a comparison beside its wording; what was computed says so."""
    if row["computed"]:
        return say("{figure}（换算）", figure=row["figure_text"])
    return told_beside(row, compared(row))


def unit_name(unit: str) -> str:
    """A unit by itself: 件; in English a plain count (个) is a number; "" where there is none."""
    return unit_text(unit) or (say("个数") if unit else "")


def marks(row: Row, period: str) -> list[str]:
    """What sets a row apart from a comparison of ``period``: another period, since launch, a plan.

    A period that its label names already is left out.
    """
    told = row["time_period"] == period or str(row["period_text"]) in str(row["label"])
    found = [] if told else [str(row["period_text"])]
    found += [label("cumulative", "True")] if row["cumulative"] else []
    return found + ([label("status", "target")] if row["obs_status"] == "target" else [])


def joined(parts: Iterable[str]) -> str:
    """Parts of a line in a row: 2022年上半年，累计."""
    return say("，").join(parts)


def opened(text: str) -> str:
    """The words at the head of a line; English begins them with a capital."""
    return text[:1].upper() + text[1:] if is_english() else text
