"""What 明细 finds and gives away: kept from one run to the next, bounded in number and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from dashboard import cells, detail, language, markup, search
from dashboard.books import detail_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind
from dashboard.detail import Query
from dashboard.excel.listing import Listing
from dashboard.language import say
from dashboard.search import Texts
from dashboard.views import cached
from dashboard.views.cached import each_language

LAZY = 1_000  # beyond this many, rows travel to the browser as it scrolls
WRITTEN = 100  # rows of the table of text


@each_language(1, waiting=lambda: say("正在准备明细……"))
def table() -> pa.Table:
    """All rows in all columns as they are shown."""
    return pa.Table.from_pandas(cells.shown(cached.observations()), preserve_index=False)


@each_language(1, waiting=lambda: say("正在准备检索……"))
def searched() -> Texts:
    """The texts that a search looks through, with the names in both languages."""
    if not language.is_english():
        return search.texts(cached.observations())
    with language.spoken(language.CHINESE):
        written = cached.observations()
    return search.texts(written, cached.observations())


@each_language(1)
def options() -> dict[str, dict[object, str]]:
    """What each filter offers."""
    return detail.options(cached.observations(), cached.taxonomy())


@each_language(32, waiting=lambda: say("正在检索……"))
def positions(query: Query) -> np.ndarray:
    """Where the rows stand that a query asks for."""
    return detail.positions(cached.observations(), searched() if query.words else None, query)


def lazy(found: np.ndarray) -> bool:
    """Whether rows travel to the browser only as it scrolls."""
    return len(found) > LAZY


def columns_of(names: Sequence[str], found: np.ndarray) -> pa.Table:
    """The found rows in the columns of those names."""
    headings = cells.headings()
    rows = table().select([headings[name] for name in names])
    return rows if len(found) == rows.num_rows else rows.take(found)


def written(query: Query, found: np.ndarray) -> str:
    """The first rows as a table of text."""
    rows = columns_of(query.columns, found[:WRITTEN]).to_pandas()
    return markup.table_html(list(rows.columns), cells.texts(rows), say("明细"))


def taken(
    write: Callable[[Listing], bytes], query: Query, found: np.ndarray, made: datetime, address: str
) -> Callable[[], bytes]:
    """A file of the rows, written when it is asked for, in the language of the page."""
    return language.kept(lambda: write(_listing(query, found, made, address)))


def book(query: Query, found: np.ndarray, behind: Behind) -> Book:
    """The found rows as a workbook in which they can be corrected."""
    rows = behind.observations
    counted = detail.counted(rows, found, query)
    return detail_book.book(rows.iloc[found], detail.asked(query, options()), counted, behind)


def _listing(query: Query, found: np.ndarray, made: datetime, address: str) -> Listing:
    observations = cached.observations()
    return Listing(
        rows=columns_of(query.columns, found).to_pandas(),
        observations=observations.iloc[found],
        asked=detail.asked(query, options()),
        counted=detail.counted(observations, found, query),
        made=made,
        address=address,
    )
