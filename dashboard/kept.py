"""What is worked out once for a table and kept as long as the table lives."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import pandas as pd

from dashboard import language

T = TypeVar("T")


def with_table(function: Callable[[pd.DataFrame], T]) -> Callable[[pd.DataFrame], T]:
    """A function of a table whose result is kept with the table, one in each language.

    The table must not change afterwards, and the result is shared: neither may be written to.
    """
    results: dict[tuple[int, str], T] = {}

    def forget(table: int) -> None:
        for code in language.LANGUAGES:
            results.pop((table, code), None)

    @wraps(function)
    def remembered(table: pd.DataFrame) -> T:
        key = (id(table), language.current())
        if key not in results:
            results[key] = function(table)
            weakref.finalize(table, forget, id(table))
        return results[key]

    return remembered


def left_alone() -> None:
    """Takes all that is in memory now out of Python's search for garbage.

    The tables and the libraries stay for hours; looking through them again and again takes
    tens of milliseconds each time. What has become garbage since the last call goes first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
