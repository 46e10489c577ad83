"""Kills a program that writes to the store, and crowds the store, and tells what was lost.

``python tests/benchmark_reliability.py --trials 200 --database both`` kills -9, at random
moments of an import, of corrections and of a re-extraction, alternately; on PostgreSQL every
fourth time the server itself. ``--torture 60`` lets eight writers and twenty readers at one store.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext

import databases
import pandas as pd

from extract import Correction, Store
from extract.model import DuibiaoError, Report
from extract.tidy import COLUMNS, frame, observation_id

JOBS = ("import", "correct", "reextract")
REPORTS, ROWS = 12, 80
_BLANK = {"float64": float("nan"), "int64": 0, "bool": False, "datetime64[s]": None}


# ---- what is written --------------------------------------------------------------------------


def report(number: int) -> Report:
    """A report whose text grows with its number."""
    return Report(
        f"报告{number:03}.txt", f"第{number}份报告。" * (50 + number), agency=f"机构{number % 7}"
    )


def rows(number: int, rules: str, count: int = ROWS) -> pd.DataFrame:
    """Its observations; each names the rules that made it, all of a report the same ones."""
    name = report(number).report_id
    blank = {column.name: _BLANK.get(column.dtype, "") for column in COLUMNS}
    same = {"report_id": name, "value": 1.0, "unit": "件", "qualifier": "exact", "quote": "第",
            "rule": rules, "kind": "level", "obs_status": "actual", "confidence": 0.9}  # fmt: skip
    made = [
        blank
        | same
        | {"observation_id": observation_id(name, n, n + 3), "start": n, "end": n + 3}
        | {"indicator": f"i{n % 9}"}
        for n in range(count)
    ]
    return frame(tuple(row.values()) for row in made)


def work(url: str, job: str, start: int, told: Connection) -> None:
    """Write for ever; tell what has been written, once the store has said so."""
    try:
        with closing(Store(url)) as store:
            told.send("ready")
            for step in itertools.count(start):
                _write_once(store, job, step, told)
    except DuibiaoError as error:
        told.send(f"error {error}")


def _write_once(store: Store, job: str, step: int, told: Connection) -> None:
    if job == "correct":
        _correct_once(store, step, told)
        return
    rules, number = f"rules{step}", step % REPORTS
    if job == "import":
        number = step % 900 + 100
        store.put(report(number), rows(number, rules), "导入者")
    else:
        given = store.report(report(number).report_id)
        assert given is not None and store.refresh(given, rows(number, rules), rules)
    told.send(f"put {number} {rules}")


def _correct_once(store: Store, step: int, told: Connection) -> None:
    """Correct the figure of one of the reports, review another, now and then undo."""
    name = report(step % REPORTS).report_id
    at = step // REPORTS % ROWS
    identity = observation_id(name, at, at + 3)
    found = store.observations(report_id=name).set_index("observation_id").loc[identity]
    row = {**found.to_dict(), "observation_id": identity}
    made = Correction.of(row, "value", float(step + 2), f"第{step}次")
    (number,) = store.correct([_signed(made)])
    told.send(f"correct {number} {identity} {step + 2}")
    if step % 3 == 0:
        told.send(f"review {store.review(identity, 'accepted', f'核对者{step}')}")
    if step % 5 == 0:
        store.undo(number, "撤销者")
        told.send(f"undo {number}")


def _signed(made: Correction) -> Correction:
    return replace(made, author="更正者")


# ---- killing ----------------------------------------------------------------------------------


@dataclass
class Tally:
    """What was seen over all trials; everything under ``wrong`` should not be."""

    trials: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for job in self.trials:
            yield f"{job:28} {self.trials[job]:5} kills {self.acknowledged[job]:7} writes kept"
        yield f"{'lost, half or damaged':28} {len(self.wrong):5}"
        yield from self.wrong[:20]


class Place:
    """A store that is killed again and again, on one of the two databases."""

    def __init__(self, url: str, server: databases.Server | None) -> None:
        self.url, self.server = url, server
        self.said: dict[str, str] = {}
        with closing(Store(url)) as store:
            for number in range(REPORTS):
                store.put(report(number), rows(number, "rules0"))

    def trial(self, number: int, chance: random.Random, tally: Tally) -> None:
        """Start a writer, kill it (or the server) at a random moment, look at what is left."""
        job = JOBS[number % len(JOBS)]
        crash = self.server is not None and number % 4 == 3
        name = f"{job}{' (server killed)' if crash else ''}"
        told = self._killed(job, number * 1000, chance.uniform(0.0, 0.4), crash)
        errors = [line for line in told if line.startswith("error")]
        if not crash:  # the writer may only be told that its server is gone
            tally.wrong += errors
        told = [line for line in told if line not in errors]
        tally.trials[name] += 1
        tally.acknowledged[name] += len(told)
        try:
            tally.wrong += [f"trial {number} {name}: {what}" for what in self._lost(told)]
        except DuibiaoError as error:
            tally.wrong.append(f"trial {number} {name}: does not open: {error}")

    def _killed(self, job: str, start: int, after: float, crash: bool) -> list[str]:
        """What the writer was told before it died."""
        mine, its = multiprocessing.Pipe(duplex=False)
        writer = _context().Process(target=work, args=(self.url, job, start, its), daemon=True)
        writer.start()
        its.close()
        assert mine.poll(60) and mine.recv() == "ready", "the writer did not start"
        time.sleep(after)
        if crash and self.server is not None:
            self.server.crash()
        writer.kill()
        writer.join()
        told: list[str] = []
        with mine, suppress(EOFError, OSError):  # its last word may be broken off
            while True:
                told.append(mine.recv())
        if crash and self.server is not None:
            self.server.start()
        return told

    def _lost(self, told: list[str]) -> Iterator[str]:
        """What is not as it was told, half in, or damaged."""
        self._settle()
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as plain:
                found = plain.execute("PRAGMA integrity_check").fetchone()[0]
                if found != "ok":
                    yield f"integrity_check: {found}"
        with closing(Store(self.url)) as store:
            observations = store.observations(rejected=True)
            corrections = store.corrections().set_index("correction_id")["after"].to_dict()
            reviews = set(store.reviews()["review_id"])
            undone = store.corrections().set_index("correction_id")["status"].to_dict()
            audited = Counter(store.audit(limit=10**9)["action"])
            reports = set(store.reports(texts=False)["report_id"])
        yield from self._halves(observations, reports)
        if audited["correct"] != len(corrections) or audited["review"] != len(reviews):
            yield f"audit {audited} beside {len(corrections)} corrections, {len(reviews)} reviews"
        for line in told:
            what, key, *rest = line.split(" ")
            if what == "put":
                self.said[report(int(key)).report_id] = rest[0]
            elif what == "correct":
                self.said[f"correction {key}"] = rest[1]
            elif what == "undo" and undone.get(int(key)) != "undone":
                yield f"undoing of {key} is lost"
            elif what == "review" and int(key) not in reviews:
                yield f"review {key} is lost"
        yield from self._forgotten(observations, corrections)

    def _settle(self) -> None:
        """Wait until the server has seen that the writer is dead: it may be at its last commit."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        with closing(Store(self.url)) as store:
            while self.server is not None:
                with store._reading() as connection:
                    if connection.exec_driver_sql(others).scalar() == 1:
                        return
                time.sleep(0.01)

    def _halves(self, observations: pd.DataFrame, reports: set[str]) -> Iterator[str]:
        for name, mine in observations.groupby("report_id"):
            if len(mine) != ROWS or mine["rule"].nunique() != 1:
                yield f"{name} is half in: {len(mine)} rows of {set(mine['rule'])}"
        if missing := reports ^ set(observations["report_id"]):
            yield f"reports without rows or rows without report: {missing}"

    def _forgotten(self, observations: pd.DataFrame, corrections: dict[int, str]) -> Iterator[str]:
        """What was acknowledged in this trial or an earlier one and is not there."""
        made = observations.drop_duplicates("report_id").set_index("report_id")["rule"].to_dict()
        for key, value in self.said.items():
            if key.startswith("correction "):
                number = int(key.removeprefix("correction "))
                if float(corrections.get(number, "nan")) != float(value):
                    yield f"{key} is lost"
            elif key not in made or int(made[key][5:]) < int(value[5:]):
                yield f"{key} by {value} is lost, there is {made.get(key)}"


