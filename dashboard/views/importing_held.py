"""What a session of 导入 holds: what waits, what the fields about it say, what is to be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

import extract
from dashboard import changed, incoming, incoming_facts
from dashboard.incoming import Accepted, Candidate

_HELD = "_incoming"


@dataclass
class Held:
    """The candidates by key, what was read, what is to be said."""

    waiting: dict[str, Candidate] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    refused: list[Callable[[], str]] = field(default_factory=list)  # in the reader's language
    accepted: list[Accepted] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    told: bool = True  # whether the reader was told what came of the last step

    def begin(self) -> None:
        """What came of the step before is not said any more."""
        self.accepted, self.troubles = [], []


def held() -> Held:
    """What this session holds."""
    found: Held = st.session_state.setdefault(_HELD, Held())
    return found


def widget(candidate: Candidate, name: str) -> str:
    """The key of a field about a candidate."""
    return f"{candidate.key}_{name}"


def typed(candidate: Candidate) -> incoming_facts.Facts:
    """What the fields about a candidate say; those that are not on screen say what they said."""
    before = incoming_facts.shown(candidate.detected, candidate.facts)
    fields = {
        name: str(st.session_state.get(widget(candidate, name), text))
        for name, text in before.items()
    }
    return incoming_facts.said(candidate.detected, fields)


def settle(candidate: Candidate) -> tuple[Candidate, Mapping[str, str]]:
    """The candidate as its fields say, and a sentence for each field that is not understood."""
    facts = typed(candidate)
    if wrong := incoming_facts.misread(facts):
        return candidate, wrong
    try:
        settled = incoming.correct(candidate, facts)
    except extract.DuibiaoError as error:  # the store cannot be asked
        return candidate, {incoming_facts.FIELDS[0]: changed.trouble(error)}
    held().waiting[candidate.key] = settled
    return settled, {}


def settle_all() -> list[Candidate]:
    """All that wait, as their fields say by now."""
    return [settle(one)[0] for one in list(held().waiting.values())]
