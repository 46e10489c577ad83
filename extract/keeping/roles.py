"""Roles: what a person may do. Whether they may is asked where something is done."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from extract import corrections as rules
from extract.database import StoreError
from extract.keeping.audit import Line, now, write
from extract.model import DuibiaoError
from extract.schema import roles

READER, EDITOR, ADMIN = "reader", "editor", "admin"
NAMES = (READER, EDITOR, ADMIN)

#: The columns of ``Store.roles()`` with their dtypes.
ROLES: dict[str, str] = {
    "user": "str",
    "role": "str",
    "given_by": "str",
    "given": "datetime64[s]",
}


def named(user: str) -> str:
    """A person as the store knows them: an address in capitals is the same person's."""
    return rules.signed(user, "设置权限").casefold()


def of(connection: sa.Connection, user: str) -> str:
    """The role of a person, "" for none."""
    asked = sa.select(roles.c.role).where(roles.c.person == user.strip().casefold())
    return str(connection.execute(asked).scalar() or "")


def give(connection: sa.Connection, user: str, role: str, author: str) -> None:
    """Give a person a role, "" to take it away; the last admin cannot be made less than one."""
    if role not in ("", *NAMES):
        raise DuibiaoError(f"不认识权限“{role}”;请写 reader、editor 或 admin。")
    person, who = named(user), rules.signed(author, "设置权限")
    before = of(connection, person)
    others = (roles.c.role == ADMIN) & (roles.c.person != person)
    if (
        before == ADMIN != role
        and connection.execute(sa.select(roles).where(others)).first() is None
    ):
        raise StoreError("changed", "这是最后一位管理员;请先指定另一位管理员,再改动这一位。")
    if before == role:
        return
    connection.execute(sa.delete(roles).where(roles.c.person == person))
    if role:
        row = {"person": person, "role": role, "given_by": who, "given": now()}
        connection.execute(sa.insert(roles).values(row))
    write(connection, [Line(who, "role", person, before, role)])


def listed(connection: sa.Connection) -> list[tuple[Any, ...]]:
    """Everybody with a role by name, in the order of ROLES."""
    columns = roles.c
    query = sa.select(columns.person, columns.role, columns.given_by, columns.given)
    return [tuple(row) for row in connection.execute(query.order_by(columns.person))]
