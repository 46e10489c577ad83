"""``duibiao export``: one indicator or several across agencies, as a workbook or a Word brief."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

import extract
from dashboard import data, english, language
from dashboard.books import comparison_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind, Subject
from dashboard.commands import typed
from dashboard.comparison import Comparison, Scope, compare
from dashboard.coverage import agencies_by_indicator
from dashboard.excel import workbook
from dashboard.language import listed, say
from dashboard.word import brief
from dashboard.wording import label, period_text

SUFFIXES = (".xlsx", ".docx")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: indicators by id, the scope, and the agency to stand out, "" for none."""

    indicators: tuple[str, ...]
    scope: Scope
    own: str = ""


def run(given: argparse.Namespace) -> int:
    """Write the file that was asked for, or list the indicators; the exit status."""
    with language.spoken(given.lang):
        _check(given)
        if given.database:
            os.environ["DUIBIAO_DATABASE_URL"] = given.database
        given.fill()
        return _list() if given.list else _write(given)


def _list() -> int:
    """The indicators that some agency publishes: how many do, the code, the name."""
    taxonomy = data.taxonomy()
    agencies = agencies_by_indicator(data.observations(), taxonomy)
    print(say("家数"), say("代码"), say("指标"), sep="\t")
    for one in sorted(agencies, key=lambda one: (-len(agencies[one]), taxonomy.name(one))):
        print(len(agencies[one]), one, taxonomy.name(one), sep="\t")
    return 0 if agencies else 1


def _check(given: argparse.Namespace) -> None:
    """Raises DuibiaoError where it is not said what to compare, or not where to write it."""
    listing = "duibiao export --list"
    if given.list:
        if given.output or given.indicator:
            told = say("--list 只在屏幕上列出指标；请去掉它，或去掉 --indicator 和 -o。")
            raise extract.DuibiaoError(told)
        return
    if not given.indicator:
        told = say(
            "没有写明对比哪个指标；请用 --indicator 写出，可用 {listing} 查看。", listing=listing
        )
        raise extract.DuibiaoError(told)
    if given.output is None:
        raise extract.DuibiaoError(say("没有写明输出文件；请用 -o 写出，如 -o result.xlsx。"))
    path = given.output.path
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        known = listed(SUFFIXES)
        told = say("不能写成 {path}；输出文件请用后缀 {known}。", path=path, known=known)
        raise extract.DuibiaoError(told)
    if suffix == ".docx" and len(set(given.indicator)) > 1:
        told = say("Word 简报一次只写一个指标；请只写一个 --indicator，或改用 .xlsx。")
        raise extract.DuibiaoError(told)


def _write(given: argparse.Namespace) -> int:
    """Write the file whole; 1 where nobody publishes what was asked for."""
    try:
        with given.output.draft() as draft:
            found, content = _content(given)
            draft.write_bytes(content)
    except extract.NoClaims as error:
        _tell(f"duibiao:{error}")
        return 1
    agencies = len({agency for one in found for agency in one.rows["agency"]})
    facts = {"n": len(found), "m": agencies, "path": given.output.path}
    _tell(say("{n}个指标，{m}家机构，已写入 {path}。", **facts))
    return 0


def _tell(sentence: str) -> None:
    """One sentence to the person at the terminal."""
    print(sentence, file=sys.stderr, flush=True)


def _content(given: argparse.Namespace) -> tuple[Sequence[Comparison], bytes]:
    """The comparisons that were asked for, and the file of them; in the language of the session."""
    stored = data.observations()
    asked = _asked(given, stored)
    behind = Behind(
        observations=english.observations(stored),
        reports=english.reports(data.reports()),
        made=datetime.now(),
        corrections=data.corrections(),
        reviews=data.reviews(),
        choices=data.choices(),
    )
    found = [compare(behind.observations, one, asked.scope) for one in asked.indicators]
    if all(one.rows.empty for one in found):
        names = listed(one.indicator.name for one in found)
        told = say("所选机构没有公布“{names}”；请换一个指标，或换几家机构。", names=names)
        raise extract.NoClaims(told)
    if len(found) > 1:
        return found, workbook.workbook(_several(found, behind, asked))
    book = comparison_book.book(found[0], behind, asked.own)
    if Path(given.output.path).suffix.lower() == ".docx":
        return found, brief.brief(book, found[0])
    return found, workbook.workbook(book)


def _asked(given: argparse.Namespace, observations: pd.DataFrame) -> Asked:
    """What the words of the command mean, ``observations`` as stored; raises DuibiaoError."""
    indicators = tuple(dict.fromkeys(map(typed.indicator, given.indicator)))
    names = dict.fromkeys(typed.agency(one, observations) for one in given.agency)
    own = typed.agency(given.own, observations) if given.own else ""
    if names and own:
        names.setdefault(own)
    scope = Scope(
        agencies=tuple(english.named("agency", one) for one in names),
        period=typed.period(given.period, indicators, observations) if given.period else "",
        basis=typed.basis(given.basis, indicators, observations) if given.basis else "total",
        kin=given.kin,
    )
    return Asked(indicators, scope, english.named("agency", own) if own else "")


def _several(found: Sequence[Comparison], behind: Behind, asked: Asked) -> Book:
    """Several indicators as one table: agencies by indicators."""
    names = listed(one.indicator.name for one in found)
    agencies = {agency for one in found for agency in one.rows["agency"]}
    facts = {"n": len(agencies), "m": len(found), "names": names}
    subject = Subject(
        title=say("多指标对比"),
        finding=say("{n}家机构的{m}个指标：{names}", **facts),
        cover=_cover(found, asked),
        name=comparison_book.file_name(say("多指标对比"), names),
    )
    return comparison_book.several(found, subject, behind, asked.own)


def _cover(found: Sequence[Comparison], asked: Asked) -> comparison_book.Lines:
    """What came out for each indicator, and what was asked for."""
    scope = asked.scope
    return (
        (say("各指标"), "\n".join(one.finding for one in found)),
        (say("机构"), listed(scope.agencies) or say("全部机构")),
        (say("期间"), period_text(scope.period) if scope.period else say("自动")),
        (say("换算"), label("basis", scope.basis)),
        (say("本单位"), asked.own or say("未设")),
    )
