"""**Systems of a kind**: the platforms of one class (城市服务APP …) side by side.

A platform takes the place of the agency in a comparison, so that verdict, order and rank follow
the same rules as everywhere: i深圳 beside 穗好办.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from dashboard import data
from dashboard.comparison import Comparison, Reference, Scope, compare, reference
from dashboard.coverage import HALF, PLAN, SINCE, agencies_by_indicator
from dashboard.taxonomy import Taxonomy
from dashboard.verdicts import INCOMPARABLE
from dashboard.wording import codes, label, period_text

MARKED = {HALF: "不足一年", SINCE: "上线以来累计", PLAN: "计划数"}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The platforms of a class: what each says of each indicator.

    ``comparisons`` has one for each indicator, those of several platforms first; ``figures`` is
    every observation about a platform of the class, in the order of platform and text.
    """

    name: str
    platforms: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    figures: pd.DataFrame

    @property
    def shared(self) -> tuple[Comparison, ...]:
        """The comparisons of two or more platforms."""
        return tuple(one for one in self.comparisons if len(one.rows) > 1)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How the names of platforms of a class read, plain names first, longer ones first.

    A generic name takes an area: ``{area}CIM平台`` reads 福田CIM平台.
    """
    rows = sorted(data.table("systems"), key=lambda row: (row["generic"], -len(row["name"])))
    found = []
    for row in rows:
        name = re.escape(row["name"]).replace(re.escape("{area}"), ".+")
        ahead = ".*" if row["generic"] and "{area}" not in row["name"] else ""
        found.append((re.compile(ahead + name), row["class"]))
    return tuple(found)


@cache
def class_of(system: str) -> str:
    """The class of a platform, its own name where none is known: 福田CIM平台 is a CIM平台."""
    return next((kind for reads, kind in _patterns() if reads.fullmatch(system)), system)


def classes(observations: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The platforms by class, in the order of areas; classes with most platforms first."""
    rows = observations[observations["system"] != ""]
    rows = rows.sort_values(["area_code", "system"])
    found: dict[str, list[str]] = {}
    for system in dict.fromkeys(rows["system"]):
        found.setdefault(class_of(str(system)), []).append(str(system))
    order = sorted(found, key=lambda kind: (-len(found[kind]), kind))
    return {kind: tuple(found[kind]) for kind in order}


def years_of(observations: pd.DataFrame, platforms: tuple[str, ...]) -> tuple[str, ...]:
    """The years of which some of the platforms have figures, newest first."""
    rows = observations[observations["system"].isin(platforms)]
    return tuple(sorted({str(period)[:4] for period in rows["time_period"] if period})[::-1])


def _indicators(frame: pd.DataFrame, taxonomy: Taxonomy) -> list[str]:
    """The indicators to put side by side, those of most platforms first, then by category.

    A broader one counts only where it gathers more platforms than each narrower one does.
    """
    platforms = agencies_by_indicator(frame, taxonomy)
    stated = set(frame["indicator"])

    def gathers(indicator: str) -> bool:
        below = [platforms[i] for i in taxonomy.narrower(indicator) if i in platforms]
        return indicator in stated or (
            len(platforms[indicator]) > 1 and platforms[indicator] not in below
        )

    def key(indicator: str) -> tuple[int, int, str]:
        about = taxonomy.get(indicator)
        known = codes("category")
        category = about.category if about else ""
        rank = known.index(category) if category in known else len(known)
        return -len(platforms[indicator]), rank, taxonomy.name(indicator)

    return sorted(filter(gathers, platforms), key=key)


def _compared(frame: pd.DataFrame, indicator: str, lookup: Reference) -> Comparison:
    """The comparison of an indicator across platforms; its rows name the agencies again."""
    placed = frame.assign(agency=frame["system"], reference_area=frame["system"])
    found = compare(placed, indicator, Scope(), lookup)
    agencies = dict(zip(frame["observation_id"], frame["agency"], strict=True))
    rows = found.rows.assign(agency=found.rows["observation_id"].map(agencies))
    return replace(found, rows=rows)


