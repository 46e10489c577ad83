"""``duibiao explain``: which rule saw what in a sentence, and why."""

from __future__ import annotations

import argparse

import extract
from extract.commands import screen
from extract.model import DuibiaoError


def run(given: argparse.Namespace) -> int:
    """Print the explanation of one sentence; return 1 where it states no number."""
    if not given.sentence.strip():
        raise DuibiaoError('句子是空的;请写成 duibiao explain "受理工单超3200万件。" 这样。')
    lines = extract.explain(given.sentence)
    if not lines:
        screen.say("duibiao:这句话里没有找到数字。")
        return 1
    print("\n".join(lines))
    return 0
