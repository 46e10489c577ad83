"""Which files the given paths stand for, and a sentence for each that cannot be read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

READABLE = (".txt",)


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
        if path.is_dir():
            inside, others = _inside(path)
            if not inside:
                errors.append(f"文件夹 {given} 里没有可读的报告;请放入 {_wanted()} 文件。")
            elif others:
                notices.append(_skipped(given, others))
        elif not path.exists():
            errors.append(f"找不到 {given};请检查路径是否写对。")
            continue
        elif path.suffix.lower() not in READABLE:
            errors.append(f"{given} 暂不能读取;目前只读 {_wanted()},请把正文另存为 .txt 后再试。")
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
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(place, name)
                (readable if path.suffix.lower() in READABLE else others).append(path)
    return readable, others


def _skipped(folder: str, others: list[Path]) -> str:
    kinds = Counter(path.suffix.lower() or "无后缀" for path in others)
    listed = "、".join(sorted(kinds))
    return f"文件夹 {folder} 里有 {len(others)} 个文件({listed})暂不能读取,已跳过。"


def _wanted() -> str:
    return "、".join(READABLE)
