"""**Arrange**: brings the parts of a dataset into partitions by year and province.

What is new is made beside what is there; then the files take their places and ``dataset.json``
names them, in one step. A run that is broken off, whenever that is, leaves the dataset as it
was, and the next one starts anew.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from extract.dataset import manifest
from extract.dataset.layout import ERRORS, PARTS, unwritten
from extract.dataset.manifest import Manifest
from extract.dataset.merging import merge
from extract.model import DuibiaoError

_MADE, _LOCK = ".arranging", ".arranging.lock"
_DAY = 86_400


def arrange(folder: Path, say: Callable[[str], None] | None = None) -> None:
    """Bring all parts that are not in the partitions yet into them; then they are gone.

    A report that is there already is replaced by the newer one. ``say`` hears, in Chinese,
    which year is under way. Raises DuibiaoError where another run is under way, a file is
    damaged or the disk is full.
    """
    with _alone(folder):
        before = manifest.read(folder) or Manifest()
        try:
            _sweep(folder, before)
            parts = _parts(folder)
            fresh = [part for part in parts if part.name not in before.parts]
            if fresh or not before.revision:
                made = folder / _MADE
                made.mkdir()
                _appear(folder, merge(folder, made, before, fresh, say or (lambda text: None)))
                _sweep(folder, manifest.read(folder) or before)
            for part in parts:
                shutil.rmtree(part)
        except OSError as error:
            raise unwritten(folder, error) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a dataset; it is given back whatever ends this process."""
    try:
        lock = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise DuibiaoError(f"数据集 {folder} 正由另一个程序整理;请等它完成后再试。") from error
        raise DuibiaoError(f"数据集 {folder} 写不进去;请检查文件夹是否存在、可写。") from error
    with closing(lock):
        yield


def _parts(folder: Path) -> list[Path]:
    """The parts that are whole, those that were written first come first."""
    found = [one for one in (folder / PARTS).glob("[!.]*") if one.is_dir()]
    return sorted(found, key=lambda part: (part.stat().st_mtime_ns, part.name))


def _appear(folder: Path, made: Manifest) -> None:
    """Bring new files to their places, then say that they count."""
    for path in [*made.files(), f"{ERRORS}.parquet"]:
        new = folder / _MADE / path
        if new.exists():
            _settled(new)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, folder / path)
    manifest.write(folder, made)


def _settled(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sweep(folder: Path, now: Manifest) -> None:
    """Take away what broken runs left behind, and what the dataset no longer names."""
    shutil.rmtree(folder / _MADE, ignore_errors=True)
    named = set(now.files())
    for kind in ("observations", "reports", "indicators", "lookup"):
        for path in (folder / kind).rglob("*.parquet"):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink()
    for left in (folder / PARTS).glob(".*"):
        if left.stat().st_mtime < time.time() - _DAY:  # a younger one may be under way
            shutil.rmtree(left, ignore_errors=True)
