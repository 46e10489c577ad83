"""Which part of the archive this run of a page looks at."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.extent import WHOLE, Extent

P = ParamSpec("P")
T = TypeVar("T")

_KEY = "_looked"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the reader chose above the page, and the part of it that the page looks at.

    ``large`` is False where the archive is looked at whole and there is nothing to choose.
    """

    large: bool = False
    chosen: Extent = WHOLE
    part: Extent = WHOLE


_LATER: ContextVar[Looked | None] = ContextVar("looked", default=None)


def now() -> Looked:
    """What this run, or the file that is written for it, is about."""
    if later := _LATER.get():
        return later
    if get_script_run_ctx(suppress_warning=True) is None:
        return Looked()
    seen: Looked = st.session_state.get(_KEY, Looked())
    return seen


def use(seen: Looked) -> None:
    """From here on the run is about this."""
    st.session_state[_KEY] = seen


def at(part: Extent) -> None:
    """From here on the run is about another part."""
    use(replace(now(), part=part))


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The function about what the run is about now, for whoever calls it later and elsewhere."""
    seen = now()

    @wraps(function)
    def later(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _LATER.set(seen)
        try:
            return function(*args, **kwargs)
        finally:
            _LATER.reset(before)

    return later
