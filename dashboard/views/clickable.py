"""Charts and tables whose marks and rows can be clicked, the same on every page that uses them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import chart_words, markup, selection
from dashboard.charts import Chart
from dashboard.language import say
from dashboard.views import parts, saving

FEW = 40  # rows that a table shows at once


def chart(drawn: Chart, key: str, asked: str) -> str:
    """Shows a chart with its source, to save as a picture; the observation that was clicked.

    ``asked`` are the filters of the page in words; "" where nothing was clicked.
    """
    event = st.plotly_chart(
        drawn.figure,
        theme=None,
        key=parts.round_key(key),
        on_select="rerun",
        selection_mode="points",
        config=chart_words.settings(),
        alt=drawn.alt,
    )
    st.caption(markup.plain(drawn.source))
    saving.save_buttons(drawn, parts.round_key(key), asked)
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


def leaf(lines: int, most: int, key: str) -> slice:
    """Which of many lines to show: those to which the reader has leafed, ``most`` at a time."""
    pages = -(-lines // most)
    page = st.pagination(pages, key=f"leaf_{key}") if pages > 1 else 1
    return slice((page - 1) * most, page * most)


def in_words(frame: pd.DataFrame, caption: str, key: str, asked: str) -> None:
    """The same table as plain text: folded, to read aloud, and on paper in its place."""
    written = markup.table_html(list(frame.columns), frame.itertuples(index=False), caption)
    with st.expander(say("文字版表格（读屏用）")):
        st.html(written)
    saving.show_printed(written, asked, key)
