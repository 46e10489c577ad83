"""The rejected figures of 明细: what that means, and who rejected one, when and why."""

from __future__ import annotations

import streamlit as st

from dashboard import evidence, markup, reviewing_history, selection, stacked
from dashboard.language import say
from dashboard.views import cached, parts, reviewing_state, sifting


def tell() -> None:
    """Says above the table what the figures in it are."""
    st.warning(
        say("以下数字在核对时被拒绝：不参加对比，各页的图表和导出里也没有它们。"),
        icon=":material/block:",
    )


def show_evidence(identity: str) -> None:
    """The sentence of a rejected figure, who rejected it, when and why, and the way to undo it."""
    title = say("已拒绝的数字")
    beside = st.dialog(title, position="right", width="medium", on_dismiss=parts.next_round)
    beside(_evidence)(identity)


def _evidence(identity: str) -> None:
    row = selection.observation(sifting.observations(True), identity)
    if row is None:
        st.warning(say("没有找到这个数字，可能报告已更新。请刷新本页。"))
        return
    report = cached.report(str(row["report_id"]))
    ledgers = reviewing_state.ledgers()
    if rejected := reviewing_history.rejection(ledgers, identity):
        st.error(markup.plain(reviewing_history.told(rejected)), icon=":material/block:")
    st.html(markup.sentence_html(row, str(report.get("text", ""))))
    st.caption(markup.plain(evidence.origin(row, report)))
    st.page_link(
        "views/reviewing.py",
        label=say("到“核对”重新决定"),
        icon=":material/fact_check:",
        query_params={selection.OBSERVATION: identity},
    )
    made = reviewing_history.steps(ledgers, identity, str(row["unit"] or ""))
    table = reviewing_history.headings(), reviewing_history.cells(made)
    st.html(stacked.table_html(*table, say("这个数字的经过")))
    st.html(markup.fields_html(evidence.fields(row), say("这个数字的各项说明")))