def _context() -> BaseContext:
    """Writers and readers start clean, as copies of a process that has loaded what they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmark_reliability", "extract.store"])
    return context


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """A new store that may be killed: nothing is hurried there."""
    if kind == "postgresql":
        with databases.server(durable=True) as server:
            yield Place(server.database(), server)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Place(f"sqlite:///{folder}/对标.db", None)


def kill(kind: str, trials: int, seed: int = 1) -> Tally:
    """Kill as often as asked; what was seen."""
    tally, chance = Tally(), random.Random(seed)
    with place(kind) as given:
        for number in range(trials):
            given.trial(number, chance, tally)
    return tally


# ---- crowding ---------------------------------------------------------------------------------


def _write(url: str, me: int, until: float, done: multiprocessing.Queue[tuple[str, int]]) -> None:
    """Correct the same figures as all others, import, review, choose: until the time is over."""
    chance, made, told_off = random.Random(me), 0, 0
    try:
        with closing(Store(url)) as store:
            while time.time() < until:
                try:
                    _once(store, me, chance)
                    made += 1
                except DuibiaoError as error:
                    if getattr(error, "kind", "") not in ("changed", "ended"):
                        raise
                    told_off += 1  # somebody else was faster, and the writer is told
    except Exception as error:
        done.put((f"writer {me}: {type(error).__name__}: {error}", 0))
        raise
    done.put(("written", made))
    done.put(("told that it has changed", told_off))


def _once(store: Store, me: int, chance: random.Random) -> None:
    """One step of a writer: mostly a correction that counts a figure up by one."""
    name = report(chance.randrange(3)).report_id
    if chance.random() < 0.1:
        number = 100 + me
        store.put(report(number), rows(number, f"rules{me}"), f"作者{me}")
        return
    identity = observation_id(name, chance.randrange(4), 0)
    rows_now = store.observations(report_id=name).set_index("observation_id")
    identity = rows_now.index[chance.randrange(4)]
    row = {**rows_now.loc[identity].to_dict(), "observation_id": identity}
    if chance.random() < 0.1:
        store.review(identity, "accepted", f"作者{me}", seen=row)
        return
    made = Correction.of(row, "value", row["value"] + 1, f"作者{me}")
    store.correct([_signed(made)])


def _read(url: str, me: int, until: float, done: multiprocessing.Queue[tuple[str, int]]) -> None:
    """Read all that pages read; what is read must be whole each time."""
    reads = 0
    try:
        with closing(Store(url)) as store:
            while time.time() < until:
                found = store.observations()
                assert (found.groupby("report_id").size() == ROWS).all(), "a report is half there"
                store.queue(limit=20), store.corrections(), store.reviews(), store.audit(limit=50)
                assert (store.corrections()["status"] != "moot").all()
                reads += 1
    except Exception as error:
        done.put((f"reader {me}: {type(error).__name__}: {error}", 0))
        raise
    done.put(("read", reads))


def torture(kind: str, seconds: float, writers: int = 8, readers: int = 20) -> Counter[str]:
    """Writers and readers at once, each a process; what they did, errors by their words."""
    with place(kind) as given:
        context = multiprocessing.get_context("fork")
        done: multiprocessing.Queue[tuple[str, int]] = context.Queue()
        until = time.time() + seconds
        crew = [
            context.Process(target=_write, args=(given.url, n, until, done)) for n in range(writers)
        ]
        crew += [
            context.Process(target=_read, args=(given.url, n, until, done)) for n in range(readers)
        ]
        for one in crew:
            one.start()
        told: Counter[str] = Counter()
        for _ in range(2 * writers + readers):
            what, count = done.get(timeout=seconds + 120)
            told[what] += count or 1
        for one in crew:
            one.join(30)
        with closing(Store(given.url)) as store:
            told["updates lost"] = _updates_lost(store)
        return told


def _updates_lost(store: Store) -> int:
    """Each correction counts its figure up by one: the figure tells how many there were."""
    made = store.corrections()
    counted = made.groupby("observation_id").size()
    now = store.observations().set_index("observation_id")["value"].reindex(counted.index)
    return int((now - 1 - counted).abs().sum())


# ---- the command ------------------------------------------------------------------------------


def main() -> int:
    """The command; 1 where anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--trials", type=int, default=200)
    asked.add_argument("--torture", type=float, default=0, metavar="SECONDS")
    asked.add_argument("--database", choices=[*databases.KINDS, "both"], default="both")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    wrong = 0
    for kind in databases.KINDS if given.database == "both" else [given.database]:
        start = time.perf_counter()
        if given.torture:
            told = torture(kind, given.torture)
            lines = [f"{what:28} {count:7}" for what, count in told.items()]
            wrong += told["updates lost"] + sum("er " in what for what in told)
        else:
            tally = kill(kind, given.trials, given.seed)
            lines = list(tally.lines())
            wrong += len(tally.wrong)
        print(f"{kind}, {time.perf_counter() - start:.0f} s", *lines, sep="\n", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
