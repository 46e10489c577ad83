"""趋势: one agency and one indicator over its periods, and what may be said of the change."""

import streamlit as st

from dashboard import markup, selection, trend_words
from dashboard.books import trend_book
from dashboard.language import say
from dashboard.views import clickable, parts, prepared, saving, trend_choice

head = saving.head(say("趋势"))
parts.need_choice()
agency, name, indicator = trend_choice.agency_and_indicator()
parts.need_reports()
if not indicator:
    st.info(say("这家机构没有归入指标的数字。请换一家机构。"), icon=":material/info:")
    st.stop()
found = prepared.over_time(agency, indicator)
st.header(markup.plain(trend_words.finding(found, name)))
if todo := trend_words.next_step(found):
    st.info(markup.plain(todo), icon=":material/info:")
for step in found.steps[-1:]:
    st.html(markup.badge_html(step.pair.verdict))
    st.html(markup.fields_html(trend_words.explained(found, step), say("最近两期的对照")))

identity = ""
asked = say("机构 {agency}；指标 {indicator}", agency=name, indicator=found.indicator.name)
if len(found.rows):
    chart = prepared.trend_chart(agency, indicator)
    identity = clickable.chart(chart, "trend", asked)
    table = trend_words.shown(found)
    chosen = clickable.table(table, "trend_table", chart.alt)
    identity = identity or selection.picked_row(chosen, found.rows)
    st.caption(say("点图中的圆点或表中的一行，看它的原文。"))
    clickable.in_words(table, chart.title, "trend", asked)

with head:
    saving.offer_book(
        trend_book.name(name, found.indicator.name),
        lambda behind: trend_book.book(found, name, prepared.summary(agency), behind),
        saving.here({selection.AGENCY: name, selection.INDICATOR: found.indicator.name}),
    )

if len(found.reported):
    st.header(say("报告自己写明的变化"))
    said = clickable.table(
        trend_words.changes_shown(found),
        "reported",
        say("{name}报告写明的{indicator}的变化。", name=name, indicator=found.indicator.name),
    )
    identity = identity or selection.picked_row(said, found.reported)

st.header(say("{name}有两期以上的指标", name=name))
summary = trend_choice.summary(agency)
if summary.empty:
    st.caption(say("还没有。加入这家机构其他年份的报告后，这里逐条列出前后两期。"))
else:
    lines = summary.drop(columns=trend_words.KEY)
    alt = say("{name}有两期以上的{n}个指标。", name=name, n=len(prepared.several(agency)))
    clickable.table(lines, "summary", alt, on_select=trend_choice.choose)
    st.caption(say("点一行，看该指标的趋势。"))
if identity:
    parts.show_evidence(identity)
