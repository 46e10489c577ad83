"""The taxonomy and the mapping: data both ways, cases a reader of Chinese can check, the seeds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.indicators import Mapping, map_indicator
from extract.reference import table
from extract.synonyms import index_of, longest, unit_key
from extract.taxonomy import CATEGORIES, Indicator, alike_units, category_cues, indicators, systems

TESTS = Path(__file__).resolve().parent
ROWS = list(indicators().values())


def cases(name: str) -> Iterator[tuple[str, ...]]:
    """The tab-separated lines of a file of cases, its remarks left out."""
    for line in (TESTS / "cases" / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


def kind_of(row: Indicator) -> str:
    return "rank" if row.nature == "rank" else "level"


UNITS = {row["unit"]: row["canonical"] for row in table("units")}
_FIGURE = re.compile(
    f"[0-9.]+[万亿]*({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"
)


def unit_in(text: str, row: Indicator) -> str:
    """The unit of the last figure of a text, else the first one of the row."""
    units = [UNITS[found.group(1)] for found in _FIGURE.finditer(text)]
    return units[-1] if units else row.units[0]


def mapped(text: str, row: Indicator) -> Mapping:
    """A text mapped as a property, in the unit that it states itself."""
    return map_indicator(text, unit_in(text, row), kind_of(row), text, text, "", "")


# --- data -----------------------------------------------------------------------------------


def test_the_taxonomy_is_large_enough_and_its_names_unique() -> None:
    assert len(ROWS) >= 130
    assert not [name for name, n in Counter(row.name for row in ROWS).items() if n > 1]
    assert not [name for name, n in Counter(row.name_en for row in ROWS).items() if n > 1]
    assert {row.category for row in ROWS} == set(CATEGORIES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_example_is_mapped_to_its_row_and_its_neighbour_is_not(row: Indicator) -> None:
    assert mapped(row.example, row).indicator == row.id
    assert row.counter_example
    assert mapped(row.counter_example, row).indicator != row.id


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_broader_indicator_has_the_same_dimension(row: Indicator) -> None:
    if row.broader:
        groups = [alike_units().get(unit, frozenset({unit})) for unit in row.units]
        above = {
            other for unit in indicators()[row.broader].units
            for other in alike_units().get(unit, frozenset({unit}))
        }  # fmt: skip
        assert any(group & above for group in groups)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_unit_is_a_canonical_one(row: Indicator) -> None:
    known = {entry["canonical"] for entry in table("units")} | {"名"}
    assert not [unit for unit in row.units if unit not in known]


def test_no_synonym_leads_to_two_rows() -> None:
    """The same words in the same unit must name one indicator alone, or the narrower one."""
    owners: dict[tuple[tuple[str, ...], str, str], set[str]] = {}
    for row in ROWS:
        for unit in row.units:
            for other in alike_units().get(unit, frozenset({unit})):
                for parts in row.synonyms:
                    owners.setdefault((parts, other, kind_of(row)), set()).add(row.id)
    clashes = {
        "+".join(parts): sorted(ids) for (parts, _, _), ids in owners.items()
        if len(ids) > 1 and not any(indicators()[one].broader in ids for one in ids)
    }  # fmt: skip
    assert clashes == {}


def test_each_synonym_finds_its_row_or_a_row_with_longer_words() -> None:
    """Words that another row's exclude word or longer words always take away are dead."""
    dead = []
    for row in ROWS:
        index = index_of(kind_of(row), unit_key(row.units[0], kind_of(row)))
        for parts in row.synonyms:
            text = "".join(part for part in parts if part != "$")
            found = longest(text, index)
            if found is None:
                dead.append((row.id, text))
    assert dead == []


def test_each_alias_leads_to_one_system() -> None:
    owners: dict[str, str] = {}
    for system in systems():
        for alias in system.aliases:
            assert owners.setdefault(alias, system.name) == system.name, alias


@pytest.mark.parametrize("system", systems(), ids=lambda system: system.name)
def test_each_system_is_found_in_its_example_and_not_in_its_neighbour(system) -> None:  # type: ignore[no-untyped-def]
    area = "深圳" if "{area}" in system.name or system.generic else ""
    full = system.name.replace("{area}", area or "XX")
    full = area + full if system.generic and "{area}" not in system.name else full
    found = map_indicator("", "", "level", system.example, system.example, "", area).system
    assert found == full
    other = map_indicator("", "", "level", system.counter_example, "", "", area).system
    assert other != full


def test_category_cues_stand_in_their_own_examples() -> None:
    for row in table("category_cues"):
        if row["where"] not in ("unit", "kind"):
            assert row["term"] in row["example"], row["term"]
    assert category_cues("kind")["rank"][0][0] == "rank_award"


# --- cases ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "unit", "kind", "clause", "expected"), list(cases("indicators")))
def test_indicator(name: str, unit: str, kind: str, clause: str, expected: str) -> None:
    mapping = map_indicator(name, unit, kind, clause, clause, "", "杭州")
    assert mapping.indicator == expected
    assert expected or mapping.note


@pytest.mark.parametrize(("name", "unit", "kind", "clause", "expected"), list(cases("categories")))
def test_category(name: str, unit: str, kind: str, clause: str, expected: str) -> None:
    assert map_indicator(name, unit, kind, clause, clause, "", "杭州").category == expected


@pytest.mark.parametrize(
    ("name", "clause", "sentence", "section", "area", "expected"), list(cases("systems"))
)
def test_system(
    name: str, clause: str, sentence: str, section: str, area: str, expected: str
) -> None:
    found = map_indicator(name, "", "level", clause, sentence or clause, section, area)
    assert found.system == expected


