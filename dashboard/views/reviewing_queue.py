"""The queue of 核对: one figure at a time, text left, fields right, its history below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import markup, reviewing, reviewing_text
from dashboard.books import review_book
from dashboard.language import say
from dashboard.views import (
    reviewing_ask,
    reviewing_desk,
    reviewing_fields,
    reviewing_figure,
    reviewing_moves,
    reviewing_past,
    reviewing_state,
    saving,
)
from dashboard.views import reviewing_steps as steps


def show(head: DeltaGenerator) -> None:
    """The figures that wait, one at a time; all of them as a workbook beside the title."""
    person = reviewing_ask.person("review")
    can = reviewing_ask.can(person, "review")
    asked = reviewing_ask.filters()
    found = reviewing_state.queue(asked, person.name)
    order = [str(one) for one in found["observation_id"]]
    ledgers = reviewing_state.ledgers()
    far = reviewing.progress(
        ledgers.reviews, ledgers.corrections, person.name, len(order), datetime.now()
    )
    with head:
        saving.offer_book(
            review_book.queue_name(len(order)),
            lambda behind: review_book.queue(found, far.told, behind),
            reviewing_state.address(),
        )
    st.progress(far.share, text=far.told)
    row = _at_hand(order)
    if row is None:
        reviewing_ask.said()
        _empty(asked.narrow)
        return
    _figure(reviewing.with_why(row, found), order, can)


def _at_hand(order: list[str]) -> dict[str, Any] | None:
    """The figure gone to where it is in the store, else the first of the queue."""
    first = order[0] if order else ""
    return reviewing_state.figure(reviewing_desk.here()) or reviewing_state.figure(first)


def _figure(row: dict[str, Any], order: list[str], can: bool) -> None:
    identity = str(row["observation_id"])
    reviewing_desk.show(identity)
    left, right = st.columns([3, 2], gap="large")
    with right:
        st.html(reviewing_text.card_html(row, reviewing.standing(row)))
        _contradicted(row)
        reviewing_figure.buttons(row, order, can)
        reviewing_ask.said()
        reviewing_fields.show(row, order, can)
    with left:
        reviewing_figure.text(row)
        reviewing_past.show(identity, str(row["unit"] or ""), can)


def _contradicted(row: dict[str, Any]) -> None:
    """The way to the group of a figure that another report contradicts."""
    if found := reviewing_state.conflict_of(row):
        others = markup.plain(found.beside(str(row["observation_id"])))
        st.button(
            say("另一份报告写的是{others}；比较两份报告", others=others),
            key=f"contradicted_{row['observation_id']}",
            icon=":material/compare_arrows:",
            type="tertiary",
            on_click=reviewing_moves.to_conflict,
        )


def _empty(narrow: bool) -> None:
    """There is nothing to review."""
    if narrow:
        st.info(say("没有符合筛选的待核对数字。请放宽筛选。"), icon=":material/filter_alt_off:")
    else:
        st.success(say("都核对完了，没有待核对的数字。"), icon=":material/task_alt:")
    if made := reviewing_desk.desk().done:
        st.button(say("撤销"), key=f"press_undo_{made[-1][2]}", shortcut="U", on_click=steps.undo)
