"""Who and where, as data/ and the catalogue of seeds/ know them: areas, agencies, population."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from extract.model import Area, ReferenceDataError
from extract.reference import Row, table


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


def areas_within(code: str) -> tuple[Area, ...]:
    """The areas right below one, by GB/T 2260 code; of the country, its provinces."""
    return _by_parent().get(code, ())


@cache
def _by_parent() -> dict[str, tuple[Area, ...]]:
    parts: dict[str, list[Area]] = {}
    for place in gazetteer().by_code.values():
        if place.parent != place.code and not place.until:
            parts.setdefault(place.parent, []).append(place.area)
    return {parent: tuple(areas) for parent, areas in parts.items()}


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
