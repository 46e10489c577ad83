"""范围: what the reader chooses of a large archive, above every page.

A small archive is looked at whole, and there is nothing to choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import extent
from dashboard.extent import NOTHING, Extent
from dashboard.language import say
from dashboard.views import cached, looked
from dashboard.views.looked import Looked

PROVINCE, CITY, YEAR = "in_province", "in_city", "in_year"
WITHOUT = ("method", "import", "corrections", "manage")  # pages that look at no figures of an area
BOUND = (PROVINCE, CITY, YEAR)
# Two beside each other where there is no room for three; never on paper.
STYLE = """<style>
@media (max-width: 640px) {
  .st-key-extent {flex-direction: row; flex-wrap: wrap;}
  .st-key-extent > div {flex: 1 1 40%; min-width: 0;}
}
@media print { .st-key-extent {display: none !important;} }
</style>"""


def begin() -> None:
    """A run begins: a small archive is looked at whole, of a large one nothing as yet."""
    large = cached.total() > extent.MOST
    looked.use(Looked(large, NOTHING, NOTHING) if large else Looked())


def show() -> None:
    """Shows what there is to choose; the page then looks at what was chosen."""
    if not looked.now().large:
        return
    for key in BOUND:  # a link to another page drops it from the address
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
    usual = cached.areas().usual
    with st.container(horizontal=True, key="extent"):
        province = _choose(say("省份"), _provinces(), PROVINCE, usual[: extent.PROVINCE])
        city = _choose(say("城市"), _cities(province), CITY, usual)
        year = _choose(say("报告年份"), _years(city or province), YEAR, "")
    within = city or province
    chosen = Extent.of(within=(within,) if within else (), years=(year,) if year else ())
    looked.use(Looked(True, chosen, _fitting(chosen)))


def _provinces() -> dict[str, str]:
    return {"": say("全国"), **cached.areas().provinces()}


def _cities(province: str) -> dict[str, str]:
    return {"": say("全部城市"), **cached.areas().cities(province)}


def _years(within: str) -> dict[str, str]:
    return {"": say("所有年份"), **{year: year for year in cached.areas().years(within)}}


def words() -> dict[str, dict[Any, str]]:
    """The words of each widget by value."""
    if not looked.now().large:
        return {}
    province = str(st.session_state.get(PROVINCE) or "")
    return {PROVINCE: _provinces(), CITY: _cities(province), YEAR: _years(province)}


def _choose(words: str, offered: Mapping[str, str], key: str, usual: str) -> str:
    """A widget for one of some values by their names; what is no longer offered is forgotten."""
    values = list(offered)
    if st.session_state.get(key, usual) not in values:
        st.session_state.pop(key, None)
    chosen = st.selectbox(
        words,
        values,
        index=values.index(usual) if usual in values else 0,
        format_func=offered.__getitem__,
        key=key,
        bind="query-params",
        width=200,
    )
    return str(chosen or "")


def _fitting(chosen: Extent) -> Extent:
    """What was chosen where it can be looked at together, else NOTHING."""
    return chosen if cached.size(chosen) <= extent.MOST else NOTHING


def narrow(**asked: tuple[str, ...]) -> None:
    """The page needs only this of what was chosen: it looks at no more where that is too much."""
    seen = looked.now()
    if seen.large and seen.part == NOTHING:
        part = seen.chosen.also(**asked)
        looked.at(part if cached.size(part) <= extent.COMPARED else NOTHING)


def only(**asked: tuple[str, ...]) -> None:
    """The page needs this alone, wherever it is: whatever was chosen."""
    if looked.now().large:
        looked.at(Extent.of(**asked) if any(asked.values()) else NOTHING)
