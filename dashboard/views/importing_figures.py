"""What was found in a report that waits, least certain first: sentences, and all as a table."""

from __future__ import annotations

import streamlit as st

from dashboard import incoming_figures, markup, stacked
from dashboard.incoming import Candidate
from dashboard.language import say
from dashboard.views import clickable

FEW = 5  # figures that are shown at first, and more at a time
LINES = 50  # lines of the table of all figures at a time


def show(candidate: Candidate) -> None:
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
