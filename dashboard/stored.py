"""What a store is: where, how large, with how much in it."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import extract


@dataclass(frozen=True, slots=True)
class Facts:
    """What a store is: where (never a password), its version, its size in bytes (0 unknown)."""

    where: str
    version: str
    size: int
    reports: int
    corrections: int
    reviews: int


def facts() -> Facts:
    """What there is to know of the store."""
    with closing(extract.Store()) as store:
        return Facts(
            where=_where(store.url),
            version=store.version(),
            size=_size(store.url),
            reports=len(store.reports(texts=False)),
            corrections=len(store.corrections()),
            reviews=len(store.reviews()),
        )


def _where(url: str) -> str:
    """A database's address without user and password."""
    scheme, _, rest = url.partition("://")
    if scheme.startswith("sqlite"):
        return rest.removeprefix("/") or "SQLite"
    host = urlsplit(url)
    try:
        port = f":{host.port}" if host.port else ""
    except ValueError:
        port = ""
    return f"{scheme.partition('+')[0]}://{host.hostname or ''}{port}{host.path}"


def _size(url: str) -> int:
    """The bytes of a database in a file, with what has not been folded into it yet."""
    if not url.startswith("sqlite:///"):
        return 0
    path = url.removeprefix("sqlite:///").partition("?")[0]
    return sum(os.path.getsize(name) for name in (path, f"{path}-wal") if os.path.isfile(name))
