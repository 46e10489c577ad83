"""The workbook of 机构画像: one agency, each indicator beside the range of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard import portrait_words, written
from dashboard.books import book_notes, plots
from dashboard.books.binding import Content, bound
from dashboard.books.book import Book, Plot
from dashboard.books.comparison_book import Behind, Lines, file_name
from dashboard.books.portrait_grid import grid, reasons
from dashboard.comparison import Comparison
from dashboard.language import listed, say
from dashboard.portrait import Place, Portrait
from dashboard.wording import label

MOST = 12  # charts; every figure stands in the table


def name(short: str, year: str) -> str:
    """The file's name: 对标_机构画像_福田区_2022年.xlsx."""
    return file_name(say("机构画像"), short, say("{year}年", year=year))


def book(
    found: Portrait, short: str, asked: str, behind: Behind, kinds: Sequence[str] = ()
) -> Book:
    """Each indicator of the agency beside the others, the first with charts.

    ``kinds`` are the categories that were chosen, by name; none for all.
    """
    content = Content(
        title=say("机构画像：{name}", name=short),
        finding=portrait_words.finding(found, short),
        asked=asked,
        name=name(short, found.year),
        grid=grid(found, short, behind.observations),
        observations=tuple(_identities(found)),
        plots=_plots(found, short),
        facts=(
            (say("各家两两可比的指标"), portrait_words.standings(found)),
            (say("类别"), listed(kinds) or say("全部类别")),
        ),
        notes=(*_judged(found), *book_notes.notes(())),
        indicators=tuple(place.comparison.indicator.id for place in found.places),
    )
    return bound(content, behind)


def _named(place: Place) -> str:
    return place.comparison.indicator.name


def _identities(found: Portrait) -> list[str]:
    """The figures shown, first the agency's own, and other readings of the indicators."""
    own = [place.own["observation_id"] for place in found.places]
    tables = [table for p in found.places for table in (p.peers, p.comparison.others)]
    others = [one for table in tables for one in table["observation_id"]]
    return [str(one) for one in (*own, *found.apart["observation_id"], *others)]


def _judged(found: Portrait) -> Lines:
    """The verdict on each indicator, and why the figures are not plainly comparable."""
    return tuple(
        (_named(place), say("{verdict}：{why}", verdict=verdict, why=why))
        for place in found.places
        if (why := reasons(place)) and (verdict := label("verdict", place.verdict))
    )


def _plots(found: Portrait, short: str) -> tuple[Plot, ...]:
    """A chart for each of the first indicators: where the agency stands is its title."""
    positions = portrait_words.shown(found)[say("位置")] if found.places else ()
    return tuple(
        replace(plot, title=_title(place, short, str(position)))
        for place, position in list(zip(found.places, positions, strict=True))[:MOST]
        for plot in plots.of(_near(place), found.agency, True)
    )


def _title(place: Place, short: str, position: str) -> str:
    """``满意率：福田区 98.48%，高于其余3家``."""
    figure = written.compared(place.own)
    facts = {"indicator": _named(place), "name": short, "figure": figure, "position": position}
    return say("{indicator}：{name} {figure}，{position}", **facts)


def _near(place: Place) -> Comparison:
    """The agency beside those it may share an axis with."""
    near = {str(one["observation_id"]) for one in (place.own, *place.beside)}
    kept = [one for one in place.comparison.lines if one["observation_id"] in near]
    return replace(place.comparison, lines=kept)
