"""What a served dashboard is set to: limits, who may connect, and its file of secrets."""

from __future__ import annotations

import argparse
import os
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract.commands import screen
from extract.model import DuibiaoError

FIRST_ADMINS = "DUIBIAO_ADMIN"
REQUIRED = "DUIBIAO_LOGIN"  # tells the dashboard that nobody comes in without a login
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST = 32  # characters of a secret that signs cookies
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")

# They hold whatever folder the command is called from and whatever the user's own file says.
FIXED = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
    "server.trustedUserHeaders": "{}",
    "server.scriptHealthCheckEnabled": "false",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.disableDataExport": "true",
    "client.toolbarMode": "minimal",
    "global.developmentMode": "false",
    "logger.level": "error",
    "logger.enableRich": "false",
}


def flags(given: argparse.Namespace, port: int) -> list[str]:
    """The flags of the server; raises DuibiaoError where one of the options is no good."""
    settings = FIXED | {
        "server.address": given.host,
        "server.port": str(port),
        "server.maxUploadSize": str(given.max_upload),
    }
    several: list[tuple[str, str]] = []
    hosts = [*LOOPBACK, given.host] if given.host in LOOPBACK else []
    if given.url:
        origin, host, base = public(given.url)
        settings["server.baseUrlPath"] = base
        several.append(("server.corsAllowedOrigins", origin))
        hosts = [*LOOPBACK, host]
    several += [("server.allowedHosts", host) for host in dict.fromkeys(hosts)]
    if given.secrets:
        several.append(("secrets.files", str(Path(given.secrets).resolve())))
    return [f"--{name}={value}" for name, value in (*settings.items(), *several)]


def public(url: str) -> tuple[str, str, str]:
    """Origin, host and path of the address that people type, by way of a proxy.

    ``https://db.example.cn/duibiao`` gives ``https://db.example.cn``, ``db.example.cn``,
    ``duibiao``. Raises DuibiaoError where it is no such address.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username or "*" in parts.netloc:
        raise DuibiaoError(f"公开地址“{url}”不对;请写成 https://域名 或 https://域名/路径。")
    return f"{parts.scheme}://{parts.netloc}", str(parts.hostname), parts.path.strip("/")


def check(given: argparse.Namespace) -> bool:
    """Whether people have to log in.

    Raises DuibiaoError where a login is wanted but cannot work: nothing is opened then.
    """
    path = Path(given.secrets) if given.secrets else None
    auth = _auth(path) if path else None
    if auth is not None:
        _complete(auth, str(path))
        if not (find_spec("authlib") and (find_spec("httpx") or find_spec("httpx2"))):
            screen.say("注意:登录还缺组件,谁也登录不了;请运行 pip install 'duibiao[auth]'。")
        return True
    if path or os.environ.get(FIRST_ADMINS, "").strip():
        if path is None and any(file.is_file() for file in _usual()):
            return True  # the dashboard reads it, and stays shut where it is not complete
        raise DuibiaoError(
            f"要求登录({FIRST_ADMINS} 或 --secrets),但没有 [auth] 配置;请按部署说明写好密钥文件。"
        )
    return False


def warn(given: argparse.Namespace) -> None:
    """Says so where a dashboard without a login is open to the network."""
    if given.host not in LOOPBACK and not any(file.is_file() for file in _usual()):
        screen.say(
            f"注意:没有配置登录,凡能连到 {given.host} 的人都能查看和更改;请按部署说明配置登录。"
        )


def _usual() -> tuple[Path, ...]:
    """Where secrets are looked for when no file is named."""
    return tuple(at / ".streamlit" / "secrets.toml" for at in (Path.home(), Path.cwd()))


def _auth(path: Path) -> Any:
    """The section [auth] of a file of secrets; of what stands in it nothing is ever told."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o007:
            screen.say(f"注意:密钥文件 {path} 别的用户也能读;请运行 chmod 600 {path}。")
        return tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    except OSError as error:
        raise DuibiaoError(f"密钥文件 {path} 打不开;请检查路径和权限。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise DuibiaoError(f"密钥文件 {path} 不是正确的 TOML;请检查引号和等号。") from None


def _complete(auth: Any, path: str) -> None:
    """Raises DuibiaoError where a login cannot work with what [auth] says."""
    words = auth if isinstance(auth, dict) else {}
    missing = [key for key in _NEEDED if not str(words.get(key, "")).strip()]
    if missing:
        raise DuibiaoError(f"密钥文件 {path} 的 [auth] 缺少 {'、'.join(missing)};请补上。")
    if len(str(words["cookie_secret"])) < SHORTEST:
        raise DuibiaoError(
            f"密钥文件 {path} 的 cookie_secret 太短;请用至少 {SHORTEST} 个随机字符,"
            "如 openssl rand -hex 32 的输出。"
        )
