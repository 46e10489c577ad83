"""``duibiao upgrade``: the database brought up to the shape that this program knows."""

from __future__ import annotations

import argparse
from contextlib import closing

from extract import store
from extract.commands import screen
from extract.database import shown


def run(given: argparse.Namespace) -> int:
    """Open the store, which upgrades it where need be; the exit status."""
    with closing(store.Store(given.database)) as kept:
        line = kept.audit(limit=1, action="upgrade")
        told = f"数据库 {shown(kept.url)} 的结构已是最新({kept.version()})"
    when = "" if line.empty else f",升级于 {line['when'].iloc[0]:%Y-%m-%d %H:%M} UTC"
    screen.say(f"{told}{when}。")
    return 0
