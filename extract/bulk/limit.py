"""**A limit of time**: this process ends where one step of its work takes longer.

No other thread of it could see to that: a pattern that goes astray never lets another one run.
"""

from __future__ import annotations

import faulthandler
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# To wind the clock up takes as long as a short report: it is done once in a while.
_OFTEN, _SHARE = 1.0, 0.1


@dataclass(slots=True)
class _Clock:
    """When it was wound up last, for how long, and where the trace of the end goes."""

    wound: float = 0.0
    seconds: float = 0.0
    trace: int = -1


_clock = _Clock()


def renew(seconds: float) -> None:
    """From now on the process has so many seconds, or a tenth less: a second at most."""
    now = time.monotonic()
    if seconds == _clock.seconds and now - _clock.wound < min(_OFTEN, _SHARE * seconds):
        return
    if _clock.trace < 0:
        _clock.trace = os.open(os.devnull, os.O_WRONLY)
    _clock.wound, _clock.seconds = now, seconds
    faulthandler.dump_traceback_later(seconds, exit=True, file=_clock.trace)


def end() -> None:
    """Stop the clock."""
    faulthandler.cancel_dump_traceback_later()
    _clock.seconds = 0.0


@contextmanager
def ended() -> Iterator[None]:
    """Stop the clock afterwards, whatever happens."""
    try:
        yield
    finally:
        end()


def trace_to(handle: int) -> None:
    """Let the trace of the end go to an open file instead of nowhere."""
    _clock.trace = handle
