"""Why an observation is what it is: each rule that looked at a sentence, and what it saw."""

from __future__ import annotations

from extract import mentions
from extract.model import Report
from extract.pipeline import observe
from extract.tidy import NAMES
from extract.variants import fold

_SHOWN = (
    "value", "value_low", "value_high", "unit", "qualifier", "kind", "direction", "obs_status",
    "cumulative", "time_period", "measured_property", "indicator_name", "category", "system",
    "rule", "confidence", "note",
)  # fmt: skip


def explain(sentence: str) -> list[str]:
    """Lines that tell, for each numeral, which rule took it, or why none did.

    >>> explain("受理诉求超3200万件")[0]
    '〔超3200万件〕 由规则 digits_with_unit 认出'
    """
    text = fold(sentence)
    rows = {row[NAMES.index("start")]: row for row in observe(Report("", sentence))}
    lines: list[str] = []
    for seen in mentions.looks(text):
        row = rows.get(seen.start) if seen.rule else None
        if row is None:
            lines.append(f"〔{sentence[seen.start : seen.end]}〕 不作为数量:{seen.why}")
            continue
        lines.append(f"〔{row[NAMES.index('quote')]}〕 由规则 {seen.rule} 认出")
        values = zip(NAMES, row, strict=True)
        lines += [
            f"    {name} = {value}"
            for name, value in values
            if name in _SHOWN and value not in ("", None)
        ]
    return lines
