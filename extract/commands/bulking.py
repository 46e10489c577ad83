"""``duibiao bulk``: an archive of reports → a dataset in a folder, on all cores or on a cluster."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from extract.bulk import running
from extract.bulk.items import Counts
from extract.commands import filling, pace, screen
from extract.dataset import manifest
from extract.dataset.arranging import arrange
from extract.dataset.layout import ERRORS

_INTERRUPTED = 130
_MOST_ERRORS = 5


def run(given: argparse.Namespace) -> int:
    """Extract what the inputs hold into the dataset; return the exit status."""
    folder = Path(given.output)
    plan = running.plan(given.paths, folder, filling.fingerprint())
    for notice in plan.notices:
        screen.say(f"duibiao:{notice}")
    if plan.known:
        screen.say(f"{plan.known:,} 份先前已处理,不再重做;还有 {len(plan.due):,} 份。")
    with _interrupted_gently():
        done = _worked(plan, given) if plan.due else Counts()
    arrange(folder)
    return _told(folder, done)


def _worked(plan: running.Plan, given: argparse.Namespace) -> Counts:
    """All parts that are due, done; what they gave together."""
    done = Counts()
    with (
        _engine(plan, given) as (engine, workers),
        pace.shown(len(plan.due)) as show,
        closing(running.run(plan, engine, workers, given.part_size)) as results,
    ):
        for counts in results:
            done += counts
            show(counts)
    return done


@contextmanager
def _engine(plan: running.Plan, given: argparse.Namespace) -> Iterator[tuple[running.Engine, int]]:
    """What hands out the parts, and how many workers it has."""
    from extract.commands.workers import as_done, cores  # it takes time to load

    jobs = given.jobs or cores()
    if given.scheduler is None and given.engine == "pool":
        yield partial(as_done, jobs=jobs), jobs
        return
    from extract.commands import cluster

    with cluster.connected(given.scheduler, jobs) as client:
        read_there = [source for source in plan.sources if not source.endswith(".parquet")]
        cluster.check(client, plan.job.rules, [plan.job.folder, *read_there])
        engine = partial(cluster.as_done, client, rules=plan.job.rules)
        yield engine, max(1, sum(client.nthreads().values()))


@contextmanager
def _interrupted_gently() -> Iterator[None]:
    """The first Ctrl-C waits for the parts in hand, the second does not."""

    def first(number: int, frame: FrameType | None) -> None:
        screen.say("duibiao:正在停下,稍等手头的几批;再按一次 Ctrl-C 立即停止。")
        signal.signal(signal.SIGINT, second)
        raise KeyboardInterrupt

    def second(number: int, frame: FrameType | None) -> None:
        screen.say(f"duibiao:已中断。{_CONTINUES}")
        os._exit(_INTERRUPTED)  # workers end with this process; a part appears whole or not

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    except KeyboardInterrupt:
        screen.say(_CONTINUES)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


_CONTINUES = "已完成的都在;再运行同一命令即可继续。"


def _told(folder: Path, done: Counts) -> int:
    """Say what the dataset holds now; the exit status."""
    held = manifest.read(folder)
    reports = sum(one.reports for one in held.partitions) if held else 0
    rows = sum(one.observations for one in held.partitions) if held else 0
    silent = f"(这次有 {done.silent:,} 份里没有数字)" if done.silent else ""
    screen.say(f"{folder} 里现有 {reports:,} 份报告,{rows:,} 条数字{silent}。")
    if held and held.errors:
        _tell_errors(folder, held.errors)
        return 2
    return 0 if rows else 1


def _tell_errors(folder: Path, count: int) -> None:
    """The first few failures, and where all of them stand."""
    from pyarrow import parquet

    path = folder / f"{ERRORS}.parquet"
    with parquet.ParquetFile(path) as file:
        batch = next(file.iter_batches(_MOST_ERRORS, columns=["reason"]), None)
    for reason in batch.column(0).to_pylist() if batch else ():
        screen.say(f"duibiao:{reason}")
    screen.say(f"共 {count:,} 份没有抽取成功,文件、环节和原因见 {path}。")
