"""Opens pages of the dashboard with Streamlit's own test driver, on a store of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data
from extract.commands import filling

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


def page(path: str, **parameters: str | list[str]) -> AppTest:
    """A page, opened by its address."""
    app = AppTest.from_file(str(APP), default_timeout=60).run()
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
