"""**Zip files before they are unpacked**: their directory is checked, nothing else is trusted.

A DOCX or XLSX is a zip too. The size of the directory is looked at before it is read, the
claims of the directory before anything is unpacked; what is unpacked stops at its claim.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from extract.formats import limits
from extract.formats.refusals import refused

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """A zip file with its directory read. Raises ReportError where that is broken or too long."""
    if (size := _directory_size(data)) > limits.DIRECTORY_BYTES:
        raise refused("long_directory", name=name, size=f"{size / limits.MEGABYTE:.0f}")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        ValueError,
        struct.error,
        NotImplementedError,
        OSError,
        OverflowError,
    ):
        raise refused("broken_directory", name=name) from None


def _directory_size(data: bytes) -> int:
    """How many bytes lie between where a zip file's directory begins and its end."""
    end = data.rfind(_END)
    if end < 0 or len(data) < end + 22:
        return 0
    count, size = struct.unpack_from("<HL", data, end + 10)
    if size == 0xFFFFFFFF or count == 0xFFFF:
        far = data.rfind(_END_64, 0, end)
        if far >= 0 and len(data) >= far + 56:
            size = struct.unpack_from("<Q", data, far + 40)[0]
    return int(size)


def check(archive: zipfile.ZipFile, name: str, size: int) -> None:
    """Raise ReportError where a zip file of ``size`` bytes is locked or a bomb."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > limits.ENTRIES:
        raise refused("bomb:entries", name=name, count=len(entries), limit=limits.ENTRIES)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refused("locked_zip", name=name)
    if unpacked > limits.UNPACKED_BYTES:
        told = f"{unpacked / limits.MEGABYTE:.0f}"
        limit = limits.UNPACKED_BYTES // limits.MEGABYTE
        raise refused("bomb:size", name=name, size=told, limit=limit)
    if packed > size:
        raise refused("bomb:overlap", name=name)
    if any(map(_too_dense, entries)):
        raise refused("bomb:ratio", name=name, limit=limits.RATIO)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise refused("odd_method", name=name)


def _too_dense(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > limits.RATIO_FROM_BYTES and entry.file_size > limits.RATIO * max(
        1, entry.compress_size
    )


def member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry, never more than it claims. Raises ReportError where it is broken."""
    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
            ValueError, struct.error):  # fmt: skip
        data = None
    if data is None or len(data) != entry.file_size:
        raise refused("broken_member", name=name)
    return data


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as the one who packed it wrote it.

    Programs in China pack names in GBK without saying so; the zip format would have them CP437.
    """
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    if given := _unicode_path(entry.extra):
        return given
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _unicode_path(extra: bytes) -> str:
    """The name in UTF-8 that some programs add to an entry, "" where there is none."""
    while len(extra) >= 4:
        label, size = struct.unpack_from("<HH", extra)
        if label == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", errors="replace")
        extra = extra[4 + size :]
    return ""
