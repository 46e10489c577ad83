"""The audit log: filters, leafing through, and the same as a file."""

from __future__ import annotations

import streamlit as st

from dashboard import auditing, data, stacked
from dashboard.language import say
from dashboard.views import saving

WHO, ACTION, TARGET = "log_who", "log_action", "log_target"
_TURNED = "_log_turned"  # the numbers below which each later page begins, and what was asked


def show() -> None:
    """The newest lines that fit the filters, a page at a time."""
    st.header(say("操作日志"))
    asked = _asked()
    turned = _pages(asked)
    log = data.audit(auditing.PAGE + 1, turned[-1] if turned else None, **asked)
    shown = log.head(auditing.PAGE)
    if shown.empty:
        st.info(say("没有符合条件的记录。"), icon=":material/info:")
    else:
        st.html(stacked.table_html(auditing.headings(), auditing.lines(shown), say("操作日志")))
    _leaf(turned, int(shown["audit_id"].iloc[-1]) if len(log) > auditing.PAGE else None)
    with st.container(horizontal=True):
        saving.offer(
            say("下载 Excel"), auditing.file_name("xlsx"), saving.EXCEL,
            lambda: auditing.as_excel(**asked),
        )  # fmt: skip
        saving.offer(
            say("下载 CSV"), auditing.file_name("csv"), "text/csv",
            lambda: auditing.as_csv(**asked), "secondary",
        )  # fmt: skip


def _asked() -> dict[str, str]:
    """The filters: what each column has to be, left out where it may be anything."""
    actions = auditing.actions()
    left, middle, right = st.columns(3)
    given = {
        "who": left.text_input(say("谁"), key=WHO, max_chars=200, placeholder=say("全部")),
        "action": middle.selectbox(
            say("操作"), list(actions), index=None, key=ACTION,
            format_func=actions.__getitem__, placeholder=say("全部"),
        ),
        "target": right.text_input(say("对象"), key=TARGET, max_chars=200, placeholder=say("全部")),
    }  # fmt: skip
    return {name: value.strip() for name, value in given.items() if value and value.strip()}


def _pages(asked: dict[str, str]) -> list[int]:
    """Where the pages that were leafed through begin; anew where something else is asked."""
    held = st.session_state.get(_TURNED)
    if held is None or held[0] != asked:
        held = st.session_state[_TURNED] = (asked, [])
    turned: list[int] = held[1]
    return turned


def _leaf(turned: list[int], older: int | None) -> None:
    """The buttons to newer and older lines."""
    with st.container(horizontal=True):
        st.button(
            say("较新的记录"), icon=":material/chevron_left:", disabled=not turned,
            on_click=_back, args=(turned,),
        )  # fmt: skip
        st.button(
            say("较早的记录"), icon=":material/chevron_right:", disabled=older is None,
            on_click=turned.append, args=(older or 0,),
        )  # fmt: skip


def _back(turned: list[int]) -> None:
    del turned[-1:]
