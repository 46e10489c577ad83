"""The door in every state, and 管理: users and roles, the audit log, what the store is."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pages
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import auditing, data, language, stored
from dashboard.rights import ADMIN, EDITOR, READER, Person
from dashboard.views import who
from extract import DuibiaoError, Store

PAGE = "views/managing.py"
filled, store, nothing = pages.stores("manage")
AUTH = {
    "redirect_uri": "http://127.0.0.1/oauth2callback",
    "cookie_secret": "x" * 64,
    "client_id": "duibiao",
    "client_secret": "secret-of-the-provider",
    "server_metadata_url": "http://127.0.0.1/.well-known/openid-configuration",
}
NOW = int(time.time())
LogIn = Callable[..., None]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (data.FIRST_ADMINS, who.CLAIM, who.REQUIRED):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def empty(nothing: None) -> Iterator[Store]:
    kept = Store()
    yield kept
    kept.close()


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Says what the signed cookie of a login says, {} for a browser without one."""

    def set_to(**claims: Any) -> None:
        told = {"is_logged_in": bool(claims), **claims}
        monkeypatch.setattr(who, "claims", lambda: told)

    set_to()
    return set_to


def opened(auth: Any = None, page: str = "", **query: str) -> AppTest:
    """The dashboard as a browser finds it; ``auth`` is the section of the secrets."""
    app = pages.started()
    if auth is not None:
        app.secrets["auth"] = auth
    for name, value in query.items():
        app.query_params[name] = value
    if page:
        app.switch_page(page)
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def words(app: AppTest) -> str:
    shown = (*app.title, *app.header, *app.text, *app.markdown, *app.caption, *app.error, *app.info)
    return "\n".join(one.value.replace("\\", "") for one in shown) + pages.html(app)


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def tables(app: AppTest) -> str:
    return "\n".join(re.findall("<table.*?</table>", pages.html(app), re.DOTALL))


# ---- the door -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_without_a_login_the_machine_is_ones_own() -> None:
    app = opened()
    assert app.title[0].value == "总览" and "退出" not in labels(app) and "登录" not in labels(app)


def shut(app: AppTest) -> None:
    """Nothing of the store is on the screen, and there is no page to go to."""
    assert not app.header and not app.dataframe and not app.selectbox and not app.text_input
    assert [one.value for one in app.title] == ["对标"]


def test_who_is_not_logged_in_sees_one_button(empty: Store, login: LogIn) -> None:
    app = opened(AUTH)
    shut(app)
    assert labels(app) == ["登录"] and "请先登录" in words(app)
    line = empty.audit(limit=1).iloc[0]
    assert (line["action"], line["who"], line["detail"]) == ("denied", "", "not logged in")
    for _ in range(3):
        opened(AUTH)
    assert len(empty.audit(action="denied")) == 1, "visitors do not fill the log"


@pytest.mark.usefixtures("empty")
def test_the_login_screen_in_english(login: LogIn) -> None:
    app = opened(AUTH, lang="English")
    assert labels(app) == ["Log in"]
    assert pages.chinese([words(app)]) == []


@pytest.mark.parametrize("query", ["role", "user", "email", "X-Forwarded-User", "is_logged_in"])
def test_an_address_makes_nobody_anything(empty: Store, login: LogIn, query: str) -> None:
    app = opened(AUTH, **{query: "admin"})
    shut(app)
    assert labels(app) == ["登录"]


def test_forged_widgets_make_nobody_anything(empty: Store, login: LogIn) -> None:
    login(email="li@b.cn", iat=NOW)
    app = AppTest.from_file(str(pages.APP), default_timeout=60)
    app.secrets["auth"] = AUTH
    for key in ("author", "role", "user", "me", "is_logged_in", "_role", "manage_role"):
        app.session_state[key] = "admin"
    app.run()
    shut(app)


