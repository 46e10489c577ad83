"""The fields of a figure of 核对: what is known of it, and what is typed to put it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import evidence, markup, reviewing_draft
from dashboard.language import say
from dashboard.views import reviewing_moves as moves
from dashboard.views import reviewing_steps as steps

Row = Mapping[str, Any]


def show(row: Row, order: Sequence[str], can: bool) -> None:
    """What is known of the figure, below the fields for what is being typed."""
    asked = moves.mode(str(row["observation_id"])) if can else ""
    if asked == moves.CORRECT:
        _correction(row, order)
    elif asked == moves.REJECT:
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
            say("数值"),
            key=moves.field("value", one),
            help=say("如：32000000、3200万、98.5%"),
        )
        _select(right, say("单位"), moves.field("unit", one), units)
        _select(st, say("指标"), moves.field("indicator", one), indicators)
        st.text_input(
            say("理由（必填）"),
            key=moves.field("reason", one),
            placeholder=say("如：原文为3300万件"),
        )
        _ends(say("保存更正"), "Ctrl+Enter", one, steps.correct, (row, order))


def _rejection(row: Row, order: Sequence[str]) -> None:
    """Why the figure is not to be used."""
    one = str(row["observation_id"])
    with st.container(key=f"typing_reject_{one}"), st.form(f"reject_{one}"):
        st.text_input(
            say("为什么拒绝（必填）"),
            key=moves.field("why", one),
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
            on_click=moves.turn,
            args=("", identity),
        )


def _start(name: str, identity: str, text: str) -> None:
    """What a field holds when it opens."""
    st.session_state.setdefault(moves.field(name, identity), text)


def _select(place: Any, title: str, key: str, offered: Mapping[str, str]) -> None:
    """A list of codes by their names; an unknown one stays as it is."""
    now = st.session_state[key]
    codes = list(offered) if now in offered else [now, *offered]
    place.selectbox(title, codes, format_func=lambda code: offered.get(code, code), key=key)
