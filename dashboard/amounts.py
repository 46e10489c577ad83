"""万 and 亿, million and billion: one rounding rule for screen, axis, tooltip, table and Excel.

| size            | unit | decimals | in English       |                              |
|-----------------|------|----------|------------------|------------------------------|
| from 1 万亿     | 万亿 | 2        | from 1 trillion  | trillion, 2 decimals         |
| from 1 亿       | 亿   | 2        | from 1 billion   | billion, 2 decimals          |
| from 1 万       | 万   | 1        | from 1 million   | million, 1 decimal           |
| whole, below    | –    | 0, with thousands separators        | the same                     |
| other, from 100 | –    | 1        | the same         |                              |
| other, below    | –    | 2        | the same         |                              |

These are the steps that an Excel number format can follow while the cell stays a number.

>>> text(11014600, "件")
'1101.5万件'
>>> from dashboard.language import spoken
>>> with spoken("en"):
...     text(11014600, "件"), text(98.48, "%"), text(127113, "件", "over ")
('11.0 million cases', '98.48%', 'over 127,113 cases')
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dashboard.language import is_english, say
from dashboard.wording import unit_text


@dataclass(frozen=True, slots=True)
class _Step:
    """From ``least`` on, amounts are shown in ``scale``; ``digits`` is the Excel pattern."""

    least: Decimal
    scale: Decimal
    word: str
    decimals: int
    digits: str


_STEPS = (
    _Step(Decimal(10) ** 12, Decimal(10) ** 12, "万亿", 2, "0.00,,,,"),
    _Step(Decimal(10) ** 8, Decimal(10) ** 8, "亿", 2, "0\\.00,,"),
    _Step(Decimal(10) ** 4, Decimal(10) ** 4, "万", 1, "0\\.0,"),
)
_STEPS_EN = (
    _Step(Decimal(10) ** 12, Decimal(10) ** 12, " trillion", 2, "0.00,,,,"),
    _Step(Decimal(10) ** 9, Decimal(10) ** 9, " billion", 2, "0.00,,,"),
    _Step(Decimal(10) ** 6, Decimal(10) ** 6, " million", 1, "0.0,,"),
)
_PERCENT = _Step(Decimal(0), Decimal(1), "", 2, "0.00")


def _steps() -> tuple[_Step, ...]:
    return _STEPS_EN if is_english() else _STEPS


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _step(value: float) -> _Step:
    """The step of a value; a value that rounds up to the next step belongs there."""
    size, steps = abs(Decimal(str(value))), _steps()
    for above, step in zip((None, *steps), steps, strict=False):
        if size >= step.least:
            shown = _rounded(size / step.scale, step.decimals) * step.scale
            return above if above is not None and shown >= above.least else step
    decimals = 0 if size == size.to_integral() else 1 if size >= 100 else 2
    if _rounded(size, decimals) >= steps[-1].least:
        return steps[-1]
    return _Step(
        Decimal(0), Decimal(1), "", decimals, "#,##0" + ".00"[: decimals + 1 if decimals else 0]
    )


def is_percent(unit: str) -> bool:
    """Whether values of the unit are percentages, shown with two decimals and never scaled."""
    return unit == "%"


def digits(value: float, unit: str = "") -> str:
    """The figure with its scale word and without its unit: ``1101.5万``, ``98.48``."""
    step = _PERCENT if is_percent(unit) else _step(value)
    shown = _rounded(Decimal(str(value)) / step.scale, step.decimals)
    return f"{shown:,}{step.word}" if not step.word else f"{shown}{step.word}"


def text(value: float | None, unit: str = "", before: str = "", after: str = "") -> str:
    """The figure as shown everywhere: ``超3200.0万件``, ``98.48%``; an open value is 不限."""
    if value is None or math.isnan(value):
        return say("不限")
    return f"{before}{digits(value, unit)}{_after(unit, after, value)}"


def full(value: float, unit: str) -> str:
    """The figure as it was reported, every digit of it, and its unit: ``32,000,000件``."""
    return f"{value:,.10g}{_after(unit, '', value)}"


def _after(unit: str, word: str, value: float) -> str:
    """The unit with a word such as 余 before it or 以上 behind it; English words stand before."""
    if is_english():
        shown = unit_text(unit, value)
        return shown if is_percent(unit) or not shown else f" {shown}"
    return f"{word}{unit}" if word in ("余", "多", "") else f"{unit}{word}"


def excel_value(value: float, unit: str) -> float:
    """The number for an Excel cell: percentages as fractions, all else as it is."""
    return float(Decimal(str(value)) / 100) if is_percent(unit) else value


def excel_format(value: float, unit: str = "", before: str = "", after: str = "") -> str:
    """The Excel number format under which the cell shows what ``text`` says.

    Negative values keep their sign: ``"超"0\\.0,"万件";"超"-0\\.0,"万件"``.
    """
    step = _PERCENT if is_percent(unit) else _step(value)
    tail = _after("" if is_percent(unit) else unit, after, value)
    pattern = "0.00%" if is_percent(unit) else step.digits
    tail = _literal(f"{step.word}{tail}")
    head = _literal(before)
    return f"{head}{pattern}{tail};{head}-{pattern}{tail}"


def excel_steps(plain: str) -> str:
    """The Excel format that picks 亿 or 万 by itself, ``plain`` below them."""
    above = (f"[>={step.least}]{step.digits}{_literal(step.word)}" for step in _steps()[-2:])
    return ";".join((*above, plain))


def _literal(words: str) -> str:
    return '"' + words.replace('"', "") + '"' if words else ""


def tick_text(value: float, unit: str = "") -> str:
    """The figure on an axis: rounded alike, without empty decimals: ``1000万``, ``1.5亿``."""
    figure = digits(value, unit)
    word = next((step.word for step in _steps() if figure.endswith(step.word)), "")
    number = figure.removesuffix(word)
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number}{word}{unit if is_percent(unit) else ''}"


def ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """About ``count`` round values from ``low`` or below to ``high`` or above, both included."""
    if high <= low:
        high = low + 1
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    width = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / width + 1e-9), math.ceil(high / width - 1e-9)
    return tuple(round(i * width, 10) for i in range(first, last + 1))


def tick_texts(values: Sequence[float], unit: str = "") -> tuple[str, ...]:
    """The texts of an axis, 0 plain."""
    return tuple(
        "0" if value == 0 and not is_percent(unit) else tick_text(value, unit) for value in values
    )
