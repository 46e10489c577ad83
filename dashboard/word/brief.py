"""**Brief**: a comparison on one A4 page for Word: finding, verdict, chart, sentence, sources.

It is made of the same comparison as the page and the workbook. What does not fit stays in the
workbook, and the page says so. Word and LibreOffice save it as a PDF of one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from dashboard import chart_words, evidence, rows
from dashboard.books.book import Amount, Book, Link
from dashboard.comparison import Comparison
from dashboard.language import is_english, listed, say
from dashboard.verdicts import CAUTION, COMPARABLE, INCOMPARABLE
from dashboard.word import brief_charts, paper, word_page
from dashboard.word.brief_charts import Size
from dashboard.word.paper import Block, Part, Table, Text, said
from dashboard.wording import label, period_text

MOST = 14  # agencies that a page can show at the very most
_GROUND = {COMPARABLE: "#176B64", CAUTION: "#A8400B", INCOMPARABLE: "#801650"}
_LONG = 3  # lines of an address that are still worth printing


@dataclass(frozen=True, slots=True)
class Fill:
    """How much is put on the page: agencies, lines of a source, points of a bar, reasons,
    lines of the sentence, charts in a row, and the look of the table."""

    agencies: int
    source: int
    bar: float
    reasons: int
    sentence: int
    abreast: int = 1
    cells: str = "cell"


def brief(book: Book, comparison: Comparison) -> bytes:
    """The page as bytes of a .docx file, in the language of the session.

    ``book`` is the one of the workbook, made of the same comparison.
    """
    about = word_page.About(comparison.finding, comparison.sentence, book.made)
    return word_page.document(page(book, comparison), about)


def page(book: Book, comparison: Comparison) -> list[Block]:
    """The fullest page that is one page."""
    blocks: list[Block] = []
    for fill in _fills(len(comparison.rows)):
        blocks = _blocks(book, comparison, fill)
        if paper.fits(blocks):
            break
    return blocks


def _fills(agencies: int) -> Iterator[Fill]:
    """Ways to fill the page, from the fullest to the leanest."""
    for shown in range(min(agencies, MOST), -1, -1):
        yield Fill(shown, 2, 26, 4, 8)
        yield Fill(shown, 2, 20, 3, 8, 1, "small")
        yield Fill(shown, 1, 20, 3, 8)
        yield Fill(shown, 1, 16, 2, 8, 1, "small")
        yield Fill(shown, 1, 14, 2, 8, 2, "small")
        yield Fill(shown, 1, 14, 2, 5, 2, "small")


def _blocks(book: Book, comparison: Comparison, fill: Fill) -> list[Block]:
    """Everything on the page, from top to bottom."""
    own = _own(book)
    shown = _shown(comparison, own, fill.agencies)
    return [
        said("title", comparison.finding),
        said("subtitle", _subtitle(comparison)),
        *_verdict(comparison, fill.reasons),
        *brief_charts.charts(book, comparison.sentence, shown, Size(fill.bar, fill.abreast)),
        said("heading", say("可复制的一句话")),
        said("box", _sentence(comparison, fill.sentence)),
        *_table(comparison, shown, own, fill.cells),
        *_cited(book, shown, fill.source),
        *_notes(book, comparison),
    ]


def _subtitle(comparison: Comparison) -> str:
    """What is compared, in which unit, when, and how it was converted."""
    return say(
        "{subject}；期间 {period}；换算 {basis}",
        subject=chart_words.subtitle(comparison.indicator.name, comparison.unit),
        period=period_text(comparison.period),
        basis=label("basis", comparison.scope.basis),
    )


def _verdict(comparison: Comparison, most: int) -> list[Block]:
    """The verdict as a mark, with its worst reasons."""
    if not comparison.verdict:
        return [said("body", say("不足两家，无从比较"))]
    mark = Part(f" {label('verdict', comparison.verdict)} ", True, _GROUND[comparison.verdict])
    told = [reason.text for reason in comparison.reasons] or [say("各项均可比")]
    more = len(told) - most
    if more > 0:
        told[most - 1] += say("（另有{n}条理由见工作簿）", n=more)
    first, *others = told[:most]
    return [Text("body", (mark, Part(f" {first}"))), *(said("body", text) for text in others)]


def _own(book: Book) -> frozenset[str]:
    """The observations of the agency that stands out."""
    drawn = {plot.amounts[i].observation for plot in book.plots for i in plot.own}
    cells = (cell for i in book.grid.own for cell in book.grid.rows[i])
    told = {cell.observation for cell in cells if isinstance(cell, Amount | Link)}
    return frozenset(drawn | told)


def _shown(comparison: Comparison, own: frozenset[str], most: int) -> Any:
    """The first rows of the comparison; the own ones are always among them."""
    found = comparison.rows
    mine = found["observation_id"].isin(own)
    others = found.index[~mine][: max(most - int(mine.sum()), 0)]
    return found.loc[sorted([*found.index[mine][:most], *others])].reset_index(drop=True)


def _sentence(comparison: Comparison, most: int) -> str:
    """The sentence to copy; where it is too long for the page, the finding and why no rank."""
    if paper.lines(comparison.sentence, "box", paper.WIDTH - 12) <= most:
        return comparison.sentence
    said = say("{finding}。", finding=comparison.finding)
    return (f"{said} " if is_english() else said) + comparison.why_unranked


def _sources(shown: Any) -> dict[tuple[str, str], int]:
    """The number of each sentence, by report and sentence."""
    keys = zip(shown["report_id"], shown["sentence"], strict=True)
    return {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}


def _table(comparison: Comparison, shown: Any, own: frozenset[str], look: str) -> list[Block]:
    """Agency, period, figure as written and in its base unit, flags, and the sentence's number."""
    if shown.empty:
        return []
    frame = rows.shown(shown, comparison.ranked)
    names = [say("机构"), say("期间"), say("原文"), say("基本单位"), say("标记")]
    if shown["computed"].any():
        names.insert(3, say("数值"))
    if comparison.ranked:
        names.insert(0, say("名次"))
    frame = frame[names].astype(str)
    sources = _sources(shown)
    keys = zip(shown["report_id"], shown["sentence"], strict=True)
    frame[say("出处")] = [f"[{sources[key]}]" for key in keys]
    lines = tuple(tuple(row) for row in frame.itertuples(index=False))
    mine = frozenset(i for i, one in enumerate(shown["observation_id"]) if one in own)
    right = frozenset(names.index(name) for name in (say("数值"), say("基本单位")) if name in names)
    return [
        said("heading", _heading(len(comparison.rows) - len(shown))),
        Table(tuple(frame.columns), lines, mine, right, comparison.finding, look),
    ]


