"""The only reader of ``data/``: loads each table once and checks it as it loads.

Every table is a UTF-8 CSV with one header row. A cell that holds several values
separates them by ``|``. A broken row raises ReferenceDataError with file, row and cure.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from extract.model import Area, ReferenceDataError

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The folder ``name`` beside the package in a checkout, inside it in a wheel."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


DATA = _folder("data")
SEEDS = _folder("seeds")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of data/, with its place for messages."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def several(self, column: str) -> tuple[str, ...]:
        """The ``|``-separated values of a cell; an empty cell has none."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def broken(self, why: str, cure: str) -> ReferenceDataError:
        return ReferenceDataError(f"数据表 data/{self.file} 第 {self.line} 行:{why};请{cure}。")


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of ``data/<name>.csv`` in file order.

    Raises ReferenceDataError where the file is missing or a row has too few or too many cells.
    """
    path = DATA / f"{name}.csv"
    if not path.is_file():
        raise ReferenceDataError(f"缺少数据表 data/{name}.csv;请重新安装 duibiao。")
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        for cells in reader:
            row = Row(path.name, reader.line_num, dict(zip(header, cells, strict=False)))
            if len(cells) != len(header):
                raise row.broken(
                    f"有 {len(cells)} 格,应有 {len(header)} 格", "检查逗号和引号后补齐"
                )
            rows.append(row)
    return tuple(rows)


# --- who and where: areas, agencies, population, the catalogue of the seeds ---------------------


@dataclass(frozen=True, slots=True)
class Division:
    """A row of areas.csv: GB/T 2260 code ("" if it has none), name, level, parent's code.

    ``short`` is the name without its suffix (深圳), "" where too short to stand alone;
    ``until`` is the year in which it was abolished, "" if it still exists.
    """

    code: str
    name: str
    level: str
    parent: str
    short: str
    until: str = ""

    @property
    def area(self) -> Area:
        return Area(self.name, self.code, self.level)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The areas by code, by full name and by short name; a name may have several."""

    by_code: dict[str, Division]
    by_name: dict[str, tuple[Division, ...]]
    by_short: dict[str, tuple[Division, ...]]


AREA_LEVELS = ("country", "province", "city", "district", "subdistrict")


@cache
def gazetteer() -> Gazetteer:
    """The areas of areas.csv; existing ones come before abolished ones of the same name."""
    by_code: dict[str, Division] = {}
    names: dict[str, tuple[Division, ...]] = {}
    shorts: dict[str, tuple[Division, ...]] = {}
    for row in sorted(table("areas"), key=lambda row: row["to"] != ""):
        cells = (row[c] for c in ("code", "name", "level", "parent", "short", "to"))
        division = Division(*cells)
        if division.level not in AREA_LEVELS:
            raise row.broken(f"层级“{division.level}”未知", f"改为 {'、'.join(AREA_LEVELS)} 之一")
        if division.code and by_code.setdefault(division.code, division) is not division:
            raise row.broken(f"代码 {division.code} 重复", "删去其中一行")
        names[division.name] = (*names.get(division.name, ()), division)
        if division.short:
            shorts[division.short] = (*shorts.get(division.short, ()), division)
    return Gazetteer(by_code, names, shorts)


@cache
def areas_within(code: str) -> tuple[Area, ...]:
    """The areas right below one, by GB/T 2260 code; of the country, its provinces."""
    places = gazetteer().by_code.values()
    return tuple(p.area for p in places if p.parent == code and p.code != code and not p.until)


@cache
def parent_area(area: Area, level: str) -> Area | None:
    """The area of a level that contains another: 福田区, city → 深圳市."""
    places = gazetteer().by_code
    place = places.get(area.code)
    while place is not None and place.level != level:
        place = places.get(place.parent) if place.parent != place.code else None
    return place.area if place else None


