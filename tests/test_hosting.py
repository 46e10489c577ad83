"""Hosting for a team: login by way of a provider, roles in the browser, settings, the documents."""

from __future__ import annotations

import base64
import configparser
import hashlib
import importlib.util
import json
import re
import shlex
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hosted_web
import pages
import pytest
from browsing import PATIENCE, drawn
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import BrowserContext, Page, expect

from dashboard import data
from dashboard.rights import ADMIN, EDITOR, READER
from extract import DuibiaoError, Store
from extract.__main__ import main
from extract.commands import hosting, serving
from extract.commands.arguments import parser

DOCS = Path(__file__).resolve().parent.parent / "docs"
EDITORS_NAME, ADMINS_NAME = "li@example.cn", "zhang@example.cn"


class Hosted(NamedTuple):
    """A dashboard with a login: where, what it signs with, its provider and its store."""

    address: str
    signs: str
    provider: hosted_web.Provider
    store: Store
    said: list[str]


@pytest.fixture(scope="module")
def hosted(
    serve: Callable[..., Any], free_port: Callable[[], int], tmp_path_factory: Any
) -> Iterator[Hosted]:
    folder = tmp_path_factory.mktemp("hosted")
    url, port = pages.filled(folder), free_port()
    store = Store(url)
    store.set_role(ADMINS_NAME, ADMIN, "test")
    with hosted_web.provider() as provider:
        origin = f"http://127.0.0.1:{port}"
        file, signs = hosted_web.secrets_file(folder, provider, origin)
        given = ("--port", str(port), "--database", url, "--secrets", str(file), "--url", origin)
        running = serve(*given)
        yield Hosted(running.address, signs, provider, store, running.said)
    store.close()