def _heading(more: int) -> str:
    """The heading of the table, with how many agencies are in the workbook alone."""
    return say("数值表（另有{n}行见工作簿）", n=more) if more else say("数值表")


def _cited(book: Book, shown: Any, most: int) -> list[Block]:
    """Each sentence once under its number, with its report; long ones are shortened."""
    if shown.empty:
        return []
    known = book.reports[book.reports["report_id"].isin(shown["report_id"])]
    reports = {str(row["report_id"]): row for row in evidence.as_rows(known)}
    blocks: list[Block] = [said("heading", say("原文出处"))]
    sources, told = _sources(shown), set()
    for row in evidence.as_rows(shown):
        number = sources[row["report_id"], row["sentence"]]
        if number not in told:
            told.add(number)
            blocks.append(_source(row, reports.get(str(row["report_id"]), {}), number, most))
    return blocks


def _source(row: dict[str, Any], report: dict[str, Any], number: int, most: int) -> Text:
    """``[1] 全年共受理工单1101.46万件……（《…工作总结》，2023-01-12发布）``, the figure bold."""
    origin = evidence.origin(row if most > 1 else row | {"section": ""}, report)
    end = say("（{origin}）", origin=origin)
    room = (paper.WIDTH - 20) * most - paper.breadth(f"[{number}] {end}", "note")
    whole = re.sub(r"\s+", " ", str(row["sentence"]))
    quote = re.sub(r"\s+", " ", str(row["quote"]))
    room = max(room, paper.breadth(quote, "note") + 2 * paper.LOOKS["note"].size)
    before, quote, after = paper.excerpt(whole, quote, "note", room).partition(quote)
    return Text("note", (Part(f"[{number}] {before}"), Part(quote, True), Part(after + end)))


def _notes(book: Book, comparison: Comparison) -> list[Block]:
    """What to keep in mind, who published nothing, when the page was made, and its address."""
    told = [
        say(
            "工作报告中的数字为初步数，以统计年鉴为准。部分数据因四舍五入，分项合计与总计可能不等。"
        ),
    ]
    if missing := comparison.missing:
        names = listed(missing[:3])
        told.append(
            say("未公布：{names}。未公布不等于零。", names=names)
            if len(missing) <= 3
            else say("未公布：{names}等{n}家。未公布不等于零。", names=names, n=len(missing))
        )
    told.append(say("制表：对标，{made:%Y年%m月%d日 %H:%M}。", made=book.made))
    text = " ".join(told) if is_english() else "".join(told)
    return [said("foot", text), *_address(book.address)]


def _address(address: str) -> list[Block]:
    """The address of the view, Chinese readable in it."""
    if not address:
        return []
    read = re.sub(r"(?:%[89A-F][0-9A-F])+", lambda found: unquote(found.group()), address)
    told = say("页面地址：{address}", address=read)
    if paper.lines(told, "note", paper.WIDTH) > _LONG:
        told = say("页面地址见工作簿的封面。")
    return [said("note", told)]
