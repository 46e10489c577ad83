"""What a run remembers in the folder of the dataset, so that the next goes on where it was.

::

    DIR/inputs/<key>.json   what a part has taken in: the digests of its items, its counts
    DIR/begun/<key>         the part is under way, or whoever worked on it has died
    DIR/begun/<key>.texts   the texts of a part from a parquet, until it is done

What is noted in inputs counts once the part itself is there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.bulk.items import Counts, Part
from extract.dataset.layout import PARTS, is_written
from extract.dataset.manifest import taken
from extract.model import DuibiaoError

#: Held by the run that is under way.
LOCK = ".bulk.lock"

_INPUTS, _BEGUN = "inputs", "begun"
_OWN = (PARTS, _INPUTS, _BEGUN, "dataset.json")


def prepare(folder: Path) -> None:
    """Make the folder of a dataset, or see that it is one. Raises DuibiaoError where not."""
    with written(folder):
        if folder.is_dir() and any(folder.iterdir()) and not _is_dataset(folder):
            raise DuibiaoError(f"文件夹 {folder} 里已有别的文件;请给一个新的或空的文件夹。")
        for name in (PARTS, _INPUTS, _BEGUN):
            (folder / name).mkdir(parents=True, exist_ok=True)


def _is_dataset(folder: Path) -> bool:
    return any((folder / name).exists() for name in _OWN)


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Where a folder cannot be written, a Chinese sentence says so."""
    try:
        yield
    except OSError as error:
        why = error.strerror or "原因不明"
        raise DuibiaoError(
            f"{folder} 写不进去({why});请检查路径、磁盘空间和权限后再试。"
        ) from error


def done(folder: Path) -> frozenset[str]:
    """The digests of all items that finished parts have taken in."""
    finished = taken(folder) | {path.name for path in (folder / PARTS).iterdir()}
    digests: set[str] = set()
    for path in (folder / _INPUTS).glob("*.json"):
        if path.stem in finished and (told := _told(path)):
            digests.update(told["digests"])
    return frozenset(digests)


def finished(folder: Path, key: str) -> Counts | None:
    """What a part gave that is there already, None where it is not."""
    told = _told(folder / _INPUTS / f"{key}.json")
    return Counts(**told["counts"]) if told and is_written(folder, key) else None


def _told(path: Path) -> dict[str, dict[str, int]] | None:
    """What is noted of a part, None where nothing is, or not all of it."""
    try:
        told = json.loads(path.read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return dict(told)


def note(folder: Path, part: Part, counts: Counts) -> None:
    """Note what a part takes in, before it appears itself."""
    path = folder / _INPUTS / f"{part.key}.json"
    made = path.with_name(f".{part.key}.{os.getpid()}")
    made.write_text(json.dumps({"digests": part.digests, "counts": counts.told()}), "ascii")
    os.replace(made, path)


def begin(folder: Path, key: str) -> bool:
    """Note that a part is under way; whether that was noted before, by one who did not end."""
    path = folder / _BEGUN / key
    died = path.exists()
    path.touch()
    return died


def end(folder: Path, key: str) -> None:
    """Forget that a part is under way, and the texts that were laid aside for it."""
    for name in (key, f"{key}.texts"):
        (folder / _BEGUN / name).unlink(missing_ok=True)


def aside(folder: Path) -> Path:
    """Where the texts of parts are laid."""
    return folder / _BEGUN


def close(folder: Path) -> None:
    """Clear away what only a run under way needs."""
    shutil.rmtree(folder / _BEGUN, ignore_errors=True)
