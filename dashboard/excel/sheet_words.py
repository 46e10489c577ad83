"""What the sheets of a workbook are called, and the words that stand where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import amounts
from dashboard.language import is_english, say
from dashboard.wording import label


@dataclass(frozen=True, slots=True)
class Names:
    """What the sheets are called, in their order."""

    cover: str
    comparison: str
    charts: str
    data: str
    evidence: str
    definitions: str
    notes: str
    corrections: str


def names() -> Names:
    """The names of the sheets in the language of the session: 封面, 对比, 图表, 数据 …"""
    return Names(
        cover=say("封面"),
        comparison=say("对比"),
        charts=say("图表"),
        data=say("数据"),
        evidence=say("证据"),
        definitions="Definitions" if is_english() else say("口径"),  # else one of them: Definition
        notes="Notes" if is_english() else say("说明"),
        corrections=say("修订"),
    )


def not_applicable() -> str:
    """What stands where a cell makes no sense: 不适用."""
    return label("missing", "not_applicable")


def unknown() -> str:
    """What stands where the report does not say: 未写明."""
    return say("未写明")


def open_end() -> str:
    """What stands where the words set no bound: 不限."""
    return amounts.text(None)
