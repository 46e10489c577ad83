"""One figure of 核对: the text in which it stands, and the buttons with their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import evidence, markup, reviewing_text, selection
from dashboard.language import say
from dashboard.views import cached, reviewing_desk, reviewing_state
from dashboard.views import reviewing_moves as moves
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
        _button(
            "correct",
            one,
            say("更正…"),
            "E",
            can,
            moves.turn,
            (moves.CORRECT, one),
        )
        # R is Streamlit's own: the page's script hands it on.
        _button(
            "reject",
            one,
            say("拒绝… :gray[R]"),
            None,
            can,
            moves.turn,
            (moves.REJECT, one),
        )
    with st.container(horizontal=True, gap="small"):
        _button("skip", one, say("跳过"), "S", True, moves.skip, (one, order))
        _button(
            "back",
            one,
            say("上一条"),
            "Left",
            bool(reviewing_desk.desk().trail),
            moves.back,
        )
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
