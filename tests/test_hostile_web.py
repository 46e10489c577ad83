"""Hostile input by way of the web, each with its expected outcome; most on the real server."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import hosted_web
import pages
import pytest
import websockets
from browsing import drawn, outside
from hosted_web import ask
from playwright.sync_api import Page, Request, expect
from websockets.sync.client import connect

import extract
from extract import Store
from extract.tidy import frame

HERE = Path(__file__).resolve().parent
EVIL = "http://127.0.0.2"
IMAGE = f"<img src=x onerror=\"fetch('{EVIL}/ran')\">"
SCRIPT = f"<script>fetch('{EVIL}/script')</script>"
TEXT = (
    f"全年受理工单3200件。{IMAGE}{SCRIPT}办结3100件。![图]({EVIL}/a.png)投资$1.2亿$，另$3$亿元。"
    f"同比增长~3~5个百分点，~~删去~~2项。[点这里](javascript:alert(1))新增:material/lock:7个。"
)
NAME = "<b>市</b><img src=x onerror=alert(1)>局"


class Web(NamedTuple):
    """A dashboard on a hostile store: with a login (``signs`` cookies), or without one ("")."""

    address: str
    url: str
    signs: str = ""
    process: int = 0


def hostile_report() -> extract.Report:
    return extract.Report(
        "恶意<script>.txt",
        TEXT,
        title=f"报告{IMAGE}",
        agency=NAME,
        published=datetime.date(2023, 1, 1),
        source_url="javascript:alert(document.domain)",
        notes=(f"说明{SCRIPT}",),
    )


@pytest.fixture(scope="module")
def web(
    serve: Callable[..., Any],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Web:
    """Without a login; uploads of one megabyte at most."""
    url = pages.filled(tmp_path_factory.mktemp("web"))
    store = Store(url)
    report = hostile_report()
    store.put(report, frame(extract.observe(report)), IMAGE, SCRIPT)
    rows = store.observations(report_id=report.report_id)
    made = extract.Correction.of(rows.iloc[0].to_dict(), "value", 3300.0, f"见{SCRIPT}")
    store.correct([_signed(made, IMAGE)])
    store.close()
    running = serve("--port", str(free_port()), "--database", url, "--max-upload", "1")
    return Web(running.address, url, process=running.process.pid)


def _signed(made: extract.Correction, author: str) -> extract.Correction:
    from dataclasses import replace

    return replace(made, author=author, origin=f"{IMAGE}.xlsx")


@pytest.fixture(scope="module")
def closed(
    serve: Callable[..., Any],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Web:
    """With a login; zhang@example.cn is admin."""
    folder = tmp_path_factory.mktemp("closed")
    url, port = pages.filled(folder), free_port()
    store = Store(url)
    store.set_role("zhang@example.cn", "admin", "test")
    store.close()
    origin = f"http://127.0.0.1:{port}"
    provider = hosted_web.Provider()
    provider.address = "http://127.0.0.1:9"
    file, signs = hosted_web.secrets_file(folder, provider, origin)
    running = serve("--port", str(port), "--database", url, "--secrets", str(file))
    return Web(running.address, url, signs)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def page(window: Callable[..., Page], web: Web, asked: list[str]) -> Iterator[Page]:
    opened = window(web.address)
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("dialog", lambda dialog: asked.append(f"http://dialog/{dialog.message}"))
    yield opened
    opened.close()


def settled(page: Page, path: str) -> str:
    """All that a page says, once it is drawn and its fetches would have gone out."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    drawn(page)
    page.wait_for_load_state("networkidle")
    return page.get_by_test_id("stMain").inner_text()


# ---- uploads ------------------------------------------------------------------------------------


class Upload(NamedTuple):
    """An upload of the browser, to be sent again in other ways."""

    path: str
    headers: dict[str, str]
    field: str