def side_by_side(
    observations: pd.DataFrame, kind: str, year: str = "", lookup: Reference | None = None
) -> SideBySide:
    """What the platforms of a class say, of one year or ("") of any."""
    lookup = lookup or reference()
    platforms = classes(observations).get(kind, ())
    frame = observations[observations["system"].isin(platforms)]
    if year:
        frame = frame[frame["time_period"].str[:4] == year]
    mapped = frame[frame["indicator"] != ""]
    made = tuple(_compared(mapped, i, lookup) for i in _indicators(mapped, lookup.taxonomy))
    here = tuple(one for one in platforms if one in set(frame["system"]))
    place = {name: number for number, name in enumerate(here)}
    figures = frame.assign(_place=frame["system"].map(place)).sort_values(
        ["_place", "report_id", "start"]
    )
    return SideBySide(kind, here, made, figures.drop(columns="_place").reset_index(drop=True))


def verdict_words(found: Comparison) -> str:
    """The verdict with the names of its reasons: ``谨慎：口径、期间``; — for a single platform."""
    if not found.verdict:
        return "—"
    names = dict.fromkeys(r.name for r in found.reasons if r.verdict == found.verdict)
    return f"{found.verdict}：{'、'.join(names)}" if names else found.verdict


def heading(found: Comparison) -> str:
    """What a comparison of platforms shows: who leads where there is a rank, else how many."""
    if found.ranked:
        return found.finding
    can = "不能直接比较" if found.verdict == INCOMPARABLE else "可以对照，不宜排名"
    return f"{found.indicator.name}：{len(found.rows)}个平台公布，{can}"


def finding(side: SideBySide) -> str:
    """The page in one sentence: how many platforms, figures, and indicators in common."""
    if not side.platforms:
        return f"没有{side.name}的数字"
    shared = [f"{one.indicator.name}（{one.verdict}）" for one in side.shared]
    said = f"“{side.name}”类{len(side.platforms)}个平台，{len(side.figures)}个数字"
    if len(side.platforms) < 2:
        return f"{said}，没有同类平台可并排"
    if not shared:
        return f"{said}，没有两个平台公布同一指标"
    more = f"等{len(shared)}个指标" if len(shared) > 3 else ""
    return f"{said}；共同的指标：{'、'.join(shared[:3])}{more}"


def _cell(row: pd.Series) -> str:
    """The figure as written with its marks and its period: ``127113件 ◐（2022年上半年）``."""
    period = str(row["time_period"])
    marks = PLAN if row["obs_status"] == "target" else ""
    marks += SINCE if row["cumulative"] else ""
    marks += HALF if len(period) > 4 and "/" not in period else ""
    return f"{row['quote']}{' ' if marks else ''}{marks}（{period_text(period)}）"


def matrix(side: SideBySide) -> pd.DataFrame:
    """Indicators by platforms, each cell the figure as written; 结论 where two or more state it."""
    lines = []
    for one in side.comparisons:
        cells = {str(row["label"]): _cell(row) for _, row in one.rows.iterrows()}
        absent = label("missing", "unpublished")
        lines.append(
            {
                "指标": one.indicator.name,
                **{platform: cells.get(platform, absent) for platform in side.platforms},
                "结论": verdict_words(one),
            }
        )
    return pd.DataFrame(lines, columns=["指标", *side.platforms, "结论"])


def clicked(event: Any, side: SideBySide) -> str:
    """The observation behind the cell of the matrix that was clicked, "" for none."""
    cells = event.get("selection", {}).get("cells", []) if event else []
    if not cells or not 0 <= int(cells[0][0]) < len(side.comparisons):
        return ""
    rows = side.comparisons[int(cells[0][0])].rows
    own = rows.loc[rows["label"] == cells[0][1], "observation_id"]
    return "" if own.empty else str(own.iloc[0])


def _verdicts(side: SideBySide) -> dict[str, str]:
    """The verdict that each figure has a part in: on its own indicator, else on a broader one."""
    found: dict[str, str] = {}
    for one in side.shared:
        rows = one.rows[["observation_id", "indicator"]]
        for identity, indicator in rows.itertuples(index=False):
            if indicator == one.indicator.id or identity not in found:
                found[str(identity)] = verdict_words(one)
    return found


def shown(side: SideBySide) -> pd.DataFrame:
    """Every figure with platform, indicator, period, agency, verdict and sentence, in Chinese."""
    verdicts = _verdicts(side)
    rows = side.figures
    return pd.DataFrame(
        {
            "平台": list(rows["system"]),
            "指标": [name or "未归入指标" for name in rows["indicator_name"]],
            "原文": list(rows["quote"]),
            "期间": [period_text(period) for period in rows["time_period"]],
            "机构": list(rows["agency"].replace("", "机构不明")),
            "结论": [verdicts.get(str(i), "—") for i in rows["observation_id"]],
            "原句": list(rows["sentence"]),
        }
    )
