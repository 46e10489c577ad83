"""趋势: one agency and one indicator over its periods, and what may be said of the change."""

import streamlit as st

from dashboard import markup, selection, trend_words
from dashboard.views import clickable, parts, prepared, trend_choice

st.title("趋势")
parts.need_reports()
agency, name, indicator = trend_choice.agency_and_indicator()
if not indicator:
    st.info("这家机构没有归入指标的数字。请换一家机构。", icon=":material/info:")
    st.stop()
found = prepared.over_time(agency, indicator)
st.subheader(markup.plain(trend_words.finding(found, name)))
if todo := trend_words.next_step(found):
    st.info(markup.plain(todo), icon=":material/info:")
for step in found.steps[-1:]:
    st.html(markup.badge_html(step.pair.verdict))
    st.html(markup.fields_html(trend_words.explained(found, step), "最近两期的对照"))

identity = ""
if len(found.rows):
    chart = prepared.trend_chart(agency, indicator)
    identity = clickable.chart(chart, "trend")
    table = trend_words.shown(found)
    chosen = clickable.table(table, "trend_table", chart.alt)
    identity = identity or selection.picked_row(chosen, found.rows)
    st.caption("点图中的圆点或表中的一行，看它的原文。")
    clickable.in_words(table, chart.title)

if len(found.reported):
    st.subheader("报告自己写明的变化")
    said = clickable.table(
        trend_words.changes_shown(found),
        "reported",
        f"{name}报告写明的{found.indicator.name}的变化。",
    )
    identity = identity or selection.picked_row(said, found.reported)

st.subheader(f"{name}有两期以上的指标")
summary = prepared.summary(agency)
if summary.empty:
    st.caption("还没有。加入这家机构其他年份的报告后，这里逐条列出前后两期。")
else:
    lines = summary.drop(columns=trend_words.KEY)
    alt = f"{name}有两期以上的{len(lines)}个指标。"
    clickable.table(lines, "summary", alt, on_select=trend_choice.choose)
    st.caption("点一行，看该指标的趋势。")
if identity:
    parts.show_evidence(identity)
