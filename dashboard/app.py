"""The dashboard's entry: page configuration and navigation, nothing else."""

from pathlib import Path

import streamlit as st

from dashboard.stacked import PRINT

# A file of our own: a Material icon here would be fetched from the internet.
ICON = str(Path(__file__).with_name("icon.svg"))
st.set_page_config(page_title="对标", page_icon=ICON, layout="wide")
st.html(PRINT)
st.navigation(
    [
        st.Page("views/overview.py", title="总览", icon=":material/grid_view:", default=True),
        st.Page(
            "views/comparing.py",
            title="指标对比",
            icon=":material/bar_chart:",
            url_path="compare",
        ),
        st.Page("views/systems.py", title="同类系统", icon=":material/apps:", url_path="systems"),
        st.Page("views/trend.py", title="趋势", icon=":material/timeline:", url_path="trend"),
        st.Page("views/portrait.py", title="机构画像", icon=":material/badge:", url_path="profile"),
        st.Page("views/detail.py", title="明细", icon=":material/table_rows:", url_path="detail"),
        st.Page(
            "views/source.py", title="原文依据", icon=":material/description:", url_path="source"
        ),
        st.Page(
            "views/method.py", title="口径与方法", icon=":material/menu_book:", url_path="method"
        ),
    ],
    position="top",
).run()
