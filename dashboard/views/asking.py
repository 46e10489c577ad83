"""The widgets of 口径与方法, each bound to the address, and what is kept between two runs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import method, selection
from dashboard.books import method_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind
from dashboard.language import say
from dashboard.views import cached


def sections() -> dict[str, str]:
    """The parts of the page with their names."""
    return {
        "可比性": say("可比性"),
        "指标": say("指标"),
        "单位": say("单位"),
        "限定词": say("限定词"),
        "标记": say("标记"),
        "人口": say("人口"),
        "抽取质量": say("抽取质量"),
    }


def quality() -> pd.DataFrame:
    """How good the extraction is, measured at most once a day."""
    with st.spinner(say("正在用自带的报告核对抽取质量……")):
        return _quality()


@st.cache_resource(ttl="24h", max_entries=1, show_spinner=False)
def _quality() -> pd.DataFrame:
    return method.quality()


def book(behind: Behind) -> Book:
    """All parts of the page as a workbook; without the quality where it cannot be measured."""
    try:
        measured = _quality()
    except method.Unmeasured:
        measured = None
    return method_book.book(measured, selection.report_titles(behind.reports), behind)


def titles() -> dict[str, str]:
    """The reports that are in the store, by id."""
    return selection.report_titles(cached.reports())


def section() -> str:
    """Which part of the page the reader wants."""
    names = sections()
    chosen = st.segmented_control(
        say("内容"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=names.__getitem__,
        wrap=True,
        key=selection.SECTION,
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen)


def indicator_query() -> tuple[str, str]:
    """The words and the category of the indicators that the reader looks for."""
    words, kind = st.columns([2, 1])
    query = words.text_input(
        say("检索指标"),
        key="word",
        placeholder=say("如：热线 满意"),
        help=say("在指标的名称、口径和认得的说法里找含有全部这些词的指标。"),
        bind="query-params",
    )
    offered = method.categories()
    category = kind.selectbox(
        say("类别"),
        list(offered),
        format_func=offered.__getitem__,
        key="topic",
        bind="query-params",
    )
    return query or "", category or ""


def page_of(pages: int) -> int:
    """The page that the reader leafed to."""
    return st.pagination(pages, key="page") if pages > 1 else 1
