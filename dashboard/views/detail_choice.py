"""The widgets of 明细; each value stands in the address under its widget's key."""

from __future__ import annotations

import streamlit as st

from dashboard import cells, detail
from dashboard.detail import Query
from dashboard.language import say
from dashboard.verdicts import CONFIDENT
from dashboard.views import parts, sifting


def ask() -> Query:
    """Shows the widgets and gives what the reader asks for."""
    words, rejected = st.columns([4, 1], vertical_alignment="bottom")
    words.text_input(
        say("检索"),
        key=detail.SEARCH,
        placeholder=say("如：热线 满意率"),
        help=say("输入几个词，列出句子、所量之事、指标、机构或地区中含有全部这些词的数字。"),
        bind="query-params",
    )
    rejected.toggle(
        say("只看已拒绝的"),
        key=detail.REJECTED,
        help=say("核对时拒绝的数字平时不列出，也不参加对比；打开后只列出它们。"),
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
    offered = sifting.options(bool(st.session_state[detail.REJECTED]))[name]
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
