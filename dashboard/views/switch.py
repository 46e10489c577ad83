"""The switch between Chinese and English, at the head of every page and in its address."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import (
    cells,
    detail,
    language,
    portrait_words,
    reviewing,
    selection,
    systems,
    wording,
)
from dashboard.language import CHINESE, ENGLISH, say
from dashboard.views import asking, cached, prepared, reach, reviewing_state, sifting

KEY = "lang"
NAMES = {CHINESE: "中文", ENGLISH: "English"}
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}  # as browsers and screen readers know them
READ = "_address_read"
_DECLARE = "<script>document.documentElement.lang = '{}'</script>"

# The widgets of all pages that are bound to the address.
BOUND = (
    *selection.ALIKE,
    selection.BASIS,
    selection.KIN,
    selection.TOGETHER,
    selection.YEAR,
    selection.SEVERAL,
    selection.SECTION,
    "class",
    "peers",
    "categories",
    "word",
    *detail.FILTERS,
    detail.SEARCH,
    detail.SURE,
    detail.COLUMNS,
    *reviewing.BOUND,
    *reach.BOUND,
)

# Above the files of the page, beside its title where there is room for both; never on paper.
STYLE = """<style>
@media (min-width: 641px) {
  .st-key-language {margin-bottom: -1.2rem; z-index: 1;}
  .st-key-head {padding-top: .875rem;}
}
/* Below the title where there is no room beside it; room is kept while the page is drawn. */
@media (max-width: 640px) {
  .st-key-head {flex-direction: column; align-items: flex-start; min-height: 6.25rem;}
}
@media print { .st-key-language {display: none !important;} }
</style>"""


def show() -> None:
    """Shows the switch; all that the page says is in the language that it stands at."""
    if KEY in st.session_state:  # a link to another page drops it from the address
        st.session_state[KEY] = st.session_state[KEY]
    with st.container(key="language", horizontal=True, horizontal_alignment="right", gap=None):
        declared = st.empty()
        chosen = st.segmented_control(
            "语言 / Language",
            language.LANGUAGES,
            default=CHINESE,
            required=True,
            format_func=NAMES.__getitem__,
            key=KEY,
            label_visibility="collapsed",
            on_change=switched,
            bind="query-params",
        )
        language.use(str(chosen))
        tag = _DECLARE.format(TAGS[str(chosen)])
        declared.html(tag, width="content", unsafe_allow_javascript=True)
    language.ask(chosen_here)


def chosen_here() -> Any:
    """The language of the session that this thread works for, None where it works for none."""
    return st.session_state.get(KEY) if get_script_run_ctx(suppress_warning=True) else None


def switched() -> None:
    """Sets every widget to its value again, so that browser and address show the new words."""
    language.use(str(st.session_state[KEY]))
    for key in BOUND:
        if key in st.session_state:
            st.session_state[key] = selection.turned(key, st.session_state[key])


def translate_address(page: StreamlitPage) -> None:
    """Opens the page anew where its address was written in the other language, once a visit.

    The language itself returns to the address with the reader's next step.
    """
    if READ in st.session_state:
        return
    st.session_state[READ] = True
    asked = {key: st.query_params.get_all(key) for key in st.query_params if key != KEY}
    if not any(map(selection.foreign, asked.values())):
        return
    with language.spoken(CHINESE if language.is_english() else ENGLISH):
        elsewhere = words()
    if turned := selection.understood(asked, words(), elsewhere):
        st.switch_page(page, query_params={**asked, **turned})


def words() -> dict[str, dict[Any, str]]:
    """The words of each filter by value."""
    bases = {basis: wording.label("basis", basis) for basis in wording.codes("basis")}
    years = {selection.ALL_YEARS: say("全部")}
    offered = sifting.options()
    return {
        **offered,
        "about": {**offered["about"], **cached.names()},
        selection.BASIS: bases,
        selection.SECTION: asking.sections(),
        selection.YEAR: years,
        "class": {kind: systems.class_name(kind) for kind in prepared.classes()},
        "peers": portrait_words.peers(),
        detail.COLUMNS: cells.headings(),
        **reviewing_state.words(),
        **reach.words(),
    }