@pytest.fixture
def browse(browser: Any, hosted: Hosted) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own, with the cookie of a login where somebody is named."""
    opened: list[BrowserContext] = []

    def open_(email: str = "", **more: Any) -> Page:
        context = browser.new_context(base_url=hosted.address, locale="zh-CN", **more)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        if email:
            signed = hosted_web.cookie(hosted.signs, hosted.address, email=email)
            context.add_cookies([_cookie(hosted, signed)])
        return context.new_page()

    yield open_
    for context in opened:
        context.close()


def _cookie(hosted: Hosted, value: str) -> Any:
    return {"name": hosted_web.COOKIE, "value": value, "url": hosted.address, "httpOnly": True}


def shut(page: Page, words: str) -> None:
    """Nothing but the door: no menu, no table, no figure."""
    expect(page.get_by_text(words).first).to_be_visible()
    drawn(page)
    expect(page.get_by_test_id("stTopNavLink")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("对标")
    for element in ("stDataFrame", "stPlotlyChart", "stFileUploader"):
        expect(page.get_by_test_id(element)).to_have_count(0)


@pytest.mark.skipif(
    not (importlib.util.find_spec("httpx") or importlib.util.find_spec("httpx2")),
    reason="the extra auth is not installed: pip install 'duibiao[auth]'",
)
def test_login_role_and_logout_by_way_of_a_provider(
    browse: Callable[..., Page], hosted: Hosted
) -> None:
    hosted.provider.user = {"email": "wang@example.cn", "email_verified": True}
    page = browse()
    page.goto("/")
    page.get_by_role("button", name="登录").click()
    shut(page, "还没有使用权限")
    hosted.store.set_role("Wang@example.cn", READER, ADMINS_NAME)
    page.reload()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    expect(page.get_by_text("wang@example.cn（只读）")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    shut(page, "请先登录")
    page.reload()
    shut(page, "请先登录")
    log = hosted.store.audit(who="wang@example.cn")["action"].tolist()
    assert log[:2] == ["login", "denied"]


def test_the_provider_signs_what_a_login_needs(hosted: Hosted) -> None:
    """The provider of these tests, asked as a client of the protocol asks."""
    made, verifier = hosted.provider, "v" * 50
    made.user = {"email": "sun@example.cn"}
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    asked = f"redirect_uri=http://x/cb&state=s&nonce=n&code_challenge={challenge}"
    status, headers, _ = hosted_web.ask(made.address, f"/authorize?{asked}")
    assert status == 302 and headers["location"].startswith("http://x/cb?code=")
    code = re.search("code=([^&]+)", headers["location"])
    body = f"code={code and code[1]}&code_verifier={verifier}".encode()
    basic = base64.b64encode(f"{made.client}:{made.secret}".encode()).decode()
    given = {"Authorization": f"Basic {basic}"}
    token = json.loads(hosted_web.ask(made.address, "/token", "POST", given, body)[2])
    keys = KeySet.import_key_set(json.loads(hosted_web.ask(made.address, "/jwks")[2]))
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (made.address, "duibiao", "n")
    assert claims["email"] == "sun@example.cn"


def test_nobody_sees_anything_without_a_login(browse: Callable[..., Page], hosted: Hosted) -> None:
    page = browse()
    for path in ("/", "/compare", "/manage", "/import", "/corrections?role=admin"):
        page.goto(path)
        shut(page, "请先登录")
    log = hosted.store.audit(action="denied")
    assert "" in log["who"].tolist()


def test_a_reader_becomes_an_editor(browse: Callable[..., Page], hosted: Hosted) -> None:
    """The buttons are not there, a direct call is refused; an admin gives the role; they are."""
    hosted.store.set_role(EDITORS_NAME, READER, ADMINS_NAME)
    page = browse(EDITORS_NAME)
    page.goto("/corrections")
    expect(page.get_by_text("您的角色只能查看")).to_be_visible()
    drawn(page)
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    expect(page.get_by_role("link", name="导入")).to_have_count(0)
    page.goto("/manage")
    drawn(page)
    expect(page.get_by_text("操作日志")).to_have_count(0)

    admin = browse(ADMINS_NAME)
    admin.goto("/manage")
    admin.get_by_label("用户（登录名或邮箱）").fill(EDITORS_NAME.upper())
    admin.get_by_role("combobox", name="角色").click()
    admin.get_by_role("option", name="编辑").click()
    admin.get_by_role("button", name="保存角色").click()
    expect(admin.get_by_text("的角色现在是“编辑”")).to_be_visible()
    assert hosted.store.role(EDITORS_NAME) == EDITOR

    page.goto("/corrections")
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_count(0)
    assert hosted.store.roles().set_index("user").loc[EDITORS_NAME, "given_by"] == ADMINS_NAME


def test_taken_away_means_out_with_the_next_click(
    browse: Callable[..., Page], hosted: Hosted
) -> None:
    hosted.store.set_role("zhao@example.cn", EDITOR, ADMINS_NAME)
    page = browse("zhao@example.cn")
    page.goto("/")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    drawn(page)
    hosted.store.set_role("zhao@example.cn", "", ADMINS_NAME)
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    expect(page.get_by_text("have no role yet")).to_be_visible()


def test_the_cookie_and_the_secrets_are_never_said(hosted: Hosted) -> None:
    said = "".join(hosted.said)
    assert hosted.signs not in said and hosted.provider.secret not in said
    kept = hosted.store.audit(limit=1000).to_csv()
    assert hosted.signs not in kept and hosted.provider.secret not in kept


# ---- settings -----------------------------------------------------------------------------------


def given(*words: str) -> Namespace:
    return parser().parse_args(["serve", *words])


def flags(*words: str) -> list[str]:
    return hosting.flags(given(*words), 8501)


def test_what_is_set_whatever_the_users_own_file_says() -> None:
    told = flags()
    for flag in (
        "--server.address=127.0.0.1", "--server.maxUploadSize=100",
        "--server.enableXsrfProtection=true", "--server.enableCORS=true",
        "--browser.gatherUsageStats=false", "--client.showErrorDetails=none",
        "--client.disableDataExport=true", "--server.enableStaticServing=false",
        "--server.trustedUserHeaders={}", "--server.enableAgentApi=false",
        "--server.allowedHosts=127.0.0.1", "--server.allowedHosts=localhost",
    ):  # fmt: skip
        assert flag in told
    assert not [flag for flag in told if "cookieSecret" in flag]


def test_behind_a_proxy() -> None:
    told = flags("--url", "https://db.example.cn/duibiao/", "--max-upload", "30")
    assert "--server.baseUrlPath=duibiao" in told and "--server.maxUploadSize=30" in told
    assert "--server.corsAllowedOrigins=https://db.example.cn" in told
    assert "--server.allowedHosts=db.example.cn" in told


@pytest.mark.parametrize(
    "url",
    ["db.example.cn", "ftp://x", "https://", "https://u:p@x", "https://x/?a=1", "https://*.cn"],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(DuibiaoError, match="公开地址"):
        flags("--url", url)


@pytest.mark.parametrize("most", ["0", "-1", "501", "all", "1e3"])
def test_an_upload_limit_that_is_none_is_refused(most: str) -> None:
    with pytest.raises(SystemExit):
        given("--max-upload", most)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder and a home without any file of secrets."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in (hosting.FIRST_ADMINS, hosting.REQUIRED):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


GOOD = """[auth]
redirect_uri = "https://db.example.cn/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "duibiao"
client_secret = "never-to-be-seen"
server_metadata_url = "https://sso.example.cn/.well-known/openid-configuration"
"""


def test_a_whole_file_of_secrets_means_login(alone: Path) -> None:
    (alone / "s.toml").write_text(GOOD, encoding="utf-8")
    (alone / "s.toml").chmod(0o600)
    assert hosting.check(given("--secrets", "s.toml")) is True
    assert hosting.check(given()) is False


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD.replace("client_secret", "client_password"), "缺少 client_secret"),
        (GOOD.replace("0123456789abcdef0123456789abcdef", "short"), "cookie_secret 太短"),
        ("[auth\n" + GOOD, "不是正确的 TOML"),
        ("auth = 1\n", "缺少"),
        ("", "没有 \\[auth\\]"),
    ],
)
def test_a_file_of_secrets_that_cannot_work_opens_nothing(
    alone: Path, content: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (alone / "s.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DuibiaoError, match=words) as told:
        hosting.check(given("--secrets", "s.toml"))
    assert "never-to-be-seen" not in str(told.value) + capsys.readouterr().err


def test_a_file_of_secrets_that_is_not_there(alone: Path) -> None:
    with pytest.raises(DuibiaoError, match="打不开"):
        hosting.check(given("--secrets", "nowhere.toml"))


def test_a_file_that_others_read_is_told(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "s.toml").write_text(GOOD, encoding="utf-8")
    (alone / "s.toml").chmod(0o644)
    hosting.check(given("--secrets", "s.toml"))
    assert "chmod 600" in capsys.readouterr().err


def test_admins_without_a_login_open_nothing(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hosting.FIRST_ADMINS, "zhang@example.cn")
    with pytest.raises(DuibiaoError, match="要求登录"):
        hosting.check(given())


def test_open_to_the_network_without_a_login_is_told(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hosting.warn(given("--host", "0.0.0.0"))
    assert "没有配置登录" in capsys.readouterr().err
    hosting.warn(given())
    assert capsys.readouterr().err == ""


def test_secrets_are_not_on_the_command_line(alone: Path) -> None:
    (alone / "s.toml").write_text(GOOD, encoding="utf-8")
    command = " ".join(serving._command(flags("--secrets", "s.toml")))
    assert "never-to-be-seen" not in command and "0123456789abcdef" not in command
    assert f"--secrets.files={alone / 's.toml'}" in command


# ---- health -------------------------------------------------------------------------------------


def test_health_of_a_dashboard(hosted: Hosted, capsys: pytest.CaptureFixture[str]) -> None:
    status, headers, body = hosted_web.ask(hosted.address, "/health")
    assert (status, body) == (200, b'{"status":"ok"}') and headers["cache-control"] == "no-store"
    assert main(["health", "--address", hosted.address]) == 0
    assert "正常" in capsys.readouterr().err


def test_health_of_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert main(["health", "--database", url]) == 2
    assert "还没有数据库" in capsys.readouterr().err and not (tmp_path / "a.db").exists()
    Store(url).close()
    assert main(["health", "--database", url]) == 0
    assert "有应答" in capsys.readouterr().err


def test_health_of_what_is_no_dashboard(
    hosted: Hosted, free_port: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["health", "--address", f"http://127.0.0.1:{free_port()}"]) == 2
    assert "没有应答" in capsys.readouterr().err
    assert main(["health", "--address", hosted.provider.address]) == 2
    assert "不是对标的看板" in capsys.readouterr().err


def test_health_tells_when_the_store_does_not_answer(broken: Any) -> None:
    """Why not is not told to whoever asks; the page shows no traceback either."""
    status, _, body = hosted_web.ask(broken.address, "/health")
    assert (status, body) == (503, b'{"status":"store"}')
    assert main(["health", "--address", broken.address]) == 2


def test_below_a_path(
    browser: Any, serve: Callable[..., Any], free_port: Callable[[], int], tmp_path: Path
) -> None:
    """As a proxy passes it on that serves other things beside."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/duibiao"
    given = ("--port", str(port), "--database", pages.filled(tmp_path), "--url", address)
    running = serve(*given)
    assert running.address == address
    assert hosted_web.ask(address, "/duibiao/health")[0] == 200
    assert main(["health", "--address", address]) == 0
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{address}/corrections")
    expect(page.get_by_role("heading", level=1)).to_have_text("更正")
    drawn(page)
    context.close()