def test_systems_of_a_kind_stand_side_by_side() -> None:
    kinds = {alias: system.kind for system in systems() for alias in system.aliases}
    assert kinds["i深圳"] == kinds["穗好办"] == kinds["i龙岗"] == kinds["i{area}"]
    assert kinds["深治慧"] == kinds["穗智管"] == kinds["城运中心"] == kinds["一网统管平台"]
    assert kinds["民意速办"] == kinds["12345热线"] == kinds["接诉即办"]


# --- whole sentences -------------------------------------------------------------------------


def test_a_satisfaction_rate_is_narrowed_by_the_sentence() -> None:
    sentence = "全年共受理工单1101.46万件,市民满意率98.48%"
    mapping = map_indicator("市民满意率", "%", "level", "市民满意率98.48%", sentence, "", "深圳")
    assert mapping.indicator == "hotline_satisfaction"


def test_a_change_speaks_of_the_clause_before() -> None:
    sentence = "全区共受理市12345转办件127113件,同比上升80.79%"
    mapping = map_indicator("", "%", "change", "同比上升80.79%", sentence, "", "龙岗")
    assert (mapping.indicator, mapping.system) == ("superior_transfers", "龙岗12345")


def test_a_generic_figure_belongs_to_the_line_that_the_text_speaks_of() -> None:
    sentence = "12345热线共受理群众诉求98.74万件,环比上升11.2%;日均受理3.19万件"
    mapping = map_indicator("日均受理", "件", "level", "日均受理3.19万件", sentence, "", "济南")
    assert (mapping.indicator, mapping.category) == ("hotline_appeals", "work_orders")


def test_the_topic_of_the_report_speaks_where_all_else_is_silent() -> None:
    clause = "物业管理类46212件"
    alone = map_indicator("物业管理类", "件", "level", clause, clause, "", "", "46212件")
    report = "济南市12345市民服务热线服务中心 3月份运行情况通报"
    told = map_indicator("物业管理类", "件", "level", clause, clause, "", "", "46212件", report)
    assert (alone.category, told.category) == ("transactions", "work_orders")


def test_a_share_takes_the_category_of_what_it_is_a_share_of() -> None:
    sentence = "全市新登记经营主体14.86万户,其中企业4.27万户,占28.7%"
    part = map_indicator("企业", "户", "level", "其中企业4.27万户", sentence, "", "潍坊")
    share = map_indicator("企业", "%", "level", "占28.7%", sentence, "", "潍坊")
    assert part.category == share.category == "transactions"


def test_words_before_complete_a_short_property() -> None:
    clause = "累计受理业务量约1.5万件"
    sentence = "104个综合性政务服务场所实现“全市域通办”,累计受理业务量约1.5万件"
    mapping = map_indicator("累计受理业务量", "件", "level", clause, sentence, "", "福田")
    assert mapping.indicator == "citywide_transactions"


def test_the_words_behind_a_counted_figure_name_it() -> None:
    clause = "支撑8个部门18个应用"
    mapping = map_indicator("部门", "个", "level", clause, "CIM平台" + clause, "", "福田", "18个")
    assert mapping.indicator == "supported_apps"


def test_two_figures_in_a_clause_keep_their_own_indicators() -> None:
    clause = "全区851项政务服务事项100%实现网上办"
    counted = map_indicator("政务服务事项", "项", "level", clause, clause, "", "福田", "851项")
    share = map_indicator("政务服务事项网上办", "%", "level", clause, clause, "", "福田", "100%")
    assert (counted.indicator, share.indicator) == ("service_items_total", "items_online_rate")


def test_a_unit_outside_the_definition_is_told() -> None:
    mapping = map_indicator("市民满意率", "公里", "level", "市民满意率5公里", "", "", "")
    assert mapping.indicator == "" and "单位“公里”不在其口径内" in mapping.note


def test_a_rank_is_always_rank_award() -> None:
    mapping = map_indicator("不知何物", "名", "rank", "不知何物第一", "不知何物第一", "", "")
    assert (mapping.indicator, mapping.category) == ("", "rank_award")


def test_nothing_at_all_is_other_with_a_reason() -> None:
    mapping = map_indicator("", "", "level", "", "", "", "")
    assert (mapping.indicator, mapping.category) == ("", "other")
    assert mapping.note


# --- the seeds ------------------------------------------------------------------------------


def _around(text: str, start: int, end: int, marks: str) -> str:
    """The stretch around a span up to the nearest marks."""
    left = max(text.rfind(mark, 0, start) for mark in marks) + 1
    ends = [at for mark in marks if (at := text.find(mark, end)) >= 0]
    return text[left : min(ends, default=len(text))].strip()


def test_category_on_the_reference_annotations() -> None:
    """At least 97% of the firm rows; readers agreed with each other in 91%."""
    wrong, firm = [], 0
    for line in (TESTS / "reference_annotations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["optional"]:
            continue
        firm += 1
        text = (TESTS.parent / "seeds" / row["report_id"]).read_text(encoding="utf-8")
        clause = _around(text, row["start"], row["end"], ",，;；。\n")
        sentence = _around(text, row["start"], row["end"], "。\n")
        mapping = map_indicator(
            row["measured_property"], row["unit"], row["kind"], clause, sentence, "", "",
            row["quote"],
        )  # fmt: skip
        if mapping.category != row["category"]:
            wrong.append((row["quote"], row["measured_property"], mapping.category))
    assert len(wrong) <= 0.03 * firm, wrong
