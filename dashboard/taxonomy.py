"""The indicators as the comparison needs them: what is kin to what, and of which nature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the taxonomy; ``nature`` is flow, stock, rate, duration or rank."""

    id: str
    name: str
    category: str = ""
    definition: str = ""
    units: tuple[str, ...] = ()
    polarity: str = "neutral"
    nature: str = "flow"
    broader: str = ""
    channel: str = ""

    @classmethod
    def of(cls, row: Mapping[str, str], english: bool = False) -> Indicator:
        """An indicator from a row of ``data/indicators.csv``, its words in one language."""
        named = english and row.get("name_en", "")
        return cls(
            id=row["id"],
            name=named or row["name_zh"],
            category=row.get("category", ""),
            definition=(english and row.get("definition_en", "")) or row.get("definition", ""),
            units=tuple(u for u in row.get("unit", "").split("|") if u),
            polarity=row.get("polarity", "") or "neutral",
            nature=row.get("nature", "") or "flow",
            broader=row.get("broader", ""),
            channel=row.get("channel", ""),
        )


@dataclass(frozen=True)
class Taxonomy:
    """All indicators by id, and what tells the class of a named system, "" where unknown."""

    indicators: Mapping[str, Indicator]
    system_class: Callable[[str], str] = lambda _: ""

    def get(self, indicator: str) -> Indicator | None:
        """The indicator of that id, None where the taxonomy has none."""
        return self.indicators.get(indicator)

    def name(self, indicator: str) -> str:
        """Its name in the language of the taxonomy, the id itself where the taxonomy has none."""
        found = self.get(indicator)
        return found.name if found else indicator

    def broader(self, indicator: str) -> tuple[str, ...]:
        """The indicator and all above it, nearest first; a loop in the data ends quietly."""
        chain: list[str] = []
        while indicator and indicator not in chain:
            chain.append(indicator)
            found = self.get(indicator)
            indicator = found.broader if found else ""
        return tuple(chain)

    def narrower(self, indicator: str) -> tuple[str, ...]:
        """All indicators below it, itself not counted."""
        return self._below.get(indicator, ())

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for one in sorted(self.indicators):
            for above in self.broader(one)[1:]:
                found.setdefault(above, []).append(one)
        return {above: tuple(below) for above, below in found.items()}

    def kin(self, indicator: str) -> tuple[str, ...]:
        """All indicators that share a broader one with it, itself first."""
        top = self.broader(indicator)[-1] if indicator else ""
        others = (i for i in (top, *self.narrower(top)) if i and i != indicator)
        return (indicator, *others)

    def share_a_broader(self, one: str, other: str) -> bool:
        """Whether two indicators stand under one broader indicator (or one under the other)."""
        return bool(set(self.broader(one)) & set(self.broader(other)))


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants of an area on a day, with where the figure stands."""

    area_code: str
    area: str
    date: str
    value: float
    kind: str
    source: str
    kind_en: str = ""
    source_en: str = ""
