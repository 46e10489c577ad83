"""What the pages share from one run to the next, bounded in number and time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from dashboard import charts, data, english, kept, language
from dashboard.books.comparison_book import Behind
from dashboard.charts import Chart
from dashboard.comparison import Comparison, Scope, compare
from dashboard.coverage import Coverage, coverage, headlines
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.selection import Choice, Options, indicator_options, options
from dashboard.taxonomy import Taxonomy

P = ParamSpec("P")
T = TypeVar("T")


def each_language(
    most: int, waiting: Callable[[], str] | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A function whose results are kept for ten minutes, at most ``most`` in each language.

    ``waiting`` says what the reader sees meanwhile; without it there is nothing to see.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        caches: dict[str, Callable[P, T]] = {
            code: _cache(function, code, most, waiting) for code in language.LANGUAGES
        }

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            return caches[language.current()](*args, **kwargs)

        return remembered

    return decorate


def _cache(function: Any, code: str, most: int, waiting: Callable[[], str] | None) -> Any:
    """The function with a cache of its own: Streamlit tells caches apart by qualified name."""
    with language.spoken(code):
        spinner = waiting() if waiting else False
    parts = (function.__code__, function.__globals__, function.__name__, function.__defaults__)
    copy = FunctionType(*parts, function.__closure__)
    copy.__qualname__ = f"{function.__qualname__}.{code}"
    copy.__annotations__, copy.__module__ = function.__annotations__, function.__module__
    return st.cache_resource(ttl="10m", max_entries=most, show_spinner=spinner)(copy)


@st.cache_resource(ttl="10m", max_entries=1, show_spinner=False)
def _observations() -> pd.DataFrame:
    """All observations as they are stored."""
    rows = data.observations()
    kept.left_alone()
    return rows


@each_language(1, waiting=lambda: say("正在读取已抽取的数字……"))
def observations() -> pd.DataFrame:
    """All observations, names in the reader's language; shared between readers, never changed."""
    return english.observations(_observations())


@st.cache_resource(ttl="10m", max_entries=1, show_spinner=False)
def _reports() -> pd.DataFrame:
    """All reports as they are stored."""
    return data.reports()


@each_language(1, waiting=lambda: say("正在读取报告……"))
def reports() -> pd.DataFrame:
    """All reports, names in the reader's language; shared between readers and never changed."""
    return english.reports(_reports())


def taxonomy() -> Taxonomy:
    """The indicators."""
    return data.taxonomy()


@each_language(1)
def names() -> dict[str, str]:
    """The indicators that some agency reports, by name."""
    return indicator_options(observations(), taxonomy())


@each_language(64)
def offered(indicator: str) -> Options:
    """What the widgets offer for an indicator."""
    return options(observations(), taxonomy(), indicator, known=names())


@each_language(1)
def headline_indicators() -> tuple[str, ...]:
    """The indicators that most agencies report."""
    return headlines(observations(), taxonomy())


def comparison(choice: Choice) -> Comparison:
    """The comparison that a choice asks for."""
    return _compared(choice.indicator, choice.scope)


@each_language(64, waiting=lambda: say("正在对比……"))
def _compared(indicator: str, scope: Scope) -> Comparison:
    """A comparison: whoever stands out in it, it is the same."""
    return compare(observations(), indicator, scope)


@each_language(64, waiting=lambda: say("正在画图……"))
def chart(choice: Choice) -> Chart:
    """The chart of a comparison."""
    return charts.chart(comparison(choice), choice.own, choice.together)


def groups(choice: Choice) -> tuple[tuple[str, ...], ...]:
    """The groups of observations of a comparison that can be compared among themselves."""
    return _grouped(choice.indicator, choice.scope)


@each_language(64)
def _grouped(indicator: str, scope: Scope) -> tuple[tuple[str, ...], ...]:
    return _compared(indicator, scope).comparable_groups


@each_language(16, waiting=lambda: say("正在汇总……"))
def matrix(year: str) -> Coverage:
    """The coverage matrix of a year."""
    return coverage(observations(), reports(), taxonomy(), year)


def behind(address: str) -> Behind:
    """What stands behind the workbook of any page; ``address`` is the link to the page."""
    return Behind(observations(), reports(), datetime.now(), address, data.corrections())


def report(report_id: str) -> dict[str, object]:
    """A report's row, {} where there is none."""
    frame = reports()
    rows = as_rows(frame[frame["report_id"] == report_id].head(1))
    return rows[0] if rows else {}


def forget() -> None:
    """Forgets all that was read and worked out: the store has changed."""
    st.cache_resource.clear()
