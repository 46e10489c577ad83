"""同类系统: the platforms of one class side by side, each figure with its sentence."""

import streamlit as st

from dashboard import markup, selection, systems
from dashboard.views import cached, clickable, parts, prepared

MOST = 6  # charts on the page; every figure stands in the tables

st.title("同类系统")
parts.need_reports()
classes = prepared.classes()
if not classes:
    st.info("已抽取的数字都没有提到平台。请到“指标对比”看各机构的数字。", icon=":material/info:")
    st.stop()

first, second = st.columns([1, 2])
kind = first.selectbox(
    "平台类别",
    list(classes),
    key="class",
    bind="query-params",
    help="平台多的类别在前。类别见 data/systems.csv。",
)
years = (selection.ALL_YEARS, *systems.years_of(cached.observations(), classes[kind]))
year = second.segmented_control(
    "年份",
    years,
    default=selection.ALL_YEARS,
    required=True,
    key=selection.YEAR,
    bind="query-params",
    help="全部：各平台取最接近多数平台的一期，期间写在数字后面。",
)
when = "" if year == selection.ALL_YEARS else str(year)
side = prepared.side_by_side(kind, when)
st.subheader(markup.plain(systems.finding(side)))
table = systems.matrix(side)
identity = ""
if len(table):
    event = clickable.table(table, f"platforms_{kind}", f"{systems.finding(side)}。", "single-cell")
    identity = systems.clicked(event, side)
    marks = "；".join(f"{mark} {meaning}" for mark, meaning in systems.MARKED.items())
    st.caption(f"{marks}。未公布不等于零。点任一格，看它的原文。")

for found, chart in prepared.platform_charts(kind, when, MOST):
    with st.container(border=True):
        st.markdown(f"**{markup.plain(systems.heading(found))}**")
        st.html(markup.reasons_html(found))
        identity = clickable.chart(chart, f"of_{found.indicator.id}") or identity
if len(side.shared) > MOST:
    st.caption(f"另有{len(side.shared) - MOST}个共同的指标，见上表的“结论”。")

st.subheader(f"逐个数字与原句（{len(side.figures)}个）")
figures = systems.shown(side)
chosen = clickable.table(figures, f"figures_{kind}", f"{systems.finding(side)}，逐条列出原句。")
st.caption("点表中的一行，看它在报告里的位置。")
clickable.in_words(figures, f"{kind}的数字")
if identity := identity or selection.picked_row(chosen, side.figures):
    parts.show_evidence(identity)
