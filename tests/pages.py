"""Opens pages of the dashboard with Streamlit's own test driver, on a store of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data, english, language
from extract.commands import filling

_CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+")
APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


def filled(folder: Path) -> str:
    """The address of a new store with the five reports."""
    url = f"sqlite:///{folder / 'duibiao.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIBIAO_DATABASE_URL", url)
        filling.fill_store()
    return url


def reading(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages read the store of that address, and remember nothing before or after."""
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", url)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
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
    def of_reports(filled: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        yield from reading(filled, monkeypatch)

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
    app = AppTest.from_file(str(APP), default_timeout=60)
    if "lang" in parameters:
        app.query_params["lang"] = parameters["lang"]
    app.run()
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(path).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


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
