"""What 更正 does when a workbook comes in, is adopted, or a correction is taken back."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import extract
from dashboard import changed, data, language
from dashboard.books import detail_book
from dashboard.language import say
from dashboard.upload import round_trip
from dashboard.upload.round_trip import Review
from dashboard.views import cached, parts, saving, who

_SAID, _REVIEW, _UPLOADS = "_corrections_said", "_review", "_uploads"


def key() -> str:
    """The key of the upload field: a new one, and so an empty field, after each adoption."""
    return f"workbook_{st.session_state.get(_UPLOADS, 0)}"


def reviewed(upload: UploadedFile) -> Review:
    """What the uploaded workbook changes, worked out once for each file, language and revision.

    Raises DuibiaoError where the file cannot be used.
    """
    asked = (upload.file_id, language.current(), cached.revision())
    held = st.session_state.get(_REVIEW)
    if held is None or held[0] != asked:
        with st.spinner(say("正在核对工作簿……")):
            found = round_trip.review(upload.getvalue(), data.figures)
        held = st.session_state[_REVIEW] = (asked, found)
    review: Review = held[1]
    return review


def adopt(review: Review, origin: str) -> None:
    """Stores the changes of a workbook, all or none."""
    try:
        by = who.person()
        data.correct(review.corrections(by.name, origin), by)
    except extract.DuibiaoError as error:
        _done("error", say("没有写入：{error}", error=changed.trouble(error)))
        return
    _done("success", changed.adopted(review.changes))
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1


def undo(number: int) -> None:
    """Takes a correction back."""
    try:
        data.undo(number, who.person())
    except extract.DuibiaoError as error:
        _done("error", say("没有撤销：{error}", error=changed.trouble(error)))
        return
    _done("success", say("已撤销第{n:d}号更正，图表和导出随之更新。", n=number))


def _done(kind: str, sentence: str) -> None:
    """Keeps a sentence for the page; all that was read of the store is read anew."""
    cached.forget()
    parts.next_round()
    st.session_state.pop(_REVIEW, None)
    st.session_state[_SAID] = (kind, sentence)


def said() -> tuple[str, str] | None:
    """What came of the last step, success or error with a sentence, to be shown once."""
    told: tuple[str, str] | None = st.session_state.pop(_SAID, None)
    return told


def offer(ledger: pd.DataFrame) -> None:
    """The button that gives all corrections, with the figures that they are about."""
    rows = changed.touched(ledger, cached.figures(ledger["observation_id"]))
    told = say("已有的更正（{n}条）", n=len(ledger))
    saving.offer_book(
        detail_book.name(len(rows)),
        lambda behind: detail_book.book(rows, say("全部更正"), told, behind),
        saving.here({}),
    )
