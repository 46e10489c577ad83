"""Users and roles: who may do what, given, changed and taken away."""

from __future__ import annotations

import streamlit as st

import extract
from dashboard import auditing, changed, data, rights, stacked
from dashboard.language import say
from dashboard.rights import Person
from dashboard.views import who

USER, ROLE = "manage_user", "manage_role"
_SAID = "_manage_said"


def give() -> None:
    """Gives the person of the fields the role of the fields."""
    _set(str(st.session_state.get(USER) or "").strip(), str(st.session_state.get(ROLE) or ""))


def take() -> None:
    """Takes the role of the person of the fields away."""
    _set(str(st.session_state.get(USER) or "").strip(), "")


def _set(user: str, role: str) -> None:
    try:
        data.set_role(user, role, who.person())
    except extract.DuibiaoError as error:
        st.session_state[_SAID] = ("error", say("没有保存：{error}", error=changed.trouble(error)))
        return
    told = say("已取消{user}的角色。", user=user)
    if role:
        told = say("{user}的角色现在是“{role}”。", user=user, role=rights.role(role))
    st.session_state[_SAID] = ("success", told)
    st.session_state[USER] = ""


def said() -> tuple[str, str] | None:
    """What came of the last step, to be shown once."""
    told: tuple[str, str] | None = st.session_state.pop(_SAID, None)
    return told


def show(me: Person) -> None:
    """Everybody with a role, and the fields to give or take one."""
    known = data.roles()
    rows = auditing.people(known)
    st.header(say("用户与角色（{n}人）", n=len({row[0].casefold() for row in rows})))
    if who.configured() == who.LOCAL:
        st.info(
            say("没有配置登录：用这台机器的人就是管理员。下面的角色在配置登录之后生效。"),
            icon=":material/info:",
        )
    if rows:
        header = (say("用户"), say("角色"), say("由谁设定"), say("时间"))
        st.html(stacked.table_html(header, rows, say("用户与角色")))
    left, middle = st.columns([2, 1])
    left.text_input(
        say("用户（登录名或邮箱）"),
        key=USER,
        max_chars=rights.LONGEST,
        placeholder=say("表里的一位，或新的一位"),
    )
    names = {code: rights.role(code) for code in rights.ROLES}
    middle.selectbox(say("角色"), rights.ROLES, key=ROLE, format_func=names.__getitem__)
    user, unsigned = str(st.session_state.get(USER) or "").strip(), not me.name
    with st.container(horizontal=True):
        st.button(
            say("保存角色"), type="primary", icon=":material/save:", on_click=give,
            disabled=unsigned or not user,
        )  # fmt: skip
        st.button(
            say("取消角色"), icon=":material/person_remove:", on_click=take,
            disabled=unsigned or data.role(user) == "",
        )  # fmt: skip
    st.caption(
        say("只读：查看和导出。编辑：还可导入、更正、核对、选用。管理：还可删除报告、管理用户。")
    )
