"""Makes a dataset of any size from the five reports, with other places, years and figures.

``python tests/made_dataset.py DIR --observations 10000000``. Every figure of a text is another
one in each report, written with as many digits: what the rules would read is known without
reading again, but for the odd figure that looks like something else, and ``text[start:end]`` is
the quote.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import extract
from extract.dataset import layout
from extract.dataset.arranging import arrange
from extract.gazetteer import Division, gazetteer
from extract.model import Area, Report
from extract.periods import period
from extract.reference import SEEDS
from extract.tidy import observation_id

YEARS = range(2014, 2024)
BUREAUS = (
    "政务服务数据管理局", "卫生健康委员会", "教育局", "公安局", "民政局", "司法局", "财政局",
    "人力资源和社会保障局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局",
    "水务局", "农业农村局", "商务局", "文化和旅游局", "退役军人事务局", "应急管理局", "审计局",
    "市场监督管理局", "统计局", "医疗保障局", "信访局", "体育局", "城市管理局", "林业局",
    "发展和改革局", "科学技术局", "工业和信息化局", "民族宗教事务局",
)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
_HERE = re.compile(r"深圳市福田区|广州市|深圳市|福田区|深圳|广州|福田")
_FACTS = ("report_id", "agency", "reference_area", "area_code", "area_level")
_TIMES = ("time_period", "period_start", "period_end")
_FIGURES = ("value", "value_low", "value_high")
_SPANS = ("start", "end", "quote", "number", "sentence")


@dataclass(frozen=True, slots=True)
class Bureau:
    """A bureau of a place: what it is called, and which of the five texts it writes."""

    place: Division
    name: str
    template: int


@dataclass(frozen=True, slots=True)
class Template:
    """A text with its observations, and where in it digits may become others.

    ``digits`` are places in the text, ``of`` the row that each belongs to, ``worth`` what a
    digit there counts (200 in 「200件」: 100, 10, 1); ``years`` are places of years.
    """

    text: np.ndarray
    rows: pa.Table
    digits: np.ndarray
    of: np.ndarray
    worth: np.ndarray
    leading: np.ndarray
    years: np.ndarray
    told: np.ndarray
    spans: dict[str, list[tuple[int, int]]]
    here: np.ndarray


@cache
def templates() -> tuple[Template, ...]:
    """The five texts, without the names of their places."""
    return tuple(map(_template, sorted(SEEDS.glob("*.txt"))))


def _template(path: Path) -> Template:
    read = extract.read(path)
    given = replace(
        read, text=_HERE.sub("本地", read.text), area=Area("本地", "000000", "district"),
        period=period("2022"), agency="本地某局",
    )  # fmt: skip
    table = layout._observed(extract.observe(given), {given.report_id: given})
    rows = table.to_pylist()
    places = [_digits(number, row) for number, row in enumerate(rows)]
    numbers = {at for some in places for at, *_ in some}
    years = [m.start() for m in _YEAR.finditer(given.text) if m.start() not in numbers]
    digits, of, worth, leading = map(
        np.array, zip(*(d for some in places for d in some), strict=True)
    )
    return Template(
        np.array([ord(c) for c in given.text], np.uint32), table, digits, of, worth, leading,
        np.array(years), np.array([int(given.text[at : at + 4]) for at in years]),
        _spans(given.text, rows),
        np.array([row["reference_area"] in ("本地", "") for row in rows]),
    )  # fmt: skip


def _digits(number: int, row: dict[str, Any]) -> list[tuple[int, int, float, bool]]:
    """The digits of a row's number: place, row, worth, whether it leads."""
    written = row["number"]
    if not re.fullmatch(r"\d+(\.\d+)?[^\d.]*", written) or not row["value"]:
        return []
    at = row["start"] + row["quote"].find(written)
    figure = re.match(r"[\d.]+", written).group()
    scale = row["value"] / float(figure) if float(figure) else 0
    whole = len(figure.partition(".")[0])
    found = []
    for place, digit in enumerate(figure):
        if digit != ".":
            power = whole - 1 - place if place < whole else whole - place
            found.append((at + place, number, scale * 10.0**power, place == 0))
    return found


