"""The charts of a brief: those of the workbook, with the figures that the page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from dashboard import evidence
from dashboard.books.book import Book, Plot
from dashboard.excel import native_charts
from dashboard.language import is_english, say
from dashboard.word.paper import Block, Charts, said

_FRAME, _HIGHEST, _DOTS = 50, 240, 150  # points of an axis, of the tallest chart, of dots


@dataclass(frozen=True, slots=True)
class Size:
    """The room of charts: points of a bar, and how many charts stand in a row."""

    bar: float
    abreast: int = 1


def charts(book: Book, sentence: str, shown: Any, size: Size) -> list[Block]:
    """The charts of the figures shown: below each other, or in pairs."""
    wanted = set(shown["observation_id"])
    plots = [some for plot in book.plots if (some := _only(plot, wanted)).amounts]
    if not plots:
        return [said("note", say("没有可以画出的数字。")), *_undrawn(book, shown)]
    four = sorted(plots, key=lambda plot: -len(plot.amounts))[:4]
    drawn = [plot for plot in plots if any(plot is one for one in four)]
    titled = len(plots) > 1 or plots[0].title != book.finding
    blocks: list[Block] = [
        _row(book, sentence, some, size.bar, titled) for some in _abreast(drawn, size.abreast)
    ]
    apart = len({plot.title for plot in plots}) < len(plots)
    return blocks + _parted(apart, len(plots) - len(drawn)) + _undrawn(book, shown)


def _undrawn(book: Book, shown: Any) -> list[Block]:
    """Which figures no chart shows, and why."""
    drawn = {one.observation for plot in book.plots for one in plot.amounts}
    told = [
        say("{name}未画出：{problem}", name=row["label"], problem=row["problem"])
        if row["problem"]
        else say("{name}未画出", name=row["label"])
        for row in evidence.as_rows(shown[~shown["observation_id"].isin(drawn)])
    ]
    return [said("note", say("；").join(told))] if told else []


def _row(book: Book, sentence: str, plots: Sequence[Plot], bar: float, titled: bool) -> Charts:
    """One chart below the page's title, or one or two of several with titles of their own."""
    most = max(len(plot.amounts) for plot in plots)
    tall = any(plot.shape != "bar" for plot in plots)
    height = _DOTS + bar if tall else min(most * bar + _FRAME, _HIGHEST)
    if not titled:
        return Charts(tuple(plots), height, (sentence,))
    named = tuple(_named(plot, book.finding) for plot in plots)
    return Charts(named, height + 20 * len(plots), tuple(map(native_charts.alt, plots)), True)


def _parted(apart: bool, more: int) -> list[Block]:
    """Why charts of one finding stand ``apart``, and how many are in the workbook alone."""
    told = [say("不能直接比较的数字分开画出。")] if apart else []
    told += [say("另有{n}张图见工作簿。", n=more)] if more else []
    return [said("note", " ".join(told) if is_english() else "".join(told))] if told else []


def _named(plot: Plot, finding: str) -> Plot:
    """The plot under what it shows, where its finding is the title of the page already."""
    if plot.title != finding:
        return plot
    return replace(plot, title=plot.subtitle, subtitle=plot.title)


def _abreast(plots: Sequence[Plot], number: int) -> Iterator[list[Plot]]:
    """The plots in rows of a number each."""
    waiting = iter(plots)
    while row := list(islice(waiting, number)):
        yield row


def _only(plot: Plot, wanted: set[str]) -> Plot:
    """The plot with the wanted observations alone."""
    kept = [i for i, one in enumerate(plot.amounts) if one.observation in wanted]
    return replace(
        plot,
        labels=tuple(plot.labels[i] for i in kept),
        amounts=tuple(plot.amounts[i] for i in kept),
        lows=tuple(plot.lows[i] for i in kept),
        highs=tuple(plot.highs[i] for i in kept),
        own=frozenset(place for place, i in enumerate(kept) if i in plot.own),
    )
