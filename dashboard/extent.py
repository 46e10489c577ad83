"""**Extent**: the part of a large archive that pages look at: an area, years, or one thing.

Up to ``MOST`` observations are looked at together; where there are more the reader chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from dashboard import data, names
from dashboard.language import is_english, say

MOST = 150_000
COMPARED = 3_000  # of one indicator, beyond what was chosen: each two are compared
PROVINCE, CITY = 2, 4  # digits of an area's code (GB/T 2260)
COUNTRY = "10"  # how the code of the country begins: whoever reports of all of it


@dataclass(frozen=True, slots=True)
class Extent:
    """What rows must have, as extract.Archive is asked; nothing for the whole archive."""

    asked: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, **asked: tuple[str, ...]) -> Extent:
        """The extent of some cells; those of no value are left out."""
        return cls(tuple(sorted((name, some) for name, some in asked.items() if some)))

    def also(self, **asked: tuple[str, ...]) -> Extent:
        """The part of this extent that has more cells."""
        return Extent.of(**self.words, **asked)

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """What is asked, by name."""
        return dict(self.asked)


WHOLE = Extent()
NOTHING = Extent((("report_id", ()),))


@dataclass(frozen=True)
class Areas:
    """How many observations the reports of each area and year hold.

    ``counts`` has report_area, report_year and observations.
    """

    counts: pd.DataFrame

    def provinces(self) -> dict[str, str]:
        """The provinces that reports are of, by the beginning of their codes."""
        return {code: area_name(code) for code in self._years if len(code) == PROVINCE}

    def cities(self, province: str) -> dict[str, str]:
        """The cities of a province that reports are of; none for a province without cities."""
        return {
            code: area_name(code)
            for code in self._years
            if province and len(code) == CITY and code.startswith(province) and code[2:] != "00"
        }

    def years(self, within: str) -> tuple[str, ...]:
        """The years of the reports of an area, newest first."""
        return self._years.get(within, ())

    @cached_property
    def usual(self) -> str:
        """The area to begin with: that city or province of most observations that fits."""
        code = self.counts["report_area"]
        for digits in (CITY, PROVINCE):
            sizes = self.counts[code != ""].groupby(code.str[:digits])["observations"].sum()
            fitting = sizes[sizes <= MOST]
            if len(fitting):
                return str(fitting.idxmax())
        return ""

    @cached_property
    def _years(self) -> dict[str, tuple[str, ...]]:
        """The years of the country (""), of each province and of each city, in their order."""
        found: dict[str, set[str]] = {"": set()}
        stated = self.counts[["report_area", "report_year"]].drop_duplicates()
        for area, year in stated.itertuples(index=False, name=None):
            for code in {"", area[:PROVINCE], area[:CITY]}:
                found.setdefault(code, set()).add(year)
        return {code: tuple(sorted(found[code] - {""}, reverse=True)) for code in sorted(found)}


def area_name(code: str) -> str:
    """The name of the area whose code begins so; what GB/T 2260 calls it where it has none.

    >>> area_name("4403")
    '深圳市'
    """
    if code == COUNTRY:
        return say("全国性机构")
    name = _areas().get(code.ljust(6, "0"))
    if name is None:
        return {"01": say("市辖区"), "02": say("县"), "90": say("省直辖")}.get(code[2:], code)
    return names.area_en(name) if is_english() else name


@cache
def _areas() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in data.table("areas")}


def agencies(reports: pd.DataFrame) -> dict[str, str]:
    """The agencies of reports by area, by name where two share one; those of most periods first."""
    known = reports[reports["agency"] != ""]
    each = known.groupby("agency").agg(area=("area", "first"), periods=("period", "nunique"))
    each = each.sort_values("periods", ascending=False, kind="stable")
    alone = ~each["area"].duplicated(keep=False) & each["area"].notna() & (each["area"] != "")
    return dict(zip(each.index, each["area"].where(alone, each.index), strict=True))


def too_wide(many: int) -> str:
    """That there is more than pages can look at together, and what to do."""
    return say(
        "所选范围有{many}个数字，一次最多看{most}个。请在页面上方选定省份、城市或年份。",
        many=f"{many:,}",
        most=f"{MOST:,}",
    )
