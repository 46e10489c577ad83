"""How far long work has come: a bar at a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from extract.bulk.items import Counts
from extract.commands import screen

Show = Callable[[Counts], None]

_BAR = (
    "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} 份,{rate_fmt}{postfix},还需 {remaining}"
)
_EVERY_SECONDS = 30.0


@contextmanager
def shown(total: int) -> Iterator[Show]:
    """What hears of each part that is done, and shows it."""
    told = Pace(total)
    if not sys.stderr.isatty():
        yield _Lines(told).show
        return
    from tqdm import tqdm

    with tqdm(
        total=total, desc="抽取", unit="份", bar_format=_BAR, smoothing=0.1, leave=False
    ) as bar:

        def step(counts: Counts) -> None:
            told.add(counts)
            bar.set_postfix_str(f"{told.parts:,} 批,{told.characters()}", refresh=False)
            bar.update(counts.items)

        yield step


@dataclass(slots=True)
class Pace:
    """What has been done of a number of items, and how fast."""

    total: int
    parts: int = 0
    done: Counts = field(default_factory=Counts)
    start: float = field(default_factory=time.monotonic)

    def add(self, counts: Counts) -> None:
        """One part more."""
        self.parts += 1
        self.done += counts

    def characters(self) -> str:
        """Characters a second: 「93 万字/秒」."""
        return f"{self.done.characters / self._seconds() / 10_000:,.1f} 万字/秒"

    def line(self) -> str:
        """All of it as a sentence."""
        rate = self.done.items / self._seconds()
        left = duration((self.total - self.done.items) / rate) if rate else "未知"
        return (
            f"已完成 {self.parts:,} 批,{self.done.items:,}/{self.total:,} 份,"
            f"{rate:,.0f} 份/秒,{self.characters()},还需 {left}。"
        )

    def _seconds(self) -> float:
        return max(time.monotonic() - self.start, 1e-6)


class _Lines:
    """A line now and then, where there is no terminal."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._last = pace.start

    def show(self, counts: Counts) -> None:
        self._pace.add(counts)
        finished = self._pace.done.items >= self._pace.total
        if finished or time.monotonic() - self._last >= _EVERY_SECONDS:
            self._last = time.monotonic()
            screen.say(self._pace.line())


def duration(seconds: float) -> str:
    """A time for reading.

    >>> duration(41), duration(200), duration(9_000)
    ('41 秒', '3 分钟', '2 小时 30 分钟')
    """
    if seconds < 60:
        return f"{seconds:.0f} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
