"""总览: which agency reports what, and the indicators that most report."""

import streamlit as st

from dashboard import coverage, markup, selection, systems, written
from dashboard.books import overview_book
from dashboard.language import is_english, say
from dashboard.selection import Choice
from dashboard.views import cached, changes, parts, saving

head = saving.head(say("总览"))
parts.need_reports()
observations, reports, names = cached.observations(), cached.reports(), cached.names()
st.caption(
    say(
        "{reports}份工作报告，{agencies}家机构，{figures}个数字，其中{mapped}个已归入指标。"
        "报告中的数字为初步数，以统计年鉴为准。",
        reports=len(reports),
        agencies=observations["agency"].nunique(),
        figures=len(observations),
        mapped=int((observations["indicator"] != "").sum()),
    )
)

st.header(say("公布机构最多的指标"))
heads = [cached.comparison(Choice(indicator)) for indicator in cached.headline_indicators()]
with st.grid(min_column_width=270):
    for found in heads:
        indicator = found.indicator.id
        with st.container(border=True, height="stretch"):
            st.page_link(
                "views/comparing.py",
                label=f"**{markup.plain(written.opened(names[indicator]))}**",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params={selection.INDICATOR: names[indicator]},
            )
            st.html(markup.card_html(found))

st.header(say("谁公布了什么"))
years = (*coverage.years(reports), selection.ALL_YEARS)
usual = coverage.usual_year(reports) or selection.ALL_YEARS
year = st.segmented_control(
    say("年份"),
    years,
    format_func=systems.year_name,
    default=usual,
    required=True,
    key=selection.YEAR,
    bind="query-params",
)
when = "" if year == selection.ALL_YEARS else str(year)
every = cached.matrix(when)
several = coverage.several(every)
rest = len(every.cells) - len(several.cells)
narrow = st.toggle(
    say(
        "只看两家以上公布的指标（{several}个，另有{rest}个只有一家）",
        several=len(several.cells),
        rest=rest,
    ),
    value=True,
    key=selection.SEVERAL,
    bind="query-params",
)
matrix = several if narrow and len(several.cells) else every
st.caption(coverage.legend())
table = coverage.shown(matrix)
wide = 230 if is_english() else 170
event = st.dataframe(
    table,
    hide_index=True,
    key=parts.round_key("matrix"),
    on_select="rerun",
    selection_mode="single-cell",
    height="content" if len(table) < 60 else 900,
    column_config={
        say("类别"): st.column_config.TextColumn(width=150 if is_english() else 110),
        say("指标"): st.column_config.TextColumn(pinned=True, width=wide),
        say("家数"): st.column_config.NumberColumn(
            width=80 if is_english() else 60, help=say("公布该指标的机构数")
        ),
    },
    alt=coverage.alt(matrix),
)
if chosen := coverage.clicked(event, matrix):
    parts.next_round()
    st.switch_page("views/comparing.py", query_params={selection.INDICATOR: names[chosen]})

asked = say("年份 {year}", year=systems.year_name(str(year)))
with head:
    saving.offer_book(
        overview_book.name(when),
        lambda behind: overview_book.book(matrix, heads, when, asked, behind),
        saving.here(
            {selection.YEAR: systems.year_name(str(year)), selection.SEVERAL: str(narrow).lower()}
        ),
    )
changes.show()
