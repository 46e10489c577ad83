"""The verdict on pairs and sets, the choice of a reading, ranks, conversions and words."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import gold_frame
import pandas as pd
import pytest

from dashboard import amounts, bounds, data, english, wording
from dashboard.bounds import Figure, Interval, interval
from dashboard.comparison import Comparison, Reference, Scope, compare
from dashboard.conversions import converted
from dashboard.language import spoken
from dashboard.pairs import pair
from dashboard.readings import Reading, nature
from dashboard.taxonomy import Indicator, Population, Taxonomy
from dashboard.verdicts import Ground, reasons
from dashboard.wording import period_text

CASES = Path(__file__).parent / "cases" / "verdicts.tsv"
_TAXONOMY = Taxonomy(
    {
        i.id: i
        for i in (
            Indicator("满意率", "满意率", nature="rate"),
            Indicator("热线满意率", "热线满意率", nature="rate", broader="满意率"),
            Indicator("营商环境诉求满意率", "营商环境诉求满意率", nature="rate", broader="满意率"),
            Indicator("网上可办率", "网上可办率", nature="rate"),
            Indicator("诉求受理量", "诉求受理量"),
            Indicator("网上办件量", "网上办件量"),
            Indicator("服务事项数", "服务事项数", nature="stock"),
            Indicator("注册用户", "注册用户", nature="stock"),
            Indicator("网格数", "网格数", nature="stock"),
            Indicator("办结时限", "办结时限", nature="duration", polarity="good_low"),
            Indicator("评估名次", "评估名次", nature="rank"),
        )
    },
    lambda name: {
        "穗好办": "城市服务APP",
        "i深圳": "城市服务APP",
        "数据开放平台": "公共数据平台",
    }.get(name, ""),
)
_FIGURE = re.compile(
    r"^(?P<before>超|近|约)?(?P<number>[\d.]+)(?P<scale>[万亿]?)(?P<more>[余多]?)"
    r"(?P<unit>.*?)(?P<after>以上|内)?$"
)
_QUALIFIERS = {"超": "over", "近": "nearly", "约": "about", "余": "over", "多": "over"}
_QUALIFIERS |= {"以上": "at_least", "内": "at_most"}


def _reading(text: str, name: str) -> tuple[Reading, str]:
    """A reading (and a basis) from a cell such as ``福田区 2022年 诉求受理量 超15万件 累计``."""
    area, period, indicator, figure, *marks = text.split()
    match = _FIGURE.match(figure)
    assert match, figure
    word = match["before"] or match["more"] or match["after"] or ""
    qualifier = _QUALIFIERS.get(word, "exact")
    value = float(match["number"]) * {"万": 1e4, "亿": 1e8}.get(match["scale"], 1)
    code, level = gold_frame.AREAS.get(area, ("", ""))
    iso = _iso(period)
    first, last = gold_frame._period(iso) if iso else ("", "")
    options = dict(mark.split("=") for mark in marks if "=" in mark)
    kind = {"变化": "change", "名次": "rank", "连续": "streak"}
    kinds = [kind[mark] for mark in marks if mark in kind]
    made = Reading(
        observation_id=name,
        report_id=name,
        agency=f"{area}政务服务数据管理局",
        area="" if area == "地区不明" else area,
        area_code=code,
        area_level=level,
        period=iso,
        period_start=date.fromisoformat(first) if first else None,
        period_end=date.fromisoformat(last) if last else None,
        indicator="" if indicator == "未归类" else indicator,
        nature=nature(indicator, match["unit"], kinds[0] if kinds else "level", _TAXONOMY),
        system=options.get("平台", ""),
        value=value,
        bounds=interval(Figure(value, qualifier, figure)),
        unit=match["unit"],
        quote=figure,
        qualifier=qualifier,
        kind=kinds[0] if kinds else "level",
        direction="up" if "变化" in marks else "",
        status="target" if "计划" in marks else "actual",
        cumulative="累计" in marks,
        confidence=float(options.get("把握", 0.95)),
        start=0,
        ocr="扫描" in marks,
        review="accepted" if "复核通过" in marks else "rejected" if "复核否决" in marks else "",
        conflict="不一致" in marks,
    )
    basis = "per_capita" if "每万人" in marks else "per_day" if "日均" in marks else "total"
    return made, basis


def _iso(period: str) -> str:
    """2022-H1 for 2022年上半年, "" for 期间不明."""
    match = re.fullmatch(r"(\d{4})年(上半年|第一季度|(\d+)月)?", period)
    if match is None:
        return ""
    part = {"上半年": "-H1", "第一季度": "-Q1"}.get(match[2] or "", "")
    return match[1] + (f"-{int(match[3]):02d}" if match[3] else part)


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["说明"])
@pytest.mark.parametrize("turned", [False, True], ids=["甲对乙", "乙对甲"])
def test_verdicts_as_in_the_cases(case: dict[str, str], turned: bool) -> None:
    """Each line of cases/verdicts.tsv, in both orders."""
    one, basis = _reading(case["甲"], "甲")
    other, _ = _reading(case["乙"], "乙")
    if {one.unit, other.unit} == {"分钟", "小时"}:
        times = {"小时": 60.0, "分钟": 1.0}
        one = replace(one, bounds=one.bounds.scaled(times[one.unit]), unit="分钟")
        other = replace(other, bounds=other.bounds.scaled(times[other.unit]), unit="分钟")
    sides = (other, one) if turned else (one, other)
    found = pair(*sides, Ground(_TAXONOMY, basis))
    assert (found.verdict, found.codes) == (case["结论"], case["理由"])


def test_there_are_cases_for_every_code_and_every_verdict() -> None:
    cases = _cases()
    assert len(cases) >= 40
    assert set("".join(case["理由"] for case in cases)) == set("KTUDCPLBS")
    assert {case["结论"] for case in cases} == {"可比", "谨慎", "不可比"}


def test_every_reason_can_be_reached() -> None:
    """A row of verdict_reasons.csv that no check ever gives is a row too many."""
    source = Path("dashboard/verdicts.py")
    code = (gold_frame.ROOT / source).read_text(encoding="utf-8")
    assert [key for key in reasons() if f'"{key}"' not in code] == []


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure(32e6, "over", "超3200万件"), (32e6, math.inf, False, False)),
        (Figure(30000, "over", "3万余份"), (30000, 40000, True, False)),
        (Figure(3200, "over", "3200多项"), (3200, 3300, True, False)),
        (Figure(135000, "over", "13.5万余笔"), (135000, 136000, True, False)),
        (Figure(30000, "nearly", "近3万件"), (20000, 30000, False, False)),
        (Figure(100, "at_least", "100名以上"), (100, math.inf, True, False)),
        (Figure(500, "at_least", "不少于500项"), (500, math.inf, True, False)),
        (Figure(6, "at_most", "6小时内"), (-math.inf, 6, False, True)),
        (Figure(1, "at_most", "不到1小时"), (-math.inf, 1, False, False)),
        (Figure(200, "about", "约200件"), (190, 210, True, True)),
        (Figure(98.48, "exact", "98.48%"), (98.48, 98.48, True, True)),
        (Figure(3, "exact", "3至5个", 3, 5), (3, 5, True, True)),
    ],
)
def test_what_the_words_allow(figure: Figure, expected: tuple[float, float, bool, bool]) -> None:
    assert interval(figure) == Interval(*expected)


def test_bounds_that_only_touch_do_not_overlap() -> None:
    below, at = Interval(1, 2, True, False), Interval(2, 3, True, True)
    assert not below.overlaps(at)
    assert Interval(1, 2, True, True).overlaps(at)


def test_every_width_has_an_example_that_holds_its_word() -> None:
    for row in data.table("qualifier_widths"):
        assert row["word"] in row["example"], row
        bounds.interval(Figure(100, row["qualifier"], row["word"]))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (11014600, "件", "1101.5万件"),
        (32000000, "件", "3200.0万件"),
        (7610000000, "条", "76.10亿条"),
        (1.5e12, "元", "1.50万亿元"),
        (9848, "件", "9,848件"),
        (99_999_999, "件", "1.00亿件"),
        (9999.96, "件", "1.0万件"),
        (0, "件", "0件"),
        (-12345, "件", "-1.2万件"),
        (98.48, "%", "98.48%"),
        (100, "%", "100.00%"),
        (2.645, "件/万人", "2.65件/万人"),
        (math.nan, "件", "不限"),
    ],
)
def test_one_rounding_rule(value: float, unit: str, shown: str) -> None:
    assert amounts.text(value, unit) == shown


def test_words_stand_where_the_report_puts_them() -> None:
    assert amounts.text(32e6, "件", *bounds.words("over", "超3200万件")) == "超3200.0万件"
    assert amounts.text(135000, "笔", *bounds.words("over", "13.5万余笔")) == "13.5万余笔"
    assert amounts.text(80, "%", *bounds.words("at_least", "80%以上")) == "80.00%以上"


def test_an_axis_never_shows_k_or_m() -> None:
    values = amounts.ticks(0, 34_560_000)
    assert amounts.tick_texts(values, "件") == ("0", "1000万", "2000万", "3000万", "4000万")
    assert amounts.tick_texts(amounts.ticks(98, 100), "%")[-1] == "100%"


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2022", "2022年"),
        ("2022-H1", "2022年上半年"),
        ("2022-Q3", "2022年第三季度"),
        ("2022-01/2022-10", "2022年1月至2022年10月"),
        ("", "期间不明"),
    ],
)
def test_periods_in_chinese(period: str, shown: str) -> None:
    assert period_text(period) == shown


def test_every_code_of_the_annotations_has_a_word() -> None:
    frame = gold_frame.observations()
    groups = {"category": "category", "kind": "kind", "obs_status": "status"}
    for column, group in {**groups, "qualifier": "qualifier", "area_level": "level"}.items():
        for code in frame[column].unique():
            assert wording.label(group, code) != code, (column, code)


def test_every_code_of_the_taxonomy_has_a_word() -> None:
    for row in data.table("indicators"):
        for group in ("category", "nature", "polarity"):
            assert wording.label(group, row[group]) != row[group], row["id"]
        assert wording.label("family", wording.family(row["category"])) != ""
    shown = [wording.label("category", code) for code in wording.codes("category")]
    assert len(set(shown)) == len(shown)


def test_flags_have_one_meaning_each() -> None:
    rows = data.table("flags")
    assert len({row["flag"] for row in rows}) == len(rows)
    assert {"p", "≥", "≤", "≈", "c", "t", "d", "u", "x", "r"} <= {row["flag"] for row in rows}


# ---- sets -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lookup() -> Reference:
    indicators = {
        row["id"]: Indicator.of(row) for row in gold_frame.indicators().to_dict("records")
    }
    people = [
        Population(str(r.area_code), str(r.area), str(r.date), float(r.value), r.kind, r.source)
        for r in gold_frame.population().itertuples()
    ]
    return Reference(Taxonomy(indicators), people)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return gold_frame.observations()


def compared(table: pd.DataFrame, lookup: Reference, indicator: str, **scope: object) -> Comparison:
    return compare(table, indicator, Scope(**scope), lookup)  # type: ignore[arg-type]


def test_requests_of_four_agencies_are_not_ranked(table: pd.DataFrame, lookup: Reference) -> None:
    """A city beside its district, a year beside a half-year: no rank, order by area."""
    found = compared(table, lookup, "requests")
    assert list(found.rows["label"]) == ["广州市", "深圳市", "福田区", "龙岗区"]
    assert (found.verdict, found.ranked) == ("不可比", False)
    assert {"P", "L"} <= set(found.codes)
    assert found.rows["rank"].isna().all()
    assert "不排名" in found.why_unranked
    assert "超3200万件" in found.sentence and "127113件" in found.sentence


def test_two_cities_of_one_year_are_ranked(table: pd.DataFrame, lookup: Reference) -> None:
    agencies = ("广州市政务服务数据管理局", "深圳市政务服务数据管理局")
    found = compared(table, lookup, "requests", agencies=agencies)
    assert (found.verdict, found.reasons, found.ranked) == ("可比", (), True)
    assert list(found.rows["label"]) == ["广州市", "深圳市"]
    assert list(found.rows["rank"]) == [1, 2]
    assert "差距不作计算" in found.sentence, "超3200万 has no exact gap"
    assert found.why_unranked == ""


def test_the_yearly_figure_speaks_not_the_one_since_launch(
    table: pd.DataFrame, lookup: Reference
) -> None:
    found = compared(table, lookup, "requests")
    assert "超1亿件" in set(found.others["quote"])
    assert "超1亿件" not in set(found.rows["quote"])


def test_kin_indicators_are_compared_with_caution(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "satisfaction", period="2022")
    assert (found.verdict, found.codes) == ("谨慎", "DL")
    assert set(found.rows["quote"]) == {"98%", "98.48%", "99.8%"}
    assert compared(table, lookup, "satisfaction_hotline").codes == "L"
    assert compared(table, lookup, "satisfaction_hotline", kin=True).codes == "DL"


def test_a_target_stands_only_where_nothing_else_does(
    table: pd.DataFrame, lookup: Reference
) -> None:
    found = compared(table, lookup, "smart_items")
    assert list(found.rows["quote"]) == ["420项"] or "486项" in set(found.rows["quote"])
    assert "t" in found.rows.iloc[0]["flags"] or found.rows.iloc[0]["obs_status"] == "actual"


def test_per_head_and_day_are_marked_as_computed(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "requests", basis="per_capita_day")
    row = found.rows.set_index("label").loc["龙岗区"]
    assert row["computed"] and row["figure_text"] == "1.72件/万人·天"
    assert row["formula"] == "12.7万件 ÷ 407.4万人 × 1万 ÷ 181天"
    assert "2022-12-31" in row["source"] and "统计公报" in row["source"]
    assert row["quote"] == "127113件"
    assert found.verdict == "谨慎" and "P" in found.codes
    assert "（换算）" in found.sentence


def test_no_figure_per_head_without_a_population(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, Reference(lookup.taxonomy), "requests", basis="per_capita")
    assert found.rows["figure"].isna().all()
    assert "缺少广州市的常住人口" in set(found.rows["problem"])
    assert set(found.rows["figure_text"]) == {"不适用"}


def test_a_rate_is_never_divided_by_heads(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "satisfaction_hotline", basis="per_capita")
    assert found.rows["figure"].isna().all()


def test_a_share_of_the_area_above(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "requests", basis="share")
    rows = found.rows.set_index("label")
    row = rows.loc["福田区"]
    assert (row["figure_text"], row["unit"], row["quote"]) == ("超1.36%", "%", "超15万")
    assert row["formula"] == "超15万件 ÷ 1101.46万件（深圳市）"
    assert row["source"] == "深圳市政务服务数据管理局工作报告"
    assert row["computed"] and "x" in row["flags"] and math.isinf(row["figure_high"])
    rest = rows.drop("福田区")
    assert rest["figure"].isna().all() and set(rest["problem"]) == {"没有上级地区的同期数"}
    assert "诉求受理量（占上级比重）" in found.sentence and "超1.36%（换算）" in found.sentence
    assert found.finding == "4家机构公布了诉求受理量，不能直接比较" and "B" not in found.codes


def test_a_share_needs_an_additive_figure(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "satisfaction_hotline", basis="share")
    assert found.rows["figure"].isna().all()
    assert set(found.rows["problem"]) == {"数值、比率和时长不作占上级比重换算"}


NO_WHOLE = "没有上级地区的同期数"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ("15万件", "1101.46万件", "1.36%"),
        ("15万件 累计", "1101.46万件 累计", "1.36%"),
        ("15万件 累计", "1101.46万件", NO_WHOLE),
        ("15万件", "1101.46万件 累计", NO_WHOLE),
        ("15万件", "1101.46万元", NO_WHOLE),
        ("15万件 计划", "1101.46万件", NO_WHOLE),
        ("15万件", "1101.46万件 复核否决", NO_WHOLE),
        ("15万件", "1101.46万件 变化", NO_WHOLE),
        ("约15万件", "1101.46万件", "1.36%"),
        ("超15万件", "1000万件内", "1.50%"),
        ("15万件内", "超1000万件", "1.50%"),
        ("15万件", "超1000万件", "深圳市的超1000万件不是确数，占比无从确定"),
        ("超15万件", "超1000万件", "深圳市的超1000万件不是确数，占比无从确定"),
        ("超15万件", "约1000万件", "深圳市的约1000万件不是确数，占比无从确定"),
        ("15万件", "10万件", "大于深圳市的10万件，不是其中一部分"),
    ],
)
def test_which_figures_have_a_share(part: str, whole: str, shown: str) -> None:
    one, _ = _reading(f"福田区 2022年 诉求受理量 {part}", "甲")
    other, _ = _reading(f"深圳市 2022年 诉求受理量 {whole}", "乙")
    found = converted(one, "件", "share", (), (one, other))
    said = found.problem or amounts.text(found.value, "%")
    assert (said, bool(found.whole)) == (shown, "%" in shown)
    back = converted(other, "件", "share", (), (one, other))
    assert back.value is None, "the whole is no part of its part"


@pytest.mark.parametrize(
    ("area", "period"), [("广州市", "2022年"), ("深圳市", "2023年"), ("深圳市", "2022年上半年")]
)
def test_no_share_of_another_area_or_period(area: str, period: str) -> None:
    one, _ = _reading("福田区 2022年 诉求受理量 15万件", "甲")
    other, _ = _reading(f"{area} {period} 诉求受理量 1101.46万件", "乙")
    assert converted(one, "件", "share", (), (one, other)).problem == NO_WHOLE


def test_a_share_is_of_the_nearest_area() -> None:
    one, _ = _reading("福田区 2022年 服务事项数 15项", "甲")
    city, _ = _reading("深圳市 2022年 服务事项数 60项", "乙")
    province = replace(city, area="广东省", area_code="440000", area_level="province", value=90.0)
    found = converted(one, "项", "share", (), (province, city))
    assert (found.value, found.whole) == (25.0, "深圳市")


def test_shares_of_one_area_compare_and_of_two_with_caution() -> None:
    one, _ = _reading("福田区 2022年 诉求受理量 15万件", "甲")
    other, _ = _reading("龙岗区 2022年 诉求受理量 30万件", "乙")
    city, _ = _reading("深圳市 2022年 诉求受理量 超20万件", "丙")
    alike = Ground(_TAXONOMY, "share", {"甲": "深圳市", "乙": "深圳市"})
    assert pair(one, other, alike).verdict == pair(other, one, alike).verdict == "可比"
    apart = Ground(_TAXONOMY, "share", {"甲": "深圳市", "乙": "广州市"})
    found = pair(one, other, apart)
    assert (found.verdict, found.codes) == ("谨慎", "D")
    assert found.reasons[0].sides == ("占深圳市的比重", "占广州市的比重")
    level = pair(other, city, alike)
    assert (level.verdict, level.codes) == ("谨慎", "L"), "the city has no share to overlap"


def test_a_share_in_english(table: pd.DataFrame, lookup: Reference) -> None:
    with spoken("en"):
        rows = compared(english.observations(table), lookup, "requests", basis="share").rows
    row = rows.set_index("label").loc["Futian District"]
    assert row["figure_text"] == "over 1.36%"
    assert row["formula"] == "over 150,000 cases ÷ 11.0 million cases (Shenzhen)"
    problems = set(rows["problem"]) - {""}
    assert problems == {"there is no figure of the area above for the same period"}


def test_the_usual_period_is_the_one_most_agencies_have(
    table: pd.DataFrame, lookup: Reference
) -> None:
    assert compared(table, lookup, "requests").period == "2022"
    later = compared(table, lookup, "satisfaction_hotline", period="2023")
    quotes = dict(zip(later.rows["label"], later.rows["quote"], strict=True))
    assert quotes == {"深圳市": "98.48%", "福田区": "99.23%"}


def test_periods_of_one_agency(table: pd.DataFrame, lookup: Reference) -> None:
    agency = ("深圳市福田区政务服务数据管理局",)
    found = compared(table, lookup, "grids", agencies=agency, across="periods")
    assert list(found.rows["label"]) == ["福田区 2022年", "福田区 2023年"]
    assert (found.verdict, found.codes, found.ranked) == ("谨慎", "P", False)


def test_who_can_be_compared_among_themselves(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "requests")
    names = dict(zip(found.rows["observation_id"], found.rows["label"], strict=True))
    groups = [{names[i] for i in group} for group in found.comparable_groups]
    assert groups == [{"广州市", "深圳市"}]
    panels = [[names[i] for i in panel] for panel in found.panels]
    assert panels == [["广州市", "深圳市"], ["福田区"], ["龙岗区"]]


def test_reports_that_disagree_are_told(table: pd.DataFrame, lookup: Reference) -> None:
    doubled = table[table["quote"] == "98.48%"].assign(
        observation_id="again", report_id="other.txt", value=97.0, value_low=97.0, value_high=97.0
    )
    found = compared(pd.concat([table, doubled]), lookup, "satisfaction_hotline")
    assert "S" in found.codes and len(found.others) >= 1


def test_nobody_reports(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "satisfaction", agencies=("龙岗",))
    assert found.rows.empty and found.verdict == "" and found.missing == ("龙岗",)
    assert found.sentence == "没有机构公布满意率。"


def test_one_alone_has_no_verdict_and_no_rank(table: pd.DataFrame, lookup: Reference) -> None:
    found = compared(table, lookup, "completion")
    assert (len(found.rows), found.verdict, found.ranked) == (1, "", False)
    assert len(found.missing) == 3


def test_equal_figures_share_a_rank(table: pd.DataFrame, lookup: Reference) -> None:
    same = table.assign(area_level="city", area_code="", reference_area=table["agency"])
    found = compared(same, lookup, "online_rate")
    assert list(found.rows["rank"]) == [1, 1] and "相同" in found.finding


def test_lower_is_first_where_low_is_good(table: pd.DataFrame, lookup: Reference) -> None:
    rows = table[table["indicator"] == "response"].head(2)
    rows = rows.assign(
        agency=["甲", "乙"],
        reference_area=["甲市", "乙市"],
        area_level="city",
        area_code="",
        value=[6.0, 30.0],
        value_low=[6.0, 30.0],
        value_high=[6.0, 30.0],
        unit=["小时", "分钟"],
        qualifier="exact",
        quote=["6小时", "30分钟"],
        time_period="2022",
    )
    found = compared(rows, lookup, "response")
    assert found.ranked and list(found.rows["label"]) == ["乙市", "甲市"]
    assert list(found.rows["figure"]) == [0.5, 6.0]
    assert found.rows.iloc[0]["formula"] == "1小时 = 60分钟"
    assert "乙市最短" in found.finding


def test_a_corrected_figure_is_told_as_it_stands(table: pd.DataFrame, lookup: Reference) -> None:
    """Title, sentence and table say the figure that a person put right, and that it was."""
    right = table["observation_id"] == "002-605"
    table = table.assign(
        corrected=right, value=table["value"].mask(right, 34_567_890.0), value_low=math.nan
    )
    found = compared(table, lookup, "requests")
    row = found.rows[found.rows["observation_id"] == "002-605"].iloc[0]
    assert row["corrected"] and row["flags"].split()[0] == "r"
    assert "超3456.8万件（更正）" in found.sentence and "超3200万件" not in found.sentence
    assert row["quote"] == "超3200万件"
