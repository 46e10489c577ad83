"""``duibiao health``: whether the store answers, and the dashboard where its address is given."""

from __future__ import annotations

import argparse
import json
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from extract import database, store
from extract.commands import screen
from extract.model import DuibiaoError

_PATIENCE = 10  # seconds
_SHORT = 1000  # bytes of an answer that are read


def run(given: argparse.Namespace) -> int:
    """Ask the dashboard, or else the store itself; 0 where it answers, else DuibiaoError."""
    if given.address:
        _dashboard(given.address.rstrip("/"))
        screen.say(f"看板 {given.address} 正常,数据库有应答。")
        return 0
    screen.say(f"数据库 {_database(given.database)} 有应答。")
    return 0


def _database(url: str | None) -> str:
    """The store as it may be told; asked, and never made, where it is not there."""
    address = database.address(url)
    named = sa.make_url(address) if "://" in address else None
    file = named.database if named and named.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not Path(file).exists():
        raise DuibiaoError(f"还没有数据库 {file};请先运行 duibiao serve 或 duibiao upgrade。")
    with closing(store.Store(url)) as kept:
        kept.revision()
        return database.shown(kept.url)


def _dashboard(address: str) -> None:
    """Ask ``/health`` of a dashboard; raises DuibiaoError unless it says ok."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with ask.open(f"{address}/health", timeout=_PATIENCE) as answer:
            told = json.loads(answer.read(_SHORT))
    except urllib.error.HTTPError as error:
        if error.code == 503:
            raise DuibiaoError(f"看板 {address} 在,但数据库没有应答;请检查数据库服务。") from error
        raise DuibiaoError(f"{address} 没有健康检查(状态 {error.code});请检查地址。") from error
    except (OSError, ValueError) as error:
        raise DuibiaoError(f"看板 {address} 没有应答;请检查服务是否在运行、地址对不对。") from error
    if told != {"status": "ok"}:
        raise DuibiaoError(f"{address} 不是对标的看板;请检查地址。")
