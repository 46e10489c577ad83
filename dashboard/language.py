"""**Say**: the words of the screen in the reader's language.

The code holds the Chinese sentence, ``data/messages.csv`` its English; every session has a
language of its own, Chinese unless it was switched.

>>> say("{n}处", n=1)
'1处'
>>> with spoken("en"):
...     say("{n}处", n=1), say("{n}处", n=1200)
('1 figure', '1,200 figures')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from string import Formatter
from typing import Any, ParamSpec, TypeVar

import extract

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)
_LANGUAGE: ContextVar[str] = ContextVar("language")
_ASK: list[Callable[[], object]] = []

P = ParamSpec("P")
T = TypeVar("T")


def current() -> str:
    """The language of this session: zh or en."""
    told = _LANGUAGE.get(None) or (_ASK[0]() if _ASK else None)
    return ENGLISH if told == ENGLISH else CHINESE


def is_english() -> bool:
    """Whether the screen speaks English."""
    return current() == ENGLISH


def use(language: str) -> None:
    """Sets the language of what this session says from here on."""
    _LANGUAGE.set(language if language in LANGUAGES else CHINESE)


def ask(session: Callable[[], object]) -> None:
    """Where to learn the language of a session that was not told: in what runs before its page."""
    _ASK[:] = [session]


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """The language for the time of a ``with`` block."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The function in the language of now, for whoever calls it later and elsewhere."""
    now = current()

    @wraps(function)
    def later(*args: P.args, **kwargs: P.kwargs) -> T:
        with spoken(now):
            return function(*args, **kwargs)

    return later


class _English(Formatter):
    """Formats as ``str.format`` does; ``{n:agency|agencies}`` is the word for one or for many."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if value == 1 else many
        whole = isinstance(value, int) and not isinstance(value, bool) and not format_spec
        return f"{value:,}" if whole else str(format(value, format_spec))


_FORMATTER = _English()


@cache
def _messages() -> Mapping[str, str]:
    rows = extract.reference_table("messages").to_dict("records")
    return {str(row["zh"]): str(row["en"]) for row in rows}


def say(zh: str, **values: Any) -> str:
    """A Chinese sentence in the language of the session, its ``{names}`` filled in.

    A sentence that ``data/messages.csv`` does not have stays Chinese.
    """
    if not is_english():
        return zh.format(**values)
    en = _messages().get(zh)
    return _FORMATTER.vformat(en, (), values) if en else zh.format(**values)


def listed(words: Iterable[object]) -> str:
    """Words in a row: 深圳市、广州市, in English with commas."""
    return (", " if is_english() else "、").join(str(word) for word in words)
