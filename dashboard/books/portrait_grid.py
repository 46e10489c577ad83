"""The table of 机构画像 in its workbook: the range of the others is worked out by Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import data, portrait_words
from dashboard.books.binding import compared, figure, figures, rows_of
from dashboard.books.book import Amount, Cell, Grid, Heading
from dashboard.books.comparison_grid import unpublished
from dashboard.books.grid_headings import letter
from dashboard.coverage import short_names
from dashboard.evidence import as_rows
from dashboard.excel.sheet_words import not_applicable
from dashboard.language import is_english, say
from dashboard.portrait import Place, Portrait
from dashboard.verdicts import INCOMPARABLE
from dashboard.wording import label

FIRST = 4  # the column of the first of the other agencies


def grid(found: Portrait, short: str, observations: pd.DataFrame) -> Grid:
    """Own figure, those of the others, their lowest, highest and median as formulas."""
    agencies = _agencies(found)
    told = as_rows(portrait_words.shown(found))
    both = zip(found.places, told, strict=True)
    places = [_place(one, words, agencies, n) for n, (one, words) in enumerate(both, start=2)]
    own = {str(row["observation_id"]): row for row in as_rows(_own(found, observations))}
    apart = [_apart(line, own, agencies) for line in as_rows(found.apart)]
    names = short_names(observations)
    lines = (*places, *apart)
    headings = _headings(short, [names.get(agency, agency) for agency in agencies], lines)
    return Grid(headings, lines, _notes())


def _own(found: Portrait, observations: pd.DataFrame) -> pd.DataFrame:
    return rows_of(observations, map(str, found.apart["observation_id"]))


def _agencies(found: Portrait) -> tuple[str, ...]:
    """The others beside whom some figure stands, in the order of their areas."""
    rows = [row for place in found.places for row in as_rows(place.peers)]
    codes = {str(row["agency"]): str(row["area_code"] or "999999") for row in rows}
    return tuple(sorted(codes, key=lambda agency: (codes[agency], agency)))


def _headings(
    short: str, others: Sequence[str], lines: Sequence[tuple[Cell, ...]]
) -> tuple[Heading, ...]:
    def column(name: str, place: int) -> Heading:
        return figures(name, (line[place] for line in lines))

    more, last = 8 if is_english() else 0, FIRST + len(others)
    return (
        Heading(say("指标"), 24 + more),
        column(say("{name}（本单位）", name=short), 1),
        Heading(say("期间"), 14),
        Heading(say("类别"), 14 + more),
        *(column(name, place) for place, name in enumerate(others, start=FIRST)),
        Heading(say("对照家数"), 10 + more // 2, right=True),
        column(say("其他机构最低"), last + 1),
        column(say("其他机构最高"), last + 2),
        column(say("其他机构中位数"), last + 3),
        Heading(say("位置"), 14 + more),
        Heading(say("结论"), 18 + more),
        Heading(say("好坏"), 20 + more // 2),
        Heading(say("说明"), 40),
    )


def _notes() -> tuple[tuple[str, str], ...]:
    told = say(
        "其他机构的最低、最高和中位数由Excel按本行各家的数算出；"
        "中位数只在各家两两可比、原文都是确数时计算。未公布不等于零。"
    )
    return ((say("说明"), told),)


def _place(
    place: Place, told: Mapping[str, object], agencies: Sequence[str], line: int
) -> tuple[Cell, ...]:
    """An indicator beside others; ``told`` is its line on screen."""
    peers = {str(row["agency"]): row for row in as_rows(place.peers)}
    apart = {str(agency) for agency in place.comparison.rows["agency"]} - set(peers)
    cells = [compared(peers[one]) if one in peers else _absent(one in apart) for one in agencies]
    first, last = (letter(FIRST + at) for at in (0, len(cells) - 1))
    return (
        place.comparison.indicator.name,
        compared(place.own),
        str(place.own["period_text"]),
        label("category", place.category),
        *cells,
        *_range(place, f"{first}{line}:{last}{line}"),
        *(str(told[name]) for name in (say("位置"), say("结论"), say("好坏"))),
        reasons(place) or say("各项均可比"),
    )


def _absent(stated: bool) -> str:
    """What stands where an agency is not beside the own figure."""
    return label("verdict", INCOMPARABLE) if stated else unpublished()


def _range(place: Place, cells: str) -> tuple[Cell, ...]:
    """How many others, their lowest and highest and their median."""
    peers, unit = place.peers, place.comparison.unit
    low, high = peers.iloc[int(peers["figure"].argmin())], peers.iloc[int(peers["figure"].argmax())]
    least, most = (
        Amount(
            float(row["figure"]),
            unit,
            str(row["before"]),
            str(row["after"]),
            formula=f"={name}({cells})",
            observation=str(row["observation_id"]),
        )
        for row, name in ((low, "MIN"), (high, "MAX"))
    )
    middle: Cell = say("不计算")
    if place.median is not None:
        middle = Amount(place.median, unit, formula=f"=MEDIAN({cells})")
    counted = Amount(len(peers), formula=f"=COUNT({cells})")
    return counted, least, most, middle


def reasons(place: Place) -> str:
    """Why the figures are not plainly comparable, each reason once with an example."""
    identity = str(place.own["observation_id"])
    pairs = [place.comparison.pair(identity, str(i)) for i in place.peers["observation_id"]]
    told = {reason.key: reason.text for pair in pairs if pair for reason in pair.reasons[::-1]}
    return say("；").join(told.values())


def _apart(
    line: Mapping[str, object], own: Mapping[str, Mapping[str, object]], agencies: Sequence[str]
) -> tuple[Cell, ...]:
    """An indicator that cannot stand beside others: what they say, and why, in words."""
    row, lone = own[str(line["observation_id"])], bool(line["lone"])
    about = data.taxonomy().get(str(row["indicator"]))
    none = not_applicable()
    told = say("其他机构：{others}。{why}", others=line[say("其他机构")], why=line[say("理由")])
    return (
        str(line[say("指标")]),
        figure(row),
        str(line[say("期间")]),
        str(line[say("类别")]),
        *[unpublished() if lone else say("见说明")] * len(agencies),
        *[none] * 4,
        say("不排高低"),
        say("只有本机构公布") if lone else label("verdict", INCOMPARABLE),
        label("polarity", about.polarity) if about else none,
        str(line[say("理由")]) if lone else told,
    )
