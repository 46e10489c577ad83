"""One report that waits: its facts to confirm or correct, what was found, what to do with it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import incoming, incoming_facts, incoming_figures, incoming_words, markup, stacked
from dashboard.incoming import Candidate
from dashboard.language import say
from dashboard.rights import Person
from dashboard.views import clickable
from dashboard.views import importing_steps as steps

FEW = 5  # figures that are shown at first, and more at a time
LINES = 50  # lines of the table of all figures at a time


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
            _figures(candidate)


def _facts(candidate: Candidate) -> tuple[Candidate, Mapping[str, str]]:
    """Fields for what the report says of itself, unknown ones first; the candidate as they say."""
    places = {}
    said = candidate.facts.said()
    for name in incoming_words.order(candidate):
        read = incoming_facts.value(candidate.detected, name)
        st.text_input(
            incoming_words.field(name),
            said.get(name, read),
            key=steps.widget(candidate, name),
            max_chars=100,
            placeholder=incoming_facts.value(candidate.report, name) or incoming_words.hint(name),
        )
        places[name] = st.empty()
    candidate, wrong = steps.settle(candidate)
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
            key=steps.widget(candidate, "answer"),
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


def _figures(candidate: Candidate) -> None:
    """What was found, least certain first: the sentence with its mark, and what was made of it."""
    rows, shown = incoming_figures.rows(candidate), f"shown_{candidate.key}"
    st.subheader(say("找到{n}处数字，最没把握的在前", n=len(rows)))
    many = int(st.session_state.get(shown, FEW))
    for row in rows[:many]:
        st.html(markup.sentence_html(row, candidate.report.text))
        told = markup.plain(incoming_figures.told(row, candidate))
        st.markdown(
            f":orange-badge[{say('存疑')}] {told}" if incoming_figures.is_unsure(row) else told
        )
        if row["note"]:
            st.caption(markup.plain(row["note"]))
    if len(rows) > many:
        st.button(
            say("再看{n}处", n=min(FEW * 2, len(rows) - many)),
            on_click=st.session_state.update,
            args=({shown: many + FEW * 2},),
            key="more",
        )
    whole = st.expander(say("全部数字的表"), key=f"all_{candidate.key}", on_change="rerun")
    if whole.open:
        with whole:
            part = clickable.leaf(len(rows), LINES, candidate.key)
            table = incoming_figures.table(rows[part])
            st.html(stacked.table_html(*table, say("全部数字的表")))
