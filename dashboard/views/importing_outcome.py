"""What came of the last step of 导入: reports that are in the store, files that gave nothing."""

from __future__ import annotations

import streamlit as st

from dashboard import incoming_words, markup, selection
from dashboard.language import say
from dashboard.views import importing_steps as steps
from dashboard.views.importing_held import Held

FEW = 5  # sentences that are shown at once; links to reports


def show(mine: Held) -> None:
    """What came of the last step, with links to where it can be seen."""
    for sentence in mine.troubles[:FEW]:
        st.error(markup.plain(sentence), icon=":material/error:")
    if rest := mine.troubles[FEW:]:
        with st.expander(say("其余{n}个", n=len(rest))):
            st.markdown("\n".join(f"- {markup.plain(one)}" for one in rest))
    if not mine.accepted:
        return
    sentence = markup.plain(incoming_words.accepted(mine.accepted))
    st.success(sentence, icon=":material/check:")
    if not mine.told:  # the reader may be far down on a long page
        st.toast(sentence, icon=":material/check:")
        mine.told = True
    with st.container(horizontal=True):
        for one in mine.accepted[:FEW]:
            st.page_link(
                "views/source.py",
                label=say("原文：{name}", name=markup.plain(one.report_id)),
                icon=":material/description:",
                query_params={selection.OBSERVATION: one.first},
            )
        st.page_link("views/overview.py", label=say("总览"), icon=":material/grid_view:")
        st.page_link("views/reviewing.py", label=say("核对"), icon=":material/fact_check:")


def show_refused(mine: Held) -> None:
    """The files that gave nothing, a sentence each."""
    sentences = [one() for one in mine.refused]
    if not sentences:
        return
    st.error(say("有{n}个文件没有读成，其余照常：", n=len(sentences)), icon=":material/error:")
    lines = "\n".join(f"- {markup.plain(one)}" for one in sentences[:FEW])
    st.markdown(lines)
    if rest := sentences[FEW:]:
        with st.expander(say("其余{n}个", n=len(rest))):
            st.markdown("\n".join(f"- {markup.plain(one)}" for one in rest))
    st.button(say("知道了"), on_click=steps.seen, icon=":material/close:")
