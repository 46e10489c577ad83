"""One figure of 核对: its text, its fields, the buttons with their keys, what was typed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import evidence, markup, reviewing, reviewing_draft, reviewing_text, selection
from dashboard.language import say
from dashboard.views import cached, reviewing_desk, reviewing_state
from dashboard.views import reviewing_steps as steps

Row = Mapping[str, Any]


def text(row: Row) -> None:
    """Where the figure stands: report, headings, page, its paragraph and the way to the whole."""
    report = cached.report(str(row["report_id"]))
    st.caption(markup.plain(evidence.origin({**row, "section": ""}, report)))
    if place := reviewing_text.place(row, report):
        st.markdown(f"**{markup.plain(place)}**")
    claims = reviewing_state.claims(str(row["report_id"]))
    st.html(reviewing_text.passage_html(row, str(report.get("text", "")), claims))
    st.page_link(
        "views/source.py",
        label=say("在报告全文中查看"),
        icon=":material/description:",
        query_params={selection.OBSERVATION: str(row["observation_id"])},
    )


def buttons(row: Row, order: Sequence[str], can: bool) -> None:
    """What can be done with the figure, each with its key."""
    one = str(row["observation_id"])
    with st.container(horizontal=True, gap="small"):
        _button("accept", one, say("接受"), "A", can, steps.accept, (row, order), "primary")
        _button("correct", one, say("更正…"), "E", can, steps.turn, (steps.CORRECT, one))
        # R is Streamlit's own: the page's script hands it on.
        _button("reject", one, say("拒绝… :gray[R]"), None, can, steps.turn, (steps.REJECT, one))
    with st.container(horizontal=True, gap="small"):
        _button("skip", one, say("跳过"), "S", True, steps.skip, (one, order))
        _button("back", one, say("上一条"), "Left", bool(reviewing_desk.desk().trail), steps.back)
        _button("undo", one, say("撤销"), "U", can and bool(reviewing_desk.desk().done), steps.undo)


def _button(
    name: str, identity: str, words: str, key: str | None, can: bool,
    then: Any, args: tuple[Any, ...] = (), kind: Any = "secondary",
) -> None:  # fmt: skip
    """A button of one figure: its key is of no use to another one."""
    st.button(
        words,
        key=f"press_{name}_{identity}",
        shortcut=key,
        disabled=not can,
        on_click=then,
        args=args,
        type=kind,
    )


def fields(row: Row, order: Sequence[str], can: bool) -> None:
    """What is known of the figure, below the fields for what is being typed."""
    asked = steps.mode(str(row["observation_id"])) if can else ""
    if asked == steps.CORRECT:
        _correction(row, order)
    elif asked == steps.REJECT:
        _rejection(row, order)
    st.html(markup.fields_html(evidence.fields(row), say("这个数字的各项说明")))


def _correction(row: Row, order: Sequence[str]) -> None:
    """Value, unit, indicator and the reason, filled in as they stand."""
    one = str(row["observation_id"])
    units = reviewing_draft.units(str(row["unit"] or ""))
    indicators = reviewing_draft.indicators()
    with (
        st.container(key=f"typing_correct_{one}"),
        # Enter alone would also save: together with Ctrl+Enter it would do so twice.
        st.form(f"correct_{one}", enter_to_submit=False),
    ):
        _start("value", one, reviewing_draft.shown_value(row))
        _start("unit", one, str(row["unit"] or ""))
        _start("indicator", one, str(row["indicator"] or ""))
        left, right = st.columns(2)
        left.text_input(
            say("数值"), key=steps.field("value", one), help=say("如：32000000、3200万、98.5%")
        )
        _select(right, say("单位"), steps.field("unit", one), units)
        _select(st, say("指标"), steps.field("indicator", one), indicators)
        st.text_input(
            say("理由（必填）"),
            key=steps.field("reason", one),
            placeholder=say("如：原文为3300万件"),
        )
        _ends(say("保存更正"), "Ctrl+Enter", one, steps.correct, (row, order))


def _rejection(row: Row, order: Sequence[str]) -> None:
    """Why the figure is not to be used."""
    one = str(row["observation_id"])
    with st.container(key=f"typing_reject_{one}"), st.form(f"reject_{one}"):
        st.text_input(
            say("为什么拒绝（必填）"),
            key=steps.field("why", one),
            placeholder=say("如：不是本单位的数字"),
        )
        _ends(say("确认拒绝 :gray[Enter]"), None, one, steps.reject, (row, order))


def _ends(words: str, key: str | None, identity: str, then: Any, args: tuple[Any, ...]) -> None:
    """The buttons that take or leave what was typed."""
    with st.container(horizontal=True):
        st.form_submit_button(
            words, key=f"press_save_{identity}", type="primary", on_click=then, args=args,
            shortcut=key,
        )  # fmt: skip
        st.form_submit_button(
            say("取消 :gray[Esc]"),
            key=f"press_cancel_{identity}",
            on_click=steps.turn,
            args=("", identity),
        )


def _start(name: str, identity: str, text: str) -> None:
    """What a field holds when it opens."""
    st.session_state.setdefault(steps.field(name, identity), text)


def _select(place: Any, title: str, key: str, offered: Mapping[str, str]) -> None:
    """A list of codes by their names; an unknown one stays as it is."""
    now = st.session_state[key]
    codes = list(offered) if now in offered else [now, *offered]
    place.selectbox(title, codes, format_func=lambda code: offered.get(code, code), key=key)


def because(row: Row) -> list[str]:
    """Why the figure waits, and what was found of it so far."""
    rejected = row.get("review") == "rejected"
    found = [say("已拒绝，不参加对比")] if rejected else []
    found += [say("已接受")] if row.get("review") == "accepted" else []
    return found + reviewing.because(row)
