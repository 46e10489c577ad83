"""核对: figures one by one, text left, fields right, from the keyboard; reports that disagree."""

from pathlib import Path

import streamlit as st

from dashboard import reviewing
from dashboard.language import say
from dashboard.views import (
    cached,
    reviewing_ask,
    reviewing_desk,
    reviewing_done,
    reviewing_queue,
    reviewing_torn,
    saving,
)

KEYS = (Path(__file__).parent.parent / "reviewing.js").read_text(encoding="utf-8")

head = saving.head(say("核对"))
if cached.reports().empty:
    st.info(say("还没有报告。请先在“导入”页导入报告，再来核对。"), icon=":material/info:")
    st.stop()
st.html(reviewing_ask.STYLE)
left, middle, right = st.columns([3, 1.3, 1.7], vertical_alignment="bottom")
with left:
    part = reviewing_ask.part()
with right:
    reviewing_ask.name()
if part == reviewing.CONFLICTS:
    reviewing_torn.show(head)
elif part == reviewing.DONE:
    reviewing_done.show(head)
else:
    with middle:
        reviewing_ask.twice()
    reviewing_queue.show(head)
st.html(f"<script>{KEYS}</script>", unsafe_allow_javascript=True)
reviewing_desk.desk().hush()
