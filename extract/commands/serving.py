"""``duibiao serve``: fills the store with the five reports if need be, opens the dashboard."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from extract.commands import filling, hosting, screen
from extract.model import DuibiaoError

DATASET = "DUIBIAO_OBSERVATIONS"
FIRST_PORT = 8501
_PORTS_TO_TRY = 100
_START_SECONDS = 60
_STOP_SECONDS = 5
_EVERYWHERE = ("0.0.0.0", "::", "")
_NOT_OURS = (errno.EADDRNOTAVAIL,)


def run(given: argparse.Namespace) -> int:
    """Serve until Ctrl-C or a termination signal; return the exit status."""
    login = hosting.check(given)
    port = _port(given.host, given.port)
    flags = hosting.flags(given, port)
    if login:
        os.environ[hosting.REQUIRED] = "required"
    else:
        hosting.warn(given)
    if given.database:
        os.environ["DUIBIAO_DATABASE_URL"] = given.database
    if folder := given.observations or os.environ.get(DATASET):
        os.environ[DATASET] = _dataset(folder)
    else:
        filling.fill_store()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _stop)  # a shell starts background work with Ctrl-C ignored
    screen.say("正在打开看板……")
    server = subprocess.Popen(_command(flags), stdout=subprocess.DEVNULL)
    try:
        address = _address(given.host, port, hosting.public(given.url)[2] if given.url else "")
        _wait_until_up(server, address)
        screen.say(f"看板已打开:{address}(按 Ctrl-C 结束)")
        if not given.no_browser:
            webbrowser.open(address)
        server.wait()
        raise DuibiaoError("看板意外停止;请看上面的信息,再运行一次 duibiao serve。")
    except KeyboardInterrupt:
        screen.say("看板已关闭。")
        return 0
    finally:
        _end(server)


def _dataset(folder: str) -> str:
    """The dataset to show, by its full path. Raises DuibiaoError where there is none."""
    from extract.dataset.reading import Dataset

    with closing(Dataset(folder)) as found:
        screen.say(f"数据集 {folder}:{found.count():,} 个数字,只读。")
    return os.path.abspath(folder)


def _command(flags: list[str]) -> list[str]:
    """The server of the dashboard as a process of its own."""
    return [sys.executable, "-m", "streamlit", "run", str(_app()), *flags]


def _app() -> Path:
    spec = find_spec("dashboard")
    if spec is None or spec.origin is None:
        raise DuibiaoError("找不到看板程序 dashboard;请重新安装 duibiao。")
    return Path(spec.origin).with_name("hosted.py")


def _port(host: str, wanted: int | None) -> int:
    """The wanted port, else the first free one from 8501 on.

    Raises DuibiaoError where the wanted port is taken or the address is not this machine's.
    """
    if wanted is not None:
        if not _is_free(host, wanted):
            raise DuibiaoError(f"端口 {wanted} 已被占用;请换一个端口,或不写 --port 由程序选择。")
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS_TO_TRY):
        if _is_free(host, port):
            return port
    raise DuibiaoError(f"从 {FIRST_PORT} 起的端口都被占用;请用 --port 指定一个空闲端口。")


def _is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # there it only forgives a connection still closing
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except PermissionError as error:
        raise DuibiaoError(f"没有权限使用端口 {port};请换一个大于 1024 的端口。") from error
    except socket.gaierror as error:
        raise DuibiaoError(f"不认识监听地址 {host};请写成 127.0.0.1 这样的形式。") from error
    except OSError as error:
        if error.errno in _NOT_OURS:
            raise DuibiaoError(f"监听地址 {host} 不是本机的;请改用 127.0.0.1。") from error
        return False
    return True


def _address(host: str, port: int, base: str = "") -> str:
    """What a person types into the browser of this machine."""
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/{base}".rstrip("/")


def _wait_until_up(server: subprocess.Popen[bytes], address: str) -> None:
    """Return when the server answers; raise DuibiaoError where it ends or stays silent."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with ask.open(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise DuibiaoError("看板没有启动;请看上面的信息,或换一个端口再试。")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Ctrl-C and a termination signal end the server alike."""
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server process, gently first."""
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
