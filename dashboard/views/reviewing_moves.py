"""Where a person goes in 核对 without writing anything: fields open and close, figures pass by."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import reviewing
from dashboard.views.reviewing_desk import desk

CORRECT, REJECT = "correct", "reject"


def field(name: str, identity: str) -> str:
    """The key of a field for one figure: another figure has other fields."""
    return f"{name}_{identity}"


def typed(name: str, identity: str) -> str:
    """What stands in a field."""
    return str(st.session_state.get(field(name, identity)) or "")


def mode(identity: str) -> str:
    """What is being typed for a figure: correct, reject, "" for nothing."""
    asked, about = desk().mode
    return asked if about == identity else ""


def turn(asked: str, identity: str) -> None:
    """Opens the fields for a correction or a rejection; "" closes them."""
    desk().mode = (asked, identity)


def skip(identity: str, order: Sequence[str]) -> None:
    """Goes on to the next figure of the queue."""
    place = desk()
    if place.shown == identity:
        place.leave(identity)
        place.go(reviewing.following(order, identity))


def back() -> None:
    """Goes back to the figure before."""
    place = desk()
    if place.trail:
        place.go(place.trail.pop())


def to_conflict() -> None:
    """Opens the reports that disagree: the group of the figure in the address stands first."""
    st.session_state[reviewing.PART] = reviewing.CONFLICTS


def to_figure(identity: str) -> None:
    """Opens one figure with its text and its fields."""
    desk().go(identity)
    st.session_state[reviewing.PART] = reviewing.QUEUE
