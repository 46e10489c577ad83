"""**Overview**: which agency reports which indicator for which period; missing is not zero.

未公布: the agency's report is here and does not say. 无报告: there is no report of that year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard import written
from dashboard.best import best, own_areas
from dashboard.evidence import as_rows
from dashboard.index import Numbers
from dashboard.kept import with_table
from dashboard.language import is_english, say
from dashboard.taxonomy import Taxonomy
from dashboard.wording import codes, label

HALF, SINCE, PLAN = "◐", "∑", "◇"
# How far a narrower indicator is set in: a Chinese character, in English as wide a space.
IN, IN_ENGLISH = chr(0x3000), chr(0x2003)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix: ``cells`` has a row an indicator (index: id) and a column an agency.

    ``names`` are the columns' short names by agency; ``counts`` how many agencies report
    each indicator; ``observations`` the ids behind the cells, "" where there is none.
    """

    cells: pd.DataFrame
    observations: pd.DataFrame
    names: dict[str, str]
    counts: pd.Series
    categories: pd.Series
    labels: pd.Series


def legend() -> str:
    """What the marks behind the figures and the words for what is missing mean."""
    return say(
        "{half} 不足一年（半年、季度、月）；{since} 上线以来累计；{plan} 计划数。"
        "未公布：有报告而未写明；无报告：没有该年的报告。点任一格，看该指标的对比。",
        half=HALF,
        since=SINCE,
        plan=PLAN,
    )


def years(reports: pd.DataFrame) -> tuple[str, ...]:
    """The years of which there are reports, newest first."""
    found = {str(period)[:4] for period in reports["period"].dropna() if str(period)}
    return tuple(sorted(found, reverse=True))


def usual_year(reports: pd.DataFrame) -> str:
    """The year of which most agencies have a report, the newest of several; "" for none."""
    known = reports[reports["period"].notna() & (reports["period"] != "")]
    if known.empty:
        return ""
    counts = known.groupby(known["period"].astype(str).str[:4])["agency"].nunique()
    return str(max(counts.index, key=lambda year: (counts[year], year)))


@with_table
def short_names(observations: pd.DataFrame) -> Mapping[str, str]:
    """Agencies by their area, by their full name where two share one."""
    areas = own_areas(observations)
    shared = {area for area, times in Counter(areas.values()).items() if times > 1}
    return {
        agency: agency or say("机构不明") if area in shared or not area else area
        for agency, area in areas.items()
    }


@with_table
def _ordered_agencies(observations: pd.DataFrame) -> Sequence[str]:
    """Cities before districts, then by area code: the order of every list of agencies."""
    names = short_names(observations)
    own = observations[["agency", "reference_area", "area_code"]]
    own = own[own["reference_area"] == own["agency"].map(names)]
    codes = own.groupby("agency")["area_code"].first().replace("", "999999")
    return sorted(names, key=lambda agency: (str(codes.get(agency, "999999")), agency))


def _cell(row: written.Row, year: str) -> str:
    """The figure as written with its marks: ``127113件 ◐``, in English its amount."""
    marks = ""
    if row["obs_status"] == "target":
        marks += PLAN
    if row["cumulative"]:
        marks += SINCE
    if len(row["time_period"]) > 4 and "/" not in row["time_period"]:
        marks += HALF
    amount = written.amount(row) if is_english() or row.get("corrected") else ""
    figure = f"{written.told(row, amount)} {marks}".strip()
    if year or not row["time_period"]:
        return figure
    return say("{figure}（{year}）", figure=figure, year=row["time_period"][:4])


def _reporting(reports: pd.DataFrame, year: str) -> set[str]:
    """The agencies that have a report of the year (of any year where none is asked)."""
    if not year:
        return set(reports["agency"])
    periods = reports["period"].fillna("").astype(str)
    return set(reports.loc[periods.str[:4] == year, "agency"])


def coverage(
    observations: pd.DataFrame, reports: pd.DataFrame, taxonomy: Taxonomy, year: str = ""
) -> Coverage:
    """The coverage matrix of a year ("" for each agency's newest), by category, broader first."""
    names = short_names(observations)
    agencies = _ordered_agencies(observations)
    found = best(observations, taxonomy, year)
    rows = as_rows(observations.take(found.places)[_needed(observations)])
    lines = {one: line for line, one in enumerate(dict.fromkeys(sorted(found.indicators)))}
    columns = {agency: column for column, agency in enumerate(agencies)}
    reporting = _reporting(reports, year)
    absent = [label("missing", "unpublished" if a in reporting else "no_report") for a in agencies]
    cells = np.full((len(lines), len(agencies)), absent, dtype=object)
    behind = np.full(cells.shape, "", dtype=object)
    category: dict[str, str] = {}
    for indicator, row in zip(found.indicators, rows, strict=True):
        place = lines[indicator], columns[row["agency"]]
        cells[place], behind[place] = _cell(row, year), row["observation_id"]
        category.setdefault(indicator, row["category"])
    counts = pd.Series((behind != "").sum(axis=1), index=list(lines), dtype="int64")
    categories = pd.Series(category, dtype="str").reindex(list(lines))
    order = _order(counts.index, counts, categories, taxonomy)
    sorted_lines = [lines[one] for one in order]
    return Coverage(
        cells=_matrix(cells[sorted_lines], order, agencies),
        observations=_matrix(behind[sorted_lines], order, agencies),
        names={agency: names[agency] for agency in agencies},
        counts=counts.loc[order],
        categories=categories.loc[order],
        labels=pd.Series({i: _name(i, set(order), taxonomy) for i in order}, dtype="str"),
    )


