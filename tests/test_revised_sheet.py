"""修订: corrections, reviews and choices of the rows of a workbook; the round trip as before."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import page_books
import pages
import pytest
import reviewed_store

from dashboard import data, language
from dashboard.books import detail_book
from dashboard.books.book import Book
from dashboard.excel import workbook
from dashboard.rights import ADMIN, Person
from dashboard.upload import round_trip
from dashboard.upload.round_trip import Review
from extract import Correction, Store

ZHANG, LI = Person("张三", ADMIN), Person("李四", ADMIN)
WHY = "=年度报告为准"
HEADER = [
    "时间",
    "操作人",
    "机构",
    "原文",
    "做了什么",
    "之前",
    "之后",
    "理由",
    "来源",
    "状态",
    "证据",
]
ENGLISH = [
    *("Time", "By", "Agency", "As written", "What was done", "Before", "After", "Reason"),
    *("Source", "Status", "Evidence"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store in which people corrected, accepted, rejected, undid and chose."""
    url = pages.filled(tmp_path_factory.mktemp("revised"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIBIAO_DATABASE_URL", url)
        kept = Store(url)
        reviewed_store.contradict(kept)
        kept.close()
        annual, later = of(reviewed_store.ANNUAL), of(reviewed_store.LATER)
        data.correct([Correction.of(row("98.48%"), "value", 98.5, "见年鉴")], ZHANG)
        data.review(of("98.48%"), "accepted", ZHANG)
        data.unreview(data.review(of("99.23%"), "rejected", LI, "不对"), LI)
        data.choose(annual, [later], WHY, LI)
        data.review(of("96.54%"), "rejected", LI, "不是本单位的数字")
    return url


@pytest.fixture(autouse=True)
def store(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", told)


def of(quote: str) -> str:
    return str(pages.observation_of(quote)["observation_id"])


def row(quote: str) -> dict[str, Any]:
    return pages.observation_of(quote).to_dict()


def made(*quotes: str) -> Book:
    """The rows with those figures as a workbook; all rows for none."""
    back = page_books.behind()
    rows = back.observations
    some = rows[rows["quote"].isin(quotes)] if quotes else rows
    return detail_book.book(some, "x", "y", back)


def sheet(book: Book) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook.workbook(book))).worksheets[7]


def lines(book: Book) -> list[dict[str, Any]]:
    header, *rows = ([cell.value for cell in line] for line in sheet(book).iter_rows())
    return [dict(zip(header, line, strict=True)) for line in rows]


def by(found: list[dict[str, Any]], what: str) -> dict[str, Any]:
    (one,) = [line for line in found if line["做了什么"] == what]
    return one


def test_who_said_what_when_and_why_of_the_rows() -> None:
    found = lines(made())
    assert list(found[0]) == HEADER and len(found) == 4, "96.54% is in no workbook any more"
    assert [line["时间"] for line in found] == sorted((x["时间"] for x in found), reverse=True)
    corrected = by(found, "更正数值")
    assert (corrected["操作人"], corrected["之前"], corrected["之后"]) == ("张三", 0.9848, 0.985)
    accepted = by(found, "已接受")
    assert (accepted["操作人"], accepted["原文"], accepted["理由"]) == ("张三", "98.48%", "—")
    assert accepted["状态"] == "有效" and accepted["来源"] == "核对"
    rejected = by(found, "已拒绝")
    assert (rejected["理由"], rejected["状态"]) == ("不对", "已撤销（李四）")
    chosen = by(found, "已选用")
    assert (chosen["之前"], chosen["之后"]) == ("12万（《2022年补充报告》）", "超15万")
    assert (chosen["操作人"], chosen["理由"]) == ("李四", WHY), "text, never a formula"
    assert chosen["机构"] == row(reviewed_store.ANNUAL)["agency"]
    assert all(line["证据"].startswith("证据") for line in found)


def test_only_what_concerns_the_rows() -> None:
    assert {line["做了什么"] for line in lines(made("98.48%"))} == {"更正数值", "已接受"}
    over = made(reviewed_store.LATER)
    assert [line["之后"] for line in lines(over)] == ["超15万"], "it was not chosen: that too"
    assert lines(over)[0]["机构"] == row(reviewed_store.LATER)["agency"]
    (none,) = lines(made("超3200万件"))
    assert none["时间"] == "没有更正、核对或选用"


def test_each_line_leads_to_the_sentence_of_its_figure() -> None:
    opened = openpyxl.load_workbook(BytesIO(workbook.workbook(made("98.48%", "超15万"))))
    evidence = [[cell.value for cell in line] for line in opened["证据"].iter_rows()]
    for line in list(opened["修订"].iter_rows())[1:]:
        place = line[10].hyperlink.location
        assert evidence[int(place.rpartition("!A")[2]) - 1][3] == line[3].value


def test_in_english() -> None:
    evidence = [*pages.wording(data.observations()), *data.reports()["title"]]
    with language.spoken(language.ENGLISH):
        found = lines(made())
    assert list(found[0]) == ENGLISH
    assert {line["What was done"] for line in found} >= {"Accepted", "Rejected", "Chosen"}
    cells = [cell for line in found for cell in line.values()]
    assert not pages.chinese(cells, [*evidence, "张三", "李四", WHY, "见年鉴", "不对"])


def test_an_untouched_workbook_still_changes_nothing() -> None:
    content = workbook.workbook(made())
    assert round_trip.review(content, data.figures) == Review()
