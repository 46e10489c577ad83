"""What people said of figures, as columns beside the tidy table."""

from __future__ import annotations

import pandas as pd


def beside(
    rows: pd.DataFrame, corrections: pd.DataFrame, reviews: pd.DataFrame, choices: pd.DataFrame
) -> pd.DataFrame:
    """The observations with ``corrected``, ``review``, ``chosen`` and ``set_aside``.

    ``corrected``: value or unit was; ``review``: "", accepted or rejected; ``chosen``: why this
    one of several was, ""; ``set_aside``: another one was.
    """
    stands = _standing(corrections)
    stands = stands[stands["field"].isin(["value", "unit"])]
    reviewed, taken = _standing(reviews).sort_values("review_id"), _standing(choices)
    ids = rows["observation_id"]
    return rows.assign(
        corrected=ids.isin(stands["observation_id"]),
        review=_told(ids, reviewed, "verdict"),
        chosen=_told(ids, taken, "reason"),
        set_aside=ids.isin(set(" ".join(taken["over"]).split())),
    )


def _standing(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["status"] == "active"]


def _told(ids: pd.Series, of: pd.DataFrame, column: str) -> pd.Series:
    """The cell of a column for each figure, the last of several, "" where it has none."""
    if of.empty:
        return pd.Series("", index=ids.index, dtype="str")
    told = dict(zip(of["observation_id"], of[column], strict=True))
    return pd.Series([told.get(one, "") for one in ids], index=ids.index, dtype="str")
