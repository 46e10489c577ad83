"""Brings the five reports into the store when they, the rules or the data have changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import extract
from extract import store
from extract.commands import screen
from extract.commands.files import READABLE
from extract.reference import DATA, SEEDS
from extract.tidy import frame

_RULES = Path(__file__).resolve().parent.parent


def fill_store() -> None:
    """Extract the reports of seeds/ into the store unless it has them from the same rules."""
    kept = store.Store()
    try:
        now = fingerprint()
        if kept.fingerprint() != now:
            _extract_into(kept)
            kept.set_fingerprint(now)
    finally:
        kept.close()


def fingerprint() -> str:
    """One hash over the rules (extract/*.py), the data and the reports they are used on."""
    parts = [
        *sorted(_RULES.glob("*.py")),
        *sorted(DATA.glob("*")),
        *sorted(SEEDS.glob("*")),
    ]
    digest = hashlib.sha256()
    for path in parts:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _extract_into(kept: store.Store) -> None:
    paths = sorted(path for path in SEEDS.iterdir() if path.suffix in READABLE)
    for number, path in enumerate(paths, start=1):
        screen.say(f"正在抽取第 {number}/{len(paths)} 份报告……")
        report = extract.read(path)
        kept.put(report, frame(extract.observe(report)))
