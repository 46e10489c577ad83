"""Period text → time period: the cases of cases/periods.tsv, and what must hold for any text."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import periods
from extract.model import Period

CASES = Path(__file__).parent / "cases" / "periods.tsv"


def _cases() -> list[tuple[str, str, str]]:
    rows = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, own, expected = [*line.split("\t"), "", ""][:3]
            rows.append((text, own, expected.strip()))
    return rows


def _shown(text: str, own: Period | None) -> str:
    return ";".join(
        f"{text[m.start : m.end]}→{m.period.text if m.period else '-'}/{m.role}"
        for m in periods.find(text, 0, len(text), own)
    )


@pytest.mark.parametrize(("text", "own", "expected"), _cases())
def test_period_expressions(text: str, own: str, expected: str) -> None:
    assert _shown(text, periods.period(own)) == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-H1", date(2022, 1, 1), date(2022, 6, 30)),
        ("2022-H2", date(2022, 7, 1), date(2022, 12, 31)),
        ("2022-Q3", date(2022, 7, 1), date(2022, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-01/2022-10", date(2022, 1, 1), date(2022, 10, 31)),
        ("2020/2022", date(2020, 1, 1), date(2022, 12, 31)),
        ("2022-03-04", date(2022, 3, 4), date(2022, 3, 4)),
        ("2022-11-15/2022-11-17", date(2022, 11, 15), date(2022, 11, 17)),
    ],
)
def test_iso_like_text(text: str, start: date, end: date) -> None:
    assert periods.period(text) == Period(text, start, end)


@pytest.mark.parametrize(
    "text", ["", "今年", "2022-13", "2022-Q5", "2022/2020", "2022-02-30", "22"]
)
def test_text_that_is_no_period(text: str) -> None:
    assert periods.period(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间: 2022-07-19 来源:龙岗区政务服务数据管理局", date(2022, 7, 19)),
        ("２０２３年 1月 5日", date(2023, 1, 5)),
        ("2022/13/45", None),
        ("没有日期", None),
    ],
)
def test_publication_date(text: str, expected: date | None) -> None:
    assert periods.day(text) == expected


_PIECES = st.sampled_from(
    re.split(
        " ",
        "2022年 二〇二二年 １～９月 至 到 截至 自 以来 今年 去年 同期 上半年 10月 31日 13月 "
        "2月30日 年底 近三年 十四五 期间 《 》 前 较 比 一季度 、 - 22年 三年来 99年",
    )
)


@given(
    st.lists(_PIECES, max_size=8).map("".join),
    st.sampled_from(["", "2022", "2022-H1", "2020/2022"]),
)
def test_any_text_gives_ordered_spans_and_valid_periods(text: str, own: str) -> None:
    last = 0
    for mention in periods.find(text, 0, len(text), periods.period(own)):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
        assert mention.role in {"span", "asof", "since", "base", "day"}
        if mention.period:
            assert mention.period.start <= mention.period.end
            assert periods.period(mention.period.text) == mention.period


def test_find_looks_only_inside_the_stretch() -> None:
    text = "截至2022年,2023年受理"
    assert [m.period.text for m in periods.find(text, 8, len(text), None) if m.period] == ["2023"]
