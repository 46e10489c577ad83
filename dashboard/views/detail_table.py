"""The table of 明细, in which a row can be chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from dashboard import cells, detail, language
from dashboard.detail import Query
from dashboard.language import say
from dashboard.views import parts, sifting

TALL = 560  # pixels
CLICK = "detail_number"
WIDER = 1.4  # times the width of a column, in English
WIDTHS = {
    "序号": 60,
    "机构": 180,
    "期间": 100,
    "指标": 150,
    "原文": 110,
    "数值": 110,
    "基本单位数值": 110,
    "标记": 90,
    "所在句子": 520,
}


def show(query: Query, found: np.ndarray) -> str:
    """The table of the found rows; the number of the row that the reader chose, "" for none."""
    rows = sifting.columns_of((cells.NUMBER, *query.columns), query, found)
    columns = len(query.columns)
    alt = say("明细表，{rows}条，{columns}列", rows=len(found), columns=columns)
    if sifting.lazy(found):
        config = {**_columns(), say("序号"): _button()}
        st.dataframe(rows, hide_index=True, height=TALL, lazy=True, column_config=config, alt=alt)
        click = st.session_state.get(CLICK)
        return str(click["label"]) if click else ""
    event = st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(found) < 14 else TALL,
        key=parts.round_key("detail"),
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(),
        alt=alt,
    )
    return detail.picked(event, found)


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    headings, widths = cells.headings(), _widths()
    config: dict[str, Any] = {headings[name]: text(width=px) for name, px in widths.items()}
    config[say("基本单位数值")] = number(format="localized", width=widths["基本单位数值"])
    return config


def _widths() -> dict[str, int]:
    """The pixels of each column: English names take more, the sentences are Chinese anyhow."""
    wide = language.is_english()
    return {n: round(px * WIDER) if wide and px < 200 else px for n, px in WIDTHS.items()}


def _button() -> Any:
    return st.column_config.ButtonColumn(
        type="tertiary", width=76, pinned=True, help=say("点序号看原文"), key=CLICK
    )
