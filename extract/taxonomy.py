"""What is measured, as data/ knows it: indicators, systems and the words of categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extract.reference import Row, table


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the taxonomy: what is measured, how it is defined, and the words for it.

    A synonym is a tuple of parts that must all appear, in that order; ``context`` holds
    the words that, near a figure of the broader indicator, narrow it to this one; so they
    do near one of ``takes_over``: 受理3.2万件 is of a hotline where the text speaks of one.
    ``by_thing``: a figure's category is not the row's but that of its thing (宽带覆盖率).
    """

    id: str
    name: str
    name_en: str
    category: str
    by_thing: bool
    definition: str
    units: tuple[str, ...]
    polarity: str
    nature: str
    broader: str
    takes_over: str
    channel: str
    synonyms: tuple[tuple[str, ...], ...]
    context: tuple[str, ...]
    exclude: tuple[str, ...]
    example: str
    counter_example: str


CATEGORIES = (
    "satisfaction", "work_orders", "service_items", "online_rate", "completion_rate",
    "response_time", "users", "visits", "transactions", "data_volume", "interface_calls",
    "terminals", "network", "grid_population", "cross_region", "credit_approval",
    "meetings_training", "reports_cases", "systems_projects", "rank_award", "finance", "other",
)  # fmt: skip
POLARITIES = ("good_high", "good_low", "neutral")
NATURES = ("flow", "stock", "rate", "duration", "rank")


@cache
def indicators() -> dict[str, Indicator]:
    """Indicators by id, in the order of data/indicators.csv; raises where a row is wrong."""
    entries: dict[str, Indicator] = {}
    rows = table("indicators")
    known = {row["id"] for row in rows}
    for row in rows:
        _check_indicator(row, known)
        if row["id"] in entries:
            raise row.broken(f"指标代码“{row['id']}”重复", "改用别的代码")
        entries[row["id"]] = _indicator(row)
    return entries


def _check_indicator(row: Row, known: set[str]) -> None:
    for column, allowed in (
        ("category", CATEGORIES), ("polarity", POLARITIES), ("nature", NATURES)
    ):  # fmt: skip
        if row[column] not in allowed:
            raise row.broken(f"{column} 一格“{row[column]}”未知", f"改为 {'、'.join(allowed)} 之一")
    for column in ("broader", "takes_over"):
        if row[column] and row[column] not in known:
            raise row.broken(f"{column} 一格“{row[column]}”不存在", "改为表中已有的指标代码")
    if not (row["unit"] and row["synonyms"] and row["definition"] and row["example"]):
        raise row.broken("缺单位、说法、口径或例句", "补齐这四格")
    if short := [words for words in row.several("synonyms") if len(words.split("+")[0]) < 2]:
        raise row.broken(f"说法“{short[0]}”的第一段不足两个字", "写全这段说法")


def _indicator(row: Row) -> Indicator:
    return Indicator(
        id=row["id"],
        name=row["name_zh"],
        name_en=row["name_en"],
        category=row["category"],
        by_thing=row["by_thing"] == "1",
        definition=row["definition"],
        units=row.several("unit"),
        polarity=row["polarity"],
        nature=row["nature"],
        broader=row["broader"],
        takes_over=row["takes_over"],
        channel=row["channel"],
        synonyms=tuple(tuple(words.split("+")) for words in row.several("synonyms")),
        context=row.several("context"),
        exclude=row.several("exclude"),
        example=row["example"],
        counter_example=row["counter_example"],
    )


@cache
def alike_units() -> dict[str, frozenset[str]]:
    """Each canonical unit with the units that count the same thing: 件 with 宗, 笔, 单."""
    group_of: dict[str, str] = {}
    for row in table("units"):
        group_of[row["canonical"]] = row["group"]
    members: dict[str, set[str]] = {}
    for unit, group in group_of.items():
        members.setdefault(group or unit, set()).add(unit)
    return {unit: frozenset(members[group or unit]) for unit, group in group_of.items()}


@dataclass(frozen=True, slots=True)
class System:
    """A named platform or service; ``{area}`` in name and aliases stands for the area.

    ``generic`` names one of its kind in every area (12345, 民意速办); ``kind`` is the class
    that makes two systems comparable side by side; ``fits`` are the categories of figures
    that it may be about where it is named only farther off, empty for none.
    """

    name: str
    aliases: tuple[str, ...]
    area: str
    kind: str
    generic: bool
    fits: frozenset[str]
    exclude: tuple[str, ...]
    example: str
    counter_example: str


@cache
def systems() -> tuple[System, ...]:
    """Systems in the order of data/systems.csv; raises where a row is wrong."""
    return tuple(_system(row) for row in table("systems"))


def _system(row: Row) -> System:
    fits = frozenset(row.several("fits"))
    if unknown := fits.difference(CATEGORIES):
        raise row.broken(f"fits 一格有未知类别“{'、'.join(sorted(unknown))}”", "改为已有的类别")
    if not (row["name"] and row["aliases"] and row["class"] and row["example"]):
        raise row.broken("缺名称、别名、类别或例句", "补齐这四格")
    return System(
        name=row["name"],
        aliases=row.several("aliases"),
        area=row["area"],
        kind=row["class"],
        generic=row["generic"] == "1",
        fits=fits,
        exclude=row.several("exclude"),
        example=row["example"],
        counter_example=row["counter_example"],
    )


@cache
def category_cues(where: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """Term → (category, weight) pairs for one place: property, sentence, unit or kind."""
    cues: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in table("category_cues"):
        if row["category"] not in CATEGORIES:
            raise row.broken(f"类别“{row['category']}”未知", "改为已有的类别")
        if row["where"] == where:
            pair = (row["category"], float(row["weight"]))
            cues[row["term"]] = (*cues.get(row["term"], ()), pair)
    return cues


@cache
def tallies() -> frozenset[str]:
    """What may follow a noun at the end of a phrase and still name it: 项目[总数]; with ""."""
    return frozenset({"", *(row["term"] for row in table("tallies"))})
