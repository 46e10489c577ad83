"""Parts of the screen that several pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import evidence, markup, rows, selection
from dashboard.comparison import Comparison
from dashboard.extent import NOTHING, too_wide
from dashboard.language import listed, say
from dashboard.views import cached, looked

ROUND = "_round"  # grows when evidence is closed, so that the same mark can be clicked again


def need_reports() -> None:
    """Ends the page with what to do next where there is nothing yet, or too much to look at."""
    need_choice()
    if cached.observations().empty:
        st.info(
            say("还没有可对比的数字。请到“导入”页拖入报告，或在命令行运行 duibiao add 报告文件。"),
            icon=":material/info:",
        )
        st.stop()


def need_choice() -> None:
    """Ends the page with what to choose where there is too much to look at."""
    seen = looked.now()
    if seen.part == NOTHING:
        st.info(too_wide(cached.size(seen.chosen)), icon=":material/info:")
        st.stop()


def state() -> dict[str, Any]:
    """The widgets' values by key."""
    return {str(key): value for key, value in st.session_state.items()}


def next_round() -> None:
    """Forgets what was clicked."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def round_key(name: str) -> str:
    """The key of a chart or table whose selection is forgotten with ``next_round``."""
    return f"{name}_{st.session_state.get(ROUND, 0)}"


def show_evidence(identity: str) -> None:
    """The sentence behind a figure, where it stands, and all that is known of it."""
    beside = st.dialog(say("原文依据"), position="right", width="medium", on_dismiss=next_round)
    beside(_evidence)(identity)


def _evidence(identity: str) -> None:
    row = selection.observation(cached.observations(), identity)
    if row is None:
        st.warning(say("没有找到这个数字，可能报告已更新。请刷新本页。"))
        return
    report = cached.report(str(row["report_id"]))
    st.html(markup.sentence_html(row, str(report.get("text", ""))))
    st.caption(markup.plain(evidence.origin(row, report)))
    st.page_link(
        "views/source.py",
        label=say("在报告全文中查看"),
        icon=":material/description:",
        query_params={selection.OBSERVATION: identity},
    )
    st.html(markup.fields_html(evidence.fields(row), say("这个数字的各项说明")))


def show_pairs(comparison: Comparison, groups: Sequence[tuple[str, ...]]) -> None:
    """The verdict on every pair, and which agencies can be compared among themselves."""
    if not comparison.judged.many:
        return
    title = say("两两可比性（{n}对）", n=comparison.judged.many)
    opened = st.expander(title, key="pairs", on_change="rerun")
    if not opened.open:
        return
    with opened:
        for group in rows.group_names(groups, comparison.rows):
            st.markdown(say("可比的一组：{names}", names=markup.plain(listed(group))))
        table = rows.pair_table(comparison.pairs, comparison.rows)
        st.html(markup.table_html(*table, say("两两可比性")))


def show_others(comparison: Comparison) -> None:
    """What else the agencies say of the indicator, and who says nothing."""
    title = say("同一指标的其他读数（{n}个）", n=comparison.left_out)
    if (
        comparison.left_out
        and (opened := st.expander(title, key="readings", on_change="rerun")).open
    ):
        with opened:
            table = rows.shown(comparison.others, False)
            picked = st.dataframe(
                table,
                hide_index=True,
                key=round_key("others"),
                on_select="rerun",
                selection_mode="single-row",
                alt=say("同一指标的其他读数"),
            )
            if identity := selection.picked_row(picked, comparison.others):
                show_evidence(identity)
    if comparison.missing:
        names = markup.plain(listed(comparison.missing))
        st.caption(say("未公布：{names}。未公布不等于零。", names=names))


def compare_link(row: Mapping[str, object]) -> None:
    """A link from an observation to the comparison of its indicator."""
    name = cached.names().get(str(row["indicator"]))
    if name is None:
        st.caption(say("这个数字没有归入指标，不参加对比。"))
        return
    st.page_link(
        "views/comparing.py",
        label=say("对比“{name}”", name=markup.plain(name)),
        icon=":material/bar_chart:",
        query_params={selection.INDICATOR: name},
    )
