"""Reports that disagree, a part of 核对: both figures stay, one may be chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import evidence, markup, reviewing_conflicts, reviewing_text, selection
from dashboard.books import review_book
from dashboard.language import say
from dashboard.reviewing_conflicts import Conflict
from dashboard.views import (
    cached,
    clickable,
    reviewing_ask,
    reviewing_choosing,
    reviewing_moves,
    reviewing_state,
    saving,
)

FEW = 20  # groups that are shown at once


def show(head: DeltaGenerator) -> None:
    """The groups, that of the figure in the address first."""
    reviewing_ask.said()
    person = reviewing_ask.person("choose")
    can = reviewing_ask.can(person, "choose")
    found = reviewing_state.torn()
    if not found:
        st.success(say("没有发现两份报告对同一件事给出不同数字。"), icon=":material/task_alt:")
        return
    told = reviewing_conflicts.told(found)
    with head:
        saving.offer_book(
            review_book.conflicts_name(len(found)),
            lambda behind: review_book.conflicts(found, told, behind),
            reviewing_state.address(),
        )
    st.caption(told)
    asked = str(st.query_params.get(selection.OBSERVATION, ""))
    ordered = reviewing_conflicts.foremost(found, asked)
    for one in ordered[clickable.leaf(len(ordered), FEW, "conflicts")]:
        with st.container(border=True, key=f"conflict_{one.key}"):
            _conflict(one, can)


def _conflict(one: Conflict, can: bool) -> None:
    """The sentences side by side, with the report and its date; the choice."""
    st.subheader(markup.plain(one.title), anchor=False)
    if one.choice:
        told = say("已选用“{quote}”：{reason}（{who}）", quote=str(one.rows[0]["quote"]),
                   reason=one.reason, who=one.author)  # fmt: skip
        st.markdown(f":material/check: **{markup.plain(told)}**")
    else:
        st.text_input(
            say("选用的理由（必填）"),
            key=reviewing_moves.field("because", one.key),
            placeholder=say("如：年度报告为准"),
            disabled=not can,
        )
    for place, row in zip(st.columns(min(len(one.rows), 3)) * 9, one.rows, strict=False):
        with place:
            _side(one, row, can)
    if one.choice:
        st.button(
            say("取消选用"), key=f"unchoose_{one.choice}", icon=":material/undo:",
            disabled=not can, on_click=reviewing_choosing.unchoose, args=(one,),
        )  # fmt: skip


def _side(one: Conflict, row: Any, can: bool) -> None:
    """What one report says."""
    identity = str(row["observation_id"])
    report = cached.report(str(row["report_id"]))
    marks = [say("已选用")] if identity == one.chosen else []
    st.html(reviewing_text.side_html(row, report, marks))
    st.html(markup.sentence_html(row, str(report.get("text", ""))))
    st.caption(markup.plain(evidence.origin(row, report)))
    with st.container(horizontal=True):
        if not one.choice:
            st.button(
                say("选用这个数字"),
                key=f"choose_{identity}",
                disabled=not can,
                on_click=reviewing_choosing.choose,
                args=(one, identity),
            )
        st.button(
            say("核对这个数字"),
            key=f"figure_{identity}",
            icon=":material/fact_check:",
            type="tertiary",
            on_click=reviewing_moves.to_figure,
            args=(identity,),
        )
