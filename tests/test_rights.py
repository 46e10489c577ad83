"""Who may do what: roles, refusals that are written down, names that a login vouches for."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import extract
from dashboard import data, language, rights
from dashboard.rights import ADMIN, EDITOR, READER, Denied, Person
from extract.tidy import frame

WRITES = ("import", "correct", "review", "choose")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[extract.Store]:
    """An empty store that the environment names."""
    url = f"sqlite:///{tmp_path / 'duibiao.db'}"
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", url)
    monkeypatch.delenv(data.FIRST_ADMINS, raising=False)
    store = extract.Store(url)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (READER, {"read"}),
        (EDITOR, {"read", *WRITES}),
        (ADMIN, {"read", *WRITES, "remove", "manage"}),
        ("", set()),
        ("root", set()),
        ("Admin", set()),
        ("admin ", set()),
        ("管理", set()),
        ("reader|admin", set()),
    ],
)
def test_a_role_allows_what_it_names_and_nothing_else(role: str, allowed: set[str]) -> None:
    asked = (*rights.ACTIONS, "", "*", "admin", "Manage", "drop")
    assert {action for action in asked if Person("张三", role).may(action)} == allowed


def test_a_refusal_says_role_and_action_in_both_languages() -> None:
    with pytest.raises(Denied, match="您的角色是“只读”，不能更正数字；请联系管理员。") as refused:
        Person("李四", READER).must("correct")
    assert refused.value.action == "correct"
    with language.spoken("en"), pytest.raises(Denied, match="does not allow you to correct"):
        Person("李四", READER).must("correct")


def test_who_does_not_sign_writes_nothing() -> None:
    Person("", ADMIN).must("read")
    with pytest.raises(extract.DuibiaoError, match="先填写姓名"):
        Person(" ", ADMIN).must("import")


def report() -> extract.Report:
    return extract.Report("甲.txt", "受理工单3200件。")


def calls(by: Person) -> dict[str, Callable[[], object]]:
    """Every write of the dashboard, as somebody would call it."""
    return {
        "put": lambda: data.put(report(), pd.DataFrame(), by),
        "remove": lambda: data.remove("甲.txt", by, "重复"),
        "correct": lambda: data.correct([], by),
        "undo": lambda: data.undo(1, by),
        "review": lambda: data.review("a", "accepted", by),
        "unreview": lambda: data.unreview(1, by),
        "choose": lambda: data.choose("a", ["b"], "较新", by),
        "unchoose": lambda: data.unchoose(1, by),
        "set_role": lambda: data.set_role(by.name, ADMIN, by),
    }


def test_every_write_asks_for_a_person() -> None:
    """Whatever of data.py takes a Person is tried here; whatever writes to a store takes one."""
    takes = {
        name
        for name, made in vars(data).items()
        if callable(made)
        and not name.startswith("_")
        and getattr(made, "__module__", "") == data.__name__
        and Person in typing.get_type_hints(made).values()
    }
    assert takes == set(calls(Person("x", "")))
    source = Path(str(data.__file__)).read_text(encoding="utf-8")
    write = r"store\.(put|remove|correct|undo|review|unreview|choose|unchoose|set_role)\("
    blocks = re.split(r"\ndef ", source)
    assert all("_writing(" in block for block in blocks if re.search(write, block))


@pytest.mark.parametrize("role", ["", READER, "root"])
@pytest.mark.parametrize("write", sorted(calls(Person("", ""))))
def test_a_write_without_the_right_is_refused_and_noted(
    kept: extract.Store, write: str, role: str
) -> None:
    before = (len(kept.reports()), len(kept.roles()), len(kept.corrections()))
    with pytest.raises(Denied):
        calls(Person("李四", role))[write]()
    line = kept.audit(limit=1).iloc[0]
    assert (line["who"], line["action"]) == ("李四", "denied") and line["detail"]
    assert (len(kept.reports()), len(kept.roles()), len(kept.corrections())) == before


@pytest.mark.parametrize("write", ["remove", "set_role"])
def test_an_editor_neither_deletes_nor_gives_rights(kept: extract.Store, write: str) -> None:
    with pytest.raises(Denied):
        calls(Person("张三", EDITOR))[write]()
    assert kept.role("张三") == ""


def test_a_refusal_stands_where_it_cannot_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    with pytest.raises(Denied):
        data.remove("甲.txt", Person("李四", READER), "重复")


def test_what_is_stored_is_signed_by_the_person(kept: extract.Store) -> None:
    document = extract.report(
        next(iter(extract.documents(("受理工单3200件。".encode(), "甲.txt"))))
    )
    data.put(document, frame(extract.observe(document)), Person("张三", EDITOR))
    row = data.observations().iloc[0].to_dict()
    made = extract.Correction.of(row, "value", 3300.0, "见年鉴")
    data.correct([made], Person("张三", EDITOR))
    assert kept.corrections()["author"].tolist() == ["张三"]
    number = data.review(str(row["observation_id"]), "accepted", Person("王五", EDITOR))
    shown = data.observations().iloc[0]
    assert (shown["corrected"], shown["review"], shown["chosen"]) == (True, "accepted", "")
    data.unreview(number, Person("王五", EDITOR))
    assert (
        data.observations()["review"].tolist() == [""]
        and not data.observations()["set_aside"].any()
    )


def test_names_are_compared_as_the_store_does(kept: extract.Store) -> None:
    kept.set_role("Li@B.cn", EDITOR, "张三")
    assert data.role("li@b.CN") == data.role(" LI@b.cn ") == EDITOR
    assert data.role("li@b.cn.evil") == data.role("ｌi@b.cn") == data.role("") == ""
    assert rights.same("Li@B.cn ", "li@b.cn")


def test_the_environment_names_the_first_admins(
    kept: extract.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(data.FIRST_ADMINS, "Zhang@b.cn，li@b.cn; wang@b.cn")
    assert data.first_admins() == ("Zhang@b.cn", "li@b.cn", "wang@b.cn")
    assert data.role("ZHANG@b.cn") == ADMIN and data.role("zhao@b.cn") == data.role("") == ""
    kept.set_role("li@b.cn", READER, "张三")
    assert data.role("li@b.cn") == ADMIN, "as long as the environment names them"


def test_the_last_admin_stays(kept: extract.Store) -> None:
    me = Person("张三", ADMIN)
    data.set_role("a@b.cn", ADMIN, me)
    for role in (EDITOR, ""):
        with pytest.raises(extract.DuibiaoError, match="最后一位管理员"):
            data.set_role("A@B.cn", role, me)
    data.set_role("c@b.cn", ADMIN, me)
    data.set_role("a@b.cn", "", me)
    assert data.roles()["user"].tolist() == ["c@b.cn"]


@pytest.mark.parametrize("role", ["root", "管理", "Admin", "admin'; DROP TABLE roles; --"])
def test_a_role_that_there_is_not_is_refused(kept: extract.Store, role: str) -> None:
    with pytest.raises(extract.DuibiaoError, match="不认识权限"):
        data.set_role("a@b.cn", role, Person("张三", ADMIN))
    assert data.roles().empty


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "a@b.cn"}, "a@b.cn"),
        ({"email": " a@b.cn ", "email_verified": True}, "a@b.cn"),
        ({"email": "a@b.cn", "email_verified": False}, ""),
        ({"email": "a@b.cn", "email_verified": "false"}, ""),
        ({"email": "a@b.cn", "email_verified": None}, ""),
        ({"email": ["a@b.cn", "admin"]}, ""),
        ({"email": {"x": 1}}, ""),
        ({"email": 1}, ""),
        ({"email": True}, ""),
        ({"email": "a\u202e@b.cn"}, ""),
        ({"email": "a@b.cn\nadmin"}, ""),
        ({"email": "a" * 201}, ""),
        ({"name": "admin", "role": "admin", "roles": ["admin"], "groups": ["admin"]}, ""),
        ({}, ""),
    ],
)
def test_only_a_name_that_the_login_vouches_for_counts(claims: dict[str, Any], name: str) -> None:
    assert rights.claimed(claims, "email") == name


def test_another_claim_can_be_the_name() -> None:
    claims = {"preferred_username": "zhangsan", "email": "a@b.cn", "email_verified": False}
    assert rights.claimed(claims, "preferred_username") == "zhangsan"
