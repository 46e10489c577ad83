"""**Workers**: the same work on many items, on several cores, whatever happens to one.

At most twice as many parts as workers are under way, so memory does not grow with the work.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
from typing import TypeVar

from extract.model import DuibiaoError

Item = TypeVar("Item")
Result = TypeVar("Result")

_PARTS_UNDER_WAY = 2
_TRIES = 3
_MOST_ON_WINDOWS = 61


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    work: Callable[[Item], Result], parts: Iterable[Sequence[Item]], jobs: int
) -> Generator[tuple[Item, Result | None]]:
    """Each item with what the work gives for it, None where its worker died, in order.

    A part is a sequence of items that goes to one worker at once; parts are taken as they are
    needed. ``work`` must be a module's function. Raises DuibiaoError where no process starts.
    """
    with closing(_Crew(jobs)) as crew:
        yield from _through(crew, work, iter(parts), jobs * _PARTS_UNDER_WAY)


def _through(
    crew: _Crew, work: Callable[[Item], Result], parts: Iterator[Sequence[Item]], most: int
) -> Iterator[tuple[Item, Result | None]]:
    ahead = deque((part, crew.begin(work, part)) for part in islice(parts, most))
    while ahead:
        part, future = ahead.popleft()
        try:
            results: list[Result | None] = [*future.result()]
        except BrokenProcessPool:
            ahead = deque((p, f if _is_sound(f) else crew.begin(work, p)) for p, f in ahead)
            results = list(_one_by_one(work, part))
        ahead.extend((part, crew.begin(work, part)) for part in islice(parts, 1))
        yield from zip(part, results, strict=True)


def _is_sound(future: Future[list[Result]]) -> bool:
    """Whether a part is still under way or came back before a worker died."""
    return not (future.done() and isinstance(future.exception(), BrokenProcessPool))


def _one_by_one(work: Callable[[Item], Result], part: Sequence[Item]) -> Iterator[Result | None]:
    """Each item of a part whose worker died, in a worker to itself; None where it dies again."""
    with closing(_Crew(1)) as alone:
        for item in part:
            try:
                yield alone.begin(work, [item]).result()[0]
            except BrokenProcessPool:
                yield None


def as_done(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Generator[tuple[Item, Result | None]]:
    """Each item with what the work gives for it, as soon as it is there.

    Where the worker dies or the work raises, it is tried again, in the end in a worker to
    itself; None where that fails too. Items are taken as they are needed. Raises DuibiaoError
    where the work does, or where no process starts.
    """
    waiting = iter(items)
    running: dict[Future[list[Result]], tuple[Item, int]] = {}
    with closing(_Crew(jobs)) as crew:
        while True:
            for item in islice(waiting, jobs * _PARTS_UNDER_WAY - len(running)):
                running[crew.begin(work, [item])] = (item, 1)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                item, tries = running.pop(future)
                if not _has_failed(future):
                    yield item, future.result()[0]
                elif tries < _TRIES:
                    running[crew.begin(work, [item])] = (item, tries + 1)
                else:
                    yield item, _by_itself(work, item)


def _has_failed(future: Future[list[Result]]) -> bool:
    """Whether the work ended otherwise than by a result. Raises DuibiaoError where it did."""
    error = future.exception()
    if isinstance(error, DuibiaoError):
        raise error
    return error is not None


def _by_itself(work: Callable[[Item], Result], item: Item) -> Result | None:
    """What the work gives in a worker that has nothing else to do, None where it fails."""
    with closing(_Crew(1)) as alone:
        future = alone.begin(work, [item])
        wait([future])
        return None if _has_failed(future) else future.result()[0]


class _Crew:
    """A pool of workers, put up anew when one of them has died."""

    def __init__(self, jobs: int) -> None:
        self._jobs = min(jobs, _MOST_ON_WINDOWS) if os.name == "nt" else jobs
        self._pool = _pool(self._jobs)

    def begin(self, work: Callable[[Item], Result], part: Sequence[Item]) -> Future[list[Result]]:
        """Hand a part to the workers. Raises DuibiaoError where none can be started."""
        with interrupts_wait():
            try:
                return self._pool.submit(_each, work, part)
            except BrokenProcessPool:
                self.close()
                self._pool = _pool(self._jobs)
            try:
                self._pool.submit(_nothing).result()
            except BrokenProcessPool as error:
                raise DuibiaoError("不能启动多个进程;请加上 --jobs 1 再运行。") from error
            return self._pool.submit(_each, work, part)

    def close(self) -> None:
        """End the workers: what they have in hand is finished, what has not begun is dropped."""
        self._pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin)


def _context() -> BaseContext:
    """Workers start clean, never as copies of a process that has threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extract"])
    return context


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Ctrl-C waits until a worker has started whole; workers inherit that they do not hear it."""
    if os.name == "nt":
        yield
        return
    resource_tracker.ensure_running()  # it would let Ctrl-C through again when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a worker: leave Ctrl-C to the process that began it, and end when that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _each(work: Callable[[Item], Result], part: Sequence[Item]) -> list[Result]:
    return [work(item) for item in part]


def _nothing() -> None:
    """Shows that a worker has started."""
