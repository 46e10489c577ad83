"""**Systems of a kind**: the platforms of one class (城市服务APP …) side by side.

A platform takes the place of the agency in a comparison, so that verdict, order and rank follow
the same rules as everywhere: i深圳 beside 穗好办.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import data, english, names, written
from dashboard.comparison import Comparison, Reference, Scope, compare, reference
from dashboard.coverage import HALF, PLAN, SINCE, agencies_by_indicator
from dashboard.kept import with_table
from dashboard.language import is_english, listed, say
from dashboard.selection import ALL_YEARS
from dashboard.taxonomy import Taxonomy
from dashboard.verdicts import INCOMPARABLE
from dashboard.wording import codes, label, period_text


def marks_told() -> str:
    """What the marks behind figures mean: ``◐ 不足一年；∑ 上线以来累计``."""
    meanings = {HALF: say("不足一年"), SINCE: say("上线以来累计"), PLAN: say("计划数")}
    return say("；").join(f"{mark} {meaning}" for mark, meaning in meanings.items())


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


def class_of(system: str) -> str:
    """The class of a platform, its own name where none is known: 福田CIM平台 is a CIM平台.

    Classes are known by their Chinese names in either language.
    """
    name = english.original(system)
    return data.taxonomy().system_class(name) or name


EVERY = slice(None)


def class_name(kind: str) -> str:
    """A class as the screen shows it: 城市服务APP."""
    return names.class_en(kind) if is_english() else kind


def year_name(year: str) -> str:
    """A year as its widget shows it."""
    return say("全部") if year == ALL_YEARS else year


@with_table
def classes(observations: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """The platforms by class, in the order of areas; classes with most platforms first."""
    rows = observations[["area_code", "system"]].drop_duplicates()
    rows = rows[rows["system"] != ""].sort_values(["area_code", "system"])
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


def _compared(frame: pd.DataFrame, lookup: Reference) -> Iterator[Comparison]:
    """Each indicator compared across platforms; the rows name the agencies again."""
    placed = frame.assign(agency=frame["system"], reference_area=frame["system"])
    agencies = dict(zip(frame["observation_id"], frame["agency"], strict=True))
    for indicator in _indicators(frame, lookup.taxonomy):
        found = compare(placed, indicator, Scope(), lookup)
        lines = [{**one, "agency": agencies[one["observation_id"]]} for one in found.lines]
        yield replace(found, lines=lines)


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
    made = tuple(_compared(mapped, lookup))
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
    verdict = label("verdict", found.verdict)
    why = dict.fromkeys(r.name for r in found.reasons if r.verdict == found.verdict)
    return say("{verdict}：{names}", verdict=verdict, names=listed(why)) if why else verdict


def heading(found: Comparison) -> str:
    """What a comparison of platforms shows: who leads where there is a rank, else how many."""
    if found.ranked:
        return found.finding
    name, n = found.indicator.name, len(found.rows)
    if found.verdict == INCOMPARABLE:
        return say("{name}：{n}个平台公布，不能直接比较", name=name, n=n)
    return say("{name}：{n}个平台公布，可以对照，不宜排名", name=name, n=n)


def finding(side: SideBySide) -> str:
    """The page in one sentence: how many platforms, figures, and indicators in common."""
    name = class_name(side.name)
    if not side.platforms:
        return say("没有{name}的数字", name=name)
    n, m = len(side.platforms), len(side.figures)
    said = say("“{name}”类{n}个平台，{m}个数字", name=name, n=n, m=m)
    if n < 2:
        return say("{said}，没有同类平台可并排", said=said)
    shared = [
        say("{name}（{note}）", name=one.indicator.name, note=label("verdict", one.verdict))
        for one in side.shared
    ]
    if not shared:
        return say("{said}，没有两个平台公布同一指标", said=said)
    first, n = listed(shared[:3]), len(shared)
    if n > 3:
        return say("{said}；共同的指标：{first}等{n}个指标", said=said, first=first, n=n)
    return say("{said}；共同的指标：{first}", said=said, first=first, n=n)


def _cell(row: pd.Series) -> str:
    """The figure as written with its marks and its period: ``127113件 ◐（2022年上半年）``."""
    period = str(row["time_period"])
    marks = PLAN if row["obs_status"] == "target" else ""
    marks += SINCE if row["cumulative"] else ""
    marks += HALF if len(period) > 4 and "/" not in period else ""
    quote = written.told(row, written.compared(row))
    figure = f"{quote} {marks}" if marks else quote
    return say("{figure}（{period}）", figure=figure, period=period_text(period))


def matrix(side: SideBySide) -> pd.DataFrame:
    """Indicators by platforms, each cell the figure as written; 结论 where two or more state it."""
    first, last = say("指标"), say("结论")
    lines = []
    for one in side.comparisons:
        cells = {str(row["label"]): _cell(row) for _, row in one.rows.iterrows()}
        absent = label("missing", "unpublished")
        lines.append(
            {
                first: one.indicator.name,
                **{platform: cells.get(platform, absent) for platform in side.platforms},
                last: verdict_words(one),
            }
        )
    return pd.DataFrame(lines, columns=[first, *side.platforms, last])


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


def shown(side: SideBySide, part: slice = EVERY) -> pd.DataFrame:
    """The figures, each with platform, indicator, period, agency, verdict and sentence."""
    verdicts, rows = _verdicts(side), side.figures.iloc[part]
    table = pd.DataFrame(
        {
            say("平台"): list(rows["system"]),
            say("指标"): [name or say("未归入指标") for name in rows["indicator_name"]],
            say("原文"): list(rows["quote"]),
            say("期间"): [period_text(period) for period in rows["time_period"]],
            say("机构"): list(rows["agency"].replace("", say("机构不明"))),
            say("结论"): [verdicts.get(str(i), "—") for i in rows["observation_id"]],
            say("原句"): list(rows["sentence"]),
        }
    )
    if is_english():  # the wording beside it is Chinese
        table.insert(2, say("数值"), [written.amount(row) for _, row in rows.iterrows()])
    return table
