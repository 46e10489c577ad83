"""**Since the last report**: what an agency's newest report says beside the one before.

Indicators in both are compared as 趋势 compares them; those only in one are named: 未再公布
says that the newer report is silent, not that the work ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.evidence import as_rows
from dashboard.taxonomy import Taxonomy
from dashboard.trend_words import computed_name


@dataclass(frozen=True, slots=True)
class Since:
    """The last two reports of an agency by period, and the indicators that they state.

    ``both`` are in either, ``fresh`` only in the newer, ``gone`` only in the older, by id in
    the order of the taxonomy.
    """

    agency: str
    before: str
    after: str
    both: tuple[str, ...]
    fresh: tuple[str, ...]
    gone: tuple[str, ...]


def newest(
    observations: pd.DataFrame, reports: pd.DataFrame, taxonomy: Taxonomy, most: int
) -> tuple[Since, ...]:
    """The agencies with two reports or more, those with the newest first, at most ``most``."""
    known = reports[(reports["agency"] != "") & reports["period_end"].notna()]
    order = ["period_end", "published", "report_id"]
    pairs = known.sort_values(order, na_position="first").groupby("agency").tail(2)
    pairs = pairs[pairs.groupby("agency")["report_id"].transform("size") == 2]
    last = pairs.groupby("agency")["period_end"].max().sort_values(ascending=False, kind="stable")
    return tuple(
        _since(observations, as_rows(pairs[pairs["agency"] == agency]), taxonomy)
        for agency in last.index[:most]
    )


def _since(observations: pd.DataFrame, pair: list[dict[str, Any]], taxonomy: Taxonomy) -> Since:
    older, newer = pair
    before, after = (_stated(observations, str(report["report_id"])) for report in pair)
    order = tuple(taxonomy.indicators)
    return Since(
        agency=str(newer["agency"]),
        before=str(older["period"]),
        after=str(newer["period"]),
        both=tuple(i for i in order if i in before & after),
        fresh=tuple(i for i in order if i in after - before),
        gone=tuple(i for i in order if i in before - after),
    )


def _stated(observations: pd.DataFrame, report_id: str) -> set[str]:
    """The indicators of which a report states a level that is no plan."""
    rows = observations[
        (observations["report_id"] == report_id)
        & (observations["indicator"] != "")
        & (observations["obs_status"] == "actual")
        & (observations["kind"] == "level")
    ]
    return set(rows["indicator"])


def moved(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of ``trend_words.summary``, those with a computed change first."""
    still = ~lines[computed_name()].str.contains(r"\d")
    return lines.assign(_still=still).sort_values("_still", kind="stable").drop(columns="_still")