def area_named(name: str) -> Area | None:
    """The area of an official name, with or without the areas around it: 深圳市福田区.

    A name that several areas bear needs the one around it; alone it is None.
    """
    places = gazetteer()
    exact = [place for place in places.by_name.get(name, ()) if not place.until]
    if len(exact) == 1:
        return exact[0].area
    for cut in range(len(name) - 1, 0, -1):
        around = area_named(name[:cut]) if name[:cut] in places.by_name else None
        for place in places.by_name.get(name[cut:], ()):
            parent = place.area and parent_area(place.area, around.level) if around else None
            if around and parent == around:
                return place.area
    return None


@cache
def agency_words() -> dict[str, str]:
    """What agency names end in, full or short → full: 政数局 → 政务服务数据管理局."""
    words: dict[str, str] = {}
    for row in table("agencies"):
        if row["kind"] == "document":
            continue
        for word in (row["word"], *row.several("short")):
            if words.setdefault(word, row["word"]) != row["word"]:
                raise row.broken(f"“{word}”已指向“{words[word]}”", "只留一行")
    return words


@cache
def document_words() -> dict[str, str]:
    """Kinds of document that one body issues by law: 政府工作报告 → 人民政府."""
    rows = (row for row in table("agencies") if row["kind"] == "document")
    return {short: row["word"] for row in rows for short in row.several("short")}


@cache
def place_words() -> dict[str, Division]:
    """Words bound to one place, for texts that hide its name: 河套深港科技创新合作区 → 福田区."""
    known = gazetteer().by_code
    words = {}
    for row in table("place_words"):
        if row["area_code"] not in known or known[row["area_code"]].name != row["area"]:
            raise row.broken(f"地区代码 {row['area_code']} 与“{row['area']}”不符", "查 areas.csv")
        words[row["word"]] = known[row["area_code"]]
    return words


@dataclass(frozen=True, slots=True)
class Population:
    """The inhabitants of an area on a day, in persons, with the source that states it."""

    area: str
    on: date
    value: float
    unit: str
    kind: str
    source: str


@cache
def population() -> dict[str, tuple[Population, ...]]:
    """The population figures by area code, oldest first."""
    found: dict[str, tuple[Population, ...]] = {}
    for row in sorted(table("population"), key=lambda row: row["date"]):
        try:
            on, value = date.fromisoformat(row["date"]), float(row["value"])
        except ValueError:
            raise row.broken("日期或数值写法不对", "写成 2022-12-31 和纯数字") from None
        figure = Population(row["area"], on, value, row["unit"], row["kind"], row["source"])
        found[row["area_code"]] = (*found.get(row["area_code"], ()), figure)
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a report beforehand; "" or None where the catalogue says nothing."""

    report_id: str
    agency: str
    area: Area
    period: str
    title: str
    published: date | None
    source_url: str
    inferred: str


@cache
def catalogue() -> dict[str, Entry]:
    """The reports shipped with the product, by file name: seeds/catalogue.csv."""
    entries: dict[str, Entry] = {}
    for row in table("../seeds/catalogue"):
        entry = _entry(row)
        if entries.setdefault(entry.report_id, entry) is not entry:
            raise _broken_entry(row, f"文件名“{entry.report_id}”重复", "删去其中一行")
    return entries


def _entry(row: Row) -> Entry:
    if not (row["report_id"] and row["agency"] and row["area"] and row["period"]):
        raise _broken_entry(row, "缺文件名、机构、地区或期间", "补齐这四格")
    if row["level"] not in AREA_LEVELS:
        raise _broken_entry(row, f"层级“{row['level']}”未知", f"改为 {'、'.join(AREA_LEVELS)} 之一")
    try:
        published = date.fromisoformat(row["published"]) if row["published"] else None
    except ValueError:
        raise _broken_entry(row, "发布日期写法不对", "写成 2022-07-19") from None
    return Entry(
        report_id=row["report_id"],
        agency=row["agency"],
        area=Area(row["area"], row["area_code"], row["level"]),
        period=row["period"],
        title=row["title"],
        published=published,
        source_url=row["source_url"],
        inferred=row["inferred"],
    )


def _broken_entry(row: Row, why: str, cure: str) -> ReferenceDataError:
    return ReferenceDataError(f"目录 seeds/catalogue.csv 第 {row.line} 行:{why};请{cure}。")


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
