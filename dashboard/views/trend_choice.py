"""The widgets of 趋势; each value stands in the address under its widget's key."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import english, selection, trend_words
from dashboard.language import say
from dashboard.views import cached, clickable, parts, prepared, reach

LINES = 15  # of the summary at a time


def agency_and_indicator() -> tuple[str, str, str]:
    """Shows the widgets; agency, its short name, and indicator ("" where it states none)."""
    agencies = prepared.agencies()
    first, second = st.columns([1, 2])
    agency = first.selectbox(
        say("机构"),
        list(agencies),
        format_func=agencies.__getitem__,
        key=prepared.AGENCY,
        bind="query-params",
        on_change=keep,
    )
    look_at(agency)
    periods = prepared.periods(agency) if agency else {}
    if not periods:
        return agency or "", agencies.get(agency, ""), ""
    names = selection.unique({one: cached.taxonomy().name(one) for one in periods})
    indicator = second.selectbox(
        say("指标"),
        list(names),
        format_func=names.__getitem__,
        key=selection.INDICATOR,
        bind="query-params",
        help=say("有两期以上的指标在前。"),
    )
    return agency, agencies[agency], indicator


def look_at(agency: str) -> None:
    """All that the agency states in any year is looked at."""
    reach.only(agency=(english.original(agency or ""),))


def keep() -> None:
    """Keeps the indicator for another agency where that one has it, else takes its first."""
    agency = st.session_state[prepared.AGENCY]
    look_at(agency)
    offered = prepared.periods(agency)
    if offered and st.session_state.get(selection.INDICATOR) not in offered:
        st.session_state[selection.INDICATOR] = next(iter(offered))


def summary(agency: str) -> pd.DataFrame:
    """The lines of the summary to which the reader leafed."""
    part = clickable.leaf(len(prepared.several(agency)), LINES, agency)
    return prepared.summary(agency, part.start, LINES)


def choose() -> None:
    """Shows the indicator of the line that was clicked in the summary."""
    event = st.session_state[parts.round_key("summary")]
    agency = st.session_state[prepared.AGENCY]
    page = st.session_state.get(f"leaf_{agency}", 1)
    lines = prepared.summary(agency, (page - 1) * LINES, LINES)
    if other := trend_words.picked(event, lines):
        st.session_state[selection.INDICATOR] = other
        parts.next_round()