def _spans(text: str, rows: list[dict[str, Any]]) -> dict[str, list[tuple[int, int]]]:
    """Where quote, number and sentence of each row stand in the text; (0, 0) if nowhere."""
    made: dict[str, list[tuple[int, int]]] = {"quote": [], "number": [], "sentence": []}
    for row in rows:
        start, end = row["start"], row["end"]
        made["quote"].append((start, end))
        at = text.find(row["number"], start, end)
        made["number"].append((at, at + len(row["number"])) if at >= 0 else (0, 0))
        at = text.rfind(row["sentence"], 0, end + len(row["sentence"]))
        made["sentence"].append((at, at + len(row["sentence"])) if at >= 0 else (0, 0))
    return made


def bureaus(count: int, within: str = "") -> Iterator[Bureau]:
    """So many bureaus, spread over the places of the country or a part, a place at a time."""
    known = gazetteer().by_code.values()
    there = (place for place in known if place.code.startswith(within or place.code))
    places = sorted((p for p in there if p.code and not p.until), key=lambda p: p.code)
    for number, place in enumerate(places):
        kinds = count * (number + 1) // len(places) - count * number // len(places)
        for kind in range(min(kinds, len(BUREAUS))):
            parent = gazetteer().by_code.get(place.parent)
            above = parent.name if parent and place.level == "district" else ""
            yield Bureau(place, above + place.name + BUREAUS[kind], (number + kind) % 5)


def parts(
    observations: int, size: int = 1000, within: str = "", seed: int = 7
) -> Iterator[tuple[pa.Table, ...]]:
    """Observations and reports of parts of ``size`` reports, so many observations in all."""
    random = np.random.default_rng(seed)
    rows = sum(t.rows.num_rows for t in templates()) / 5
    needed = int(observations / rows / len(YEARS) * 1.02) + 5
    every = [(bureau, year) for bureau in bureaus(needed, within) for year in YEARS]
    left = observations
    for first in range(0, len(every), size):
        if not left:
            return
        some = every[first : first + size]
        made = [
            _made(templates()[kind], [one for one in some if one[0].template == kind], random)
            for kind in range(5)
            if any(one[0].template == kind for one in some)
        ]
        observed = pa.concat_tables([one for one, _ in made]).slice(0, left)
        left -= observed.num_rows
        yield observed, pa.concat_tables([one for _, one in made])