def test_who_has_no_role_is_told_and_nothing_else(empty: Store, login: LogIn) -> None:
    login(email="li@b.cn", iat=NOW)
    app = opened(AUTH)
    shut(app)
    assert labels(app) == ["退出"] and "还没有使用权限" in words(app)
    opened(AUTH)
    assert empty.audit(action="denied")["who"].tolist() == ["li@b.cn"], "a line a login"
    login(email="li@b.cn", iat=NOW - 1)
    opened(AUTH)
    assert len(empty.audit(action="denied")) == 2


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "claims", [{"email": "li@b.cn", "email_verified": False}, {"sub": "1", "name": "admin"}]
)
def test_a_login_without_a_name_to_trust_stays_outside(
    login: LogIn, claims: dict[str, Any]
) -> None:
    Store().set_role("li@b.cn", ADMIN, "张三")
    login(iat=NOW, **claims)
    app = opened(AUTH)
    shut(app)
    assert "没有给出可用的姓名或邮箱" in words(app)


@pytest.mark.parametrize("missing", sorted(AUTH))
@pytest.mark.usefixtures("empty")
def test_a_login_that_is_half_configured_lets_nobody_in(login: LogIn, missing: str) -> None:
    login(email="li@b.cn", iat=NOW)
    app = opened({key: value for key, value in AUTH.items() if key != missing})
    shut(app)
    assert "没有配置好" in words(app) and labels(app) == []


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("name", [data.FIRST_ADMINS, who.REQUIRED])
def test_where_a_login_is_wanted_its_absence_opens_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "zhang@b.cn")
    app = opened()
    shut(app)
    assert "没有配置好" in words(app)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("content", ["auth = [", "[auth\n", "\x00"])
def test_a_broken_file_of_secrets_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(content, encoding="utf-8")
    known = st.get_option
    paths = [str(file)]
    monkeypatch.setattr(
        st, "get_option", lambda name: paths if name == "secrets.files" else known(name)
    )
    assert who.configured() == who.BROKEN and who.person() == Person("", "")


@pytest.mark.parametrize(
    ("role", "shown"),
    [(READER, {"核对"}), (EDITOR, {"导入", "核对"}), (ADMIN, {"导入", "核对", "管理"})],
)
def test_the_menu_is_that_of_the_role(
    empty: Store, login: LogIn, monkeypatch: pytest.MonkeyPatch, role: str, shown: set[str]
) -> None:
    empty.set_role("li@b.cn", role, "张三")
    login(email="LI@b.cn", iat=NOW)
    menus: list[list[str]] = []
    known = st.navigation

    def navigation(pages: Any, **more: Any) -> Any:
        menus.append([page.title for page in pages])
        return known(pages, **more)

    monkeypatch.setattr(st, "navigation", navigation)
    app = opened(AUTH)
    assert {"导入", "核对", "管理"} & set(menus[-1]) == shown
    name = {READER: "只读", EDITOR: "编辑", ADMIN: "管理"}[role]
    assert f"LI@b.cn（{name}）" in words(app) and "退出" in labels(app)
    assert empty.audit(action="login")["who"].tolist() == ["LI@b.cn"]


def test_a_store_that_does_not_answer_lets_nobody_in(
    empty: Store, login: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(name: str) -> str:
        raise DuibiaoError("数据库正被另一个程序占用;请稍后再试。")

    login(email="li@b.cn", iat=NOW)
    monkeypatch.setattr(data, "role", locked)
    app = opened(AUTH)
    shut(app)
    assert "正被另一个程序占用" in words(app)
    monkeypatch.setattr(who, "configured", lambda: who.OPEN)
    assert who.person() == Person("li@b.cn", "")


def test_a_role_that_is_taken_away_counts_at_once(empty: Store, login: LogIn) -> None:
    empty.set_role("zhang@b.cn", ADMIN, "张三")
    empty.set_role("li@b.cn", EDITOR, "zhang@b.cn")
    login(email="li@b.cn", iat=NOW)
    app = opened(AUTH)
    assert app.title[0].value == "总览"
    empty.set_role("li@b.cn", "", "zhang@b.cn")
    shut(app.run())


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "made", [NOW - 13 * 3600, 1, None, "now", {}], ids=["old", "1970", "none", "word", "map"]
)
def test_a_login_of_yesterday_is_none(login: LogIn, made: Any) -> None:
    Store().set_role("li@b.cn", ADMIN, "张三")
    login(email="li@b.cn", iat=made)
    app = opened(AUTH)
    shut(app)
    assert labels(app) == ["登录"]


