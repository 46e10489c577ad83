"""What happened to a figure of 核对, and the buttons that take it back."""

from __future__ import annotations

import streamlit as st

from dashboard import reviewing_history, stacked
from dashboard.language import say
from dashboard.reviewing_history import Step
from dashboard.views import reviewing_state
from dashboard.views import reviewing_steps as steps


def show(identity: str, unit: str, can: bool) -> None:
    """Who did what to the figure, and the way to take it back."""
    made = reviewing_history.steps(reviewing_state.ledgers(), identity, unit)
    if not made:
        return
    st.subheader(say("这个数字的经过"))
    table = reviewing_history.headings(), reviewing_history.cells(made)
    st.html(stacked.table_html(*table, say("这个数字的经过")))
    with st.container(horizontal=True):
        for one in made:
            if one.standing:
                take_back(one, can)


def take_back(one: Step, can: bool) -> None:
    """The button that takes a step back."""
    st.button(
        say("撤销{step}", step=one.name),
        key=f"withdraw_{one.kind}_{one.number}",
        icon=":material/undo:",
        disabled=not can,
        on_click=steps.withdraw,
        args=(one.kind, (one.number,), one.observation_id),
    )
