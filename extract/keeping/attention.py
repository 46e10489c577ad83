"""How much a figure by itself asks for a second look."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

UNKNOWN, NOTED, HEADLINE = 0.1, 0.05, 2.0


def attention(frame: pd.DataFrame, blur: Any = 0.0) -> pd.Series[Any]:
    """The doubt about each figure of a tidy table, twice as much for a headline figure.

    Doubt is how unsure the rules were (1 - confidence), 0.1 more for a period or a place that
    stayed unknown, 0.05 more for a note, and ``blur`` more for characters that were recognised
    from a picture. Headline figures, actual levels of an indicator, are what charts show.
    """
    doubt: pd.Series[Any] = (1 - frame["confidence"].fillna(0)).clip(0, 1) + blur
    doubt += UNKNOWN * _blank(frame["time_period"]) + UNKNOWN * _blank(frame["reference_area"])
    doubt += NOTED * ~_blank(frame["note"])
    level = (frame["obs_status"] == "actual") & (frame["kind"] == "level")
    doubt *= np.where(level & ~_blank(frame["indicator"]), HEADLINE, 1.0)
    return doubt


def _blank(cells: pd.Series[Any]) -> Any:
    return cells.fillna("").to_numpy(object) == ""
