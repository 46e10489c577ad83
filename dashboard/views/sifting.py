"""The widgets of 明细, each bound to the address, and what is kept between two runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from dashboard import cells, detail, language, markup, search
from dashboard.books import detail_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind
from dashboard.detail import Query
from dashboard.excel.listing import Listing
from dashboard.language import say
from dashboard.search import Texts
from dashboard.verdicts import CONFIDENT
from dashboard.views import cached, parts
from dashboard.views.cached import each_language

LAZY = 1_000  # beyond this many, rows travel to the browser as it scrolls
WRITTEN = 100  # rows of the table of text
TALL = 560  # pixels
CLICK = "detail_number"
WIDER = 1.4  # times the width of a column, in English
WIDTHS = {
    "序号": 60,
    "机构": 180,
    "期间": 100,
    "指标": 150,
    "原文": 110,
    "数值": 110,
    "基本单位数值": 110,
    "标记": 90,
    "所在句子": 520,
}


@each_language(1, waiting=lambda: say("正在准备明细……"))
def table() -> pa.Table:
    """All rows in all columns as they are shown."""
    return pa.Table.from_pandas(cells.shown(cached.observations()), preserve_index=False)


@each_language(1, waiting=lambda: say("正在准备检索……"))
def searched() -> Texts:
    """The texts that a search looks through, with the names in both languages."""
    if not language.is_english():
        return search.texts(cached.observations())
    with language.spoken(language.CHINESE):
        written = cached.observations()
    return search.texts(written, cached.observations())


@each_language(1)
def options() -> dict[str, dict[object, str]]:
    """What each filter offers."""
    return detail.options(cached.observations(), cached.taxonomy())


@each_language(32, waiting=lambda: say("正在检索……"))
def positions(query: Query) -> np.ndarray:
    """Where the rows stand that a query asks for."""
    return detail.positions(cached.observations(), searched() if query.words else None, query)


def ask() -> Query:
    """Shows the widgets and gives what the reader asks for."""
    st.text_input(
        say("检索"),
        key=detail.SEARCH,
        placeholder=say("如：热线 满意率"),
        help=say("输入几个词，列出句子、所量之事、指标、机构或地区中含有全部这些词的数字。"),
        bind="query-params",
    )
    names = list(detail.FILTERS)
    _filters(names[:3])
    with st.expander(say("更多筛选与显示的列"), icon=":material/tune:"):
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
        cells.headings()[detail.FILTERS[name].title],
        list(offered),
        format_func=lambda value: offered.get(value, str(value)),
        key=name,
        placeholder=say("全部"),
        bind="query-params",
    )


def _sure_and_columns() -> None:
    st.slider(
        say("把握程度不低于"),
        0,
        100,
        step=5,
        format="%d%%",
        key=detail.SURE,
        help=say("识别规则对读数的把握；低于{confident:.0%}的请看原文。", confident=CONFIDENT),
        bind="query-params",
    )
    headings = cells.headings()
    st.multiselect(
        say("显示的列"),
        list(cells.COLUMN_NAMES),
        format_func=lambda name: headings.get(name, name),
        default=list(cells.USUAL),
        key=detail.COLUMNS,
        placeholder=say("通常的列"),
        bind="query-params",
    )


def lazy(found: np.ndarray) -> bool:
    """Whether rows travel to the browser only as it scrolls."""
    return len(found) > LAZY


def show(query: Query, found: np.ndarray) -> str:
    """The table of the found rows; the number of the row that the reader chose, "" for none."""
    rows = _taken((cells.NUMBER, *query.columns), found)
    columns = len(query.columns)
    alt = say("明细表，{rows}条，{columns}列", rows=len(found), columns=columns)
    if lazy(found):
        config = {**_columns(), say("序号"): _button()}
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


def _taken(names: Sequence[str], found: np.ndarray) -> pa.Table:
    """Some rows in the columns of those names."""
    headings = cells.headings()
    rows = table().select([headings[name] for name in names])
    return rows if len(found) == rows.num_rows else rows.take(found)


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    headings, widths = cells.headings(), _widths()
    config: dict[str, Any] = {headings[name]: text(width=px) for name, px in widths.items()}
    config[say("基本单位数值")] = number(format="localized", width=widths["基本单位数值"])
    return config


def _widths() -> dict[str, int]:
    """The pixels of each column: English names take more, the sentences are Chinese anyhow."""
    wide = language.is_english()
    return {n: round(px * WIDER) if wide and px < 200 else px for n, px in WIDTHS.items()}


def _button() -> Any:
    return st.column_config.ButtonColumn(
        type="tertiary", width=76, pinned=True, help=say("点序号看原文"), key=CLICK
    )


def written(query: Query, found: np.ndarray) -> str:
    """The first rows as a table of text."""
    rows = _taken(query.columns, found[:WRITTEN]).to_pandas()
    return markup.table_html(list(rows.columns), cells.texts(rows), say("明细"))


def taken(
    write: Callable[[Listing], bytes], query: Query, found: np.ndarray, made: datetime, address: str
) -> Callable[[], bytes]:
    """A file of the rows, written when it is asked for, in the language of the page."""
    return language.kept(lambda: write(_listing(query, found, made, address)))


def book(query: Query, found: np.ndarray, behind: Behind) -> Book:
    """The found rows as a workbook in which they can be corrected."""
    rows = behind.observations
    counted = detail.counted(rows, found, query)
    return detail_book.book(rows.iloc[found], detail.asked(query, options()), counted, behind)


def _listing(query: Query, found: np.ndarray, made: datetime, address: str) -> Listing:
    observations = cached.observations()
    return Listing(
        rows=_taken(query.columns, found).to_pandas(),
        observations=observations.iloc[found],
        asked=detail.asked(query, options()),
        counted=detail.counted(observations, found, query),
        made=made,
        address=address,
    )