# ---- the documents ------------------------------------------------------------------------------


def commands() -> list[str]:
    """Every command line of duibiao in the documents, without what a shell makes of it."""
    found: list[str] = []
    for file in sorted(DOCS.glob("*")):
        if file.suffix == ".csv":
            continue
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            plain = line.strip().removeprefix("$ ").removeprefix("sudo -u duibiao ")
            match = re.match(r"(?:ExecStart=|ExecStartPre=)?(?:/\S+/)?duibiao ([a-z].*)", plain)
            if match and not re.search("[一-鿿]{2}", match[1].replace("对标", "")):
                found.append(match[1])
    return found


def test_there_are_commands_in_the_documents() -> None:
    assert {line.split()[0] for line in commands()} >= {"serve", "health", "backup", "upgrade"}


@pytest.mark.parametrize("line", commands())
def test_every_documented_command_is_understood(line: str) -> None:
    told = parser().parse_args(shlex.split(line.replace("$(date +%F)", "2026-11-23")))
    assert importlib.util.find_spec(told.module)


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((DOCS / name).read_text(encoding="utf-8"))
    return read


def test_the_service_is_hardened() -> None:
    service = unit("duibiao.service")["Service"]
    assert service["User"] == "duibiao" and service["NoNewPrivileges"] == "true"
    for name in (
        "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictAddressFamilies",
        "SystemCallFilter", "CapabilityBoundingSet", "MemoryMax", "UMask", "Restart",
        "LoadCredential", "StateDirectory", "EnvironmentFile",
    ):  # fmt: skip
        assert name in service, name
    told = parser().parse_args(shlex.split(service["ExecStart"])[1:])
    assert (
        told.host == "127.0.0.1" and told.no_browser and told.secrets.startswith("${CREDENTIALS_")
    )


def test_the_backup_runs_by_a_timer() -> None:
    assert unit("duibiao-backup.timer")["Timer"]["OnCalendar"]
    assert "backup" in unit("duibiao-backup.service")["Service"]["ExecStart"]


def test_the_proxy_passes_sockets_and_no_claims_of_who_one_is() -> None:
    text = (DOCS / "nginx.conf").read_text(encoding="utf-8")
    for words in (
        "proxy_set_header Upgrade", "ssl_protocols TLSv1.2 TLSv1.3", "client_max_body_size 101m",
        "Strict-Transport-Security", "proxy_read_timeout", "location = /_stcore/metrics",
        'proxy_set_header X-Forwarded-User ""', "proxy_buffering off",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("{") == text.count("}")


def test_every_documented_setting_is_known() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in DOCS.glob("*.md"))
    known = {data.FIRST_ADMINS, data.DATASET, "DUIBIAO_DATABASE_URL", "DUIBIAO_USER_CLAIM"}
    assert known <= set(re.findall(r"DUIBIAO_[A-Z_]+", text))
    assert set(re.findall(r"DUIBIAO_[A-Z_]+", text)) <= known
    for key in ("redirect_uri", "cookie_secret", "client_id", "client_secret"):
        assert f"{key} = " in text
