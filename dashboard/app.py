"""The dashboard's entry: page configuration, language, the door and navigation, nothing else."""

from pathlib import Path

import streamlit as st

from dashboard import data, markup
from dashboard.changed import trouble
from dashboard.language import say
from dashboard.stacked import PAGE
from dashboard.views import gate, reach, switch, who
from extract import DuibiaoError

# A file of our own: a Material icon here would be fetched from the internet.
ICON = str(Path(__file__).with_name("icon.svg"))
HISTORY = Path(__file__).with_name("history.js").read_text(encoding="utf-8")
st.set_page_config(page_icon=ICON, layout="wide")
st.html(PAGE + switch.STYLE + gate.STYLE + reach.STYLE)
st.html(f"<script>{HISTORY}</script>", unsafe_allow_javascript=True)
switch.show()
st.set_page_config(page_title=say("对标"))
if not gate.admitted():
    st.stop()  # nothing else is drawn, and no page is known
me = who.person()
page = st.navigation(
    [
        st.Page("views/overview.py", title=say("总览"), icon=":material/grid_view:", default=True),
        st.Page(
            "views/comparing.py",
            title=say("指标对比"),
            icon=":material/bar_chart:",
            url_path="compare",
        ),
        st.Page(
            "views/systems.py", title=say("同类系统"), icon=":material/apps:", url_path="systems"
        ),
        st.Page("views/trend.py", title=say("趋势"), icon=":material/timeline:", url_path="trend"),
        st.Page(
            "views/portrait.py",
            title=say("机构画像"),
            icon=":material/badge:",
            url_path="profile",
        ),
        st.Page(
            "views/detail.py", title=say("明细"), icon=":material/table_rows:", url_path="detail"
        ),
        st.Page(
            "views/source.py",
            title=say("原文依据"),
            icon=":material/description:",
            url_path="source",
        ),
        st.Page(
            "views/method.py",
            title=say("口径与方法"),
            icon=":material/menu_book:",
            url_path="method",
        ),
        *(
            st.Page(f"views/{view}.py", title=title, icon=f":material/{icon}:", url_path=url)
            for view, title, icon, url, action in (
                ("corrections", say("更正"), "edit_note", "corrections", "read"),
                ("importing", say("导入"), "upload_file", "import", "import"),
                ("reviewing", say("核对"), "fact_check", "review", "read"),
                ("managing", say("管理"), "admin_panel_settings", "manage", "manage"),
            )
            if me.may(action) and not data.read_only()
        ),
    ],
    position="top",
)
try:
    reach.begin()
    switch.translate_address(page)
    if page.url_path not in reach.WITHOUT:
        reach.show()
    page.run()
except DuibiaoError as error:  # what is kept cannot be read
    st.error(markup.plain(trouble(error)), icon=":material/error:")
