"""Amounts, periods, units, names and notes in English."""

from __future__ import annotations

import re

import pages
import pandas as pd
import pytest

from dashboard import amounts, bounds, data, english, verdicts, wording
from dashboard.language import spoken

CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (32e6, "件", "32.0 million cases"),
        (1.1e9, "", "1.10 billion"),
        (127113, "件", "127,113 cases"),
        (98.48, "%", "98.48%"),
        (999_960, "", "999,960"),
        (999_999.97, "", "1.0 million"),
        (999_960_000, "", "1.00 billion"),
        (1.5e12, "", "1.50 trillion"),
        (-12345, "件", "-12,345 cases"),
        (1, "件", "1 case"),
        (2.645, "", "2.65"),
        (None, "件", "no limit"),
    ],
)
def test_amounts_in_words(value: float | None, unit: str, shown: str) -> None:
    with spoken("en"):
        assert amounts.text(value, unit) == shown


@pytest.mark.parametrize(
    ("qualifier", "quote", "shown"),
    [
        ("over", "超3200万件", "over 32.0 million cases"),
        ("over", "3200余万件", "over 32.0 million cases"),
        ("nearly", "近3200万件", "nearly 32.0 million cases"),
        ("about", "3200万件左右", "about 32.0 million cases"),
        ("at_least", "3200万件以上", "at least 32.0 million cases"),
        ("at_most", "3200万件以内", "at most 32.0 million cases"),
        ("exact", "3200万件", "32.0 million cases"),
    ],
)
def test_bounds_in_words(qualifier: str, quote: str, shown: str) -> None:
    with spoken("en"):
        assert amounts.text(32e6, "件", *bounds.words(qualifier, quote)) == shown


def test_axes_in_words() -> None:
    with spoken("en"):
        values = amounts.ticks(0, 3_456_000)
        assert amounts.tick_texts(values, "件") == (
            *("0", "1 million", "2 million", "3 million"),
            "4 million",
        )
        assert amounts.tick_texts((0, 500_000, 1.5e9)) == ("0", "500,000", "1.5 billion")


def test_an_excel_format_shows_what_the_screen_shows() -> None:
    with spoken("en"):
        for value in (32e6, 11014600, 7.61e9, 9848, 1.5e12, 2.645, 0):
            pattern = amounts.excel_format(value, "件", "over ").split(";")[0]
            shown = amounts.text(value, "件", "over ")
            words = "".join(re.findall(r'"([^"]*)"', pattern))
            assert words == re.sub(r"[\d.,]", "", shown), pattern
            plain = re.sub(r'"[^"]*"', "", pattern)
            commas = len(plain) - len(plain.rstrip(","))
            decimals = len((re.findall(r"\.(0+)", plain) or [""])[0])
            number = f"{value / 1000**commas:.{decimals}f}"
            assert number == re.sub(r"[^\d.]", "", shown), pattern


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2022", "2022"),
        ("2022-H1", "H1 2022"),
        ("2022-Q3", "Q3 2022"),
        ("2022-10", "October 2022"),
        ("2022-10-05", "5 October 2022"),
        ("2022-01/2022-10", "January 2022 to October 2022"),
        ("2020/2022", "2020 to 2022"),
        ("", "period unknown"),
        ("乱写", "乱写"),
    ],
)
def test_periods_in_words(period: str, shown: str) -> None:
    with spoken("en"):
        assert wording.period_text(period) == shown


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("", ""),
        ("%", "%"),
        ("件", "cases"),
        ("件/万人", "cases per 10,000 people"),
        ("件/万人·天", "cases per 10,000 people a day"),
        ("件/天", "cases per day"),
    ],
)
def test_units_in_words(unit: str, shown: str) -> None:
    assert wording.unit_text(unit) == unit
    with spoken("en"):
        assert wording.unit_text(unit) == shown


def test_every_unit_and_label_has_its_english() -> None:
    with spoken("en"):
        units = {
            row["canonical"]: wording.unit_text(row["canonical"]) for row in data.table("units")
        }
        assert {unit: name for unit, name in units.items() if CHINESE.search(name)} == {}
        rows = data.table("labels")
        said = [wording.label(row["group"], row["code"]) for row in rows]
    assert [word for word in said if CHINESE.search(word)] == []


def test_reasons_are_in_the_language() -> None:
    with spoken("en"):
        told = [f"{reason.name} {reason.clause}" for reason in verdicts.reasons().values()]
    assert not pages.chinese(told)
    assert verdicts.reasons()["P_length"].name == "期间"


# ---- names and notes --------------------------------------------------------------------------


@pytest.mark.parametrize("row", data.table("notes"), ids=lambda row: row["zh"])
def test_a_note_is_turned(row: dict[str, str]) -> None:
    with spoken("en"):
        turned = english.note(row["example"])
    assert not CHINESE.search(re.sub("“[^”]*”", "", turned)), turned
    assert turned.split(" ")[0] == row["en"].split(" ")[0] or row["en"].startswith(("“", "{"))


def test_notes_are_turned_one_by_one() -> None:
    with spoken("en"):
        turned = english.note("期间的年份据正文;指标据前后文推断\n谁也不知道的备注")
    assert turned == (
        "year of the period taken from the text; indicator inferred from the words around\n"
        "谁也不知道的备注"
    )


def test_two_agencies_never_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.DataFrame({"agency": ["苏州市教育局", "宿州市教育局"], "area": "", "notes": ""})
    monkeypatch.setattr(english.names, "agency_en", lambda name: "Suzhou Education Bureau")
    with spoken("en"):
        first, second = english.reports(rows)["agency"]
        assert first != second and second == "Suzhou Education Bureau (2)"
        assert english.original(second) == "宿州市教育局"
        assert english.named("agency", "宿州市教育局") == second
    assert english.named("agency", second) == "宿州市教育局"
