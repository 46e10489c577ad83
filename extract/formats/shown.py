"""**A cell's value → what the reader sees**: number formats, dates, percents."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from extract.formats.blocks import tidy
from extract.formats.grids import join

_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*](?P<padding>.)'
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+)|(?P<percent>%)|(?P<plain>.)",
    re.DOTALL,
)
_DATE_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|(y+|m+|d+|h+|s+|a{3,4})|(AM/PM|上午/下午|A/P)|(.)', re.IGNORECASE
)
# 0!.0,"万": Excel's way to show ten thousands
_TEN_THOUSANDS = re.compile(r"[#0,]*[\\!]\.(0+),")
_WEEKDAYS = "一二三四五六日"
_DIGITS = 10  # that General shows of a fraction


def shown(value: object, number_format: str = "General") -> str:
    """A cell as its workbook shows it, on one line.

    >>> shown(0.9848, "0.00%"), shown(32000000, '#,##0"件"'), shown(date(2022, 7, 1), "yyyy年m月")
    ('98.48%', '32,000,000件', '2022年7月')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, timedelta):
        return str(value)
    return join([line for part in str(value).splitlines() if (line := tidy(part))])


# --- numbers ----------------------------------------------------------------------------------


def _number(value: int | float, number_format: str) -> str:
    try:
        exact = Decimal(repr(value))
        if not exact.is_finite():
            return ""
        sections = _SECTIONS.split(number_format)
        code = _BRACKETS.sub(_currency, _section(sections, exact))
        if code.strip().lower() in ("", "general", "@", "g/通用格式") or re.search(
            "[eE][+-]|/", code
        ):
            return _general(exact)
        signed = exact < 0 and (len(sections) < 2 or not sections[1])
        return ("-" if signed else "") + _formatted(abs(exact), code)
    except (InvalidOperation, OverflowError):
        return str(value)


def _section(sections: list[str], value: Decimal) -> str:
    """The part of a format for a positive, negative or zero number."""
    if value < 0 and len(sections) > 1 and sections[1]:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _currency(found: re.Match[str]) -> str:
    """What stands in brackets: a currency sign is shown ([$¥-804]), colours are not."""
    sign = re.match(r"\[\$([^\]-]+)", found[0])
    return f'"{sign[1]}"' if sign else ""


def _general(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{value.quantize(Decimal(1)):f}"
    rounded = Decimal(f"{float(value):.{_DIGITS}g}")
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _formatted(value: Decimal, code: str) -> str:
    if found := _TEN_THOUSANDS.match(code):
        rest = _formatted(Decimal(0), code[found.end() :]) if code[found.end() :] else ""
        return _rounded(value / 10_000, len(found[1]), False) + rest
    tokens = list(_TOKEN.finditer(code))
    value = value * 100 ** sum(token["percent"] is not None for token in tokens)
    pieces: list[str] = []
    told = False
    for token in tokens:
        if token["digits"] and not told:
            pieces.append(_digits(value, token["digits"]))
            told = True
        elif token["padding"] is None and not token["digits"]:
            pieces.append(
                token["quoted"] or token["escaped"] or token["percent"] or token["plain"] or ""
            )
    return "".join(pieces).strip()


def _digits(value: Decimal, pattern: str) -> str:
    """A number by its pattern: #,##0.00; commas at the end each stand for a thousand."""
    core = pattern.rstrip(",")
    value = value / 1000 ** (len(pattern) - len(core))
    whole, _, fraction = core.partition(".")
    text = _rounded(value, len(fraction), "," in whole)
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text[:-1] if "." in text and text.endswith("0") else text
    width = whole.count("0")
    digits, dot, rest = text.rstrip(".").partition(".")
    return digits.rjust(width, "0") + dot + rest


def _rounded(value: Decimal, places: int, thousands: bool) -> str:
    number = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{number:,f}" if thousands else f"{number:f}"


# --- dates ------------------------------------------------------------------------------------


def _moment(value: datetime | date | time, number_format: str) -> str:
    code = _BRACKETS.sub("", _SECTIONS.split(number_format)[0])
    pieces: list[str] = []
    after_hours = False
    tokens = list(_DATE_TOKEN.finditer(code))
    for index, token in enumerate(tokens):
        quoted, escaped, part, _noon, other = token.groups()
        if part is None:
            pieces.append(quoted or escaped or (other if other not in ("@", None) else ""))
            continue
        following = next((t[3] for t in tokens[index + 1 :] if t[3]), "")
        minutes = part[0] in "mM" and (after_hours or following[:1] in ("s", "S"))
        pieces.append(_part(value, part.lower(), minutes))
        after_hours = part[0] in "hH" or (after_hours and part[0] not in "dDyY" and not minutes)
    text = "".join(pieces).strip()
    return text if any(c.isdigit() for c in text) else value.isoformat()[:10]


def _part(value: datetime | date | time, part: str, minutes: bool) -> str:
    """One element of a date format: yyyy, m, dd, hh, ss."""
    if part[0] in "hs" or minutes:
        if not isinstance(value, datetime | time):
            return "0".rjust(len(part), "0")
        number = value.minute if minutes else value.hour if part[0] == "h" else value.second
        return str(number).rjust(min(len(part), 2), "0")
    if isinstance(value, time):
        return ""
    if part[0] == "y":
        return f"{value.year:04}" if len(part) > 2 else f"{value.year % 100:02}"
    if part[0] == "a":
        return f"{'星期' if len(part) > 3 else ''}{_WEEKDAYS[value.weekday()]}"
    number = value.month if part[0] == "m" else value.day
    return str(number).rjust(min(len(part), 2), "0")
