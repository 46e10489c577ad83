"""Opens pages of the dashboard with Streamlit's own test driver, on a store of our own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import data, english, language
from extract.commands import filling

_CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+")
APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"
#: The file in views/ of each page, by its path in the address.
PAGES = {
    "": "overview",
    "compare": "comparing",
    "systems": "systems",
    "trend": "trend",
    "profile": "portrait",
    "detail": "detail",
    "source": "source",
    "method": "method",
    "corrections": "corrections",
    "import": "importing",
    "review": "reviewing",
    "manage": "managing",
}


def filled(folder: Path) -> str:
    """The address of a new store with the five reports."""
    shutil.copy(_five(folder.parent), folder / "duibiao.db")
    return f"sqlite:///{folder / 'duibiao.db'}"


@cache
def _five(among: Path) -> Path:
    """A store of the five reports, extracted once for all folders of tests in one folder."""
    file = among / "five.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIBIAO_DATABASE_URL", f"sqlite:///{file}")
        filling.fill_store()
    return file


def reading(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages read the store of that address, and remember nothing before or after."""
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", url)
    forget()
    yield
    forget()


def remembering(url: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages read the store of that address; what they remember the next test may use.

    It is of a revision of a store, that of a copy as well. Only a test that may put something
    else in the place of what is read begins and leaves nothing.
    """
    replaces = "monkeypatch" in request.fixturenames
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIBIAO_DATABASE_URL", url)
        if replaces:
            forget()
        yield
    if replaces:
        forget()


def forget() -> None:
    """Pages remember nothing of what they have read."""
    st.cache_data.clear()
    st.cache_resource.clear()


def stores(name: str) -> tuple[Any, Any, Any]:
    """Fixtures of a test module: a store filled once, pages that read it, pages without any.

    A module keeps them as ``filled, store, nothing = pages.stores("trend")``.
    """

    @pytest.fixture(scope="module", name="filled")
    def with_reports(tmp_path_factory: pytest.TempPathFactory) -> str:
        return filled(tmp_path_factory.mktemp(name))

    @pytest.fixture(name="store")
    def of_reports(filled: str, request: pytest.FixtureRequest) -> Iterator[None]:
        yield from remembering(filled, request)

    @pytest.fixture(name="nothing")
    def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        yield from reading(f"sqlite:///{tmp_path / 'empty.db'}", monkeypatch)

    return with_reports, of_reports, empty


@contextmanager
def in_english() -> Iterator[pd.DataFrame]:
    """The tidy table of the store in English, the language for the time of a ``with`` block."""
    with language.spoken(language.ENGLISH):
        yield english.observations(data.observations())


def chinese(texts: Iterable[object], evidence: Iterable[str] = ()) -> list[str]:
    """The Chinese in texts once the words of reports in them are taken out, longer ones first."""
    whole = "\n".join(str(text) for text in texts)
    for words in sorted(set(evidence), key=len, reverse=True):
        whole = whole.replace(words, "") if words else whole
    return _CHINESE.findall(whole)


def wording(rows: pd.DataFrame) -> list[str]:
    """What stands in a tidy table as the reports word it; notes put that in quotation marks."""
    names = ("quote", "measured_property", "sentence", "section", "report_id", "number")
    quoted = re.findall("“[^”]*”", " ".join(rows["note"].unique()))
    return [*quoted, *(str(cell) for name in names for cell in rows[name].unique())]


def page(path: str, **parameters: str | list[str]) -> AppTest:
    """A page, opened by its address; ``lang="English"`` is part of it."""
    app = started()
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(path).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def started() -> AppTest:
    """The app before it has run; it knows its pages, which Streamlit learns by a run of 总览."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app._registered_pages = {
        calc_hash(url): {
            "script_path": str(APP.parent / "views" / f"{name}.py"),
            "url_pathname": url,
        }
        for url, name in PAGES.items()
    }
    app._bidi_component_manager = _components()
    return app


@cache
def _components() -> BidiComponentManager:
    """The components of all packages, looked for once."""
    made = BidiComponentManager()
    made.discover_and_register_components(start_file_watching=False)
    return made


def html(app: AppTest) -> str:
    """All HTML of our own on the page."""
    return "\n".join(element.proto.body for element in app.get("html"))


def observation_of(quote: str) -> pd.Series:
    """The first observation with that wording."""
    rows = data.observations()
    return rows[rows["quote"] == quote].iloc[0]


def clicked(identity: str) -> dict[str, Any]:
    """What a chart tells of a click on a mark."""
    point = {"customdata": [identity], "point_index": 0, "curve_number": 0}
    return {"selection": {"points": [point], "point_indices": [0], "box": [], "lasso": []}}


def row(number: int) -> dict[str, Any]:
    """What a table tells of a click on a row."""
    return {"selection": {"rows": [number], "columns": [], "cells": []}}
