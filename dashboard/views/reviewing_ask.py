"""The widgets of 核对: who reviews, what part of the page, which figures."""

from __future__ import annotations

import streamlit as st

from dashboard import markup, reviewing
from dashboard.language import say
from dashboard.reviewing import Asked
from dashboard.rights import Person
from dashboard.views import parts, reviewing_desk, reviewing_state, who

LONGEST = 40  # characters of a name
#: The browser's English hint at a field would be a mixture; the buttons name their keys.
STYLE = """<style>
.st-key-author [data-testid="InputInstructions"],
[class*="st-key-typing_"] [data-testid="InputInstructions"],
[class*="st-key-conflict_"] [data-testid="InputInstructions"] {display: none;}
</style>"""


def part() -> str:
    """Which part of the page is wanted."""
    names = reviewing.parts()
    chosen = st.segmented_control(
        say("内容"),
        list(names),
        default=reviewing.QUEUE,
        required=True,
        format_func=names.__getitem__,
        wrap=True,
        key=reviewing.PART,
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen)


def name() -> None:
    """The field for the name where nobody logs in."""
    if who.configured() == who.LOCAL:
        st.text_input(
            say("姓名"),
            key=who.AUTHOR,
            max_chars=LONGEST,
            placeholder=say("记在每一步里"),
            persist_state="session",
            on_change=reviewing_desk.sign,
        )


def person(action: str) -> Person:
    """Who is at the page; says why nothing can be done where that is so."""
    asking = who.person()
    if not asking.may(action):
        words = say("您可以查看，不能核对；需要时请联系管理员。")
        st.info(words, icon=":material/visibility:")
    elif not asking.name:
        words = say("先填写姓名，再核对：每一步都记下是谁做的。")
        st.info(words, icon=":material/badge:")
    return asking


def can(person: Person, action: str) -> bool:
    """Whether a person may do something and has a name to sign with."""
    return person.may(action) and bool(person.name)


def twice() -> None:
    """Whether two people are to find a figure right."""
    st.toggle(
        say("需两人核对"),
        key=reviewing.TWICE,
        help=say("一人接受的数字再给第二个人看；自己看过的不再出现，意见不一的排在最前。"),
        on_change=reviewing_desk.start_anew,
        bind="query-params",
    )


def filters() -> Asked:
    """Which figures are wanted."""
    asked = Asked.of(parts.state())
    title = say("筛选（已筛选）") if asked.narrow else say("筛选")
    with st.expander(title, icon=":material/tune:"):
        left, right = st.columns(2)
        with left:
            _choose(reviewing.REPORTS, say("报告"), dict(reviewing_state.titles()))
            _choose(reviewing.CATEGORIES, say("类别"), reviewing.categories())
        with right:
            _choose(reviewing.AGENCIES, say("机构"), reviewing_state.agencies())
            _choose(reviewing.WHY, say("为什么要核对"), reviewing.whys())
    return Asked.of(parts.state())


def _choose(key: str, title: str, offered: dict[str, str]) -> None:
    """A filter of several values; none chosen is all."""
    st.multiselect(
        title,
        list(offered),
        format_func=lambda value: offered.get(value, str(value)),
        key=key,
        placeholder=say("全部"),
        on_change=reviewing_desk.start_anew,
        bind="query-params",
    )


def said() -> None:
    """Shows what came of the last step."""
    kind, sentence = reviewing_desk.desk().said
    if kind == "error":
        st.error(markup.plain(sentence), icon=":material/error:")
    elif kind:
        st.success(markup.plain(sentence), icon=":material/check:")
