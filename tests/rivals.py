"""Other tools beside ours, in one run on one text: ``python tests/rivals.py [--characters N]``.

Prints a table in Markdown: characters per second (process time on one core, the tools taking
turns, median of the rounds; ours goes to the finished DataFrame), the ratio to ``jieba.lcut``,
and F1 on annotated reports. A claim is found by what overlaps its quote, one find a claim: no
rival is asked for our exact span. Optional annotations count neither way. Tools that are not
installed are left out with a line that says so; they are no part of the test extra:
``pip install chinese2digits ms-recognizers-text-number-with-unit``.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
import statistics
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import annotated_reports
from benchmark import SEEDS, corpus, extraction, seconds

import extract
from extract.evaluation import read_annotations
from extract.tidy import NAMES

#: For each report its text and its annotated claims.
Reports = Sequence[tuple[str, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Find:
    """A quantity that a tool sees in a text; value and unit where it gives them."""

    start: int
    end: int
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what is timed, and how its finds are had; ``find`` is None where it has none."""

    name: str
    work: Callable[[str], object]
    find: Callable[[str], Iterable[Find]] | None = None
    reads_values: bool = True


# --- the tools ----------------------------------------------------------------------------------


def _observed(text: str) -> Iterator[Find]:
    for values in extract.observe(extract.Report("x.txt", text)):
        row = dict(zip(NAMES, values, strict=True))
        yield Find(row["start"], row["end"], row["value"], row["unit"])


# The plain regular expression: what one writes in an afternoon.
_DIGITS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_UNITS = (
    "个百分点|平方公里|公里|千米|平方米|亩|吨|公斤|万元|亿元|元|%|％|‰|人次|人|名|户|家|个|项|件|条|次|宗|笔|"
    "台|套|份|类|种|张|栋|座|处|所|场|期|批|辆|部|本|篇|册|起|封|例|天|日内|小时|分钟|秒|倍|位|支|间|路|TB|GB"
)
_QUANTITY = re.compile(
    "(?P<number>[0-9][0-9,]*(?:[.][0-9]+)?|[一二两三四五六七八九十百千][零一二两三四五六七八九十百千]*)"
    f"(?P<scale>[万亿]*)余?多?(?P<unit>{_UNITS})"
)


def _expression(text: str) -> Iterator[Find]:
    for match in _QUANTITY.finditer(text):
        value = _read(match["number"].replace(",", ""))
        for place in match["scale"]:
            value *= _PLACES[place]
        yield Find(*match.span(), value, match["unit"])


def _read(number: str) -> float:
    """The value of Arabic digits or of a Chinese numeral below ten thousand."""
    if number[0].isascii():
        return float(number)
    total, digit = 0, 0
    for character in number.replace("两", "二"):
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            total, digit = total + (digit or 1) * _PLACES[character], 0
    return float(total + digit)


def _jieba() -> Tool:
    jieba = importlib.import_module("jieba")
    jieba.setLogLevel(40)
    return Tool("`jieba.lcut`", jieba.lcut)


def _posseg() -> Tool:
    posseg = importlib.import_module("jieba.posseg")

    def find(text: str) -> Iterator[Find]:
        """Numerals and counters that stand together, as one find."""
        position, start = 0, None
        for word, flag in [*posseg.lcut(text), ("", "")]:
            is_part = flag in ("m", "q", "mq") or bool(re.fullmatch("[0-9.%]+", word))
            if is_part and start is None:
                start = position
            elif not is_part and start is not None:
                if re.search("[0-9一二两三四五六七八九十百千万亿]", text[start:position]):
                    yield Find(start, position)
                start = None
            position += len(word)

    return Tool("`jieba.posseg`,数词与量词相连", posseg.lcut, find, reads_values=False)


def _chinese2digits() -> Tool:
    take = importlib.import_module("chinese2digits").takeNumberFromString

    def find(text: str) -> Iterator[Find]:
        taken, position = take(text), 0
        quotes, values = taken["CHNumberStringList"], taken["digitsStringList"]
        for quote, digits in zip(quotes, values, strict=True):
            if (start := text.find(quote, position)) < 0:
                continue
            position = start + len(quote)
            share = quote.endswith("%") or quote.startswith("百分之")
            yield Find(start, position, float(digits) * (100 if share else 1), "%" * share)

    return Tool("`chinese2digits`", take, find)


_THEIR_UNITS: dict[str, str] = dict(
    re.findall(
        "([^;]+)=([^;]+)",
        "Percent=%;Chinese yuan=元;Square kilometer=平方公里;Square meter=平方米;Mu=亩;"
        "Kilometer=公里;Meter=米;Hour=小时;Minute=分钟;Ton=吨",
    )
)


