"""What 导入 does: reads what was dropped, keeps what waits, accepts it or lets it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import extract
from dashboard import changed, incoming, incoming_facts, incoming_words, markup
from dashboard.incoming import Accepted, Candidate
from dashboard.language import say
from dashboard.views import cached, parts, who

_HELD, _ROUND = "_incoming", "_incoming_round"


@dataclass
class Held:
    """What a session holds: the candidates by key, what was read, what is to be said."""

    waiting: dict[str, Candidate] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    refused: list[Callable[[], str]] = field(default_factory=list)  # in the reader's language
    accepted: list[Accepted] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    told: bool = True  # whether the reader was told what came of the last step


def held() -> Held:
    """What this session holds."""
    found: Held = st.session_state.setdefault(_HELD, Held())
    return found


def key() -> str:
    """The key of the upload field: a new one, and so an empty field, once its files are read."""
    return f"reports_{st.session_state.get(_ROUND, 0)}"


# --- reading ----------------------------------------------------------------------------------


def take_in(uploads: Sequence[UploadedFile]) -> None:
    """Reads the dropped files one by one and shows how far it is; the field is empty then."""
    mine = held()
    mine.accepted, mine.troubles = [], []
    with st.status(say("正在读取……"), expanded=True) as box:
        bar = st.progress(0.0)
        for number, upload in enumerate(uploads):
            if upload.file_id not in mine.read:
                try:
                    _read(upload, _Shown(bar, number, len(uploads)))
                except extract.DuibiaoError as error:  # the store cannot be asked
                    mine.refused.append(partial(changed.trouble, error))
                mine.read.add(upload.file_id)
        box.update(label=say("已读完"), state="complete")
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    mine.read = set()
    st.rerun()


@dataclass(frozen=True)
class _Shown:
    """How far the reading is, on a bar: the file of how many, its name, the page under way.

    ``page`` is the number of pages that are done.
    """

    bar: Any
    number: int
    files: int

    def __call__(self, name: str, page: int, pages: int) -> None:
        share = min(1.0, (self.number + (page / pages if pages else 0)) / self.files)
        place = say("第{n}/{files}个文件：{name}", n=self.number + 1, files=self.files, name=name)
        if pages > 1:
            place = say(
                "{place}，第{page}/{pages}页", place=place, page=min(page + 1, pages), pages=pages
            )
        if "/" in name and not pages:  # in an archive: how many there are is not known
            place = say("{place}（等待确认的已有{n}份）", place=place, n=len(held().waiting))
        self.bar.progress(share, markup.plain(place))


def _read(upload: UploadedFile, progress: _Shown) -> None:
    """The candidates of one file among those that wait; a sentence for what gave none."""
    mine = held()
    progress(upload.name, 0, 0)
    for one in incoming.opened([(upload.getvalue(), upload.name)], progress):
        if isinstance(one, extract.Broken):
            mine.refused.append(partial(incoming_words.broken, one))
            continue
        progress(one.document.file.name, 0, 0)
        if not incoming.room(mine.waiting):
            mine.refused.append(partial(incoming_words.too_many, one.document.file.name))
            return
        _wait(one)


def _wait(one: Candidate) -> None:
    """Adds a candidate to those that wait, the same file but once."""
    mine = held()
    there, name = mine.waiting.get(one.key), one.document.file.name
    if there is None:
        mine.waiting[one.key] = one
    elif there.document.file.name != name:
        mine.refused.append(partial(incoming_words.twice, name, there.document.file.name))


# --- what a person says of it -----------------------------------------------------------------


def widget(candidate: Candidate, name: str) -> str:
    """The key of a field about a candidate."""
    return f"{candidate.key}_{name}"


def typed(candidate: Candidate) -> incoming_facts.Facts:
    """What the fields about a candidate say; those that are not on screen say what they said."""
    said = candidate.facts.said()
    fields: dict[str, str] = {}
    for name in incoming_facts.FIELDS:
        before = said.get(name, incoming_facts.value(candidate.detected, name))
        fields[name] = str(st.session_state.get(widget(candidate, name), before))
    return incoming_facts.said(candidate.detected, fields)


def settle(candidate: Candidate) -> tuple[Candidate, Mapping[str, str]]:
    """The candidate as its fields say, and a sentence for each field that is not understood."""
    facts = typed(candidate)
    if wrong := incoming_facts.misread(facts):
        return candidate, wrong
    try:
        settled = incoming.correct(candidate, facts)
    except extract.DuibiaoError as error:  # the store cannot be asked
        return candidate, {incoming_facts.FIELDS[0]: changed.trouble(error)}
    held().waiting[candidate.key] = settled
    return settled, {}


def settle_all() -> list[Candidate]:
    """All that wait, as their fields say by now."""
    return [settle(one)[0] for one in list(held().waiting.values())]


# --- accepting --------------------------------------------------------------------------------


def accept(key: str, answer: str) -> None:
    """Keeps one candidate as a person decided, and says what came of it."""
    mine = held()
    mine.accepted, mine.troubles = [], []
    _accept(mine.waiting[key], answer)
    _over()


def accept_all() -> None:
    """Keeps all candidates that need no answer, one by one; the others wait on."""
    mine = held()
    mine.accepted, mine.troubles = [], []
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
    mine.accepted, mine.troubles = [], []
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
