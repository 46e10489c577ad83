"""The rows of a comparison: one a reading, with its figure, its words and its flags."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
import pandas as pd

from dashboard import amounts, data
from dashboard.bounds import words
from dashboard.conversions import Converted
from dashboard.evidence import shared_rows
from dashboard.flags import flags
from dashboard.language import is_english, say
from dashboard.readings import Reading
from dashboard.verdicts import Pair
from dashboard.wording import label, period_text
from dashboard.written import Row, opened, place

COLUMNS = (
    "observation_id",
    "report_id",
    "agency",
    "reference_area",
    "area_code",
    "area_level",
    "label",
    "figure",
    "figure_low",
    "figure_high",
    "figure_text",
    "unit",
    "quote",
    "value",
    "base_unit",
    "before",
    "after",
    "time_period",
    "period_text",
    "indicator",
    "indicator_name",
    "kind",
    "obs_status",
    "cumulative",
    "flags",
    "rank",
    "computed",
    "formula",
    "source",
    "problem",
    "published",
    "times",
    "people",
    "days",
    "whole",
    "whole_stated",
    "measured_property",
    "system",
    "confidence",
    "corrected",
    "section",
    "sentence",
    "start",
    "end",
)


#: The columns that do not hold texts.
_KINDS = {
    **dict.fromkeys(("figure", "figure_low", "figure_high", "value", "confidence"), "float64"),
    **dict.fromkeys(("published", "times", "people", "days", "whole"), "float64"),
    **dict.fromkeys(("start", "end"), "int64"),
    **dict.fromkeys(("cumulative", "computed", "corrected"), "bool"),
    "rank": "Int64",
}


#: The columns that a row has as the observation has them.
_AS_TOLD = (
    *("observation_id", "report_id", "agency", "reference_area", "area_code", "area_level"),
    *("quote", "value", "time_period", "indicator", "indicator_name", "kind", "obs_status"),
    *("cumulative", "measured_property", "system", "confidence", "section", "sentence"),
    *("start", "end"),
)


def labels(readings: Sequence[Reading], own: Mapping[str, str]) -> dict[str, str]:
    """Short names by observation: the area, the agency where areas repeat, the period too."""
    names = {one.observation_id: own.get(one.agency) or one.area or one.agency for one in readings}
    repeated = {name for name, times in Counter(names.values()).items() if times > 1}
    agencies: dict[str, set[str]] = {}
    for one in readings:
        agencies.setdefault(names[one.observation_id], set()).add(one.agency)
    for one in readings:
        name = names[one.observation_id]
        if name in repeated:
            name = one.agency if len(agencies[name]) > 1 else f"{name} {period_text(one.period)}"
            names[one.observation_id] = name
    return names


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells of the rows come from: the tidy table's rows and the converted figures."""

    records: Mapping[str, Mapping[str, object]]
    results: Mapping[str, Converted]
    unit: str
    indicator: str
    own_area: Mapping[str, str]


def _row(one: Reading, cells: Cells) -> dict[str, object]:
    """What a row has beside the observation's own columns: its figure in the common unit."""
    result = cells.results[one.observation_id]
    before, after = words(one.qualifier, one.quote)
    value, bounds, used = result.value, result.bounds, result.operands
    return {
        "figure": math.nan if value is None else value,
        "figure_low": math.nan if bounds is None else bounds.low,
        "figure_high": math.nan if bounds is None else bounds.high,
        "figure_text": _told(one, value, cells.unit),
        "unit": one.unit if value is None else cells.unit,
        "base_unit": one.unit,
        "before": before,
        "after": after,
        "period_text": period_text(one.period),
        "flags": " ".join(flags(one, cells.indicator, result.computed)),
        "computed": result.computed,
        "formula": result.formula,
        "source": result.source,
        "problem": result.problem,
        "corrected": one.corrected,
        # The numbers behind a computed figure: as published, and what it is divided by.
        "published": one.value,
        "times": used.times,
        "people": math.nan if used.people is None else used.people,
        "days": math.nan if used.days is None else float(used.days),
        "whole": math.nan if used.whole is None else used.whole,
        "whole_stated": used.stated,
    }


def _told(one: Reading, value: float | None, unit: str) -> str:
    """The figure in the comparison's unit with its words; in English a rank is an ordinal."""
    if value is None:
        return say("不适用")
    if is_english() and one.kind == "rank":
        return place(value, one.qualifier)
    return amounts.text(value, unit, *words(one.qualifier, one.quote))


def lines(readings: Sequence[Reading], cells: Cells) -> list[dict[str, Any]]:
    """The readings as mappings from each of COLUMNS to its cell; ``rank`` is empty."""
    names = labels(readings, cells.own_area)
    made = []
    for one in readings:
        told = cells.records[one.observation_id]
        line = {name: told[name] for name in _AS_TOLD} | _row(one, cells)
        made.append(line | {"label": names[one.observation_id], "rank": pd.NA})
    return made


