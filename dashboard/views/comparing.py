"""指标对比: one indicator side by side, whether that is fair, and each figure's sentence."""

import streamlit as st

from dashboard import markup, picture, rows, selection, workbook
from dashboard.views import cached, filters, parts, saving

st.title("指标对比")
parts.need_reports()
names = cached.names()
if not names:
    st.info("已抽取的数字都没有归入指标。请到“原文依据”逐条查看。", icon=":material/info:")
    st.stop()

choice = filters.choose(names)
comparison = cached.comparison(choice)
chart = cached.chart(choice)
st.subheader(markup.plain(chart.title))
st.html(markup.reasons_html(comparison))
filters.offer_groups(comparison, cached.groups(choice))
if comparison.rows.empty:
    st.info("所选机构没有公布这个指标。请换一个指标，或清空“机构”。", icon=":material/info:")
    st.stop()
event = st.plotly_chart(
    chart.figure,
    theme=None,
    key=parts.round_key("chart"),
    on_select="rerun",
    selection_mode="points",
    config={"displayModeBar": False, "locale": "zh-CN"},
    alt=chart.alt,
)
st.caption(markup.plain(chart.source))
saving.save_buttons(chart, parts.round_key("chart"), picture.asked(comparison))

st.subheader("数值表")
table = rows.shown(comparison.rows, comparison.ranked)
chosen = st.dataframe(
    table,
    hide_index=True,
    key=parts.round_key("table"),
    on_select="rerun",
    selection_mode="single-row",
    alt=chart.alt,
)
if identity := selection.picked(event) or selection.picked_row(chosen, comparison.rows):
    parts.show_evidence(identity)
st.caption("点图中的一条或表中的一行，看它的原文。")
written = markup.table_html(list(table.columns), table.itertuples(index=False), chart.title)
with st.expander("文字版表格（读屏用）"):
    st.html(written)
saving.show_printed(written, picture.asked(comparison))

address = selection.address(
    st.context.url or "", selection.query(choice, cached.offered(choice.indicator))
)
st.download_button(
    "下载 Excel",
    data=lambda: workbook.workbook(cached.book(choice, address)),
    file_name=workbook.file_name(comparison),
    mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    on_click="ignore",
    type="primary",
    icon=":material/download:",
)
st.subheader("可复制的一句话")
st.code(comparison.sentence, language=None, wrap_lines=True)
parts.show_pairs(comparison, cached.groups(choice))
parts.show_others(comparison)
