"""What 明细 finds and gives away: kept from one run to the next, bounded in number and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard import cells, data, detail, english, language, markup, reviewing_history, search
from dashboard.books import detail_book
from dashboard.books.book import Book
from dashboard.books.comparison_book import Behind
from dashboard.detail import Query
from dashboard.excel.listing import Listing
from dashboard.language import say
from dashboard.search import Texts
from dashboard.views import cached, looked
from dashboard.views.cached import each_language

LAZY = 1_000  # beyond this many, rows travel to the browser as it scrolls
WRITTEN = 100  # rows of the table of text


def observations(rejected: bool) -> pd.DataFrame:
    """The figures among which is searched: those that count, or those that were rejected."""
    return _rejected() if rejected else cached.observations()


@each_language(1, waiting=lambda: say("正在读取已拒绝的数字……"))
def _rejected() -> pd.DataFrame:
    """The figures that a review rejected; read only where somebody asks for them."""
    found = reviewing_history.rejected(data.reviews())
    if not found:
        return cached.observations().head(0)
    chosen = looked.now().chosen.words
    rows = data.observations(rejected=True, observation_id=found, **chosen)
    return english.observations(rows[rows["review"] == "rejected"].reset_index(drop=True))


def is_rejected(identity: str) -> bool:
    """Whether a review rejected a figure."""
    return identity in reviewing_history.rejected(data.reviews())


@each_language(2, waiting=lambda: say("正在准备明细……"))
def table(rejected: bool) -> pa.Table:
    """All rows in all columns as they are shown."""
    return pa.Table.from_pandas(cells.shown(observations(rejected)), preserve_index=False)


@each_language(2, waiting=lambda: say("正在准备检索……"))
def searched(rejected: bool) -> Texts:
    """The texts that a search looks through, with the names in both languages."""
    if not language.is_english():
        return search.texts(observations(rejected))
    with language.spoken(language.CHINESE):
        written = observations(rejected)
    return search.texts(written, observations(rejected))


@each_language(2)
def options(rejected: bool = False) -> dict[str, dict[object, str]]:
    """What each filter offers; what was chosen before is still there among the rejected ones."""
    rows = cached.observations()
    if rejected:
        rows = pd.concat([observations(True), rows], ignore_index=True)
    return detail.options(rows, cached.taxonomy())


@each_language(32, waiting=lambda: say("正在检索……"))
def positions(query: Query) -> np.ndarray:
    """Where the rows stand that a query asks for."""
    texts = searched(query.rejected) if query.words else None
    return detail.positions(observations(query.rejected), texts, query)


def lazy(found: np.ndarray) -> bool:
    """Whether rows travel to the browser only as it scrolls."""
    return len(found) > LAZY


def columns_of(names: Sequence[str], query: Query, found: np.ndarray) -> pa.Table:
    """The found rows in the columns of those names."""
    headings = cells.headings()
    rows = table(query.rejected).select([headings[name] for name in names])
    return rows if len(found) == rows.num_rows else rows.take(found)


def written(query: Query, found: np.ndarray) -> str:
    """The first rows as a table of text."""
    rows = columns_of(query.columns, query, found[:WRITTEN]).to_pandas()
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
    rows = observations(query.rejected)
    return Listing(
        rows=columns_of(query.columns, query, found).to_pandas(),
        observations=rows.iloc[found],
        asked=detail.asked(query, options(query.rejected)),
        counted=detail.counted(rows, found, query),
        made=made,
        address=address,
    )
