"""Why an observation is what it is: each rule that looked at a sentence, and what it saw."""

from __future__ import annotations

from extract import mentions
from extract.model import Report
from extract.pipeline import observe
from extract.reference import table
from extract.tidy import COLUMNS, NAMES
from extract.variants import fold

_SHOWN = (
    "value", "value_low", "value_high", "unit", "qualifier", "kind", "direction", "obs_status",
    "cumulative", "time_period", "measured_property", "indicator_name", "category", "system",
    "confidence", "note",
)  # fmt: skip
_LABELLED = {"qualifier", "kind", "direction", "obs_status", "cumulative", "category"}


def explain(sentence: str) -> list[str]:
    """Chinese lines that tell, for each numeral, which rule took it, or why none did.

    >>> explain("受理诉求超3200万件")[0]
    '〔超3200万件〕 由规则 digits_with_unit 认出'
    """
    rows = {row["start"]: row for row in _rows(sentence)}
    lines: list[str] = []
    for seen in mentions.looks(fold(sentence)):
        row = rows.get(seen.start) if seen.rule else None
        if row is None:
            lines.append(f"〔{sentence[seen.start : seen.end]}〕 不作为数量:{seen.why}")
            continue
        lines.append(f"〔{row['quote']}〕 由规则 {row['rule']} 认出")
        lines += [
            f"    {column.zh}:{_shown(column.name, row[column.name])}"
            for column in COLUMNS
            if column.name in _SHOWN and row[column.name] not in ("", None)
        ]
    return lines


def _rows(sentence: str) -> list[dict[str, object]]:
    return [dict(zip(NAMES, values, strict=True)) for values in observe(Report("", sentence))]


def _shown(name: str, value: object) -> str:
    """A field's value as a Chinese reader expects it: level → 水平值, True → 是."""
    if name in _LABELLED:
        words = {(row["group"], row["code"]): row["zh"] for row in table("labels")}
        group = "status" if name == "obs_status" else name
        return words.get((group, str(value)), str(value))
    if isinstance(value, float):
        return f"{value:,.10g}" if value < 1e15 else f"{value:,.0f}"
    return str(value)
