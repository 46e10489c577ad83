"""Parts of the screen that several pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import evidence, markup, rows, selection
from dashboard.comparison import Comparison
from dashboard.views import cached

ROUND = "_round"  # grows when evidence is closed, so that the same mark can be clicked again


def need_reports() -> None:
    """Ends the page with what to do next where nothing has been extracted yet."""
    if cached.observations().empty:
        st.info(
            "还没有可对比的数字。请在命令行运行 duibiao extract 报告文件，再刷新本页。",
            icon=":material/info:",
        )
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


@st.dialog("原文依据", position="right", width="medium", on_dismiss=next_round)
def show_evidence(identity: str) -> None:
    """The sentence behind a figure, where it stands, and all that is known of it."""
    row = selection.observation(cached.observations(), identity)
    if row is None:
        st.warning("没有找到这个数字，可能报告已更新。请刷新本页。")
        return
    report = cached.report(str(row["report_id"]))
    st.html(markup.sentence_html(row, str(report.get("text", ""))))
    st.caption(markup.plain(evidence.origin(row, report)))
    st.page_link(
        "views/source.py",
        label="在报告全文中查看",
        icon=":material/description:",
        query_params={selection.OBSERVATION: identity},
    )
    st.html(markup.fields_html(evidence.fields(row), "这个数字的各项说明"))


def show_pairs(comparison: Comparison, groups: Sequence[tuple[str, ...]]) -> None:
    """The verdict on every pair, and which agencies can be compared among themselves."""
    if not comparison.pairs:
        return
    opened = st.expander(f"两两可比性（{len(comparison.pairs)}对）", key="pairs", on_change="rerun")
    if not opened.open:
        return
    with opened:
        for group in rows.group_names(groups, comparison.rows):
            st.markdown(f"可比的一组：{markup.plain('、'.join(group))}")
        st.html(
            markup.table_html(*rows.pair_table(comparison.pairs, comparison.rows), "两两可比性")
        )


def show_others(comparison: Comparison) -> None:
    """What else the agencies say of the indicator, and who says nothing."""
    title = f"同一指标的其他读数（{len(comparison.others)}个）"
    if (
        len(comparison.others)
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
                alt="同一指标的其他读数",
            )
            if identity := selection.picked_row(picked, comparison.others):
                show_evidence(identity)
    if comparison.missing:
        st.caption(markup.plain(f"未公布：{'、'.join(comparison.missing)}。未公布不等于零。"))


def compare_link(row: Mapping[str, object]) -> None:
    """A link from an observation to the comparison of its indicator."""
    name = cached.names().get(str(row["indicator"]))
    if name is None:
        st.caption("这个数字没有归入指标，不参加对比。")
        return
    st.page_link(
        "views/comparing.py",
        label=f"对比“{markup.plain(name)}”",
        icon=":material/bar_chart:",
        query_params={selection.INDICATOR: name},
    )