def _made(
    template: Template, some: list[tuple[Bureau, int]], random: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """The observations and the reports of one template for some bureaus and years."""
    years = np.array([year for _, year in some])
    texts = np.tile(template.text, (len(some), 1))
    fresh = random.integers(0, 10, (len(some), len(template.digits)))
    fresh[:, template.leading] = random.integers(1, 10, (len(some), template.leading.sum()))
    texts[:, template.digits] = fresh + ord("0")
    told = template.told[None, :] + (years - 2022)[:, None]
    for place in range(4):
        texts[:, template.years + place] = told // 10 ** (3 - place) % 10 + ord("0")
    heads = [f"{one.name}{year}年工作总结\n" for one, year in some]
    bodies = [line.tobytes().decode("utf-32-le") for line in texts]
    reports = [
        _report(one, year, head + body)
        for (one, year), head, body in zip(some, heads, bodies, strict=True)
    ]
    observed = _observed(template, reports, bodies, [len(head) for head in heads])
    return _figures(template, observed, fresh), layout._reported(reports, "made")


def _report(one: Bureau, year: int, text: str) -> Report:
    name = f"{one.place.code}/{one.name}{year}.txt"
    title = text[: text.index("\n")]
    return Report(name, text, title, one.name, one.place.area, period(f"{year}"))


def _observed(
    template: Template, reports: list[Report], bodies: list[str], heads: list[int]
) -> pa.Table:
    """The rows of every report, with the words and places of its own; figures as they were."""
    count, of_each = len(reports), template.rows.num_rows
    columns = {name: template.rows[name].combine_chunks() for name in template.rows.column_names}
    again = pa.array(np.tile(np.arange(of_each), count))
    made = {name: cells.take(again) for name, cells in columns.items()}
    for name, spans in template.spans.items():
        made[name] = pa.array([body[a:b] for body in bodies for a, b in spans])
    moved = np.repeat(np.array(heads), of_each)
    for name in ("start", "end"):
        made[name] = pa.array(np.tile(columns[name].to_numpy(), count) + moved)
    facts = {
        "report_id": [r.report_id for r in reports], "agency": [r.agency for r in reports],
        "report_year": [r.period.text for r in reports],
        "report_area": [r.area.code for r in reports],
    }  # fmt: skip
    owner = pa.array(np.repeat(np.arange(count), of_each))
    made |= {name: pa.array(cells).take(owner) for name, cells in facts.items()}
    for name, cells in _here(reports).items():
        ours = pa.array(np.tile(template.here, count))
        made[name] = pa.compute.if_else(ours, pa.array(cells).take(owner), made[name])
    for name in _TIMES:
        made[name] = _shifted(columns[name], [r.period.start.year - 2022 for r in reports])
    spans = zip(made["start"].to_pylist(), made["end"].to_pylist(), strict=True)
    ids = made["report_id"].to_pylist()
    made["observation_id"] = pa.array(
        [observation_id(name, a, b) for name, (a, b) in zip(ids, spans, strict=True)]
    )
    return pa.table([made[name] for name in layout.OBSERVED.names], schema=layout.OBSERVED)


def _here(reports: list[Report]) -> dict[str, list[str]]:
    areas = [report.area for report in reports]
    return {
        "reference_area": [area.name for area in areas],
        "area_code": [area.code for area in areas],
        "area_level": [area.level for area in areas],
    }


def _shifted(cells: pa.Array, by: list[int]) -> pa.Array:
    """The cells of every report, their years so many years later."""
    made = {years: pa.array([_later(c, years) for c in cells.to_pylist()]) for years in set(by)}
    return pa.concat_arrays([made[years].cast(cells.type) for years in by])


def _later(cell: Any, years: int) -> Any:
    if isinstance(cell, str):
        return re.sub(r"\d{4}", lambda found: str(int(found.group()) + years), cell)
    if cell is None:
        return None
    leap = cell.month == 2 and cell.day == 29
    return cell.replace(year=cell.year + years, day=28 if leap else cell.day)


def _figures(template: Template, rows: pa.Table, fresh: np.ndarray) -> pa.Table:
    """The rows with the values that their new digits say; bounds move along."""
    of_each, count = template.rows.num_rows, len(fresh)
    was = template.rows["value"].to_numpy()
    now = np.zeros((count, of_each))
    for place, (row, worth) in enumerate(zip(template.of, template.worth, strict=True)):
        now[:, row] += fresh[:, place] * worth
    same = ~np.isin(np.arange(of_each), template.of)
    now[:, same] = was[same]
    ratio = (now / np.where(was == 0, 1, was)).ravel()
    for name in _FIGURES:
        cells = np.tile(template.rows[name].to_numpy(), count) * ratio
        made = pa.array(np.round(cells, 6), mask=np.isnan(cells))
        rows = rows.set_column(rows.column_names.index(name), name, made)
    return rows


def make(
    folder: Path, observations: int, size: int = 1000, within: str = "", say: Any = None
) -> None:
    """Lay down the parts and arrange them."""
    done, start = 0, time.perf_counter()
    for number, (observed, reports) in enumerate(parts(observations, size, within)):
        tables = {"observations": observed, "reports": reports}
        target = folder / layout.PARTS / f"made-{number:05}"
        target.mkdir(parents=True)
        tables["errors"] = layout.FAILED.empty_table()
        for name, table in tables.items():
            layout.write(table, target / f"{name}.parquet", layout._ROWS[name])
        done += observed.num_rows
        if say:
            say(f"{done:,} observations, {time.perf_counter() - start:.0f} s")
    arrange(folder, say)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--observations", type=int, default=100_000)
    asked = given.parse_args()
    make(asked.folder, asked.observations, say=lambda text: print(text, file=sys.stderr))
