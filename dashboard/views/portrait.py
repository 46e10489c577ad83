"""机构画像: one agency, all its indicators, each against the range of the others."""

import streamlit as st

from dashboard import coverage, markup, portrait, portrait_words, selection
from dashboard.books import portrait_book
from dashboard.language import say
from dashboard.peers import ALL_PEERS
from dashboard.views import cached, clickable, parts, prepared, saving

PLACES = 20  # indicators drawn at a time

head = saving.head(say("机构画像"))
parts.need_reports()
agencies = prepared.agencies()
first, second, third = st.columns([2, 1, 1])
agency = first.selectbox(
    say("机构"),
    list(agencies),
    format_func=agencies.__getitem__,
    key=prepared.AGENCY,
    bind="query-params",
)
years = portrait.years_of(cached.observations(), agency) if agency else ()
if not years:
    st.info(say("这家机构没有归入指标的数字。请换一家机构。"), icon=":material/info:")
    st.stop()
usual = coverage.usual_year(cached.reports())
year = second.segmented_control(
    say("年份"),
    years,
    default=usual if usual in years else years[0],
    required=True,
    key=selection.YEAR,
    bind="query-params",
)
groups = portrait_words.peers()
peers = third.segmented_control(
    say("对照机构"),
    list(groups),
    format_func=groups.__getitem__,
    default=ALL_PEERS,
    required=True,
    key="peers",
    bind="query-params",
    help=say("同级：只与同一层级地区（市级对市级、区县级对区县级）的机构对照。"),
)
whole = prepared.portrait(agency, str(year), str(peers))
categories = portrait_words.categories(whole)
wanted = st.multiselect(
    say("类别"),
    list(categories),
    format_func=categories.__getitem__,
    key="categories",
    placeholder=say("全部类别"),
    bind="query-params",
)
found, name = portrait_words.only(whole, wanted), agencies[agency]
st.header(markup.plain(portrait_words.finding(found, name)))
if said := portrait_words.standings(found):
    st.markdown(say("各家两两可比的指标中，{said}。", said=markup.plain(said)))

identity, kinds = "", [categories[one] for one in wanted]
given = {prepared.AGENCY: name, selection.YEAR: str(year), "peers": groups[str(peers)]}
asked = say(
    "机构 {agency}；年份 {year}；对照 {peers}", agency=name, year=year, peers=groups[str(peers)]
)
if found.places:
    leaf = clickable.leaf(len(found.places), PLACES, f"{agency}_{year}")
    turned = leaf.start or ""  # another key: what was clicked on one leaf is not on the next
    chart = prepared.spine_chart(
        agency, str(year), str(peers), tuple(wanted), leaf.start, leaf.stop
    )
    identity = clickable.chart(chart, f"spine{turned}", asked)
    here = portrait_words.part(found, leaf)
    table = portrait_words.shown(here)
    chosen = clickable.table(table, f"spine_table{turned}", chart.alt)
    identity = identity or selection.picked_row(chosen, portrait_words.rows(here))
    st.caption(say("点图中的一点或表中的一行，看它的原文。"))
    clickable.in_words(table, chart.title, "spine", asked)
else:
    st.info(say("没有可与其他机构对照的指标，理由见下表。"), icon=":material/info:")

with head:
    saving.offer_book(
        portrait_book.name(name, str(year)),
        lambda behind: portrait_book.book(found, name, asked, behind, kinds),
        saving.here({**given, selection.CATEGORIES: kinds}),
    )

if len(found.apart):
    apart = portrait_words.apart_shown(found)
    st.header(say("未画在尺上的指标（{n}个）", n=len(apart)))
    told = say("{name}未与其他机构对照的{n}个指标与理由。", name=name, n=len(apart))
    row = clickable.table(apart, "apart", told)
    identity = identity or selection.picked_row(row, found.apart)
    clickable.in_words(apart, say("未画在尺上的指标"), "apart", asked)
if identity:
    parts.show_evidence(identity)
