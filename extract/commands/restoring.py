"""``duibiao restore``: what a backup holds into the store, all of it or nothing."""

from __future__ import annotations

import argparse
from contextlib import closing

from extract import store
from extract.commands import screen


def run(given: argparse.Namespace) -> int:
    """Bring the backup in; the exit status."""
    with closing(store.Store(given.database)) as kept:
        kept.restore(given.file, given.author, given.replace)
        reports, corrections = kept.reports(texts=False), kept.corrections()
    screen.say(f"已从 {given.file} 恢复:{len(reports)} 份报告,{len(corrections)} 条更正。")
    return 0
