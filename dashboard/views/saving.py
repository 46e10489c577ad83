"""What a reader takes along: a chart as a picture, a page on paper."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import markup, picture
from dashboard.charts import Chart


def save_buttons(chart: Chart, key: str, asked: str) -> None:
    """Buttons for the chart that was drawn under ``key``; ``asked`` are its filters in words."""
    component = st.components.v2.component(
        "duibiao.save_chart", html=picture.MARKUP, css=picture.STYLE, js=picture.SCRIPT
    )
    component(data=picture.words(chart, key, asked, datetime.now()), key=f"save_{key}")


def show_printed(table: str, asked: str, key: str) -> None:
    """What stands on paper in place of a table for the mouse: the filters and a table of text."""
    with st.container(key=f"printed_{key}"):
        st.caption(markup.plain(picture.printed(asked, datetime.now())))
        st.html(table)
