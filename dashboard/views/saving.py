"""What a reader takes along: a workbook, a brief, a chart as a picture, a page on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import language, markup, picture, selection
from dashboard.books import comparison_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind
from dashboard.charts import Chart
from dashboard.comparison import Comparison
from dashboard.excel import workbook
from dashboard.language import say
from dashboard.selection import Choice
from dashboard.views import cached, looked

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def head(title: str) -> DeltaGenerator:
    """Shows the page's title; the place beside it for the files of the page, the same everywhere.

    The page fills that place once it knows what it shows.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="head"):
        st.title(title)
        return st.container(horizontal=True, width="content", key="take")


def save_buttons(chart: Chart, key: str, asked: str) -> None:
    """Buttons for the chart that was drawn under ``key``; ``asked`` are its filters in words."""
    component = st.components.v2.component(
        "duibiao.save_chart", html=picture.MARKUP, css=picture.STYLE, js=picture.SCRIPT
    )
    component(data=picture.words(chart, key, asked, datetime.now()), key=f"save_{key}")


def show_printed(table: str, asked: str, key: str) -> None:
    """What stands on paper in place of a table for the mouse: the filters and a table of text."""
    with st.container(key=f"printed_{key}"):
        st.caption(markup.plain(picture.printed(asked, datetime.now())))
        st.html(table)


def offer(
    words: str,
    name: str,
    mime: str,
    write: Callable[[], bytes],
    kind: Literal["primary", "secondary"] = "primary",
) -> None:
    """A button for a file that is written when it is asked for, in the language of the page."""
    st.download_button(
        words,
        data=looked.kept(language.kept(write)),
        file_name=name,
        mime=mime,
        on_click="ignore",
        type=kind,
        icon=":material/download:",
    )


def offer_book(name: str, make: Callable[[Behind], Book], address: str, second: str = "") -> None:
    """The button that gives the page as a workbook; nothing is made before it is pressed.

    ``address`` leads to the page as it stands; ``second`` are the words of a second button.
    """

    def written() -> bytes:
        return workbook.workbook(make(cached.behind(address)))

    kind: Literal["primary", "secondary"] = "secondary" if second else "primary"
    offer(second or say("下载 Excel"), name, EXCEL, written, kind)


def offer_comparison(found: Comparison, choice: Choice, address: str) -> None:
    """The buttons that give a comparison as a workbook and as one page for Word."""
    name = comparison_book.name(found)

    def made(behind: Behind) -> Book:
        return comparison_book.book(found, behind, choice.own, choice.together)

    def written() -> bytes:
        from dashboard.word import brief  # brings a library along that no page needs

        return brief.brief(made(cached.behind(address)), found)

    offer_book(name, made, address)
    name = f"{name.removesuffix('.xlsx')}.docx"
    offer(say("下载 Word 简报"), name, WORD, written, "secondary")


def here(asked: Mapping[str, str | list[str]]) -> str:
    """The address of the page with its parameters, in the language of the reader."""
    spoken = {"lang": "English"} if language.is_english() else {}
    given = {key: value for key, value in asked.items() if value}
    return selection.address(st.context.url or "", {**given, **spoken})
