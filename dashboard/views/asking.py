"""The widgets of 口径与方法, each bound to the address, and what is kept between two runs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import method, selection
from dashboard.views import cached

SECTIONS = ("可比性", "指标", "单位", "限定词", "标记", "人口", "抽取质量")


@st.cache_resource(ttl="24h", max_entries=1, show_spinner="正在用自带的报告核对抽取质量……")
def quality() -> pd.DataFrame:
    """How good the extraction is, measured at most once a day."""
    return method.quality()


def titles() -> dict[str, str]:
    """The reports that are in the store, by id."""
    return selection.report_titles(cached.reports())


def section() -> str:
    """Which part of the page the reader wants."""
    chosen = st.segmented_control(
        "内容",
        SECTIONS,
        default=SECTIONS[0],
        required=True,
        wrap=True,
        key="section",
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen)


def indicator_query() -> tuple[str, str]:
    """The words and the category of the indicators that the reader looks for."""
    words, kind = st.columns([2, 1])
    query = words.text_input(
        "检索指标",
        key="word",
        placeholder="如：热线 满意",
        help="在指标的名称、口径和认得的说法里找含有全部这些词的指标。",
        bind="query-params",
    )
    offered = method.categories()
    category = kind.selectbox(
        "类别", list(offered), format_func=offered.__getitem__, key="topic", bind="query-params"
    )
    return query or "", category or ""


def page_of(pages: int) -> int:
    """The page that the reader leafed to."""
    return st.pagination(pages, key="page") if pages > 1 else 1
