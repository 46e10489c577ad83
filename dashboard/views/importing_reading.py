"""What 导入 does with dropped files: reads them one by one and keeps what is to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import extract
from dashboard import changed, incoming, incoming_words, markup
from dashboard.incoming import Candidate
from dashboard.incoming_reading import Place
from dashboard.language import say
from dashboard.views.importing_held import held

_ROUND = "_incoming_round"


def key() -> str:
    """The key of the upload field: a new one, and so an empty field, once its files are read."""
    return f"reports_{st.session_state.get(_ROUND, 0)}"


def take_in(uploads: Sequence[UploadedFile]) -> None:
    """Reads the dropped files one by one and shows how far it is; the field is empty then."""
    mine = held()
    mine.begin()
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
    """How far the reading is, on a bar: in which file of how many."""

    bar: Any
    number: int
    files: int

    def __call__(self, name: str, page: int, pages: int) -> None:
        place = Place(self.number, self.files, name, page, pages, len(held().waiting))
        self.bar.progress(place.share, markup.plain(place.told))


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
