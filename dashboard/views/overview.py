"""总览: which agency reports what, and the indicators that most report."""

import streamlit as st

from dashboard import coverage, markup, selection
from dashboard.selection import Choice
from dashboard.views import cached, parts

st.title("总览")
parts.need_reports()
observations, reports, names = cached.observations(), cached.reports(), cached.names()
st.caption(
    f"{len(reports)}份工作报告，{observations['agency'].nunique()}家机构，"
    f"{len(observations)}个数字，其中{(observations['indicator'] != '').sum()}个已归入指标。"
    "报告中的数字为初步数，以统计年鉴为准。"
)

st.subheader("公布机构最多的指标")
with st.grid(min_column_width=270):
    for indicator in cached.headline_indicators():
        found = cached.comparison(Choice(indicator))
        with st.container(border=True, height="stretch"):
            st.page_link(
                "views/comparing.py",
                label=f"**{markup.plain(names[indicator])}**",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params={selection.INDICATOR: names[indicator]},
            )
            st.html(markup.card_html(found))

st.subheader("谁公布了什么")
years = (*coverage.years(reports), selection.ALL_YEARS)
usual = coverage.usual_year(reports) or selection.ALL_YEARS
year = st.segmented_control(
    "年份", years, default=usual, required=True, key=selection.YEAR, bind="query-params"
)
every = cached.matrix("" if year == selection.ALL_YEARS else str(year))
several = coverage.several(every)
rest = len(every.cells) - len(several.cells)
narrow = st.toggle(
    f"只看两家以上公布的指标（{len(several.cells)}个，另有{rest}个只有一家）",
    value=True,
    key=selection.SEVERAL,
    bind="query-params",
)
matrix = several if narrow and len(several.cells) else every
st.caption(
    "；".join(f"{mark} {meaning}" for mark, meaning in coverage.LEGEND)
    + "。未公布：有报告而未写明；无报告：没有该年的报告。点任一格，看该指标的对比。"
)
table = coverage.shown(matrix)
event = st.dataframe(
    table,
    hide_index=True,
    key=parts.round_key("matrix"),
    on_select="rerun",
    selection_mode="single-cell",
    height="content" if len(table) < 60 else 900,
    column_config={
        "类别": st.column_config.TextColumn(width=110),
        "指标": st.column_config.TextColumn(pinned=True, width=170),
        "家数": st.column_config.NumberColumn(width=60, help="公布该指标的机构数"),
    },
    alt=coverage.alt(matrix),
)
if chosen := coverage.clicked(event, matrix):
    parts.next_round()
    st.switch_page("views/comparing.py", query_params={selection.INDICATOR: names[chosen]})
