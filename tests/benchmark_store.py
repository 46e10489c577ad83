"""Fills a store with many observations and times each question, with the plan behind it.

``python tests/benchmark_store.py --observations 1000000``; ``--database postgresql``;
``--keep FILE`` keeps the SQLite file, or takes the one that is there.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import databases
import pandas as pd
import sqlalchemy as sa

import extract
from extract import Correction, Store
from extract.keeping.attention import attention
from extract.keeping.observed import load
from extract.keeping.opened import set_setting
from extract.model import Report
from extract.reference import SEEDS
from extract.schema import observations, reports
from extract.tidy import NAMES, observation_id

_BATCH = 20_000
AGENCIES = 200
Plans = list[tuple[str, str]]


def fill(store: Store, count: int) -> None:
    """Observations like those of the five reports, of many reports, agencies and years."""
    sample = extract.observations(SEEDS)
    sample["attention"] = attention(sample)
    for name in ("period_start", "period_end"):
        sample[name] = sample[name].dt.strftime("%Y-%m-%d")
    cells = sample.astype(object).where(sample.notna(), None).to_dict("records")
    with store._writing() as connection:
        needed = -(-count // len(cells))
        connection.execute(sa.insert(reports), [_report(number) for number in range(needed)])
        made = _rows(cells, needed, count)
        load(connection, observations, iter(lambda: list(itertools.islice(made, _BATCH)), []))
        set_setting(connection, "observed", f"{count} observations, {uuid.uuid4().hex}")


def _report(number: int) -> dict[str, Any]:
    text = f"第{number}份报告。"
    given = {"report_id": f"报告{number:06}.txt", "sha256": f"{number:064x}", "text": text * 500}
    return given | {"title": "", "agency": _agency(number), "source_url": "", "notes": "",
                    "stamp": f"{number}"}  # fmt: skip


def _agency(number: int) -> str:
    return f"第{number % AGENCIES}号市政务服务数据管理局"


def _rows(cells: list[dict[Any, Any]], needed: int, count: int) -> Iterator[tuple[Any, ...]]:
    names = [*NAMES, "attention"]
    numbered = itertools.product(range(needed), cells)
    for place, (number, row) in enumerate(itertools.islice(numbered, count)):
        name, year = f"报告{number:06}.txt", 2015 + number // AGENCIES % 10
        of_report = {
            "observation_id": observation_id(name, row["start"], row["end"] + place),
            "report_id": name,
            "agency": _agency(number),
            "reference_area": f"第{number % AGENCIES}号市",
            "time_period": str(year),
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
        }
        yield tuple({**row, **of_report}[name] for name in names)


@contextmanager
def watched(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The questions that the database is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    sa.event.listen(store._engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(store._engine, "before_cursor_execute", note)


def plans(store: Store, asked: list[tuple[str, Any]]) -> Plans:
    """How the database answers each question: which index, or a scan of which table."""
    words = "EXPLAIN QUERY PLAN " if store.url.startswith("sqlite") else "EXPLAIN "
    found: Plans = []
    with store._reading() as connection:
        for statement, values in {one[0]: one for one in asked}.values():
            rows = connection.exec_driver_sql(words + statement, values).all()
            found.append((statement, " | ".join(str(row[-1]).strip() for row in rows)))
    return found


def questions(store: Store) -> dict[str, Callable[[], Any]]:
    """What the pages, the commands and those who write ask of the store."""
    report = str(store.reports(texts=False)["report_id"].iloc[3])
    known = store.observations(report_id=report)
    figure = known.iloc[0]
    indicator = str(known.loc[known["indicator"] != "", "indicator"].iloc[0])
    made = Correction.of(figure, "value", figure["value"] + 1, "x")
    again = Report("新.txt", "新", agency=str(figure["agency"]))
    return {
        "revision": store.revision,
        "reports without texts": lambda: store.reports(texts=False),
        "report": lambda: store.report(report),
        "alike": lambda: store.alike(again),
        "observations of a report": lambda: store.observations(report_id=report),
        "observations of an agency": lambda: store.observations(agency=str(figure["agency"])),
        "observations of an indicator": lambda: store.observations(indicator=indicator),
        "queue": lambda: store.queue(limit=50),
        "queue of a report": lambda: store.queue(report_id=report),
        "correct": lambda: store.correct([_signed(made)]),
        "review": lambda: store.review(figure["observation_id"], "accepted", "甲"),
        "corrections": store.corrections,
        "reviews": store.reviews,
        "audit": lambda: store.audit(limit=50),
        "put a report": lambda: store.put(again, known.head(0)),
        "all observations, first": store.observations,
        "all observations, again": store.observations,
    }


def _signed(made: Correction) -> Correction:
    from dataclasses import replace

    return replace(made, author="甲")


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = what()
    return time.perf_counter() - start, found


def main() -> int:
    """The command."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--observations", type=int, default=1_000_000)
    asked.add_argument("--database", choices=databases.KINDS, default="sqlite")
    asked.add_argument("--keep", metavar="FILE")
    asked.add_argument("--plans", action="store_true", help="each question with its plan")
    given = asked.parse_args()
    with ExitStack() as stack:
        if given.database == "postgresql":
            url = stack.enter_context(databases.server(durable=True)).database()
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{given.keep or Path(folder, 'x.db')}"
        store = Store(url)
        stack.callback(store.close)
        if store.reports(texts=False).empty:
            print(f"{'fill':30} {timed(lambda: fill(store, given.observations))[0]:9.3f} s")
        for name, ask in questions(store).items():
            with watched(store) as statements:
                took, found = timed(ask)
            size = f"{len(found)} rows" if isinstance(found, pd.DataFrame) else ""
            print(f"{name:30} {took:9.3f} s  {size}", flush=True)
            if given.plans:
                for statement, plan in plans(store, statements):
                    print(f"    {' '.join(statement.split())[:150]}\n      -> {plan[:300]}")
        backup = Path(stack.enter_context(tempfile.TemporaryDirectory()), "backup.db")
        print(f"{'backup':30} {timed(lambda: store.backup(backup))[0]:9.3f} s", flush=True)
        took = timed(lambda: store.restore(backup, "甲", replace=True))[0]
        print(f"{'restore':30} {took:9.3f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{'peak memory':30} {peak:9.2f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
