"""**Archives → files**: the members of a zip file, never written to disk, within limits."""

from __future__ import annotations

import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from extract.formats import limits, zips
from extract.formats.document import Broken, safe_name
from extract.formats.kinds import SUFFIXES
from extract.formats.refusals import Refused, broken, refused, sentence
from extract.model import ReportError

_IGNORED_FOLDERS = ("__MACOSX",)
_PAGE_FOLDERS = ("_files", ".files")  # beside a saved web page: its pictures and scripts
_IGNORED_NAMES = ("thumbs.db", "desktop.ini")

Member = tuple[str, bytes]


def members(data: bytes, name: str) -> Iterator[Member | Broken]:
    """The files of a zip file as (name, bytes), each named ``<archive>/<its path>``.

    What must not or cannot be read is a Broken each; what is no report at all is told in one.
    Raises ReportError where the archive as a whole is locked, broken or a bomb.
    """
    with zips.opened(data, name) as archive:
        zips.check(archive, name, len(data))
        others: list[str] = []
        for entry in archive.infolist():
            path = zips.entry_name(entry)
            inner = f"{name}/{safe_name(path)}"
            if is_ignored(path) or path.endswith(("/", "\\")):
                continue
            if why := _refusal(entry, path, inner):
                yield broken("unpack", inner, why)
            elif not is_readable(path):
                others.append(path)
            else:
                yield _member(archive, entry, inner)
    if others:
        yield broken("skip", name, left_out("archive", name, others))


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str) -> Member | Broken:
    try:
        return inner, zips.member(archive, entry, inner)
    except ReportError as error:
        return broken("unpack", inner, error)


def _refusal(entry: zipfile.ZipInfo, path: str, name: str) -> Refused | None:
    """Why an entry must not be read, None where it may be."""
    steps = path.replace("\\", "/").split("/")
    if ".." in steps or path.startswith(("/", "\\")) or path[1:2] == ":":
        return refused("member:outside", name=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        return refused("member:link", name=name)
    if entry.file_size > limits.FILE_BYTES:
        return refused("member:large", name=name, limit=limits.FILE_BYTES // limits.MEGABYTE)
    return None


def is_ignored(path: str) -> bool:
    """Whether a path is what programs leave behind: hidden, a lock file, a page's own folder.

    >>> is_ignored("__MACOSX/._福田.docx"), is_ignored("年报/~$福田.docx"), is_ignored("福田.docx")
    (True, True, False)
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    folders, name = parts[:-1], parts[-1] if parts else ""
    return (
        (name.startswith((".", "~$")) and name != "..")
        or name.lower() in _IGNORED_NAMES
        or any(map(_is_ignored_folder, folders))
    )


def _is_ignored_folder(name: str) -> bool:
    hidden = name.startswith(".") and name not in (".", "..")
    return hidden or name in _IGNORED_FOLDERS or name.lower().endswith(_PAGE_FOLDERS)


def is_readable(path: str) -> bool:
    """Whether the suffix of a path is one of those that can be read."""
    return PurePosixPath(path.replace("\\", "/")).suffix.lower() in SUFFIXES


def skipped(paths: Iterable[str]) -> str:
    """A clause on files that are no reports: 2 个文件(.css、.js)不能读取,已跳过….

    >>> skipped(["a.js", "b.css"])
    '2 个文件(.css、.js)不能读取,已跳过;请转成 .docx、.pdf 或 .txt 后再试。'
    """
    return sentence("skipped:files", _counted(paths))


def left_out(where: str, name: str, paths: Iterable[str]) -> Refused:
    """What tells of the files of an ``archive`` or a ``folder`` that are no reports."""
    return refused(f"skipped:{where}", name=name, **_counted(paths))


def _counted(paths: Iterable[str]) -> dict[str, str | int]:
    kinds = Counter(safe_name(PurePosixPath(path).suffix.lower() or "none") for path in paths)
    return {"count": kinds.total(), "suffixes": "、".join(sorted(kinds)[:8])}
