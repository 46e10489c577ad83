"""Where a person is in 核对, and what they did: one object for a session.

A step may be broken off by the next key wherever it asks Streamlit for something. So it takes
the desk first, and once the store has written only writes on the desk: neither is ever without
the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

import streamlit as st

from dashboard import selection

LATE = 5.0  # seconds within which an address may be that of before
_DESK = "_review_desk"
_MOST = 30  # steps that can be gone back

Done = tuple[str, tuple[int, ...], str]


@dataclass
class Desk:
    """``shown`` is the figure on the screen, "" once it is left; ``mode`` what is typed for which.

    ``trail`` are the figures come by, ``done`` the steps that a key takes back, ``said`` what came
    of the last one, ``told`` what was said before.
    """

    shown: str = ""
    mode: tuple[str, str] = ("", "")
    said: tuple[str, str] = ("", "")
    told: tuple[str, str] = ("", "")
    trail: list[str] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    signed: bool = False
    going: bool = False
    to: str = ""
    before: str = ""
    written: str = ""
    moment: float = 0.0

    def go(self, identity: str) -> None:
        """Goes to a figure, to the head of the queue for ""."""
        self.going, self.to, self.shown = True, identity, ""

    def hush(self) -> None:
        """What was said has been read: the page was drawn to its end."""
        self.told, self.said = self.said if any(self.said) else self.told, ("", "")

    def leave(self, identity: str) -> None:
        """Remembers a figure for the way back."""
        self.trail = [*self.trail, identity][-_MOST:]

    def did(self, kind: str, numbers: tuple[int, ...], identity: str) -> None:
        """Remembers a step that can be taken back."""
        self.done = [*self.done, (kind, numbers, identity)][-_MOST:]


def desk() -> Desk:
    """The desk of this session."""
    if _DESK not in st.session_state:
        st.session_state[_DESK] = Desk()
    found: Desk = st.session_state[_DESK]
    return found


def here() -> str:
    """The figure that was gone to, else the one that the address names, "" for none.

    What is pressed while the page is still drawn comes with the address of before.
    """
    place = desk()
    named = str(st.query_params.get(selection.OBSERVATION, ""))
    late = named == place.before and monotonic() - place.moment < LATE
    return place.to if place.going or late else named


def show(identity: str) -> None:
    """Puts the figure on the screen into the address: the queue may move without it moving.

    Steps about another figure are not taken.
    """
    place = desk()
    if identity != place.written:
        place.before, place.moment = place.written, monotonic()
    place.to, place.written, place.shown, place.going = identity, identity, identity, False
    if st.query_params.get(selection.OBSERVATION) != identity:
        st.query_params[selection.OBSERVATION] = identity


def start_anew() -> None:
    """Begins at the head of the queue: other figures are asked for."""
    desk().go("")


def sign() -> None:
    """Whoever gives another name has a queue of their own."""
    place = desk()
    if place.signed:
        place.go("")
    place.signed = True
