"""The widgets of 指标对比; each value stands in the address under its widget's key."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import markup, rows, selection, wording
from dashboard.comparison import Comparison
from dashboard.language import listed, say
from dashboard.selection import Choice, Options
from dashboard.views import cached, parts, reach


def choose(names: dict[str, str]) -> Choice:
    """Shows the widgets and gives what the reader chose."""
    first, second, third = st.columns([2, 1, 1])
    indicator = first.selectbox(
        say("指标"),
        list(names),
        format_func=names.__getitem__,
        key=selection.INDICATOR,
        bind="query-params",
    )
    reach.narrow(indicator=cached.taxonomy().kin(indicator))
    offered = cached.offered(indicator)
    second.selectbox(
        say("期间"),
        ("", *offered.periods),
        format_func=selection.period_name,
        key=selection.PERIOD,
        help=say("自动：取公布机构最多的一期；没有该期的机构取最近的一期，并写明。"),
        bind="query-params",
    )
    third.selectbox(
        say("本单位"),
        ("", *offered.agencies),
        format_func=lambda agency: offered.agencies.get(agency, say("未设")),
        key=selection.OWN,
        help=say("设定后以深色显示，其余为灰色。"),
        bind="query-params",
    )
    more(offered)
    return Choice.of(parts.state())


def more(offered: Options) -> None:
    """What is needed less often: agencies, conversion, kin indicators, one axis for all."""
    with st.expander(say("机构、换算与口径"), icon=":material/tune:"):
        st.multiselect(
            say("机构"),
            list(offered.agencies),
            format_func=offered.agencies.__getitem__,
            key=selection.AGENCIES,
            placeholder=say("全部机构"),
            bind="query-params",
        )
        st.segmented_control(
            say("换算"),
            offered.bases,
            default="total",
            required=True,
            format_func=lambda basis: wording.label("basis", basis),
            key=selection.BASIS,
            bind="query-params",
        )
        st.toggle(say("含相近口径的指标"), key=selection.KIN, bind="query-params")
        st.toggle(say("不可比的也放在同一坐标轴"), key=selection.TOGETHER, bind="query-params")


def offer_groups(comparison: Comparison, groups: Sequence[tuple[str, ...]]) -> None:
    """Where not all can be compared: a button for each group of agencies that can."""
    if len(comparison.rows) < 3:
        return
    agencies = dict(zip(comparison.rows["observation_id"], comparison.rows["agency"], strict=True))
    labels = rows.group_names(groups, comparison.rows)
    for group, label in list(zip(groups, labels, strict=True))[:3]:
        if len(group) < len(comparison.rows):
            st.button(
                say("只看可比的{n}家：{names}", n=len(group), names=markup.plain(listed(label))),
                key=f"group_{'_'.join(group)}",
                icon=":material/check:",
                on_click=only,
                args=([agencies[identity] for identity in group],),
            )


def only(agencies: list[str]) -> None:
    """Chooses some agencies and no others."""
    st.session_state[selection.AGENCIES] = agencies
