"""One report that waits: its facts to confirm or correct, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import incoming, incoming_facts, incoming_words, markup
from dashboard.incoming import Candidate
from dashboard.language import say
from dashboard.rights import Person
from dashboard.views import importing_figures
from dashboard.views import importing_held as held
from dashboard.views import importing_steps as steps


def show(candidate: Candidate, me: Person) -> None:
    """The facts and the decision on the left, the figures on the right."""
    st.header(markup.plain(candidate.document.file.name))
    for note in (incoming_words.recognised(candidate), *incoming_words.notes(candidate)):
        if note:
            st.caption(markup.plain(note))
    facts, figures = st.columns([2, 3], gap="large")
    with facts:
        candidate, wrong = _facts(candidate)
        _decide(candidate, bool(wrong), me)
    with figures:
        if sentence := incoming_words.trouble(candidate):
            st.error(markup.plain(sentence), icon=":material/error:")
        else:
            importing_figures.show(candidate)


def _facts(candidate: Candidate) -> tuple[Candidate, Mapping[str, str]]:
    """Fields for what the report says of itself, unknown ones first; the candidate as they say."""
    places = {}
    shown = incoming_facts.shown(candidate.detected, candidate.facts)
    for name in incoming_words.order(candidate):
        st.text_input(
            incoming_words.field(name),
            shown[name],
            key=held.widget(candidate, name),
            max_chars=100,
            placeholder=incoming_facts.value(candidate.report, name) or incoming_words.hint(name),
        )
        places[name] = st.empty()
    candidate, wrong = held.settle(candidate)
    for name, place in places.items():
        if name in wrong:
            place.error(markup.plain(wrong[name]), icon=":material/error:")
        else:
            place.caption(markup.plain(incoming_words.origin(candidate, name)))
    return candidate, wrong


def _decide(candidate: Candidate, wrong: bool, me: Person) -> None:
    """The question where one like it is there already, and the two buttons."""
    answer: str | None = candidate.answers[0]
    if candidate.alike:
        for one in candidate.alike:
            st.warning(markup.plain(incoming_words.because(one)), icon=":material/content_copy:")
        answer = st.radio(
            say("怎样处理？"),
            candidate.answers,
            index=0 if candidate.state == incoming.THERE else None,
            format_func=lambda code: markup.plain(incoming_words.answer(candidate, code)),
            key=held.widget(candidate, "answer"),
            help=say(
                "替换后以这份的数字为准；对旧报告的更正和核对都留着，旧文字不在了的不再起作用。"
            ),
        )
    can = answer not in (None, incoming.SKIP) and not wrong
    with st.container(horizontal=True):
        st.button(
            say("接受"),
            type="primary",
            icon=":material/check:",
            disabled=not (can and me.name),
            help=None if me.name else say("先填写姓名。"),
            on_click=steps.accept,
            args=(candidate.key, str(answer)),
            key="accept_one",
        )
        st.button(
            say("放弃"),
            icon=":material/delete:",
            on_click=steps.leave,
            args=([candidate.key],),
            key="leave_one",
        )
    if can and not me.name:
        st.caption(say("先填写姓名。"))
