"""What the pages share from one run to the next, bounded in number and time."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import charts, data
from dashboard.appendix import Book
from dashboard.charts import Chart
from dashboard.comparison import Comparison, Scope, compare
from dashboard.coverage import Coverage, coverage, headlines
from dashboard.evidence import as_rows
from dashboard.selection import Choice, Options, indicator_options, options
from dashboard.taxonomy import Taxonomy


@st.cache_resource(ttl="10m", max_entries=1, show_spinner="正在读取已抽取的数字……")
def observations() -> pd.DataFrame:
    """All observations; shared between readers and never changed."""
    return data.observations()


@st.cache_resource(ttl="10m", max_entries=1, show_spinner="正在读取报告……")
def reports() -> pd.DataFrame:
    """All reports; shared between readers and never changed."""
    return data.reports()


def taxonomy() -> Taxonomy:
    """The indicators."""
    return data.taxonomy()


@st.cache_resource(ttl="10m", max_entries=1, show_spinner=False)
def names() -> dict[str, str]:
    """The indicators that some agency reports, by name."""
    return indicator_options(observations(), taxonomy())


@st.cache_resource(ttl="10m", max_entries=64, show_spinner=False)
def offered(indicator: str) -> Options:
    """What the widgets offer for an indicator."""
    return options(observations(), taxonomy(), indicator, known=names())


@st.cache_resource(ttl="10m", max_entries=1, show_spinner=False)
def headline_indicators() -> tuple[str, ...]:
    """The indicators that most agencies report."""
    return headlines(observations(), taxonomy())


def comparison(choice: Choice) -> Comparison:
    """The comparison that a choice asks for."""
    return _compared(choice.indicator, choice.scope)


@st.cache_resource(ttl="10m", max_entries=64, show_spinner="正在对比……")
def _compared(indicator: str, scope: Scope) -> Comparison:
    """A comparison: whoever stands out in it, it is the same."""
    return compare(observations(), indicator, scope)


@st.cache_resource(ttl="10m", max_entries=64, show_spinner="正在画图……")
def chart(choice: Choice) -> Chart:
    """The chart of a comparison."""
    return charts.chart(comparison(choice), choice.own, choice.together)


def groups(choice: Choice) -> tuple[tuple[str, ...], ...]:
    """The groups of observations of a comparison that can be compared among themselves."""
    return _grouped(choice.indicator, choice.scope)


@st.cache_resource(ttl="10m", max_entries=64, show_spinner=False)
def _grouped(indicator: str, scope: Scope) -> tuple[tuple[str, ...], ...]:
    return _compared(indicator, scope).comparable_groups


@st.cache_resource(ttl="10m", max_entries=16, show_spinner="正在汇总……")
def matrix(year: str) -> Coverage:
    """The coverage matrix of a year."""
    return coverage(observations(), reports(), taxonomy(), year)


def book(choice: Choice, address: str) -> Book:
    """What goes into the workbook of a choice; it is written when it is asked for."""
    found = comparison(choice)
    wanted = [*found.rows["observation_id"], *found.others["observation_id"]]
    rows = observations().set_index("observation_id", drop=False).loc[wanted]
    return Book(found, rows, reports(), data.columns(), datetime.now(), address)


def report(report_id: str) -> dict[str, object]:
    """A report's row, {} where there is none."""
    frame = reports()
    rows = as_rows(frame[frame["report_id"] == report_id].head(1))
    return rows[0] if rows else {}
