"""**Inputs → items**: what folders, zip files, files and parquets of texts hold, in order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extract.bulk import texts, zipped
from extract.bulk.items import Item
from extract.formats.archive import is_ignored, is_readable, skipped
from extract.formats.document import safe_name
from extract.formats.kinds import readable
from extract.model import DuibiaoError


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of all inputs, each id once, and Chinese sentences about what is not among them.

    ``sources`` are the full paths of the inputs.
    """

    items: tuple[Item, ...]
    sources: tuple[str, ...]
    notices: tuple[str, ...]


def listed(inputs: Iterable[str], output: Path) -> Listed:
    """What the inputs hold; the folder ``output``, where the dataset lies, is passed by.

    A report whose id came before is an item that is refused. Raises DuibiaoError where an input
    does not exist or cannot be read as one, or where two inputs bear one name.
    """
    notices: list[str] = []
    roots = _apart(_existing(inputs), notices)
    items: list[Item] = []
    for root in roots:
        items.extend(_items(root, output.resolve(), notices))
    zipped.opened.cache_clear()
    return Listed(tuple(_once(items)), tuple(map(str, roots)), tuple(notices))


def _existing(inputs: Iterable[str]) -> list[Path]:
    """The inputs as full paths, each once. Raises DuibiaoError where one is not there."""
    found: dict[Path, None] = {}
    for given in inputs:
        if not os.path.exists(given):
            raise DuibiaoError(f"找不到 {given};请检查路径是否写对。")
        path = Path(given).resolve()
        if not path.is_dir() and not is_readable(path.name) and path.suffix.lower() != ".parquet":
            raise DuibiaoError(
                f"{given} 不能读取;能读的是文件夹、{readable()},以及装有文本的 .parquet。"
            )
        found[path] = None
    return list(found)


def _apart(paths: Sequence[Path], notices: list[str]) -> list[Path]:
    """The inputs that lie in no other. Raises DuibiaoError where two would give the same ids."""
    roots = [path for path in paths if not any(path.is_relative_to(o) for o in paths if o != path)]
    if len(roots) < len(paths):
        notices.append(f"{len(paths) - len(roots)} 个输入已包含在别的输入里,只读一次。")
    names: dict[str, Path] = {}
    for path in roots:
        other = names.setdefault(path.name, path)
        if other != path:
            raise DuibiaoError(
                f"{other} 和 {path} 同名,报告的编号会相同;请改名,或给出它们共同的上一级文件夹。"
            )
    return roots


def _items(root: Path, output: Path, notices: list[str]) -> Iterator[Item]:
    if root.suffix.lower() == ".parquet" and not root.is_dir():
        notices.extend(texts.missing(root))
        yield from texts.items(root)
        return
    left_out: list[str] = []
    if root.is_dir():
        yield from _inside(root, root.name or "根", output, left_out)
    else:
        yield from _file(root, root.name, left_out)
    if left_out:
        notices.append(f"{root} 里有 {skipped(left_out)}")


def _inside(folder: Path, name: str, output: Path, left_out: list[str]) -> Iterator[Item]:
    """The items of a folder and its folders in order; links to folders are not followed."""
    if folder == output:
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        why = error.strerror or "原因不明"
        yield Item(name, str(folder), refusal=f"文件夹“{name}”打不开({why});请检查权限。")
        return
    for entry in entries:
        path, inner = Path(entry.path), f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if not is_ignored(f"{entry.name}/x"):
                yield from _inside(path, inner, output, left_out)
        elif is_ignored(entry.name) or entry.is_dir():
            continue
        elif is_readable(entry.name):
            yield from _file(path, inner, left_out)
        else:
            left_out.append(entry.name)


def _file(path: Path, name: str, left_out: list[str]) -> Iterator[Item]:
    """A file as one item, a zip file as its members."""
    if path.suffix.lower() == ".zip":
        yield from zipped.members(path, safe_name(name), left_out)
        return
    try:
        about = os.stat(path)
        size, changed = about.st_size, about.st_mtime_ns
    except OSError:  # a link to nowhere: reading it will say so
        size = changed = 0
    yield Item(safe_name(name), str(path), size=size, stamp=changed)


def _once(items: Iterable[Item]) -> Iterator[Item]:
    """The items; one whose id was there before is refused."""
    seen: set[str] = set()
    for item in items:
        if item.report_id in seen and not item.refusal:
            why = f"编号“{item.report_id}”出现了两次,后一份没有收入;请改名后再试。"
            yield replace(item, refusal=why)
        else:
            seen.add(item.report_id)
            yield item
