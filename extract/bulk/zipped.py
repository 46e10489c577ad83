"""**Zip files of any length**: their members are listed, then read one by one where they lie.

An uploaded zip is read whole and held to narrow limits (``extract.formats.zips``); an archive of
a hundred thousand reports is opened on disk, and its members are held to limits one by one.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from extract.bulk.items import Item
from extract.formats import limits, zips
from extract.formats.archive import is_ignored, is_readable
from extract.formats.document import safe_name
from extract.model import ReportError

_BROKEN = (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError)
_LOCKED = 0x1


def members(path: Path, name: str, left_out: list[str]) -> Iterator[Item]:
    """The members of a zip file that may be reports; the names of others go to ``left_out``.

    A zip file that cannot be opened is one item that is refused.
    """
    try:
        about = os.stat(path)
        archive = opened(str(path), about.st_size, about.st_mtime_ns)
    except ReportError as error:
        yield Item(name, str(path), size=about.st_size, stamp=about.st_mtime_ns, refusal=f"{error}")
        return
    except OSError as error:
        yield Item(name, str(path), refusal=f"“{name}”打不开({error.strerror});请检查能否读取。")
        return
    for place, entry in enumerate(archive.infolist()):
        inner = zips.entry_name(entry)
        if is_ignored(inner) or inner.endswith(("/", "\\")):
            continue
        if is_readable(inner):
            id_ = f"{name}/{safe_name(inner)}"
            why = _refusal(entry)
            refusal = f"“{id_}”{why}" if why else ""
            yield Item(id_, str(path), "zip", place, entry.file_size, entry.CRC, refusal)
        else:
            left_out.append(inner)


def member(item: Item) -> bytes:
    """The bytes of a member. Raises ReportError where it is broken or no longer as listed."""
    try:
        about = os.stat(item.path)
        entries = (archive := opened(item.path, about.st_size, about.st_mtime_ns)).infolist()
    except OSError as error:
        raise ReportError(
            f"“{item.report_id}”所在的压缩包打不开({error.strerror});请检查它是否还在。"
        ) from error
    entry = entries[item.place] if item.place < len(entries) else None
    if entry is None or (entry.file_size, entry.CRC) != (item.size, item.stamp):
        raise ReportError(f"“{item.report_id}”所在的压缩包在抽取时变了;请重新运行。")
    return zips.member(archive, entry, item.report_id)


@lru_cache(maxsize=2)
def opened(path: str, size: int, _changed: int) -> zipfile.ZipFile:
    """A zip file with its directory read, kept open. Raises ReportError where it is broken."""
    name = Path(path).name
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise ReportError(f"“{name}”已损坏,目录读不出来;请重新保存或下载后再试。") from None
    if sum(entry.compress_size for entry in archive.infolist()) > size:
        archive.close()
        raise ReportError(f"“{name}”各条目互相重叠,疑为压缩炸弹,没有解压;请核对文件。")
    return archive


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Why a member is not read, "" where it is."""
    dense = entry.file_size > limits.RATIO * max(1, entry.compress_size)
    if entry.flag_bits & _LOCKED:
        return "有密码,不能读取;请去掉密码后重新打包。"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "是指向别处的链接,已跳过;请打包文件本身。"
    if entry.file_size > limits.FILE_BYTES:
        return f"超过 {limits.FILE_BYTES // limits.MEGABYTE} MB,已跳过;请拆分。"
    if dense and entry.file_size > limits.RATIO_FROM_BYTES:
        return f"压缩了 {limits.RATIO} 倍以上,疑为压缩炸弹,没有解压;请核对文件。"
    return ""
