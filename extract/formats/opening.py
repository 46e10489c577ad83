"""**Open**: a file, an archive or a folder → Documents, and a Broken for what gave none.

Text is decoded here; whatever else is read by a process apart.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from extract.formats import archive, limits
from extract.formats.decoding import decode
from extract.formats.document import Broken, Document, Reading, safe_name
from extract.formats.kinds import kind_of
from extract.formats.refusals import Refused, broken, refused
from extract.model import File, ReportError

Progress = Callable[[str, int, int], None]
"""Hears the name of a file, the page under way and the number of pages."""

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_documents(
    source: str | Path | tuple[bytes, str], progress: Progress | None = None
) -> Iterator[Document | Broken]:
    """The reports of a path, or of bytes with a name: one each, many for a zip file or a folder.

    What cannot be read is a Broken with a Chinese sentence; nothing is raised for a bad file.
    """
    if isinstance(source, tuple):
        data, given = source
        yield from _opened(data, safe_name(Path(given.replace("\\", "/")).name), progress)
        return
    path = Path(source)
    if os.path.isdir(path):  # never an error, as for a name too long
        yield from _folder(path, progress)
    else:
        yield from _file(path, safe_name(path.name), progress)


def _folder(folder: Path, progress: Progress | None) -> Iterator[Document | Broken]:
    """The reports of a folder and its folders; links to folders are not followed."""
    left_out: list[str] = []
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(
            name for name in inner if not archive.is_ignored(f"{name}/x")
        )  # fmt: skip
        for name in sorted(names):
            path = Path(place, name)
            if archive.is_ignored(name):
                continue
            if archive.is_readable(name):
                yield from _file(path, safe_name(path.relative_to(folder).as_posix()), progress)
            else:
                left_out.append(name)
    if left_out:
        name = safe_name(folder.name)
        yield broken("skip", name, archive.left_out("folder", name, left_out))


def _file(path: Path, name: str, progress: Progress | None) -> Iterator[Document | Broken]:
    try:
        data = read_bytes(path, name)
    except ReportError as error:
        yield broken("open", name, error)
    else:
        yield from _opened(data, name, progress)


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises ReportError where it is none, endless, too large or closed."""
    try:
        handle = os.open(path, _OPEN)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise refused("no_file", name=name)
            data = file.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise refused("closed", name=name, why=_why(error)) from error
    if len(data) > limits.FILE_BYTES:
        raise _too_large(name)
    return data


def _why(error: OSError | ValueError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    known = {
        errno.ENOENT: "missing",
        errno.EACCES: "denied",
        errno.ELOOP: "loop",
        errno.EISDIR: "folder",
        errno.ENAMETOOLONG: "long_name",
        errno.ENXIO: "device",
    }
    said = error.strerror if isinstance(error, OSError) else "odd_path"
    return known.get(number or 0) or said or "unknown"


def _too_large(name: str) -> Refused:
    return refused("too_large", name=name, limit=limits.FILE_BYTES // limits.MEGABYTE)


def _opened(
    data: bytes, name: str, progress: Progress | None, depth: int = 0
) -> Iterator[Document | Broken]:
    """The reports in the bytes of one file; ``depth`` counts the archives around it."""
    try:
        if not data:
            raise refused("empty", name=name)
        if len(data) > limits.FILE_BYTES:
            raise _too_large(name)
        kind = kind_of(data, name)
    except ReportError as error:
        yield broken("kind" if data else "open", name, error)
        return
    if kind == "zip":
        yield from _unpacked(data, name, progress, depth)
        return
    try:
        reading = _read(kind, data, name, progress)
    except ReportError as error:
        yield broken("read", name, error)
    else:
        yield _document(reading, kind, data, name)


def _unpacked(
    data: bytes, name: str, progress: Progress | None, depth: int
) -> Iterator[Document | Broken]:
    if depth > limits.NESTED_ARCHIVES:
        yield broken("unpack", name, refused("nested", name=name))
        return
    told = False
    try:
        for member in archive.members(data, name):
            told = True
            if isinstance(member, Broken):
                yield member
            else:
                yield from _opened(member[1], member[0], progress, depth + 1)
    except ReportError as error:
        yield broken("unpack", name, error)
        return
    if not told:
        yield broken("unpack", name, refused("no_members", name=name))


def _read(kind: str, data: bytes, name: str, progress: Progress | None) -> Reading:
    """What a file says. Raises ReportError where it cannot be read."""
    if kind == "txt":
        return Reading(decode(data, name))
    from extract.formats import office, sandbox  # plain text does without them

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress(name, done, total)

    if kind == "doc":
        return sandbox.read("docx", office.to_docx(data, name), name, step)
    return sandbox.read(kind, data, name, step)


def _document(reading: Reading, kind: str, data: bytes, name: str) -> Document:
    file = File(
        name,
        reading.kind or kind,
        hashlib.sha256(data).hexdigest(),
        len(data),
        reading.pages,
        reading.confidence,
    )
    return Document(
        file,
        reading.text,
        reading.notes,
        reading.title,
        reading.published,
        reading.source,
        reading.source_url,
    )