def table(made: Sequence[Row]) -> pd.DataFrame:
    """Lines as a table with the columns of COLUMNS.

    Texts are kept as Python has them: a table of few rows is made and sorted faster so.
    """
    rows = pd.concat(
        [_block(kind, made) for kind in ("object", "float64", "int64", "bool")], axis=1
    )
    rows["rank"] = pd.array([line["rank"] for line in made], dtype="Int64")
    return rows[list(COLUMNS)]


def _block(kind: str, made: Sequence[Row]) -> pd.DataFrame:
    """The columns of one kind."""
    names = [name for name in COLUMNS if _KINDS.get(name, "object") == kind]
    cells = np.empty((len(made), len(names)), dtype=kind)
    for number, name in enumerate(names):
        cells[:, number] = [line[name] for line in made]
    return pd.DataFrame(cells, columns=names, dtype=cast(Any, kind), copy=False)


def ordered(made: Sequence[dict[str, Any]], ranked: bool, polarity: str) -> list[dict[str, Any]]:
    """By figure and with ranks where there is a rank, else by area code and period."""
    if not ranked:
        return sorted(made, key=lambda one: (one["area_code"] or "999999", one["time_period"]))
    side = 1 if polarity == "good_low" else -1
    best_first = sorted(made, key=lambda one: side * one["figure"])
    ranks: dict[float, int] = {}
    for rank, line in enumerate(best_first, start=1):
        ranks.setdefault(line["figure"], rank)
    return [line | {"rank": ranks[line["figure"]]} for line in best_first]


def shown(rows: pd.DataFrame, ranked: bool) -> pd.DataFrame:
    """The rows as their table shows them; 名次 only where there is a rank."""
    table = pd.DataFrame(
        {
            say("机构"): list(rows["label"]),
            say("期间"): list(rows["period_text"]),
            **_figures(rows),
            say("基本单位"): [_base(row) for row in shared_rows(rows)],
            say("口径"): [opened(str(name)) for name in rows["indicator_name"]],
            say("所量之事"): list(rows["measured_property"]),
            say("标记"): [_flag_words(str(flags)) for flags in rows["flags"]],
            say("换算"): [_computed(row) for row in shared_rows(rows)],
            say("机构全称"): list(rows["agency"].replace("", say("机构不明"))),
        }
    )
    if ranked:
        table.insert(0, say("名次"), list(rows["rank"]))
    return table


def _figures(rows: pd.DataFrame) -> dict[str, list[str]]:
    """The wording and the figure; in English the figure first, for the wording is Chinese."""
    cells = {say("原文"): list(rows["quote"]), say("数值"): list(rows["figure_text"])}
    return dict(reversed(cells.items())) if is_english() else cells


def _base(row: Row) -> str:
    """The figure as reported, in full: ``32,000,000件``."""
    return amounts.full(float(row["value"]), str(row["base_unit"]))


def _flag_words(flags: str) -> str:
    """Flags as symbol and word: ``≥下限 ∑累计``; the p of every figure is left to the note."""
    known = _flags(is_english())
    between = ", " if is_english() else " "
    return between.join(known[flag] for flag in flags.split() if flag != "p") or "—"


@cache
def _flags(in_english: bool) -> dict[str, str]:
    name, gap = ("name_en", " ") if in_english else ("name_zh", "")
    return {row["flag"]: f"{row['symbol']}{gap}{row[name]}" for row in data.table("flags")}


def _computed(row: Row) -> str:
    if row["problem"]:
        return str(row["problem"])
    return say("；").join(part for part in (row["formula"], row["source"]) if part) or say(
        "原文公布"
    )


def pair_table(
    pairs: Sequence[Pair], rows: pd.DataFrame
) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """Header and lines of the pairs: both labels, verdict, reasons."""
    names = dict(zip(rows["observation_id"], rows["label"], strict=True))
    lines = [
        (
            str(names[one.left]),
            str(names[one.right]),
            label("verdict", one.verdict),
            say("；").join(reason.text for reason in one.reasons) or say("各项均可比"),
        )
        for one in pairs
    ]
    return [say("甲"), say("乙"), say("结论"), say("理由")], lines


def group_names(
    groups: Sequence[tuple[str, ...]], rows: pd.DataFrame
) -> tuple[tuple[str, ...], ...]:
    """Groups of observations as groups of labels, in the order of the rows."""
    names = dict(zip(rows["observation_id"], rows["label"], strict=True))
    return tuple(tuple(str(names[i]) for i in names if i in group) for group in groups)
