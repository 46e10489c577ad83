"""The parts of 核对: the queue with one figure, reports that disagree, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import evidence, markup, reviewing, reviewing_history, reviewing_text
from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.reviewing_conflicts import Conflict
from dashboard.reviewing_history import Step
from dashboard.views import (
    cached,
    reviewing_ask,
    reviewing_desk,
    reviewing_figure,
    reviewing_state,
)
from dashboard.views import reviewing_steps as steps

FEW = 20  # groups that are shown at once


def queue() -> None:
    """The figures that wait, one at a time."""
    person = reviewing_ask.person("review")
    can = reviewing_ask.can(person, "review")
    asked = reviewing_ask.filters()
    found = reviewing_state.queue(asked, person.name)
    order = [str(one) for one in found["observation_id"]]
    ledgers = reviewing_state.ledgers()
    far = reviewing.progress(
        ledgers.reviews, ledgers.corrections, person.name, len(order), datetime.now()
    )
    st.progress(far.share, text=far.told)
    row = _at_hand(order)
    if row is None:
        reviewing_ask.said()
        _empty(asked.narrow)
        return
    _figure(_with_why(row, found), order, can)


def _at_hand(order: list[str]) -> dict[str, Any] | None:
    """The figure gone to where it is in the store, else the first of the queue."""
    first = order[0] if order else ""
    return reviewing_state.figure(reviewing_desk.here()) or reviewing_state.figure(first)


def _with_why(row: dict[str, Any], found: Any) -> dict[str, Any]:
    """A figure with what the queue says of it."""
    queued = as_rows(found[found["observation_id"] == row["observation_id"]])
    return (
        {**row, **{name: queued[0][name] for name in ("because", "agencies", "accepted")}}
        if queued
        else row
    )


def _figure(row: dict[str, Any], order: list[str], can: bool) -> None:
    """Text left, fields right, the history below."""
    identity = str(row["observation_id"])
    reviewing_desk.show(identity)
    left, right = st.columns([3, 2], gap="large")
    with right:
        st.html(reviewing_text.card_html(row, reviewing_figure.because(row)))
        reviewing_figure.buttons(row, order, can)
        reviewing_ask.said()
        reviewing_figure.fields(row, order, can)
    with left:
        reviewing_figure.text(row)
        _history(identity, str(row["unit"] or ""), can)


def _empty(narrow: bool) -> None:
    """There is nothing to review."""
    if narrow:
        st.info(say("没有符合筛选的待核对数字。请放宽筛选。"), icon=":material/filter_alt_off:")
    else:
        st.success(say("都核对完了，没有待核对的数字。"), icon=":material/task_alt:")
    if made := reviewing_desk.desk().done:
        st.button(say("撤销"), key=f"press_undo_{made[-1][2]}", shortcut="U", on_click=steps.undo)


def _history(identity: str, unit: str, can: bool) -> None:
    """Who did what to the figure, and the way to take it back."""
    made = reviewing_history.steps(reviewing_state.ledgers(), identity, unit)
    if not made:
        return
    st.subheader(say("这个数字的经过"))
    table = reviewing_history.headings(), reviewing_history.cells(made)
    st.html(markup.table_html(*table, say("这个数字的经过")))
    with st.container(horizontal=True):
        for one in made:
            if one.standing:
                _take_back(one, can)


def _take_back(one: Step, can: bool) -> None:
    st.button(
        say("撤销{step}", step=one.name),
        key=f"withdraw_{one.kind}_{one.number}",
        icon=":material/undo:",
        disabled=not can,
        on_click=steps.withdraw,
        args=(one.kind, (one.number,), one.observation_id),
    )


def conflicts() -> None:
    """What reports of one agency say otherwise: both stay, one may be chosen."""
    reviewing_ask.said()
    person = reviewing_ask.person("choose")
    can = reviewing_ask.can(person, "choose")
    found = reviewing_state.torn()
    if not found:
        st.success(say("没有发现两份报告对同一件事给出不同数字。"), icon=":material/task_alt:")
        return
    left = sum(not one.choice for one in found)
    st.caption(
        say(
            "共{n}组，{left}组还没有选用。两个数字都保留；选用的一个在对比中优先。",
            n=len(found),
            left=left,
        )
    )
    pages = -(-len(found) // FEW)
    page = st.pagination(pages, key="conflict_page") if pages > 1 else 1
    for one in found[(page - 1) * FEW : page * FEW]:
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
            key=steps.field("because", one.key),
            placeholder=say("如：年度报告为准"),
            disabled=not can,
        )
    for place, row in zip(st.columns(min(len(one.rows), 3)) * 9, one.rows, strict=False):
        with place:
            _side(one, row, can)
    if one.choice:
        st.button(
            say("取消选用"), key=f"unchoose_{one.choice}", icon=":material/undo:",
            disabled=not can, on_click=steps.unchoose, args=(one,),
        )  # fmt: skip


def _side(one: Conflict, row: Any, can: bool) -> None:
    """What one report says."""
    identity = str(row["observation_id"])
    report = cached.report(str(row["report_id"]))
    marks = [say("已选用")] if identity == one.chosen else []
    st.html(reviewing_text.side_html(row, report, marks))
    st.html(markup.sentence_html(row, str(report.get("text", ""))))
    st.caption(markup.plain(evidence.origin(row, report)))
    if not one.choice:
        st.button(
            say("选用这个数字"),
            key=f"choose_{identity}",
            disabled=not can,
            on_click=steps.choose,
            args=(one, identity),
        )


def done() -> None:
    """All reviews so far, newest first, and the way to take each back."""
    reviewing_ask.said()
    person = reviewing_ask.person("review")
    can = reviewing_ask.can(person, "review")
    made = reviewing_history.reviewed(reviewing_state.ledgers())
    if not made:
        st.info(say("还没有核对过。"), icon=":material/info:")
        return
    pages = -(-len(made) // FEW)
    page = st.pagination(pages, key="review_page") if pages > 1 else 1
    some = made[(page - 1) * FEW : page * FEW]
    header = (say("编号"), *reviewing_history.headings())
    cells = [
        (str(one.number), *line)
        for one, line in zip(some, reviewing_history.cells(some), strict=True)
    ]
    st.html(markup.table_html(header, cells, say("核对记录")))
    standing = {one.name: one for one in some if one.standing}
    if standing:
        chosen = st.selectbox(say("看哪一条"), list(standing), key="review_step")
        _take_back(standing[chosen], can)
