"""The door: the login, a sentence for those who may not come in, and who is in beside 退出."""

from __future__ import annotations

import time

import streamlit as st

import extract
from dashboard import changed, data, markup, rights
from dashboard.language import say
from dashboard.views import who

MOST = 10_000  # logins that are remembered as written down
_PAUSE = 60  # seconds between two lines about visitors without a login

STYLE = """<style>
.st-key-me {margin-bottom: -1.2rem; z-index: 1;}
.st-key-me {flex-wrap: nowrap !important;}
.st-key-me [data-testid="stText"] {max-width: 60vw; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap;}
.st-key-door {max-width: 26rem; margin: 8vh auto 0;}
@media print { .st-key-me {display: none !important;} }
</style>"""


def admitted() -> bool:
    """Whether the page may be shown; else says why not, and shows what to do."""
    state = who.configured()
    if state == who.LOCAL:
        who.keep()
        return True
    if state == who.BROKEN:
        _shut(
            say("登录没有配置好，看板暂不开放；请管理员检查密钥文件的 [auth] 部分。"), leave=False
        )
        return False
    if not who.logged_in():
        _login()
        return False
    name = who.login()
    if not name:
        _shut(say("登录没有给出可用的姓名或邮箱（邮箱须经验证）；请联系管理员。"))
        return False
    return _known(name)


def _known(name: str) -> bool:
    """Whether somebody who logged in has a role; the header is theirs if so."""
    try:
        role = data.role(name)
    except extract.DuibiaoError as error:
        _shut(changed.trouble(error))
        return False
    if not rights.Person(name, role).may("read"):
        _once(name, "denied")
        _shut(say("已登录，但还没有使用权限；请联系管理员开通。"), name)
        return False
    _once(name, "login", role)
    _header(name, role)
    return True


def _login() -> None:
    """The login screen: one button."""
    _once("", "denied")
    with st.container(key="door"):
        st.title(say("对标"))
        st.text(say("请先登录，再使用看板。"))
        st.button(
            say("登录"), type="primary", icon=":material/login:", width="stretch", on_click=st.login
        )
        st.caption(say("用单位的统一账号登录；能看什么、改什么，由管理员设定。"))


def _shut(sentence: str, name: str = "", leave: bool = True) -> None:
    """A sentence in place of all pages, and the way out for who is logged in."""
    with st.container(key="door"):
        st.title(say("对标"))
        if name:
            st.text(name)
        st.error(markup.plain(sentence), icon=":material/lock:")
        if leave:
            _leave()


def _header(name: str, role: str) -> None:
    """Who is logged in with which role, and 退出."""
    with st.container(
        key="me", horizontal=True, horizontal_alignment="right", vertical_alignment="center"
    ):
        st.text(say("{name}（{role}）", name=name, role=rights.role(role)), width="content")
        _leave()


def _leave() -> None:
    st.button(say("退出"), icon=":material/logout:", type="tertiary", on_click=st.logout)


@st.cache_resource(show_spinner=False)
def _noted() -> dict[tuple[str, str, str], float]:
    """What this server has written down about whom already, and when."""
    return {}


def _once(name: str, action: str, detail: str = "") -> None:
    """A line of the audit log for each login, not for each page; one a minute about nobody."""
    noted, now = _noted(), time.monotonic()
    mark = (name.casefold(), action + detail, str(who.claims().get("iat", "")) if name else "")
    if mark in noted and (name or now - noted[mark] < _PAUSE):
        return
    if len(noted) >= MOST:
        noted.clear()
    noted[mark] = now
    try:
        data.note(name, action, detail=detail if name else "not logged in")
    except extract.DuibiaoError:
        noted.pop(mark, None)  # it is tried again with the next page