@pytest.fixture(scope="module")
def upload(window: Callable[..., Page], web: Web) -> Iterator[Upload]:
    """The browser uploads a program under the name of a workbook; the session stays open."""
    opened = window(web.address)
    opened.goto("/corrections")
    field = opened.locator("input[type=file]").first
    expect(field).to_be_attached()
    drawn(opened)
    seen: list[Request] = []
    opened.on("request", lambda one: seen.append(one) if one.method == "PUT" else None)
    program = {"name": "改.xlsx", "mimeType": "application/x", "buffer": b"MZ\x90\x00" * 100}
    field.set_input_files(files=[program])  # type: ignore[list-item]
    expect(opened.get_by_test_id("stAlert").first).to_be_visible()
    assert "不是 .xlsx 工作簿" in opened.get_by_test_id("stMain").inner_text(), "by its content"
    headers = seen[0].all_headers()
    kept = {name: headers[name] for name in ("cookie", "x-xsrftoken") if name in headers}
    yield Upload(urlsplit(seen[0].url).path, kept, "改.xlsx")
    opened.close()


def form(content: bytes, name: str = "a.xlsx") -> tuple[dict[str, str], bytes]:
    mark = "xxBOUNDARYxx"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={mark}"}, body


def put(
    web: Web, upload: Upload, content: bytes = b"x", path: str = "", **headers: str | None
) -> tuple[int, dict[str, str], bytes]:
    kind, body = form(content)
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {**upload.headers, **kind, **changed}
    given = {name: value for name, value in sent.items() if value is not None}
    return ask(web.address, path or upload.path, "PUT", given, body)


def test_an_upload_as_the_browser_sends_it(web: Web, upload: Upload) -> None:
    assert put(web, upload)[0] == 204, "what follows is refused for its own reason"


@pytest.mark.parametrize(
    "headers",
    [
        {"x_xsrftoken": None},
        {"x_xsrftoken": ""},
        {"x_xsrftoken": "2|00000000|0000|1"},
        {"cookie": None},
        {"cookie": "_streamlit_xsrf=forged"},
        {"cookie": "_streamlit_xsrf=2|00000000|0000|1", "x_xsrftoken": "1|x"},
    ],
)
def test_an_upload_from_another_site(web: Web, upload: Upload, headers: dict[str, Any]) -> None:
    assert put(web, upload, **headers)[0] == 403


def test_an_upload_over_the_limit(web: Web, upload: Upload) -> None:
    assert put(web, upload, b"x" * 1_200_000)[0] == 413


