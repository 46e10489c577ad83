"""How many observations of each kind the store has, as people put them right.

The database counts the reports of which nobody said anything; the few others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from extract.archive import OF_REPORT, Asked, grouped
from extract.keeping import asking
from extract.keeping.frames import frame
from extract.keeping.reviews import REJECTED
from extract.schema import corrections, reports, reviews
from extract.spans import ACTIVE

WHOLE = {"observations": "int64", "reports": "int64"}
#: What reads the observations that fit a question, as people put them right.
Read = Callable[[Asked], pd.DataFrame]
_YEAR = {"sqlite": "substr(period_start, 1, 4)", "postgresql": "to_char(period_start, 'YYYY')"}


def summary(
    connection: sa.Connection, by: Sequence[str], question: Asked, read: Read
) -> pd.DataFrame:
    """Observations and reports of each kind, in order: columns ``by``, then WHOLE."""
    dtypes = grouped(by)
    told = _touched(connection)
    wanted = question.cells.get("report_id")
    those = told if wanted is None else tuple(set(told) & set(wanted))
    made = _counted(connection, dtypes, question)
    if those:
        of_those = replace(question, cells={**question.cells, "report_id": those})
        rows = _placed(connection, read(of_those), those, dtypes)
        made = together(pd.concat([made, kinds(rows, dtypes)], ignore_index=True), dtypes)
    return made.sort_values(list(by), ignore_index=True) if by else made


def _touched(connection: sa.Connection) -> tuple[str, ...]:
    """The reports whose figures are not what was extracted."""
    query = sa.select(reports.c.report_id).where(reports.c.sha256.in_(_spoken_about()))
    return tuple(connection.execute(query).scalars())


def _spoken_about() -> sa.Select[Any]:
    put_right = sa.select(corrections.c.sha256).where(corrections.c.status == ACTIVE)
    ended = (reviews.c.status == ACTIVE) & (reviews.c.verdict == REJECTED)
    both = put_right.union(sa.select(reviews.c.sha256).where(ended)).subquery()
    return sa.select(both)


def _counted(connection: sa.Connection, dtypes: Mapping[str, str], question: Asked) -> pd.DataFrame:
    """What the database counts: all reports but those that were touched."""
    quote = connection.dialect.identifier_preparer.quote
    where, values = asking.fitting(connection, question)
    columns = [name if name in OF_REPORT else quote(name) for name in dtypes]
    of_report = any(name in OF_REPORT for name in dtypes)
    source = f"(SELECT * FROM observations {where}) AS seen"
    if of_report:
        year = _YEAR[connection.dialect.name]
        source += (
            " JOIN (SELECT report_id AS told_of, area_code AS report_area,"
            f" {year} AS report_year FROM reports) AS told ON told_of = report_id"
        )
    untouched = str(_spoken_about().compile(connection, compile_kwargs={"literal_binds": True}))
    asked = (
        f"SELECT {', '.join([*columns, 'count(*)', 'count(DISTINCT report_id)'])} FROM {source}"
        " WHERE report_id NOT IN"
        f" (SELECT report_id FROM reports WHERE sha256 IN ({untouched}))"
    )
    if columns:
        asked += f" GROUP BY {', '.join(columns)}"
    rows = map(tuple, connection.exec_driver_sql(asked, values))
    return frame(rows, {**dtypes, **WHOLE})


def _placed(
    connection: sa.Connection,
    rows: pd.DataFrame,
    names: Sequence[str],
    dtypes: Mapping[str, str],
) -> pd.DataFrame:
    """The rows with the place and the year of their reports, where these are asked for."""
    if not OF_REPORT.keys() & dtypes.keys():
        return rows
    where, values = asking.fitting_reports(connection, Asked({"report_id": tuple(names)}))
    year = _YEAR[connection.dialect.name]
    asked = f"SELECT report_id, area_code, {year} FROM reports {where}"
    found = frame(
        map(tuple, connection.exec_driver_sql(asked, values)), {"report_id": "str", **OF_REPORT}
    )
    return rows.merge(found, on="report_id", how="left")


def kinds(rows: pd.DataFrame, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """How many observations and reports there are of each kind among some rows."""
    if not dtypes:
        return pd.DataFrame([(len(rows), rows["report_id"].nunique())], columns=[*WHOLE])
    told = rows.assign(observations=1, reports=rows["report_id"])
    by = told.groupby(list(dtypes), dropna=False, as_index=False)
    made = by.agg({"observations": "sum", "reports": "nunique"})
    return made.astype({**dtypes, **WHOLE})


def together(counts: pd.DataFrame, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Counts of reports of which none is in two of them, put together."""
    if not dtypes:
        return counts[[*WHOLE]].sum().to_frame().T.astype(WHOLE)
    made = counts.groupby(list(dtypes), dropna=False, as_index=False)[[*WHOLE]].sum()
    return made.astype({**dtypes, **WHOLE})
