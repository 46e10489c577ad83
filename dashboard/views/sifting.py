"""The widgets of 明细, each bound to the address, and what is kept between two runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard import detail, markup, search
from dashboard.detail import Query
from dashboard.listing import Listing
from dashboard.verdicts import CONFIDENT
from dashboard.views import cached, parts

LAZY = 1_000  # beyond this many, rows travel to the browser as it scrolls
WRITTEN = 100  # rows of the table of text
TALL = 560  # pixels
CLICK = "detail_number"
WIDTHS = {
    "序号": 60,
    "机构": 180,
    "期间": 100,
    "指标": 150,
    "原文": 110,
    "数值": 110,
    "标记": 90,
    "所在句子": 520,
}


@st.cache_resource(ttl="10m", max_entries=1, show_spinner="正在准备明细……")
def table() -> pa.Table:
    """All rows in all columns as they are shown."""
    return pa.Table.from_pandas(detail.shown(cached.observations()), preserve_index=False)


@st.cache_resource(ttl="10m", max_entries=1, show_spinner="正在准备检索……")
def searched() -> pd.Series:
    """The texts that a search looks through."""
    return search.texts(cached.observations())


@st.cache_resource(ttl="10m", max_entries=1, show_spinner=False)
def options() -> dict[str, dict[object, str]]:
    """What each filter offers."""
    return detail.options(cached.observations(), cached.taxonomy())


@st.cache_resource(ttl="10m", max_entries=32, show_spinner="正在检索……")
def positions(query: Query) -> np.ndarray:
    """Where the rows stand that a query asks for."""
    texts = searched() if query.words else pd.Series(dtype="str")
    return detail.positions(cached.observations(), texts, query)


def ask() -> Query:
    """Shows the widgets and gives what the reader asks for."""
    st.text_input(
        "检索",
        key=detail.SEARCH,
        placeholder="如：热线 满意率",
        help="输入几个词，列出句子、所量之事、指标、机构或地区中含有全部这些词的数字。",
        bind="query-params",
    )
    names = list(detail.FILTERS)
    _filters(names[:3])
    with st.expander("更多筛选与显示的列", icon=":material/tune:"):
        _filters(names[3:6])
        _filters(names[6:])
        _sure_and_columns()
    return Query.of(parts.state())


def _filters(names: list[str]) -> None:
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            _filter(name)


def _filter(name: str) -> None:
    offered = options()[name]
    st.multiselect(
        detail.FILTERS[name].title,
        list(offered),
        format_func=lambda value: offered.get(value, str(value)),
        key=name,
        placeholder="全部",
        bind="query-params",
    )


def _sure_and_columns() -> None:
    st.slider(
        "把握程度不低于",
        0,
        100,
        step=5,
        format="%d%%",
        key=detail.SURE,
        help=f"识别规则对读数的把握；低于{CONFIDENT:.0%}的请看原文。",
        bind="query-params",
    )
    st.multiselect(
        "显示的列",
        list(detail.COLUMN_NAMES),
        default=list(detail.USUAL),
        key=detail.COLUMNS,
        placeholder="通常的列",
        bind="query-params",
    )


def lazy(found: np.ndarray) -> bool:
    """Whether rows travel to the browser only as it scrolls."""
    return len(found) > LAZY


def show(query: Query, found: np.ndarray) -> str:
    """The table of the found rows; the number of the row that the reader chose, "" for none."""
    rows = _taken(query, found)
    alt = f"明细表，{len(found)}条，{len(query.columns)}列"
    if lazy(found):
        config = {**_columns(), detail.NUMBER: _button()}
        st.dataframe(rows, hide_index=True, height=TALL, lazy=True, column_config=config, alt=alt)
        click = st.session_state.get(CLICK)
        return str(click["label"]) if click else ""
    event = st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(found) < 14 else TALL,
        key=parts.round_key("detail"),
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(),
        alt=alt,
    )
    return detail.picked(event, found)


def _taken(query: Query, found: np.ndarray) -> pa.Table:
    rows = table().select([detail.NUMBER, *query.columns])
    return rows if len(found) == rows.num_rows else rows.take(found)


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    config: dict[str, Any] = {name: text(width=width) for name, width in WIDTHS.items()}
    config["基本单位数值"] = number(format="localized", width=110)
    return config


def _button() -> Any:
    return st.column_config.ButtonColumn(
        type="tertiary", width=76, pinned=True, help="点序号看原文", key=CLICK
    )


def written(query: Query, found: np.ndarray) -> str:
    """The first rows as a table of text."""
    rows = table().select(list(query.columns)).take(found[:WRITTEN]).to_pandas()
    return markup.table_html(list(rows.columns), detail.texts(rows), "明细")


def listing(query: Query, found: np.ndarray, made: datetime, address: str) -> Listing:
    """The rows as they are taken home."""
    observations = cached.observations()
    return Listing(
        rows=table().select(list(query.columns)).take(found).to_pandas(),
        observations=observations.iloc[found],
        asked=detail.asked(query, options()),
        counted=detail.counted(observations, found, query),
        made=made,
        address=address,
    )