def _recognizers() -> Tool:
    numbers = importlib.import_module("ms_recognizers_number")
    units = importlib.import_module("ms_recognizers_number_with_unit")
    chinese = units.Culture.Chinese
    plain, united = numbers.NumberRecognizer(chinese), units.NumberWithUnitRecognizer(chinese)
    models = (
        united.get_dimension_model(chinese),
        united.get_currency_model(chinese),
        plain.get_percentage_model(chinese),
        plain.get_number_model(chinese),
    )

    def parse(text: str) -> list[Any]:
        return [found for model in models for found in model.parse(text)]

    def find(text: str) -> Iterator[Find]:
        """What the models find; the earlier model goes before where two see the same."""
        kept: list[Find] = []
        for found in parse(text):
            start, end = found.start, found.end + 1
            if not any(start < other.end and other.start < end for other in kept):
                kept.append(_recognized(start, end, found.resolution or {}))
        return iter(kept)

    return Tool("Recognizers-Text(数、百分数、货币、度量)", parse, find)


def _recognized(start: int, end: int, resolution: dict[str, Any]) -> Find:
    value, unit = resolution.get("value") or "", resolution.get("unit") or ""
    if value.endswith("%"):
        value, unit = value[:-1], "Percent"
    try:
        return Find(start, end, float(value), _THEIR_UNITS.get(unit, unit))
    except ValueError:
        return Find(start, end)


def _others() -> Iterator[Callable[[], Tool]]:
    yield lambda: Tool("正则表达式,30 行", lambda text: list(_expression(text)), _expression)
    yield from (_jieba, _posseg)
    yield lambda: Tool("`cn2an.transform`(改写原文)", importlib.import_module("cn2an").transform)
    yield from (_chinese2digits, _recognizers)


def installed() -> list[Tool]:
    """Ours and the rivals that can be run here; a line on standard error for each other."""
    tools = [Tool("**对标 duibiao**", lambda text: list(_observed(text)), _observed)]
    for begin in _others():
        try:
            tools.append(begin())
        except ModuleNotFoundError as error:
            print(f"{error.name} is not installed; it is left out", file=sys.stderr)
    return tools


# --- the table ----------------------------------------------------------------------------------


def annotated() -> list[tuple[str, Reports]]:
    """The sets of annotated reports with their names."""
    claims = read_annotations(Path(__file__).parent / "reference_annotations.jsonl")
    seeds = [
        (path.read_text("utf-8"), [row for row in claims if row["report_id"] == path.name])
        for path in SEEDS
    ]
    sets = map(annotated_reports.reports, annotated_reports.SETS)
    others = [(report.text, list(report.claims)) for reports in sets for report in reports]
    return [("五份报告", seeds), (f"另 {len(others)} 份", others)]


def f1(find: Callable[[str], Iterable[Find]], reports: Reports) -> tuple[float, float]:
    """F1 of what is found, and of what is found with value and unit right."""
    made = wanted = found = right = 0
    for text, claims in reports:
        free = sorted(set(find(text)), key=lambda one: one.start)
        for claim in sorted(claims, key=lambda row: bool(row.get("optional"))):
            beside = [one for one in free if _overlap(one, claim) > 0]
            if claim.get("optional"):
                free = [one for one in free if one not in beside]
                continue
            wanted += 1
            if beside:
                best = max(beside, key=lambda one: _overlap(one, claim))
                free.remove(best)
                made, found, right = made + 1, found + 1, right + _is_right(best, claim)
        made += len(free)
    return 2 * found / (made + wanted), 2 * right / (made + wanted)


def _overlap(one: Find, claim: dict[str, Any]) -> int:
    return int(min(one.end, claim["end"]) - max(one.start, claim["start"]))


def _is_right(one: Find, claim: dict[str, Any]) -> bool:
    value = math.nan if one.value is None else one.value
    return math.isclose(value, claim["value"], rel_tol=1e-9) and one.unit == claim["unit"]


def rates(tools: Sequence[Tool], characters: int, rounds: int) -> dict[str, float]:
    """Characters per second of each tool, the tools taking turns."""
    reports = corpus(characters)
    size = sum(len(report.text) for report in reports)
    times: dict[str, list[float]] = {tool.name: [] for tool in tools}
    for number in range(rounds + 1):
        for tool in tools:
            some = reports if number else reports[:5]  # the first turn warms up
            times[tool.name].append(seconds(partial(_turn, tool, some)))
    return {name: size / statistics.median(took[1:]) for name, took in times.items()}


def _turn(tool: Tool, reports: list[extract.Report]) -> object:
    is_ours = tool.find is _observed
    return extraction(reports) if is_ours else [tool.work(one.text) for one in reports]


def table(tools: Sequence[Tool], characters: int, rounds: int) -> Iterator[str]:
    """The lines of the table."""
    sets = annotated()
    head = ["工具", "字/秒", "为 jieba.lcut 的倍数"]
    head += [f"{name}:{what}" for name, _ in sets for what in ("找到 F1", "数值与单位 F1")]
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    measured = rates(tools, characters, rounds)
    jieba = measured["`jieba.lcut`"]
    for tool in tools:
        rate = measured[tool.name]
        cells = [tool.name, f"{rate:,.0f}", f"{rate / jieba:.3g}"]
        for _, reports in sets:
            found, right = f1(tool.find, reports) if tool.find else (math.nan, math.nan)
            cells += [_share(found), _share(right if tool.reads_values else math.nan)]
        yield f"| {' | '.join(cells)} |"


def _share(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.3f}"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--characters", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    warnings.simplefilter("ignore")  # other people's packages
    for line in table(installed(), given.characters, given.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
