"""``duibiao backup``: all of the store in one file, while others go on writing."""

from __future__ import annotations

import argparse
from contextlib import closing

from extract import store
from extract.commands import screen


def run(given: argparse.Namespace) -> int:
    """Write the backup; the exit status."""
    with closing(store.Store(given.database)) as kept:
        path = kept.backup(given.file)
    size = path.stat().st_size / 1e6
    screen.say(f"备份已写入 {path}({size:.1f} MB);恢复请用 duibiao restore {path}。")
    return 0
