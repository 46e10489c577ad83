"""**Cluster**: the same work on many parts on Dask, here or on other machines (extra ``bulk``).

Nothing is asked of the cluster but to call a function; workers read the inputs and write the
dataset themselves, so they must see the folders that the command sees, under the same paths.
"""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from typing import Any, TypeVar

from extract.commands import filling
from extract.commands.workers import interrupts_wait
from extract.model import DuibiaoError

Item = TypeVar("Item")
Result = TypeVar("Result")

_PARTS_UNDER_WAY = 2
_TRIES = 3
_PATIENCE_SECONDS = 30
_LOCAL = "127.0.0.1"


@contextmanager
def connected(scheduler: str | None, jobs: int) -> Iterator[Any]:
    """A client of a scheduler (``tcp://…``), or of a cluster of so many processes on this machine.

    Raises DuibiaoError where the extra is missing or nobody answers.
    """
    try:
        import distributed
    except ImportError as error:
        raise DuibiaoError(
            "用 Dask 抽取需要另装组件;请运行 pip install 'duibiao[bulk]' 后再试。"
        ) from error
    make: Any = distributed.Client
    if scheduler is None:
        with _local(jobs) as cluster, make(cluster) as client:
            yield client
        return
    try:
        client = make(scheduler, timeout=_PATIENCE_SECONDS)
    except (OSError, ValueError) as error:
        raise DuibiaoError(
            f"连不上调度器 {scheduler};请检查地址(如 tcp://10.0.0.5:8786)和网络。"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise DuibiaoError(
                f"调度器 {scheduler} 上没有工作节点;请先启动 dask worker。"
            ) from error
        yield client


@contextmanager
def _local(jobs: int) -> Iterator[Any]:
    """A cluster of processes that nobody else can reach, without pages of its own."""
    import dask
    import distributed

    make: Any = distributed.LocalCluster
    quiet: dict[str, list[str]] = {
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with dask.config.set(quiet):
        with interrupts_wait():  # its processes inherit that they do not hear Ctrl-C
            cluster = make(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                host=_LOCAL,
                dashboard_address=f"{_LOCAL}:0",
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


def check(client: Any, rules: str, paths: Sequence[str]) -> None:
    """Raise DuibiaoError where a worker has other rules, or does not see one of the paths."""
    for worker, told in client.run(_told, list(paths), on_error="return").items():
        if isinstance(told, ImportError):
            raise DuibiaoError(f"工作节点 {worker} 上没有安装对标;请在每个节点上安装同一版本。")
        if isinstance(told, BaseException):
            raise DuibiaoError(f"工作节点 {worker} 不能工作({told});请检查它的日志。")
        of_worker, unseen = told
        _same(of_worker, rules, worker)
        if unseen:
            raise DuibiaoError(
                f"工作节点 {worker} 看不到 {unseen[0]};请把输入和输出放在所有节点都能访问、"
                "路径相同的共享文件夹里。"
            )


def _told(paths: Sequence[str]) -> tuple[str, list[str]]:
    """On a worker: the fingerprint of its rules, and which paths it does not see."""
    return _rules(), [path for path in paths if not os.path.exists(path)]


@cache
def _rules() -> str:
    return filling.fingerprint()


def _same(of_worker: str, rules: str, worker: str) -> None:
    if of_worker != rules:
        raise DuibiaoError(
            f"工作节点 {worker} 的抽取规则与本机的版本不同;请在每个节点上安装同一版本的对标。"
        )


def _checked(work: Callable[[Item], Result], rules: str, item: Item) -> Result:
    """On a worker: the work, unless it came later and has other rules."""
    _same(_rules(), rules, os.uname().nodename if hasattr(os, "uname") else "")
    return work(item)


def as_done(
    client: Any, work: Callable[[Item], Result], items: Iterable[Item], rules: str
) -> Generator[tuple[Item, Result | None]]:
    """Each item with what the work gives for it, as soon as it is there.

    Where the worker dies or the work raises, it is tried again; None where that fails thrice.
    Raises DuibiaoError where the work does, or where all workers are gone.
    """
    task = partial(_checked, work, rules)
    running: dict[Any, tuple[Item, int]] = {}

    def begin(item: Item, tries: int) -> None:
        key = f"duibiao-{uuid.uuid4().hex}"  # others may use the same scheduler
        running[client.submit(task, item, key=key, pure=False)] = (item, tries)

    try:
        yield from _each(client, iter(items), running, begin)
    finally:
        if client.status == "running":
            client.cancel([*running])


def _each(
    client: Any,
    waiting: Iterator[Item],
    running: dict[Any, tuple[Item, int]],
    begin: Callable[[Item, int], None],
) -> Iterator[tuple[Item, Any]]:
    """As many as there is room for are under way; each that is done, in any order."""
    while True:
        for item in islice(waiting, max(0, _room(client) - len(running))):
            begin(item, 1)
        if not running:
            return
        for future in _done(client, running):
            item, tries = running.pop(future)
            error = future.exception()
            if isinstance(error, DuibiaoError):
                raise error
            if error is None:
                yield item, future.result()
            elif tries < _TRIES:
                begin(item, tries + 1)
            else:
                yield item, None


def _room(client: Any) -> int:
    """How many parts may be under way: workers come and go."""
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()) * _PARTS_UNDER_WAY)


def _done(client: Any, running: Iterable[Any]) -> list[Any]:
    """Those that are done, one at least. Raises DuibiaoError where no worker is left."""
    import distributed

    wait: Any = distributed.wait
    alone = 0
    while True:
        if client.status != "running":
            raise DuibiaoError("与调度器的连接断了;请检查后再运行同一命令,已完成的不会重做。")
        try:
            return list(wait([*running], _PATIENCE_SECONDS, "FIRST_COMPLETED").done)
        except TimeoutError:
            alone = 0 if client.nthreads() else alone + 1
            if alone > 1:
                raise DuibiaoError(
                    "工作节点都不在了;请重新启动后再运行同一命令,已完成的不会重做。"
                ) from None
