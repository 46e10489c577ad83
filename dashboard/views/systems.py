"""同类系统: the platforms of one class side by side, each figure with its sentence."""

import streamlit as st

from dashboard import markup, selection, systems
from dashboard.books import systems_book
from dashboard.language import say
from dashboard.views import cached, clickable, parts, prepared, saving

FIGURES = 100  # listed at a time
MOST = 6  # charts on the page; every figure stands in the tables

head = saving.head(say("同类系统"))
parts.need_reports()
classes = prepared.classes()
if not classes:
    st.info(
        say("已抽取的数字都没有提到平台。请到“指标对比”看各机构的数字。"), icon=":material/info:"
    )
    st.stop()

first, second = st.columns([1, 2])
kind = first.selectbox(
    say("平台类别"),
    list(classes),
    format_func=systems.class_name,
    key="class",
    bind="query-params",
    help=say("平台多的类别在前。类别见 data/systems.csv。"),
)
years = (selection.ALL_YEARS, *systems.years_of(cached.observations(), classes[kind]))
year = second.segmented_control(
    say("年份"),
    years,
    format_func=systems.year_name,
    default=selection.ALL_YEARS,
    required=True,
    key=selection.YEAR,
    bind="query-params",
    help=say("全部：各平台取最接近多数平台的一期，期间写在数字后面。"),
)
when = "" if year == selection.ALL_YEARS else str(year)
side = prepared.side_by_side(kind, when)
st.header(markup.plain(systems.finding(side)))
table = systems.matrix(side)
identity = ""
if len(table):
    told = say("{sentence}。", sentence=systems.finding(side))
    event = clickable.table(table, f"platforms_{kind}", told, "single-cell")
    identity = systems.clicked(event, side)
    st.caption(say("{marks}。未公布不等于零。点任一格，看它的原文。", marks=systems.marks_told()))

asked = say(
    "平台类别 {kind}；年份 {year}", kind=systems.class_name(kind), year=systems.year_name(year)
)
with head:
    saving.offer_book(
        systems_book.name(kind, when),
        lambda behind: systems_book.book(side, when, asked, behind),
        saving.here({"class": systems.class_name(kind), selection.YEAR: systems.year_name(year)}),
    )
for found, chart in prepared.platform_charts(kind, when, MOST):
    with st.container(border=True):
        st.markdown(f"**{markup.plain(systems.heading(found))}**")
        st.html(markup.reasons_html(found))
        identity = clickable.chart(chart, f"of_{found.indicator.id}", asked) or identity
if len(side.shared) > MOST:
    more = len(side.shared) - MOST
    st.caption(say("另有{n}个共同的指标，见上表的“结论”。", n=more))

st.header(say("逐个数字与原句（{n}个）", n=len(side.figures)))
part = clickable.leaf(len(side.figures), FIGURES, f"figures_{kind}_{when}")
figures = systems.shown(side, part)
told = say("{said}，逐条列出原句。", said=systems.finding(side))
chosen = clickable.table(figures, f"figures_{kind}{part.start or ''}", told)
st.caption(say("点表中的一行，看它在报告里的位置。"))
clickable.in_words(figures, say("{name}的数字", name=systems.class_name(kind)), "figures", asked)
if identity := identity or selection.picked_row(chosen, side.figures.iloc[part]):
    parts.show_evidence(identity)
