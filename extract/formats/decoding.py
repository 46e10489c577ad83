"""**Bytes → text**: which encoding a Chinese text is in.

Text is decoded, never rewritten: the offsets of everything found later count its characters.
"""

from __future__ import annotations

import re

from extract.formats.refusals import refused

# characters that make up most of any Chinese text: GB18030 or UTF-16 shows by their share
_FREQUENT = frozenset(
    "的一是在了和有大这中人上为个国我以要他时来用们到作地于出就分对成会可主发年动"
    "工政务服数据市区民全局,。、0123456789\n "
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BINARY = {
    b"%PDF": "pdf",
    b"PK\x03\x04": "office",
    b"\xd0\xcf\x11\xe0": "doc",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"{\\rtf": "rtf",
}
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""", re.I)
# Labels of web pages → codecs; gb2312 and gbk are parts of gb18030, which also holds the rest.
_CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16": "utf-16",
}
_FEW_BAD_BYTES = 0.005


def decode(data: bytes, name: str = "文件") -> str:
    """The text of a file's bytes: BOM, strict UTF-8, then UTF-16 or GB18030; a BOM is dropped.

    Raises ReportError where the file is empty or no text. Line ends are kept as they are.

    >>> decode("受理工单".encode("gb18030"))
    '受理工单'
    """
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise refused("empty", name=name)
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            raise refused("not_text:known", name=name, kind=kind)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name)
    candidates = _candidates(data)
    if not candidates:
        raise refused("not_text:unknown", name=name)
    text = max(candidates, key=_readable)
    if _readable(text) < 0.02 and _odd(text) > 0.05:
        raise refused("unknown_encoding", name=name)
    return text


def decode_page(data: bytes, name: str = "网页", told: str = "") -> str:
    """The text of a web page: BOM, strict UTF-8, what the page declares, then as any text.

    ``told`` is what came with a page says of its encoding, where the page itself is silent.
    A page that declares gb2312 is read as GB18030; a few broken bytes are let pass.

    >>> decode_page('<meta charset="gb2312"><p>政务服务'.encode("gbk"))
    '<meta charset="gb2312"><p>政务服务'
    """
    codec = _declared(data) or _CODECS.get(told.lower(), "")
    if codec and not data.startswith(tuple(bom for bom, _ in _BOMS)):
        for encoding in ("utf-8", codec):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        text = data.decode(codec, errors="replace")
        if text.count("\ufffd") <= len(text) * _FEW_BAD_BYTES:
            return text
    return decode(data, name)


def _declared(data: bytes) -> str:
    """The codec that the head of a page declares, "" where it declares none that we know."""
    found = _DECLARED.search(data[:4096])
    label = found[1].decode("ascii").lower() if found else ""
    return "utf-8" if label in ("utf-8", "utf8") else _CODECS.get(label, "")


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused("broken_encoding", name=name, encoding=encoding, byte=error.start) from None


def _candidates(data: bytes) -> list[str]:
    """Every reading that decodes strictly; Chinese in UTF-8, where it does, is the only one."""
    utf16 = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    found = []
    for encoding in ("utf-8", "gb18030", *utf16):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or _odd(text) > 0.3:
            continue
        # 「全」 in GB18030 is 「ȫ」 in UTF-8: without Chinese it is one reading of several.
        if encoding == "utf-8" and (text.isascii() or _CHINESE.search(text)):
            return [text]
        # Any bytes of even length read as UTF-16: only prose shows that they are.
        if encoding in utf16 and _readable(text) < 0.02:
            continue
        found.append(text)
    return found


def _readable(text: str) -> float:
    """The share of the most frequent characters of Chinese prose."""
    sample = text[:4000]
    return sum(c in _FREQUENT for c in sample) / max(1, len(sample))


def _odd(text: str) -> float:
    """The share of control and private-use characters, which no report holds many of."""
    sample = text[:4000]
    return sum(not c.isprintable() and c not in "\n\r\t\u3000\xa0\ufeff\x0c" for c in sample) / max(
        1, len(sample)
    )
