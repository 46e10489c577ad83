"""原文依据: a report with every claim marked, and what is known of the chosen one."""

import streamlit as st

from dashboard import evidence, markup, selection
from dashboard.books import report_book
from dashboard.language import say
from dashboard.views import cached, parts, prepared, reach, saving, sifting

head = saving.head(say("原文依据"))
PICK = "picked_report"
identity = st.query_params.get(selection.OBSERVATION, "")
reach.only(observation_id=(identity,) if identity else ())
asked = selection.observation(cached.observations(), identity)
named = str(asked["report_id"]) if asked else st.query_params.get(selection.REPORT, "")
titles = prepared.report_titles(named)


def go_to(identity: str) -> None:
    """Puts an observation into the address."""
    st.query_params[selection.OBSERVATION] = identity


def go_to_report() -> None:
    """Puts a report into the address, at its first claim."""
    st.query_params.clear()
    st.query_params[selection.REPORT] = st.session_state[PICK]


st.session_state[PICK] = selection.report_of(asked, st.query_params, titles)
reach.only(report_id=(st.session_state[PICK],))
parts.need_reports()
observations = cached.observations()
report_id = st.selectbox(
    say("报告"), list(titles), format_func=titles.__getitem__, key=PICK, on_change=go_to_report
)
report = cached.report(report_id)
claims = evidence.report_claims(observations, report_id)
if claims.empty:
    st.info(say("这份报告里没有找到数字。请换一份报告。"), icon=":material/info:")
identity = str(asked["observation_id"]) if asked else ""
with head:
    saving.offer_book(
        report_book.name(report),
        lambda behind: report_book.book(report, claims, behind),
        saving.here({selection.OBSERVATION: identity, selection.REPORT: report_id}),
    )
if gone := not asked and st.query_params.get(selection.OBSERVATION, ""):
    if sifting.is_rejected(gone):
        st.warning(say("这个数字在核对时被拒绝，不再参加对比。见“明细”的“只看已拒绝的”。"))
    else:
        st.warning(say("地址中的数字已不存在，可能报告已更新。请在下面的原文中重新选择。"))

text, panel = st.columns([3, 2], gap="large")
with panel:
    before, after = evidence.neighbours(claims, identity)
    with st.container(horizontal=True):
        st.button(say("上一处"), disabled=not before, on_click=go_to, args=(before,))
        st.button(say("下一处"), disabled=not after, on_click=go_to, args=(after,))
    if asked:
        st.html(markup.fields_html(evidence.fields(asked), say("这个数字的各项说明")))
        parts.compare_link(asked)
    else:
        st.caption(say("点原文中任一标出的数字，或用“下一处”，看它的各项说明。"))
    st.caption(markup.plain(evidence.about(report)))
with text:
    st.html(markup.legend_html(claims["category"]))
    body = markup.report_html(str(report.get("text", "")), claims, identity)
    with st.container(height=720, key="report_text"):
        st.html(body)
if asked:
    st.html(markup.SCROLL, unsafe_allow_javascript=True)
