"""Which files the given paths stand for, and a sentence for each that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extract.formats import SUFFIXES
from extract.formats.archive import is_ignored, skipped
from extract.formats.kinds import readable

READABLE = tuple(SUFFIXES)


@dataclass(frozen=True, slots=True)
class Found:
    """Files to read, in order and each once; errors and notices as Chinese sentences."""

    files: tuple[Path, ...]
    errors: tuple[str, ...]
    notices: tuple[str, ...]


def find(paths: Iterable[str]) -> Found:
    """The readable files that files and folders (searched to the bottom) stand for."""
    files: dict[Path, Path] = {}
    errors: list[str] = []
    notices: list[str] = []
    for given in paths:
        path = Path(given)
        if os.path.isdir(path):
            inside, others = _inside(path)
            if not inside:
                errors.append(f"文件夹 {given} 里没有可读的报告;请放入 {readable()} 文件。")
            elif others:
                notices.append(_skipped(given, others))
        elif not os.path.exists(path):
            errors.append(f"找不到 {given};请检查路径是否写对。")
            continue
        elif path.suffix.lower() not in READABLE:
            errors.append(f"{given} 不能读取;能读的是 {readable()},请另存为其中一种后再试。")
            continue
        else:
            inside = [path]
        for file in inside:
            files.setdefault(file.resolve(), file)
    return Found(tuple(files.values()), tuple(errors), tuple(notices))


def _inside(folder: Path) -> tuple[list[Path], list[Path]]:
    """Readable files and the others of a folder and its folders, hidden ones left out."""
    readable: list[Path] = []
    others: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_ignored(f"{name}/x"))
        for name in sorted(names):
            if not is_ignored(name):
                path = Path(place, name)
                (readable if path.suffix.lower() in READABLE else others).append(path)
    return readable, others


def _skipped(folder: str, others: list[Path]) -> str:
    return f"文件夹 {folder} 里有 {skipped(path.name for path in others)}"