def memory(process: int) -> int:
    """The megabytes that the server of a ``duibiao serve`` has ever held, 0 where unknown."""
    children = Path(f"/proc/{process}/task/{process}/children")
    if not children.exists():
        return 0
    status = Path(f"/proc/{children.read_text().split()[0]}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def test_an_upload_that_does_not_end(web: Web, upload: Upload) -> None:
    """No length is told; what comes after the limit is thrown away unseen."""
    kind, body = form(b"")
    before = memory(web.process)

    def endless() -> Iterator[bytes]:
        yield b"%x\r\n%s\r\n" % (len(body[:80]), body[:80])
        for _ in range(4000):
            yield b"10000\r\n" + b"x" * 65536 + b"\r\n"

    given = {**upload.headers, **kind, "Transfer-Encoding": "chunked"}
    try:
        status = ask(web.address, upload.path, "PUT", given, endless())[0]
    except (ConnectionError, OSError):
        status = 413  # the line was cut
    assert status in (400, 413) and memory(web.process) - before < 60
    assert ask(web.address, "/health")[0] == 200


@pytest.mark.parametrize("session", ["00000000-0000-0000-0000-000000000000", "..", "%2e%2e", "'--"])
def test_an_upload_to_a_session_that_there_is_not(web: Web, upload: Upload, session: str) -> None:
    file = upload.path.rsplit("/", 1)[1]
    path = f"/_stcore/upload_file/{session}/{file}"
    assert put(web, upload, path=path)[0] in (400, 404, 405)


def test_an_upload_that_is_no_form(web: Web, upload: Upload) -> None:
    for kind in ("application/json", "multipart/form-data", "multipart/form-data; boundary="):
        given = {**upload.headers, "Content-Type": kind}
        assert ask(web.address, upload.path, "PUT", given, b"{}")[0] == 400, kind


def test_two_files_in_one_upload(web: Web, upload: Upload) -> None:
    kind, one = form(b"x")
    two = one.replace(b"--\r\n", b"\r\n") + one
    assert ask(web.address, upload.path, "PUT", {**upload.headers, **kind}, two)[0] == 400


# ---- what reports, people and files say ---------------------------------------------------------


PLACES = [
    f"/source?report={quote('恶意<script>.txt')}",
    "/",
    "/detail",
    "/corrections",
    "/manage",
    "/method",
]


@pytest.mark.parametrize("path", PLACES)
def test_what_a_report_or_a_person_wrote_never_runs(
    page: Page, asked: list[str], path: str
) -> None:
    settled(page, path)
    assert outside(asked) == set()
    assert page.locator("a[href^='javascript:' i]").count() == 0
    assert page.locator("[onerror], [onload], [onclick]").count() == 0
    assert page.locator("[data-testid=stMain] img[src='x']").count() == 0


def test_the_text_of_a_report_is_shown_letter_for_letter(page: Page, web: Web) -> None:
    store = Store(web.url)
    rows = store.observations(report_id="恶意<script>.txt")
    store.close()
    said = settled(page, f"/source?obs={rows.iloc[0]['observation_id']}")
    for words in (
        "<img src=x onerror=", "<script>fetch(", f"![图]({EVIL}/a.png)", "投资$1.2亿$，另$3$亿元",
        "增长~3~5个百分点", "~~删去~~2项", "[点这里](javascript:alert(1))", ":material/lock:7个",
    ):  # fmt: skip
        assert words in said, words
    assert page.locator("[data-testid=stMain] .katex, [data-testid=stMain] del").count() == 0


SQL = ["' OR 1=1 --", "'; DROP TABLE reports; --", '" UNION SELECT * FROM roles --', "%", "\\"]
TEMPLATES = ["{0.__class__}", "{{7*7}}", "${7*7}", "%s%n", "<svg onload=alert(1)>", "../../x"]


@pytest.mark.parametrize("word", [*SQL, *TEMPLATES])
def test_what_an_address_says_is_only_words(
    page: Page, asked: list[str], web: Web, word: str
) -> None:
    told = quote(word, safe="")
    settled(
        page,
        f"/detail?word={told}&about={told}&year={told}&agency={told}&columns={told}&lang={told}",
    )
    settled(page, f"/source?obs={told}&report={told}")
    assert outside(asked) == set()
    store = Store(web.url)
    assert len(store.reports(texts=False)) == 6 and store.roles().empty
    store.close()


# ---- files that are none of the web's business --------------------------------------------------


TRAVERSALS = [
    "/media/../../../../etc/passwd", "/media/%2e%2e/%2e%2e/etc/passwd",
    "/media/..%2f..%2f..%2fetc%2fpasswd", "/media/%00", "/media//etc/passwd",
    "/static/../../../../../etc/passwd", "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/static/..%5c..%5cetc%5cpasswd", "/app/static/../../etc/passwd", "/app/static/secrets.toml",
    "/.streamlit/secrets.toml", "/%2estreamlit/secrets.toml", "/static/.streamlit/secrets.toml",
    "/component/../../etc/passwd", "/component/x/%2e%2e/%2e%2e/etc/passwd",
    "/_stcore/bidi-components/duibiao.save_chart/../../../app.py", "//etc/passwd",
    "/%5c%5chost%5cshare", "/etc/passwd", "/app.py", "/hosted.py", "/data.py", "/duibiao.db",
    "/.git/config", "/.env",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file(closed: Web, path: str) -> None:
    status, headers, body = ask(closed.address, path)
    assert status in (200, 400, 403, 404), status
    for words in (
        b"root:x:0",
        b"cookie_secret",
        b"client_secret",
        b"import streamlit",
        b"SQLite f",
    ):
        assert words not in body, words
    assert closed.signs.encode() not in body and "location" not in headers


@pytest.mark.parametrize("path", ["//127.0.0.2/", "//127.0.0.2/%2e%2e", "/\\127.0.0.2"])
def test_nobody_is_sent_elsewhere(web: Web, path: str) -> None:
    status, headers, _ = ask(web.address, path)
    assert status < 500 and "127.0.0.2" not in headers.get("location", "")


# ---- who asks -----------------------------------------------------------------------------------


FORGED = {
    "X-Forwarded-User": "zhang@example.cn",
    "X-Forwarded-Email": "zhang@example.cn",
    "X-Remote-User": "zhang@example.cn",
    "Remote-User": "zhang@example.cn",
    "X-Streamlit-User": "emhhbmdAZXhhbXBsZS5jbg==",
    "X-Forwarded-Preferred-Username": "zhang@example.cn",
    "Authorization": "Bearer admin",
}


@pytest.fixture
def stranger(window: Callable[..., Page], closed: Web) -> Iterator[Page]:
    """A page in a window that has no cookie of anybody's."""
    opened = window(closed.address)
    opened.context.clear_cookies()
    yield opened
    opened.close()


def stays_shut(opened: Page, path: str = "/manage") -> None:
    """The door, and nothing else."""
    opened.goto(path)
    expect(opened.get_by_role("button", name="登录")).to_be_visible()
    drawn(opened)
    expect(opened.get_by_test_id("stTopNavLink")).to_have_count(0)
    expect(opened.get_by_text("操作日志")).to_have_count(0)


def test_headers_make_nobody_an_admin(stranger: Page) -> None:
    stranger.set_extra_http_headers(FORGED)
    stays_shut(stranger)


def test_an_address_makes_nobody_an_admin(stranger: Page) -> None:
    stays_shut(stranger, "/manage?role=admin&user=zhang@example.cn&is_logged_in=true")


def forged(closed: Web) -> list[list[tuple[str, str]]]:
    """Cookies as somebody without the secret, or from elsewhere, could send them."""
    whole = json.dumps(
        {"origin": closed.address, "is_logged_in": True, "email": "zhang@example.cn"}
    )
    mail, name = {"email": "zhang@example.cn"}, hosted_web.COOKIE

    def sign(signs: str, origin: str = closed.address, **more: Any) -> str:
        return hosted_web.cookie(signs, origin, **{**mail, **more})

    good = sign(closed.signs)
    return [
        [(name, quote(whole))],
        [(name, sign("0" * 64))],
        [(name, sign(""))],
        [(name, good[:-3] + "abc")],
        [(name, good.rpartition(".")[0])],
        [(name, sign(closed.signs, EVIL))],
        [(name, sign(closed.signs, name="_streamlit_user_tokens"))],
        [(name, sign(closed.signs, iat=int(time.time()) - 30 * 86400))],
        [(name, sign(closed.signs, is_logged_in=False))],
        [(name, "chunks-2"), (f"{name}_1", "x"), (f"{name}_2", "y")],
        [("_streamlit_user_tokens", good)],
        [("role", "admin"), ("user", "zhang@example.cn"), ("session", "admin")],
    ]


@pytest.mark.parametrize("number", range(12))
def test_a_forged_cookie_makes_nobody_an_admin(stranger: Page, closed: Web, number: int) -> None:
    given = forged(closed)[number]
    stranger.context.add_cookies(
        [{"name": name, "value": value, "url": closed.address} for name, value in given]
    )
    stays_shut(stranger)


@pytest.mark.parametrize(
    "path",
    [
        "/oauth2callback?code=x&state=y", "/oauth2callback?error=a%0d%0aSet-Cookie:%20a=b",
        "/auth/login?provider=forged", "/auth/login", "/oauth2callback",
        "/auth/login?provider=eyJhbGciOiJub25lIn0.eyJwcm92aWRlciI6ImRlZmF1bHQifQ.",
    ],
)  # fmt: skip
def test_a_callback_that_nobody_asked_for(closed: Web, path: str) -> None:
    status, headers, body = ask(closed.address, path)
    assert status in (302, 400) and headers.get("location", "/") in ("/", "")
    assert not headers.get("set-cookie", "").startswith(("_streamlit_user=Ey", "a=b"))
    assert b"Traceback" not in body


# ---- other sites --------------------------------------------------------------------------------


def stream(web: Web) -> str:
    return web.address.replace("http://", "ws://") + "/_stcore/stream"


def test_a_page_of_our_own_connects(web: Web) -> None:
    with connect(stream(web), origin=web.address, subprotocols=["streamlit"]):  # type: ignore[arg-type,list-item]
        pass


@pytest.mark.parametrize(
    "origin", [EVIL, "https://evil.example", "null", "http://127.0.0.1.evil.cn"]
)
def test_another_site_cannot_connect(web: Web, origin: str) -> None:
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        connect(stream(web), origin=origin, subprotocols=["streamlit"])  # type: ignore[arg-type,list-item]
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "evil.example:8501"])
def test_another_name_for_this_machine_cannot_connect(web: Web, host: str) -> None:
    """A name of somebody else's that leads here: with its own origin it would be the same site."""
    given = {
        "Host": host, "Origin": f"http://{host}", "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
    }  # fmt: skip
    assert ask(web.address, "/_stcore/stream", headers=given)[0] == 403


