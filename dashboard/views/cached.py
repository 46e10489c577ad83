"""What the pages share from one run to the next, bounded in number and time.

All of it is about one revision of the archive and the part of it that the run looks at. A run
looks once which revision that is, so that what somebody else has corrected or added is on the
next page that anybody opens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import extract
from dashboard import charts, data, english, extent, kept, language
from dashboard.books.comparison_book import Behind
from dashboard.charts import Chart
from dashboard.comparison import Comparison, Scope, compare
from dashboard.coverage import Coverage, coverage, headlines
from dashboard.evidence import as_rows
from dashboard.extent import NOTHING, WHOLE, Areas, Extent
from dashboard.language import say
from dashboard.selection import (
    Choice,
    Options,
    indicator_options,
    indicators_by_reports,
    options,
)
from dashboard.taxonomy import Taxonomy
from dashboard.views import looked
from dashboard.views.looked import Looked

P = ParamSpec("P")
T = TypeVar("T")

PARTS = 3  # of a large archive that are kept at once
FEW = 5_000
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


def of_part(seen: Looked) -> object:
    """What is worked out of the part that the page looks at."""
    return seen


def of_choice(seen: Looked) -> object:
    """What is the same for all parts of what the reader chose."""
    return seen.large, seen.chosen


def of_all(_seen: Looked) -> object:
    """What is the same whatever the reader chose."""
    return None


def each_language(
    most: int,
    waiting: Callable[[], str] | None = None,
    about: Callable[[Looked], object] = of_part,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A function whose results are kept, for one revision, at most ``most`` in each language.

    There may be as many for each of PARTS parts of a large archive; ``about`` tells these
    apart. ``waiting`` says what the reader sees meanwhile; without it there is nothing to see.
    """
    times = 1 if about is of_all else PARTS

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        caches = {
            code: _cache(function, code, most * times, waiting) for code in language.LANGUAGES
        }

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            of = (revision(), about(looked.now()))
            result: T = caches[language.current()](of, *args, **kwargs)
            return result

        return remembered

    return decorate


def _cache(
    function: Callable[..., Any], code: str, most: int, waiting: Callable[[], str] | None
) -> Any:
    """The function with a cache of its own: Streamlit tells caches apart by qualified name."""

    def of_revision(of: tuple[str, object], /, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    with language.spoken(code):
        spinner = waiting() if waiting else False
    of_revision.__qualname__ = f"{function.__qualname__}.{code}"
    of_revision.__module__ = function.__module__
    made = st.cache_resource(ttl=LONG, max_entries=most, show_spinner=spinner)(of_revision)
    _KEPT.append(made)
    return made


@st.cache_resource(ttl=LONG, max_entries=PARTS, show_spinner=False)
def _observations(of: str, part: Extent) -> pd.DataFrame:
    """The observations of a part of a revision as they are kept."""
    rows = data.observations(rejected=False, **part.words)
    if len(rows) > FEW:  # to look through the memory takes a tenth of a second
        kept.left_alone()
    return rows


@st.cache_resource(ttl=LONG, max_entries=PARTS, show_spinner=False)
def _reports(of: str, chosen: Extent, texts: bool) -> pd.DataFrame:
    """The reports of what was chosen of a revision as they are kept."""
    return data.reports(texts, **chosen.words)


_KEPT += [_observations, _reports]


@each_language(512, waiting=lambda: say("正在清点数字……"), about=of_all)
def size(part: Extent) -> int:
    """How many observations a part of the archive has."""
    return data.count(**part.words)


def total() -> int:
    """How many observations the archive has."""
    return size(WHOLE)


@each_language(1, waiting=lambda: say("正在清点数字……"), about=of_all)
def areas() -> Areas:
    """The areas and years of the reports."""
    return Areas(data.summary(("report_area", "report_year")))


@each_language(1, waiting=lambda: say("正在读取已抽取的数字……"))
def observations() -> pd.DataFrame:
    """The observations that the page looks at, names in the reader's language.

    They are shared between readers and never changed.
    """
    return english.observations(_observations(revision(), looked.now().part))


@each_language(1, waiting=lambda: say("正在读取报告……"), about=of_choice)
def reports() -> pd.DataFrame:
    """The reports of what was chosen, names in the reader's language, as ``observations``.

    Of a large archive without their texts, and none while what was chosen is too much.
    """
    seen = looked.now()
    chosen = NOTHING if seen.large and size(seen.chosen) > extent.MOST else seen.chosen
    return english.reports(_reports(revision(), chosen, not seen.large))


def taxonomy() -> Taxonomy:
    """The indicators."""
    return data.taxonomy()


@each_language(1, about=of_choice)
def names() -> dict[str, str]:
    """The indicators that some agency reports, by name."""
    seen = looked.now()
    if seen.large:
        chosen = WHOLE if seen.chosen == NOTHING else seen.chosen
        stated = data.summary(("indicator",), **chosen.words)
        return indicators_by_reports(stated, taxonomy())
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
    told = data.corrections(), data.reviews(), data.choices()
    return Behind(observations(), reports(), datetime.now(), address, *told)


@each_language(16, about=of_choice)
def report(report_id: str) -> dict[str, object]:
    """A report's row with its text, {} where there is none."""
    one = looked.now().large
    frame = english.reports(data.reports(report_id=report_id)) if one else reports()
    rows = as_rows(frame[frame["report_id"] == report_id].head(1))
    return rows[0] if rows else {}


def figures(identities: Collection[str]) -> pd.DataFrame:
    """At least the observations of those ids, wherever they are in the archive."""
    if looked.now().large:
        return english.observations(data.figures(identities))
    return observations()
