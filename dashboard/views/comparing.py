"""指标对比: one indicator side by side, whether that is fair, and each figure's sentence."""

import streamlit as st

from dashboard import markup, picture, rows, selection
from dashboard.language import say
from dashboard.views import cached, clickable, filters, parts, saving

head = saving.head(say("指标对比"))
names = cached.names()
if not names:
    parts.need_reports()
    st.info(say("已抽取的数字都没有归入指标。请到“原文依据”逐条查看。"), icon=":material/info:")
    st.stop()

choice = filters.choose(names)
parts.need_reports()
comparison = cached.comparison(choice)
chart = cached.chart(choice)
st.header(markup.plain(chart.title))
st.html(markup.reasons_html(comparison))
filters.offer_groups(comparison, cached.groups(choice))
if comparison.rows.empty:
    st.info(say("所选机构没有公布这个指标。请换一个指标，或清空“机构”。"), icon=":material/info:")
    st.stop()
asked = picture.asked(comparison)
identity = clickable.chart(chart, "chart", asked)

st.header(say("数值表"))
table = rows.shown(comparison.rows, comparison.ranked)
chosen = clickable.table(table, "table", chart.alt)
if identity := identity or selection.picked_row(chosen, comparison.rows):
    parts.show_evidence(identity)
st.caption(say("点图中的一条或表中的一行，看它的原文。"))
clickable.in_words(table, chart.title, "table", asked)

address = saving.here(selection.query(choice, cached.offered(choice.indicator)))
with head:
    saving.offer_comparison(comparison, choice, address)
st.header(say("可复制的一句话"))
st.code(comparison.sentence, language=None, wrap_lines=True)
parts.show_pairs(comparison, cached.groups(choice))
parts.show_others(comparison)
