"""The dashboard's entry: page configuration and navigation, nothing else."""

from pathlib import Path

import streamlit as st

# A file of our own: a Material icon here would be fetched from the internet.
ICON = str(Path(__file__).with_name("icon.svg"))
st.set_page_config(page_title="对标", page_icon=ICON, layout="wide")
st.navigation(
    [
        st.Page("views/overview.py", title="总览", icon=":material/grid_view:", default=True),
        st.Page(
            "views/comparing.py",
            title="指标对比",
            icon=":material/bar_chart:",
            url_path="compare",
        ),
        st.Page(
            "views/source.py", title="原文依据", icon=":material/description:", url_path="source"
        ),
    ],
    position="top",
).run()
