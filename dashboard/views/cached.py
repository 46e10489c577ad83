"""What the pages share from one run to the next, bounded in number and time.

All of it is about one revision of the store. A run looks once which one that is, so that what
somebody else has corrected or added is on the next page that anybody opens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import extract
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

LONG = "1h"  # what nobody asks for is forgotten; what has changed is never asked for again
_KEPT: list[Any] = []
_LAST = [""]
_SEEN = "_revision"


def revision() -> str:
    """The revision of the store that this run of a page is about, looked up once in a run."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:  # a file that is written for a download
        return _now()
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] is not run.cursors:  # each run has new ones
        seen = st.session_state[_SEEN] = (run.cursors, _now())
    return str(seen[1])


def _now() -> str:
    """The revision of the store; where it cannot be asked, the last one goes on."""
    try:
        now = data.revision()
    except extract.DuibiaoError:
        return _LAST[0]
    if now != _LAST[0]:
        forget()
        _LAST[0] = now
    return now


def forget() -> None:
    """Forgets all that was read and worked out, and looks again which revision there is."""
    for one in _KEPT:
        one.clear()
    if get_script_run_ctx(suppress_warning=True):
        st.session_state.pop(_SEEN, None)


def each_language(
    most: int, waiting: Callable[[], str] | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A function whose results are kept, for one revision, at most ``most`` in each language.

    ``waiting`` says what the reader sees meanwhile; without it there is nothing to see.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        caches = {code: _cache(function, code, most, waiting) for code in language.LANGUAGES}

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            result: T = caches[language.current()](revision(), *args, **kwargs)
            return result

        return remembered

    return decorate


def _cache(
    function: Callable[..., Any], code: str, most: int, waiting: Callable[[], str] | None
) -> Any:
    """The function with a cache of its own: Streamlit tells caches apart by qualified name."""

    def of_revision(of: str, /, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    with language.spoken(code):
        spinner = waiting() if waiting else False
    of_revision.__qualname__ = f"{function.__qualname__}.{code}"
    of_revision.__module__ = function.__module__
    made = st.cache_resource(ttl=LONG, max_entries=most, show_spinner=spinner)(of_revision)
    _KEPT.append(made)
    return made


@st.cache_resource(ttl=LONG, max_entries=1, show_spinner=False)
def _observations(of: str) -> pd.DataFrame:
    """All observations of a revision as they are stored."""
    rows = data.observations()
    kept.left_alone()
    return rows


@st.cache_resource(ttl=LONG, max_entries=1, show_spinner=False)
def _reports(of: str) -> pd.DataFrame:
    """All reports of a revision as they are stored."""
    return data.reports()


_KEPT += [_observations, _reports]


@each_language(1, waiting=lambda: say("正在读取已抽取的数字……"))
def observations() -> pd.DataFrame:
    """All observations, names in the reader's language; shared between readers, never changed."""
    return english.observations(_observations(revision()))


@each_language(1, waiting=lambda: say("正在读取报告……"))
def reports() -> pd.DataFrame:
    """All reports, names in the reader's language; shared between readers and never changed."""
    return english.reports(_reports(revision()))


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


@each_language(96, waiting=lambda: say("正在对比……"))
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