# ---- 更正 by role -------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_a_reader_finds_no_way_to_correct(login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    login(email="li@b.cn", iat=NOW)
    monkeypatch.setattr(data, "role", lambda name: READER)
    app = opened(AUTH, "views/corrections.py")
    assert not app.get("file_uploader") and labels(app) == ["退出"]
    assert any("只能查看" in one.value for one in app.info)


@pytest.mark.usefixtures("store")
def test_an_editor_corrects_in_the_name_of_the_login(
    login: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    login(email="li@b.cn", iat=NOW)
    monkeypatch.setattr(data, "role", lambda name: EDITOR)
    app = opened(AUTH, "views/corrections.py")
    assert app.get("file_uploader") and not [one for one in app.text_input if one.key == "author"]
    assert "li@b.cn" in words(app)
    app.session_state["author"] = "somebody else"
    app.run()
    monkeypatch.setattr(who, "configured", lambda: who.OPEN)
    assert who.person() == Person("li@b.cn", EDITOR)


# ---- 管理 ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("role", [READER, EDITOR])
def test_the_page_itself_asks_for_the_role(
    login: LogIn, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """Where somebody gets the page run without its place in the menu."""
    monkeypatch.setattr(who, "person", lambda: Person("li@b.cn", role))
    monkeypatch.setattr(Person, "may", lambda self, action: True)
    app = AppTest.from_file(str(pages.APP), default_timeout=60).run()
    monkeypatch.undo()
    monkeypatch.setattr(who, "person", lambda: Person("li@b.cn", role))
    assert not app.exception
    alone = AppTest.from_file(str(pages.APP.parent / PAGE), default_timeout=60).run()
    assert "只对“管理”角色开放" in words(alone) and not alone.text_input


def managed(**query: str) -> AppTest:
    app = opened(None, PAGE, **query)
    app.text_input("author").set_value("张三").run()
    return app


def test_roles_are_given_changed_and_taken_away(empty: Store) -> None:
    app = managed()
    assert next(one for one in app.button if one.label == "保存角色").disabled
    for role in (READER, EDITOR, ADMIN):
        app.text_input("manage_user").set_value("Li@b.cn")
        app.selectbox("manage_role").set_value(role).run()
        press(app, "保存角色")
        assert "Li" in app.success[0].value and empty.role("li@b.cn") == role
    app.text_input("manage_user").set_value("li@b.cn").run()
    press(app, "取消角色")
    assert "最后一位管理员" in app.error[0].value and empty.role("li@b.cn") == ADMIN
    app.text_input("manage_user").set_value("wang@b.cn")
    app.selectbox("manage_role").set_value(ADMIN).run()
    press(app, "保存角色")
    app.text_input("manage_user").set_value("li@b.cn").run()
    press(app, "取消角色")
    assert empty.role("li@b.cn") == "" and "wang@b.cn" in pages.html(app)
    log = empty.audit(action="role")
    assert log["who"].unique().tolist() == ["张三"] and len(log) == 5
    assert log.iloc[0][["target", "before", "after"]].tolist() == ["li@b.cn", ADMIN, ""]


def test_without_a_name_no_role_is_given(empty: Store) -> None:
    app = opened(None, PAGE)
    app.text_input("manage_user").set_value("li@b.cn").run()
    assert next(one for one in app.button if one.label == "保存角色").disabled
    assert any("没有配置登录" in one.value for one in app.info)


def test_the_environments_admins_are_shown(
    empty: Store, login: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(data.FIRST_ADMINS, "zhang@b.cn")
    login(email="zhang@b.cn", iat=NOW)
    app = opened(AUTH, PAGE)
    assert "zhang@b.cn" in pages.html(app) and data.FIRST_ADMINS in pages.html(app)
    app.text_input("manage_user").set_value("li@b.cn")
    app.selectbox("manage_role").set_value(READER).run()
    press(app, "保存角色")
    assert empty.roles()["given_by"].tolist() == ["zhang@b.cn"]


def test_the_log_is_filtered_and_leafed_through(empty: Store) -> None:
    for number in range(120):
        empty.record(f"u{number % 2}", "denied" if number % 3 else "login", f"t{number}", "review")
    app = opened(None, PAGE)
    assert "t119" in tables(app) and "t69" not in tables(app)
    press(app, "较早的记录")
    assert "t69" in tables(app) and "t119" not in tables(app)
    press(app, "较早的记录")
    assert ">t0<" in tables(app)
    assert next(one for one in app.button if one.label == "较早的记录").disabled
    press(app, "较新的记录")
    assert "t69" in tables(app)
    app.text_input("log_who").set_value("u1").run()
    assert "t119" in tables(app) and "t118" not in tables(app), "a new question begins in front"
    app.selectbox("log_action").set_value("login").run()
    assert "t117" in tables(app) and "t119" not in tables(app)
    app.text_input("log_target").set_value("t3").run()
    assert "t117" not in tables(app) and ">t3<" in tables(app)
    app.text_input("log_target").set_value("' OR 1=1 --").run()
    assert any("没有符合条件" in one.value for one in app.info)


HOSTILE = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1")


def test_the_log_as_a_file_runs_nothing(empty: Store) -> None:
    for text in HOSTILE:
        empty.record(text.strip() or "x", "denied", text, "<script>alert(1)</script>")
    rows = list(csv.reader(io.StringIO(auditing.as_csv().decode("utf-8-sig"), newline="")))
    assert len(rows) >= 9
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r＝"))]
    book = openpyxl.load_workbook(io.BytesIO(auditing.as_excel()))
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "=1+1" in {cell.value for cell in cells}


def test_a_long_log_goes_into_the_file_whole(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "_STEP", 7)
    for number in range(30):
        empty.record("u", "denied", f"t{number}")
    lines = [line[3] for line in auditing.whole(who="u")]
    assert lines == [f"t{number}" for number in reversed(range(30))]


def test_what_people_wrote_is_never_run_on_the_page(empty: Store) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    empty.record(hostile, hostile, hostile, hostile)
    empty.set_role(hostile, READER, hostile)
    app = opened(None, PAGE)
    shown = tables(app)
    assert "&lt;script&gt;" in shown and "<img" not in shown and "<script" not in shown


@pytest.mark.usefixtures("store")
def test_what_the_store_is() -> None:
    app = opened(None, PAGE)
    shown = pages.html(app)
    assert "duibiao.db" in shown and "5份" in shown and "duibiao backup" in shown
    assert stored.facts().size > 100_000 and stored.facts().version


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://u:p%40ss@db.cn:5433/duibiao", "postgresql://db.cn:5433/duibiao"),
        ("postgresql://u:pass@db.cn/duibiao?password=pass", "postgresql://db.cn/duibiao"),
        ("sqlite:////data/对标.db", "/data/对标.db"),
    ],
)
def test_where_the_store_is_without_its_password(url: str, told: str) -> None:
    assert stored._where(url) == told and "pass" not in told


def test_the_page_in_english_has_no_chinese_of_ours(empty: Store) -> None:
    for action in (*auditing.actions(), "else"):
        empty.record("Ann", action, "a.txt", "reader" if action == "login" else "correct")
    empty.set_role("ann@b.cn", EDITOR, "Ann")
    app = managed(lang="English")
    texts = [words(app), *labels(app), *(one.label for one in (*app.text_input, *app.selectbox))]
    for box in app.selectbox:
        texts += box.options
    assert pages.chinese(texts, ["张三", "中文", "语言 / Language"]) == []
    with language.spoken("en"):
        assert pages.chinese([auditing.as_csv().decode(), auditing.file_name("csv")]) == []


def test_the_views_are_written_to_be_read() -> None:
    folder = pages.APP.parent / "views"
    for name in ("managing.py", "managing_log.py", "managing_people.py", "who.py"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 110, name


def test_moments_stand_by_the_clock_on_the_wall(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        empty.record("u", "login")
        told = auditing.lines(empty.audit())[0][0]
        assert told == time.strftime("%Y-%m-%d %H:%M", time.localtime())
    finally:
        monkeypatch.undo()
        time.tzset()
