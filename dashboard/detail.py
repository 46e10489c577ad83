"""**Look up**: the observations that a reader asks for, in the columns that he chose.

>>> found = positions(observations, search.texts(observations), Query(words=("满意率",)))
>>> observations.iloc[found][["agency", "quote", "value"]]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import search
from dashboard.cells import USUAL, headings
from dashboard.coverage import short_names
from dashboard.language import listed, say
from dashboard.search import Texts
from dashboard.selection import unique
from dashboard.taxonomy import Taxonomy
from dashboard.wording import codes, label, period_text


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its title, the column it looks at, the group of its words if any."""

    title: str
    column: str
    group: str = ""


#: The filters by their key in the address.
FILTERS: dict[str, Filter] = {
    "org": Filter("机构", "agency"),
    "about": Filter("指标", "indicator"),
    "when": Filter("期间", "time_period"),
    "where": Filter("地区", "reference_area"),
    "topic": Filter("类别", "category", "category"),
    "platform": Filter("平台", "system"),
    "sort": Filter("类型", "kind", "kind"),
    "status": Filter("状态", "obs_status", "status"),
    "bound": Filter("限定", "qualifier", "qualifier"),
    "sofar": Filter("是否累计", "cumulative", "cumulative"),
}
SEARCH, SURE, COLUMNS, REJECTED = "search", "sure", "columns", "rejected"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: words that must all occur, values by filter, least confidence (0 to 1).

    A filter without values lets every row through; ``columns`` are keys of COLUMN_NAMES.
    ``rejected``: of the figures that a review rejected, else of all others.
    """

    words: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    sure: float = 0.0
    columns: tuple[str, ...] = USUAL
    rejected: bool = False

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Query:
        """A query from the widgets' values (``st.session_state``), absent ones as default."""
        values = tuple((name, tuple(state.get(name) or ())) for name in FILTERS)
        return cls(
            words=search.words(str(state.get(SEARCH) or "")),
            values=tuple((name, chosen) for name, chosen in values if chosen),
            sure=float(state.get(SURE) or 0) / 100,
            columns=tuple(state.get(COLUMNS) or USUAL),
            rejected=bool(state.get(REJECTED)),
        )

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for but all rows."""
        return bool(self.words or self.values or self.sure)


def positions(observations: pd.DataFrame, searched: Texts | None, query: Query) -> np.ndarray:
    """The positions of the rows that a query asks for, in the order of the table.

    ``searched`` are the rows' texts, needed where the query has words.
    """
    mask = np.ones(len(observations), dtype=bool)
    for name, chosen in query.values:
        mask &= observations[FILTERS[name].column].isin(list(chosen)).to_numpy()
    if query.sure:
        mask &= observations["confidence"].to_numpy() >= query.sure - 1e-9
    if query.words and searched is not None:
        mask &= search.holding(searched, query.words)
    return np.flatnonzero(mask)


def options(observations: pd.DataFrame, taxonomy: Taxonomy) -> dict[str, dict[Any, str]]:
    """What each filter offers: the values that occur with their words, no two words alike."""
    offered = {name: _offered(observations[one.column], one) for name, one in FILTERS.items()}
    names = short_names(observations)
    offered["org"] = unique({agency: names.get(agency, agency) for agency in offered["org"]})
    offered["about"] = unique({i: taxonomy.name(i) for i in offered["about"]})
    newest = sorted(offered["when"], reverse=True)
    offered["when"] = {period: period_text(period) for period in newest}
    return offered


def _offered(column: pd.Series, one: Filter) -> dict[Any, str]:
    """The values of a column, in the order of their group, else most frequent first."""
    values = [value for value in column.value_counts().index if value != ""]
    if one.group:
        order = {code: place for place, code in enumerate(codes(one.group))}
        values.sort(key=lambda value: order.get(str(value), len(order)))
    return {value: label(one.group, str(value)) for value in values}


def parameters(
    state: Mapping[str, Any], offered: Mapping[str, Mapping[Any, str]]
) -> dict[str, str | list[str]]:
    """The parameters of the address: the words that the widgets show; defaults are left out."""
    pairs: dict[str, str | list[str]] = {SEARCH: str(state.get(SEARCH) or "")}
    for name in FILTERS:
        pairs[name] = [offered[name].get(v, str(v)) for v in state.get(name) or ()]
    pairs[SURE] = str(state.get(SURE) or "")
    pairs[REJECTED] = "true" if state.get(REJECTED) else ""
    columns, words = tuple(state.get(COLUMNS) or USUAL), headings()
    pairs[COLUMNS] = [words.get(name, name) for name in columns] if columns != USUAL else []
    return {key: value for key, value in pairs.items() if value}


def identity(observations: pd.DataFrame, number: str) -> str:
    """The observation_id of a row's number as ``shown`` gives it, "" where there is none."""
    if not number.isdecimal() or not 1 <= int(number) <= len(observations):
        return ""
    return str(observations["observation_id"].iloc[int(number) - 1])


def picked(event: Any, found: Sequence[int] | np.ndarray) -> str:
    """The number of the row that a reader chose in a table of the found rows, "" for none."""
    chosen = event.get("selection", {}).get("rows", []) if event else []
    if not chosen or not 0 <= int(chosen[0]) < len(found):
        return ""
    return str(int(found[int(chosen[0])]) + 1)


def counted(observations: pd.DataFrame, found: np.ndarray, query: Query) -> str:
    """How many rows are shown of how many, of how many agencies and reports, in one sentence."""
    total, rows = len(observations), len(found)
    agencies = observations["agency"].iloc[found].nunique()
    reports = observations["report_id"].iloc[found].nunique()
    if not query.narrow:
        return say(
            "共{rows:,}条，{agencies:,}家机构，{reports:,}份报告。",
            rows=rows,
            agencies=agencies,
            reports=reports,
        )
    return say(
        "共{rows:,}条（全部{total:,}条），{agencies:,}家机构，{reports:,}份报告。",
        rows=rows,
        total=total,
        agencies=agencies,
        reports=reports,
    )


def asked(query: Query, offered: Mapping[str, Mapping[Any, str]]) -> str:
    """What was asked for in words: ``检索“满意率”；机构 福田区；把握程度90%以上``."""
    parts = [say("只看已拒绝的")] if query.rejected else []
    parts += [say("检索“{words}”", words=" ".join(query.words))] if query.words else []
    titles = headings()
    for name, chosen in query.values:
        said = listed(offered[name].get(value, str(value)) for value in chosen)
        parts.append(say("{title} {said}", title=titles[FILTERS[name].title], said=said))
    parts += [say("把握程度{share:.0%}以上", share=query.sure)] if query.sure else []
    return say("；").join(parts) or say("未筛选")
