"""**Look up**: the observations that a reader asks for, in the columns that he chose.

>>> found = positions(observations, texts(observations), Query(words=("满意率",)))
>>> shown(observations).iloc[found][["机构", "原文", "数值"]]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import amounts, data, search
from dashboard.bounds import words as bound_words
from dashboard.coverage import short_names
from dashboard.selection import unique
from dashboard.taxonomy import Taxonomy
from dashboard.wording import codes, label, period_text

UNKNOWN, NUMBER = "未写明", "序号"


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its title on screen, the column it looks at, the group of its words if any."""

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
SEARCH, SURE, COLUMNS = "search", "sure", "columns"
#: The columns on offer: name on screen → column of the tidy table.
COLUMN_NAMES: dict[str, str] = {
    "机构": "agency",
    "地区": "reference_area",
    "期间": "time_period",
    "指标": "indicator_name",
    "原文": "quote",
    "数值": "value",
    "基本单位数值": "value",
    "单位": "unit",
    "所量之事": "measured_property",
    "类别": "category",
    "平台": "system",
    "类型": "kind",
    "标记": "obs_status",
    "状态": "obs_status",
    "限定": "qualifier",
    "是否累计": "cumulative",
    "把握程度": "confidence",
    "所在句子": "sentence",
    "章节": "section",
    "识别规则": "rule",
    "备注": "note",
    "报告": "report_id",
}
USUAL = ("机构", "期间", "指标", "原文", "数值", "基本单位数值", "标记", "所在句子")
_CODES = {
    "类别": "category",
    "类型": "kind",
    "状态": "status",
    "限定": "qualifier",
    "是否累计": "cumulative",
}
_BLANKS = {"机构": "机构不明", "地区": "地区不明", "指标": "未归类", "平台": "", "备注": ""}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: words that must all occur, values by filter, least confidence (0 to 1).

    A filter without values lets every row through; ``columns`` are names on screen.
    """

    words: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    sure: float = 0.0
    columns: tuple[str, ...] = USUAL

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Query:
        """A query from the widgets' values (``st.session_state``), absent ones as default."""
        values = tuple((name, tuple(state.get(name) or ())) for name in FILTERS)
        return cls(
            words=search.words(str(state.get(SEARCH) or "")),
            values=tuple((name, chosen) for name, chosen in values if chosen),
            sure=float(state.get(SURE) or 0) / 100,
            columns=tuple(state.get(COLUMNS) or USUAL),
        )

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for but all rows."""
        return bool(self.words or self.values or self.sure)


def positions(observations: pd.DataFrame, searched: pd.Series, query: Query) -> np.ndarray:
    """The positions of the rows that a query asks for, in the order of the table."""
    mask = np.ones(len(observations), dtype=bool)
    for name, chosen in query.values:
        mask &= observations[FILTERS[name].column].isin(list(chosen)).to_numpy()
    if query.sure:
        mask &= observations["confidence"].to_numpy() >= query.sure - 1e-9
    if query.words and mask.any():
        rest = np.flatnonzero(mask)
        held = search.holding(searched.iloc[rest], query.words).to_numpy()
        return np.asarray(rest[held.astype(bool)])
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
    columns = list(state.get(COLUMNS) or USUAL)
    pairs[COLUMNS] = columns if tuple(columns) != USUAL else []
    return {key: value for key, value in pairs.items() if value}


def shown(observations: pd.DataFrame) -> pd.DataFrame:
    """Every row as the page shows it, all columns of COLUMN_NAMES after a number from 1 on."""
    columns: dict[str, pd.Series] = {
        NUMBER: pd.Series(range(1, len(observations) + 1), dtype="str")
    }
    for name, column in COLUMN_NAMES.items():
        columns[name] = _cells(name, observations[column].reset_index(drop=True))
    columns["数值"] = pd.Series(_amounts(observations), dtype="str")
    columns["标记"] = pd.Series(_marks(observations), dtype="str")
    return pd.DataFrame(columns)


def _cells(name: str, column: pd.Series) -> pd.Series:
    """A column in words: codes and periods by their names, unknown as 未写明."""
    if name in _CODES:
        known = {code: label(_CODES[name], str(code)) for code in column.unique()}
        return column.map(known).astype("str").replace("", UNKNOWN)
    if name == "期间":
        return column.map({code: period_text(code) for code in column.unique()}).astype("str")
    if name == "把握程度":
        return (column * 100).round().astype("int64").astype("str") + "%"
    return column if column.dtype == "float64" else column.replace("", _BLANKS.get(name, UNKNOWN))


def _amounts(observations: pd.DataFrame) -> list[str]:
    """The figures in 万 and 亿 with the words of their bounds; each combination once."""
    parts = observations[["value", "unit", "qualifier", "quote"]]
    known: dict[tuple[Any, ...], str] = {}
    for row in parts.drop_duplicates().itertuples(index=False, name=None):
        value, unit, qualifier, quote = row
        known[row] = amounts.text(value, unit, *bound_words(qualifier, quote))
    return [known[row] for row in parts.itertuples(index=False, name=None)]


def texts(rows: pd.DataFrame) -> list[list[str]]:
    """Rows as ``shown`` gives them with their numbers written out: ``170,000``."""
    return [
        [f"{cell:,.10g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in rows.itertuples(index=False, name=None)
    ]


def _marks(observations: pd.DataFrame) -> list[str]:
    """What sets a figure apart from an actual one of its period: ``◇计划 ∑累计``, else —."""
    symbols = {row["flag"]: f"{row['symbol']}{row['name_zh']}" for row in data.table("flags")}
    known = {}
    parts = observations[["kind", "obs_status", "cumulative"]]
    for row in parts.drop_duplicates().itertuples(index=False, name=None):
        kind, status, cumulative = row
        marks = [symbols["t"]] if status == "target" else []
        marks += [symbols["c"]] if cumulative else []
        marks += [label("kind", kind)] if kind != "level" else []
        known[row] = " ".join(marks) or "—"
    return [known[row] for row in parts.itertuples(index=False, name=None)]


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
    rows = observations.iloc[found]
    whole = "" if not query.narrow else f"（全部{len(observations):,}条）"
    return (
        f"共{len(found):,}条{whole}，{rows['agency'].nunique():,}家机构，"
        f"{rows['report_id'].nunique():,}份报告。"
    )


def asked(query: Query, offered: Mapping[str, Mapping[Any, str]]) -> str:
    """What was asked for in words: ``检索“满意率”；机构 福田区；把握程度90%以上``."""
    parts = [f"检索“{' '.join(query.words)}”"] if query.words else []
    for name, chosen in query.values:
        said = "、".join(offered[name].get(value, str(value)) for value in chosen)
        parts.append(f"{FILTERS[name].title} {said}")
    parts += [f"把握程度{query.sure:.0%}以上"] if query.sure else []
    return "；".join(parts) or "未筛选"
