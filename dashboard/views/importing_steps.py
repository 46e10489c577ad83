"""What 导入 does with reports that wait: accepts them, or lets them go."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import extract
from dashboard import changed, incoming, markup
from dashboard.incoming import Candidate
from dashboard.language import say
from dashboard.views import cached, parts, who
from dashboard.views.importing_held import held, settle


def accept(key: str, answer: str) -> None:
    """Keeps one candidate as a person decided, and says what came of it."""
    mine = held()
    mine.begin()
    _accept(mine.waiting[key], answer)
    _over()


def accept_all() -> None:
    """Keeps all candidates that need no answer, one by one; the others wait on."""
    mine = held()
    mine.begin()
    ready = [one for one in mine.waiting.values() if one.state == incoming.READY]
    bar = st.progress(0.0)
    for number, one in enumerate(ready):
        bar.progress(number / len(ready), markup.plain(one.document.file.name))
        _accept(one, incoming.ADD)
    _over()
    st.rerun()


def _accept(candidate: Candidate, answer: str) -> None:
    mine = held()
    name = candidate.document.file.name
    try:
        candidate, wrong = settle(candidate)
        for sentence in wrong.values():
            raise extract.DuibiaoError(sentence)
        mine.accepted.append(incoming.accept(candidate, answer, who.person()))
        del mine.waiting[candidate.key]
    except extract.DuibiaoError as error:
        if isinstance(error, incoming.Moved):
            mine.waiting[candidate.key] = error.candidate
        mine.troubles.append(
            say("“{name}”没有收下：{error}", name=name, error=changed.trouble(error))
        )


def leave(keys: Sequence[str]) -> None:
    """Lets candidates go; nothing of them is kept."""
    mine = held()
    mine.begin()
    for one in keys:
        mine.waiting.pop(one, None)


def seen() -> None:
    """Forgets the sentences about files that gave nothing."""
    held().refused = []


def _over() -> None:
    """All that was read of the store is read anew."""
    held().told = False
    cached.forget()
    parts.next_round()
