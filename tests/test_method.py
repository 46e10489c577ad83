"""口径与方法: its tables say what the data say, and the quality is measured, not written down."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pages
import pandas as pd
import pytest

import extract
from dashboard import data, language, method, picture, stacked
from dashboard.charts import chart
from dashboard.comparison import compare

METHOD = "views/method.py"
MEASURING = sys.modules["extract.quality"]  # its function bears the same name


filled, store, nothing = pages.stores("method")


# ---- tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        method.verdicts(),
        method.indicators(),
        method.units(),
        method.qualifiers(),
        method.flags(),
        method.populations(),
    ],
    ids=lambda table: str(table.caption),
)
def test_each_table_is_whole_and_in_chinese(table: method.Table) -> None:
    assert table.rows
    assert all(len(row) == len(table.header) and row[0] for row in table.rows)
    codes = {"flow", "stock", "good_high", "neutral", "exact", "at_most", "count", "ratio"}
    assert not codes & {cell for row in table.rows for cell in row}


def test_indicators_are_searched_in_name_definition_and_synonyms() -> None:
    names = [row[0] for row in method.indicators("热线 满意").rows]
    assert "热线诉求办理满意率" in names and len(names) < 20
    assert not method.indicators("查无此词甲乙").rows
    some = method.indicators("", "satisfaction")
    assert 0 < len(some.rows) < len(method.indicators().rows)


def test_leafing_through_shows_every_indicator_once() -> None:
    table = method.indicators()
    leaves = [method.page(table, n).rows for n in range(1, method.pages(table) + 1)]
    assert tuple(row for leaf in leaves for row in leaf) == table.rows
    assert method.page(table, 999).rows == leaves[-1]


def test_every_reason_stands_in_the_table_worst_first() -> None:
    verdicts = [row[1] for row in method.verdicts().rows]
    assert len(verdicts) == len(data.table("verdict_reasons"))
    assert verdicts == sorted(verdicts, key=["不可比", "谨慎"].index)


def test_text_of_a_table_is_escaped_and_blanks_are_marked() -> None:
    made = stacked.table_html(("甲", "乙"), [("<b>", ""), ("1", "很长很长很长的一句话")], "表")
    assert "&lt;b&gt;" in made and "class='blank'" in made and "data-name='乙'" in made


# ---- in English ------------------------------------------------------------------------------

# The columns that show words of reports, and titles of what is cited.
VERBATIM = {
    "Words looked for (in Chinese)",
    "Word (in Chinese)",
    "Also written as",
    "Example as written",
    "Counter-example as written",
    "Report",
}


def hotline_in_english() -> str:
    """The English name of 热线诉求办理满意率."""
    return next(r["name_en"] for r in data.table("indicators") if r["id"] == "hotline_satisfaction")


def in_words(table: method.Table) -> list[str]:
    """What a table says in words of its own."""
    own = [i for i, name in enumerate(table.header) if name not in VERBATIM]
    return [*table.header, table.caption, *(row[i] for row in table.rows for i in own)]


@pytest.mark.parametrize(
    "made",
    [
        method.verdicts,
        method.indicators,
        method.qualifiers,
        method.flags,
        method.populations,
    ],
)
def test_in_english_each_table_is_english_and_as_long(made: Callable[[], method.Table]) -> None:
    with language.spoken("en"):
        table = made()
        assert not pages.chinese(in_words(table))
    assert len(table.rows) == len(made().rows)
    assert all(len(row) == len(table.header) and row[0] for row in table.rows)


def test_in_english_a_unit_has_its_name_before_its_word() -> None:
    with language.spoken("en"):
        table = method.units()
    rows = {row[0]: row for row in table.rows}
    assert "%" in rows and rows["hours (小时)"][2] == "1 hour = 3,600 seconds"
    words = [cell for row in table.rows for cell in row[1:3]]
    assert not pages.chinese([*words, *table.header])
    assert all(name == "%" or " (" in name for name in rows if pages.chinese([name]))


def test_in_english_indicators_are_searched_in_both_languages() -> None:
    with language.spoken("en"):
        for query in ("hotline satisfaction", "热线 满意"):
            assert hotline_in_english() in [row[0] for row in method.indicators(query).rows]
        assert not pages.chinese(method.categories().values())
        assert not pages.chinese([method.verdict_words(), method.quality_words()])


def test_in_english_missing_annotations_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEASURING, "_FILE", "gone.jsonl")
    with language.spoken("en"), pytest.raises(method.Unmeasured, match="reinstall"):
        method.quality()


def test_in_english_the_quality_is_named() -> None:
    table = extract.quality()
    with language.spoken("en"):
        parts = method.quality_by_report(table, {}), method.quality_by_field(table)
        assert parts[0].rows[0][0] == "Total" and parts[1].header[1] in parts[1].right
        assert not any(pages.chinese(in_words(part)) for part in parts)


# ---- quality ----------------------------------------------------------------------------------


def test_quality_is_that_of_the_evaluation() -> None:
    table = extract.quality()
    assert table["report_id"].iloc[0] == "" and len(table) == 6
    whole, parts = table.iloc[0], table.iloc[1:]
    assert whole["annotated"] == parts["annotated"].sum() > 100
    assert 0.9 < whole["precision"] <= 1 and 0.9 < whole["recall"] <= 1
    assert {"precision", "recall", "f1", "whole", "value", "unit"} <= set(table.columns)


def test_missing_annotations_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEASURING, "_FILE", "gone.jsonl")
    with pytest.raises(method.Unmeasured, match="重新安装"):
        method.quality()


def test_shares_are_shown_in_percent() -> None:
    table = pd.DataFrame([{"report_id": "", "annotated": 3, "found": 3, "invented": 0}])
    table = table.assign(precision=1.0, recall=float("nan"), f1=0.98765, whole=0.5)
    row = method.quality_by_report(table, {}).rows[0]
    assert row == ("合计", "3", "3", "0", "100.00%", "无", "98.77%", "50.00%")


# ---- the page ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_the_page_opens_on_the_verdicts() -> None:
    app = pages.page(METHOD)
    assert app.title[0].value == "口径与方法"
    assert "期间长短不同" in pages.html(app) and "逐项核对" in app.markdown[0].value


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("指标", "热线诉求办理满意率"),
        ("单位", "1小时＝3600秒"),
        ("限定词", "上不封顶"),
        ("标记", "∑"),
        ("人口", "统计公报"),
        ("抽取质量", "找到"),
    ],
)
def test_each_section_by_its_address(section: str, word: str) -> None:
    app = pages.page(METHOD, section=section)
    assert word in pages.html(app)


@pytest.mark.usefixtures("store")
def test_an_indicator_nobody_has_says_what_to_do() -> None:
    app = pages.page(METHOD, section="指标", word="查无此词甲乙")
    assert "换一个词" in app.info[0].value


@pytest.mark.usefixtures("store")
def test_quality_that_cannot_be_measured_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEASURING, "_FILE", "gone.jsonl")
    app = pages.page(METHOD, section="抽取质量")
    assert "重新安装" in app.warning[0].value


@pytest.mark.usefixtures("nothing")
def test_the_page_needs_no_reports() -> None:
    assert "不可比" in pages.html(pages.page(METHOD))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("Comparability", "not comparable"),
        ("Indicator", "higher is better"),
        ("Unit", "1 hour = 3,600 seconds"),
        ("Flags", "∑"),
    ],
)
def test_in_english_each_section_by_its_address(section: str, word: str) -> None:
    app = pages.page(METHOD, lang="English", section=section)
    assert app.title[0].value == "Definitions and methods"
    assert word in pages.html(app)
    assert not pages.chinese(element.value for element in (*app.markdown, *app.caption))


# ---- pictures ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("store")
def test_a_picture_carries_title_source_filters_and_date() -> None:
    comparison = compare(data.observations(), "satisfaction_rate")
    made = chart(comparison)
    words = picture.words(made, "chart_0", picture.asked(comparison), pd.Timestamp(2026, 11, 22))
    notes = "".join(words["notes"])  # type: ignore[call-overload]
    assert words["title"] == comparison.finding and words["file"] == "对标_满意率_20261122"
    assert "来源：" in notes and "期间 2022年；机构 全部；换算 总量" in notes
    assert "2026年11月22日" in notes


@pytest.mark.usefixtures("store")
def test_the_comparison_offers_to_save_its_picture() -> None:
    app = pages.page("views/comparing.py")
    assert app.get("bidi_component"), "the buttons are on the page"
