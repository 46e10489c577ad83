"""**Items → parts**: stretches of about a thousand reports, and the key of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from pathlib import Path, PurePath

from extract.bulk import texts
from extract.bulk.items import Item, Part

#: Reports that a part has at most, where nothing else is said.
SIZE = 1_000
# With fewer reports than fill all workers, parts are smaller; never fewer than so many a part.
_LEAST = 50
_PARTS_A_WORKER = 8
# How many bytes of text take as long to read as one byte of a file of this kind.
_WORK = {".docx": 5, ".doc": 40, ".wps": 40, ".pdf": 5, ".xlsx": 5} | dict.fromkeys(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), 10
)
# A part of scans takes hours: it ends when it is as much work as so many bytes of text.
_MOST_BYTES = 200_000_000


def due(items: Iterable[Item], done: Collection[str], rules: str) -> list[tuple[Item, str]]:
    """The items that are not done yet, each with its digest."""
    named = ((item, item.digest(rules).hex()) for item in items)
    return [(item, digest) for item, digest in named if digest not in done]


def fitting(reports: int, wanted: int, workers: int) -> int:
    """Reports a part: as many as wanted, fewer where some workers would have nothing to do.

    >>> fitting(800_000, 1_000, 2), fitting(2_000, 1_000, 2), fitting(60, 1_000, 2)
    (1000, 125, 50)
    """
    return min(wanted, max(_LEAST, -(-reports // (workers * _PARTS_A_WORKER))))


def cut(items: Sequence[tuple[Item, str]], size: int, aside: Path) -> Iterator[Part]:
    """The parts in order, as they are asked for; those of texts are laid aside in a folder."""
    for (holder, path), group in groupby(items, key=_source):
        made = _parts(group, size)
        yield from texts.laid_aside(list(made), aside) if holder else made
        del path


def _source(named: tuple[Item, str]) -> tuple[bool, str]:
    """What may stand in one part: files and members of zips; rows of one parquet."""
    item = named[0]
    return (True, item.path) if item.holder == "texts" else (False, "")


def _parts(items: Iterable[tuple[Item, str]], size: int) -> Iterator[Part]:
    part: list[tuple[Item, str]] = []
    weight = 0
    for named in items:
        part.append(named)
        weight += _weight(named[0])
        if len(part) >= size or weight >= _MOST_BYTES:
            yield _part(part)
            part, weight = [], 0
    if part:
        yield _part(part)


def _part(named: Sequence[tuple[Item, str]]) -> Part:
    digests = tuple(digest for _, digest in named)
    key = blake2b("".join(digests).encode("ascii"), digest_size=10).hexdigest()
    return Part(key, tuple(item for item, _ in named), digests)


def _weight(item: Item) -> int:
    return item.size * _WORK.get(PurePath(item.report_id).suffix.lower(), 1)