def _matrix(cells: Numbers, indicators: Sequence[str], agencies: Sequence[str]) -> pd.DataFrame:
    """Texts by indicator and agency."""
    matrix = pd.DataFrame(cells, index=list(indicators), columns=list(agencies), dtype=object)
    return matrix.rename_axis(index="indicator", columns="agency")


#: The columns that a cell is made of.
_CELL = (
    *("observation_id", "agency", "category", "time_period", "obs_status", "cumulative", "kind"),
    *("quote", "value", "unit", "qualifier", "corrected"),
)


def _needed(observations: pd.DataFrame) -> list[str]:
    return [name for name in _CELL if name in observations]


def _name(indicator: str, shown: set[str], taxonomy: Taxonomy) -> str:
    """The indicator's name, set in by one step under each broader one that is shown."""
    above = [b for b in taxonomy.broader(indicator)[1:] if b in shown]
    space = IN_ENGLISH if is_english() else IN
    return space * len(above) + written.opened(taxonomy.name(indicator))


def _order(
    found: pd.Index, counts: pd.Series, categories: pd.Series, taxonomy: Taxonomy
) -> list[str]:
    """By category, then families of kin by how many agencies report them, broader first."""
    shown = set(found)

    def key(indicator: str) -> tuple[object, ...]:
        path = [i for i in reversed(taxonomy.broader(indicator)) if i in shown]
        steps = [(-int(counts[i]), taxonomy.name(i)) for i in path]
        return (_category_rank(str(categories[path[0]])), *steps)

    return sorted((str(i) for i in found), key=key)


def several(found: Coverage) -> Coverage:
    """The matrix of those indicators that two or more agencies report."""
    return only(found, found.counts > 1)


def only(found: Coverage, wanted: pd.Series) -> Coverage:
    """The matrix of the indicators for which ``wanted`` is True."""
    return replace(
        found,
        cells=found.cells[wanted],
        observations=found.observations[wanted],
        counts=found.counts[wanted],
        categories=found.categories[wanted],
        labels=found.labels[wanted],
    )


def _category_rank(category: str) -> int:
    known = codes("category")
    return known.index(category) if category in known else len(known)


def agencies_by_indicator(observations: pd.DataFrame, taxonomy: Taxonomy) -> dict[str, set[str]]:
    """Who reports each indicator; what is reported of a narrower one counts for the broader."""
    found: dict[str, set[str]] = {}
    stated = observations[["indicator", "agency"]].drop_duplicates()
    for indicator, agency in stated.itertuples(index=False, name=None):
        if indicator:
            found.setdefault(str(indicator), set()).add(str(agency))
    for reported in tuple(found):
        for above in taxonomy.broader(reported)[1:]:
            found[above] = found.get(above, set()) | found[reported]
    return found


def headlines(observations: pd.DataFrame, taxonomy: Taxonomy, count: int = 4) -> tuple[str, ...]:
    """The indicators that most agencies report, at least two; of equals by category.

    Of a family of kin only one is taken.
    """
    agencies = agencies_by_indicator(observations, taxonomy)

    def key(indicator: str) -> tuple[int, int, int]:
        about = taxonomy.get(indicator)
        rank = _category_rank(about.category if about else "")
        return -len(agencies[indicator]), rank, -len(taxonomy.broader(indicator))

    chosen: list[str] = []
    for indicator in sorted(agencies, key=key):
        kin = any(taxonomy.share_a_broader(indicator, other) for other in chosen)
        if len(agencies[indicator]) > 1 and not kin:
            chosen.append(indicator)
    return tuple(chosen[:count])


def shown(found: Coverage) -> pd.DataFrame:
    """The matrix as its table shows it: 指标, a column an agency, 家数, 类别."""
    kinds = [label("category", category) for category in found.categories]
    columns = {say("指标"): list(found.labels)}
    columns |= {found.names[str(agency)]: list(cells) for agency, cells in found.cells.items()}
    return pd.DataFrame(columns | {say("家数"): list(found.counts), say("类别"): kinds})


def clicked(event: Any, found: Coverage) -> str:
    """The indicator of the cell that was clicked, "" for none."""
    cells = event.get("selection", {}).get("cells", []) if event else []
    if not cells or not 0 <= int(cells[0][0]) < len(found.cells):
        return ""
    return str(found.cells.index[int(cells[0][0])])


def alt(found: Coverage) -> str:
    """The matrix in one sentence: how many indicators, and how many several agencies report."""
    several = int((found.counts > 1).sum())
    return say(
        "{indicators}个指标、{agencies}家机构的公布情况，其中{several}个指标有两家以上公布。",
        indicators=len(found.cells),
        agencies=len(found.names),
        several=several,
    )
