"""**A run**: what is still to be done is cut into parts, handed to an engine, and arranged."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from extract.bulk import parts, records
from extract.bulk.items import SECONDS, Counts, Item, Job, Part
from extract.bulk.listing import listed
from extract.bulk.work import give_up, work
from extract.dataset.layout import is_written
from extract.model import DuibiaoError

Engine = Callable[[Callable[[Part], Counts], Iterable[Part]], Generator[tuple[Part, Counts | None]]]
"""Gives each part with what the work gives for it, in any order; None where no worker survives."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do: the items that are due, each with its digest.

    ``known`` is how many were done before, ``sources`` are the full paths of the inputs.
    """

    job: Job
    due: Sequence[tuple[Item, str]]
    known: int
    sources: tuple[str, ...]
    notices: tuple[str, ...]


def plan(inputs: Iterable[str], folder: Path, rules: str, seconds: float = SECONDS) -> Plan:
    """What there is to do for a dataset in a folder, which is made where it is not there.

    Raises DuibiaoError where an input cannot be read as one, or the folder not be written.
    """
    folder = folder.resolve()
    found = listed(inputs, folder)
    records.prepare(folder)
    due = parts.due(found.items, records.done(folder), rules)
    known = len(found.items) - len(due)
    return Plan(Job(str(folder), rules, seconds), due, known, found.sources, found.notices)


def run(plan: Plan, engine: Engine, workers: int, size: int = parts.SIZE) -> Generator[Counts]:
    """What each part gave, as it is laid down; what is left to do then is ``arrange``.

    Raises DuibiaoError where the folder of the dataset cannot be written, or the engine fails.
    """
    folder = Path(plan.job.folder)
    with _by_this_run_alone(folder):
        fitting = parts.fitting(len(plan.due), size, workers)
        made = parts.cut(plan.due, fitting, records.aside(folder))
        with closing(engine(partial(work, plan.job), made)) as results:
            for part, counts in results:
                if counts is None:
                    counts = give_up(plan.job, part)
                elif not is_written(folder, part.key):
                    raise DuibiaoError(
                        f"工作节点写好的一批没有出现在 {folder} 里;请用所有节点都能访问、"
                        "路径相同的共享文件夹。"
                    )
                records.end(folder, part.key)
                yield counts
        records.close(folder)


@contextmanager
def _by_this_run_alone(folder: Path) -> Iterator[None]:
    """Raise DuibiaoError where another run works on this dataset, as far as the system tells."""
    with records.written(folder):
        handle = os.open(folder / records.LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if _is_taken(handle):
            raise DuibiaoError(f"另一个 duibiao bulk 正在写 {folder};请等它结束后再运行。")
        yield
    finally:
        os.close(handle)


def _is_taken(handle: int) -> bool:
    """Whether another process holds the lock of an open file, which this one takes else."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system that knows no locks
        return False
    return False
