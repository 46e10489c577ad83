"""The indicators as the comparison needs them: what is kin to what, and of which nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the taxonomy; ``nature`` is flow, stock, rate, duration or rank."""

    id: str
    name: str
    name_en: str = ""
    category: str = ""
    definition: str = ""
    units: tuple[str, ...] = ()
    polarity: str = "neutral"
    nature: str = "flow"
    broader: str = ""
    channel: str = ""

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Indicator:
        """An indicator from a row of ``data/indicators.csv``."""
        return cls(
            id=row["id"],
            name=row["name_zh"],
            name_en=row.get("name_en", ""),
            category=row.get("category", ""),
            definition=row.get("definition", ""),
            units=tuple(u for u in row.get("unit", "").split("|") if u),
            polarity=row.get("polarity", "") or "neutral",
            nature=row.get("nature", "") or "flow",
            broader=row.get("broader", ""),
            channel=row.get("channel", ""),
        )


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All indicators by id, and the class of each named system."""

    indicators: Mapping[str, Indicator]
    system_classes: Mapping[str, str] = field(default_factory=dict)

    def get(self, indicator: str) -> Indicator | None:
        """The indicator of that id, None where the taxonomy has none."""
        return self.indicators.get(indicator)

    def name(self, indicator: str) -> str:
        """Its Chinese name, the id itself where the taxonomy has none."""
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
        below = (i for i in self.indicators if i != indicator and indicator in self.broader(i))
        return tuple(sorted(below))

    def kin(self, indicator: str) -> tuple[str, ...]:
        """All indicators that share a broader one with it, itself first."""
        top = self.broader(indicator)[-1] if indicator else ""
        others = (i for i in (top, *self.narrower(top)) if i and i != indicator)
        return (indicator, *others)

    def share_a_broader(self, one: str, other: str) -> bool:
        """Whether two indicators stand under one broader indicator (or one under the other)."""
        return bool(set(self.broader(one)) & set(self.broader(other)))

    def system_class(self, system: str) -> str:
        """The class of a named system (城市服务APP …), "" where it is unknown."""
        return self.system_classes.get(system, "")
