"""Who may do what: a person with a role, asked in Python before every write.

>>> Person("李四", READER).may("correct"), Person("张三", EDITOR).may("correct")
(False, True)
>>> Person("张三", "root").may("correct"), Person("张三", ADMIN).may("fly")
(False, False)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import extract
from dashboard.language import say

READER, EDITOR, ADMIN = "reader", "editor", "admin"
ROLES = (READER, EDITOR, ADMIN)

_WRITES = frozenset({"import", "correct", "review", "choose"})
_MAY: Mapping[str, frozenset[str]] = {
    READER: frozenset({"read"}),
    EDITOR: _WRITES | {"read"},
    ADMIN: _WRITES | {"read", "remove", "manage"},
}
ACTIONS = ("read", "import", "correct", "review", "choose", "remove", "manage")
LONGEST = 200  # characters of a name that a login brings


class Denied(extract.DuibiaoError):
    """Somebody may not do what they asked for; ``action`` is what that was."""

    def __init__(self, action: str, sentence: str) -> None:
        super().__init__(sentence)
        self.action = action


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the dashboard: ``name`` as the store signs with, ``role`` "" for none.

    What no role names is refused: an unknown role may nothing, an unknown action nobody.
    """

    name: str
    role: str

    def may(self, action: str) -> bool:
        """Whether the person's role allows it: read import correct review choose remove manage."""
        return action in _MAY.get(self.role, frozenset())

    def must(self, action: str) -> None:
        """Raises Denied where the role does not allow it, DuibiaoError where nobody signs."""
        if not self.may(action):
            mine, asked = role(self.role), deed(action)
            told = say("您的角色是“{role}”，不能{action}；请联系管理员。", role=mine, action=asked)
            raise Denied(action, told)
        if action != "read" and not self.name.strip():
            raise extract.DuibiaoError(say("没有写明是谁；请先填写姓名。"))


def role(code: str) -> str:
    """A role in words: 只读, 编辑, 管理."""
    told = {READER: say("只读"), EDITOR: say("编辑"), ADMIN: say("管理")}
    return told.get(code, say("无"))


def deed(action: str) -> str:
    """An action in words, as a sentence names it: 导入报告."""
    told = {
        "read": say("查看"),
        "import": say("导入新报告"),
        "correct": say("更正数字"),
        "review": say("核对数字"),
        "choose": say("选用数字"),
        "remove": say("删除已有报告"),
        "manage": say("管理用户"),
    }
    return told.get(action, say("做这件事"))


def same(name: str, other: str) -> bool:
    """Whether two names are one person's, as the store compares them."""
    return name.strip().casefold() == other.strip().casefold()


def first_admins(listed: str) -> tuple[str, ...]:
    """The names of ``DUIBIAO_ADMIN``: ``"a@b.cn, c@d.cn"`` gives two."""
    return tuple(name for name in re.split(r"[,;，；、\s]+", listed) if name)


def claimed(claims: Mapping[str, Any], claim: str) -> str:
    """The name that a login vouches for, "" where it vouches for none.

    An address that the provider says it has not verified is no name.
    """
    name = claims.get(claim)
    if not isinstance(name, str) or not name.isprintable() or len(name) > LONGEST:
        return ""
    if claim == "email" and claims.get("email_verified", True) not in (True, "true"):
        return ""
    return name.strip()