def test_noise_on_a_socket_ends_no_server(web: Web) -> None:
    for noise in (b"", b"\xff" * 1000, b"\x08\x96\x01", "text"):
        with connect(stream(web), origin=web.address, subprotocols=["streamlit"]) as line:  # type: ignore[arg-type,list-item]
            line.send(noise)
    assert ask(web.address, "/health")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
@pytest.mark.parametrize("path", ["/", "/corrections", "/health"])
def test_a_form_of_another_site_changes_nothing(web: Web, method: str, path: str) -> None:
    given = {"Origin": EVIL, "Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = ask(web.address, path, method, given, b"role=admin")
    assert status in (400, 404, 405) and "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/health", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics"]
)
def test_no_other_site_may_read(web: Web, path: str) -> None:
    _, headers, body = ask(web.address, path, headers={"Origin": EVIL})
    assert headers.get("access-control-allow-origin") in (None, web.address)
    assert b"127.0.0.2" not in body


@pytest.mark.parametrize(
    "path", ["/", "/health", "/_stcore/host-config", "/static/none.js", "/x/y"]
)
def test_no_other_site_may_frame(web: Web, path: str) -> None:
    _, headers, _ = ask(web.address, path)
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_the_policy_breaks_no_page(page: Page) -> None:
    """What the pages need is in it: the browser complains of nothing."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    for path in ("/compare", "/trend", "/source"):
        settled(page, path)
    assert not [line for line in said if "Content Security Policy" in line]


@pytest.mark.parametrize("host", ["evil.example", 'evil.example"><script>', "a" * 300])
def test_a_name_that_somebody_sends_is_not_repeated(web: Web, host: str) -> None:
    status, headers, body = ask(web.address, "/", headers={"Host": host})
    assert status in (200, 400) and host.encode() not in body
    assert host not in str(headers)


def test_no_agent_api(web: Web) -> None:
    for path in ("interact", "mcp"):
        given = {"Content-Type": "application/json"}
        status, _, body = ask(web.address, f"/_stcore/agent/{path}", "POST", given, b"{}")
        assert status >= 400 and b"does not serve the agent API" in body, (path, status)


# ---- too much -----------------------------------------------------------------------------------


def test_an_address_without_end(web: Web) -> None:
    for size in (10_000, 60_000, 2_000_000):
        try:
            status = ask(web.address, f"/detail?search={'a' * size}")[0]
        except (ConnectionError, OSError):
            status = 400
        assert status in (200, 400, 414, 431)
    assert ask(web.address, "/health")[0] == 200


def test_an_address_of_many_words_is_drawn(page: Page) -> None:
    said = settled(page, f"/detail?word={quote('工单' * 1500)}&indicator={'x' * 3000}")
    assert said


def test_headers_without_end(web: Web) -> None:
    try:
        status = ask(web.address, "/", headers={"X-Long": "a" * 1_000_000})[0]
    except (ConnectionError, OSError):
        status = 431
    assert status in (400, 431)
    assert ask(web.address, "/health")[0] == 200


# ---- what goes wrong tells nothing --------------------------------------------------------------


def test_a_store_that_breaks_shows_no_traceback(window: Callable[..., Page], broken: Any) -> None:
    opened = window(broken.address)
    opened.goto("/detail")
    expect(opened.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    opened.wait_for_load_state("networkidle")
    said = opened.locator("body").inner_text()
    opened.close()
    for words in ("Traceback", "sqlalchemy", "site-packages", "data.py", "duibiao.db"):
        assert words not in said, said[:2000]
