"""Charts and tables whose marks and rows can be clicked, the same on every page that uses them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import markup, selection
from dashboard.charts import Chart
from dashboard.views import parts

FEW = 40  # rows that a table shows at once


def chart(drawn: Chart, key: str) -> str:
    """Shows a chart with its source; the observation that was clicked, "" for none."""
    event = st.plotly_chart(
        drawn.figure,
        theme=None,
        key=parts.round_key(key),
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "locale": "zh-CN"},
        alt=drawn.alt,
    )
    st.caption(markup.plain(drawn.source))
    return selection.picked(event)


def table(
    frame: pd.DataFrame,
    key: str,
    alt: str,
    mode: Any = "single-row",
    on_select: Any = "rerun",
) -> Any:
    """Shows a table; what was chosen in it, as Streamlit tells it."""
    pinned = {str(frame.columns[0]): st.column_config.TextColumn(pinned=True)}
    return st.dataframe(
        frame,
        hide_index=True,
        key=parts.round_key(key),
        on_select=on_select,
        selection_mode=mode,
        height="content" if len(frame) < FEW else 900,
        column_config=pinned if mode == "single-cell" else None,
        alt=alt,
    )


def in_words(frame: pd.DataFrame, caption: str) -> None:
    """The same table as plain text, folded, to print and to read aloud."""
    with st.expander("文字版表格（打印、读屏用）"):
        st.html(markup.table_html(list(frame.columns), frame.itertuples(index=False), caption))
