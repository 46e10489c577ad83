"""Files made to harm: each gives one Chinese sentence, or its text, within bounds of time and
memory; nothing is fetched, run or written, and the files after it are read.
"""

from __future__ import annotations

import io
import os
import random
import re
import resource
import socket
import stat
import struct
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import report_files as files

from extract import formats
from extract.formats import child, limits, office, sandbox
from extract.formats.document import safe_name

WORDS = "深圳市政务服务数据管理局2022年工作总结\n受理工单3200万件,满意率98.48%。"
PLAIN = WORDS.encode()
LINES = WORDS.splitlines()
SECONDS = 60.0  # however busy the machine is
MEGABYTES = 400


# --- making them ------------------------------------------------------------------------------


@cache
def deflated(filler: bytes, size: int) -> bytes:
    """Packed ``size`` bytes of one kind, made of one packed block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(filler * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // 10_000_000) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


@cache
def bomb(size: int, name: str = "word/document.xml") -> bytes:
    """A DOCX that unpacks to ``size`` zeroes."""
    packed = deflated(b"\0", size)
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, packed)
    data = bytearray(file.getvalue())
    # It was put in as it is: its headers shall say that it is packed, and its real size.
    for at in (data.rindex(b"PK\x03\x04") + 8, data.rindex(b"PK\x01\x02") + 10):
        struct.pack_into("<H", data, at, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", data, at + 14, size)
    return bytes(data)


def overlapping(count: int) -> bytes:
    """A zip file whose directory names the same packed bytes many times over."""
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", os.urandom(40_000))
    data = file.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    directory = data[start:end] * count
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return data[:start] + directory + tail


def many_entries(count: int) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for index in range(count):
            archive.writestr(f"{index}.txt", b"")
    return file.getvalue()


def long_directory(count: int) -> bytes:
    """A DOCX with a directory of so many entries, told of as large archives do (ZIP64)."""
    data = files.zipped({"word/document.xml": b"<x/>"})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[start:end] * count
    size = len(directory)
    far = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    place = struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1)
    most = 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    return data[:start] + directory + far + place + struct.pack(
        "<4sHHHHLLH", b"PK\5\6", 0, 0, *most, 0
    )  # fmt: skip


def encrypted_zip() -> bytes:
    data = bytearray(files.zipped({"a.txt": PLAIN}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def link_entry() -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        entry = zipfile.ZipInfo("链接.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("好.txt", PLAIN)
    return file.getvalue()


def nested_zip(depth: int) -> bytes:
    data = files.zipped({"a.txt": PLAIN})
    for _ in range(depth):
        data = files.zipped({"内.zip": data})
    return data


def zip_of(name: str) -> bytes:
    return files.zipped({name: PLAIN, "好.txt": PLAIN})


def lying_zip() -> bytes:
    """An entry that claims ten bytes and unpacks to many."""
    data = bytearray(files.zipped({"a.txt": b"1" * 100_000}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)
    return bytes(data)


def office_file(part: str, content: str, suffix: str = "docx") -> bytes:
    """A DOCX or XLSX one of whose parts is replaced."""
    good = files.docx(LINES) if suffix == "docx" else files.xlsx([["工单", 3200]])
    return replaced(good, part, content)


def replaced(good: bytes, part: str, content: str) -> bytes:
    with (
        zipfile.ZipFile(io.BytesIO(good)) as source,
        zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if entry.filename != part:
                target.writestr(entry, source.read(entry))
        target.writestr(part, content)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document_xml(body: str, head: str = "") -> bytes:
    xml = f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
    return office_file("word/document.xml", xml)


def xxe() -> bytes:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return document_xml("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", head)


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY l0 "哈">{levels}]>'
    return document_xml("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", head)


def laughs_in_utf16() -> bytes:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "哈">]><x>&a;</x>'
    with zipfile.ZipFile(file := io.BytesIO(files.docx(LINES)), "a") as archive:
        archive.writestr("word/extra.xml", xml.encode("utf-16"))
    return file.getvalue()


def deep_document(depth: int) -> bytes:
    box = "<w:sdt><w:sdtContent>"
    close = "</w:sdtContent></w:sdt>"
    return document_xml(box * depth + "<w:p/>" + close * depth)


def sheet_xml(rows: str, head: str = "", after: str = "") -> bytes:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{head}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    return office_file("xl/worksheets/sheet1.xml", xml, "xlsx")


def pdf_of(pages: int, width: float = 595, height: float = 842) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(width, height)
        document.save(file := io.BytesIO())
    return file.getvalue()


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(file := io.BytesIO(), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "3200")
    canvas.save()
    return file.getvalue()


def pdf_with_script() -> bytes:
    good = files.pdf_of_cid_font(LINES)
    script = b"/OpenAction << /S /JavaScript /JS (app.launchURL('http://127.0.0.1:9/')) >> "
    return good.replace(b"/Type /Catalog", script + b"/Type /Catalog", 1)


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nearly nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">L", len(data)) + kind + data
            + struct.pack(">L", zlib.crc32(kind + data))
        )  # fmt: skip

    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf_stream_bomb() -> bytes:
    """A page whose content unpacks to 200 megabytes of blanks."""
    sum_of_all = 1
    for _ in range(20):
        sum_of_all = zlib.adler32(b" " * 10_000_000, sum_of_all)
    inner = b"\x78\xda" + deflated(b" ", 200_000_000) + struct.pack(">L", sum_of_all)
    packed = zlib.compress(inner, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n%s\nendstream"
        % (len(packed), packed),
    ]
    body = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (i, text) for i, text in enumerate(objects, 1)
    )
    return body + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF"


def web_archive(page: bytes, head: str = "", count: int = 0) -> bytes:
    """A page as browsers save it whole, with some parts beside it."""
    beside = b"--=b=\r\nContent-Type: image/png\r\n\r\nAAAA\r\n" * count
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=b="\r\n\r\n'
        + b"--=b=\r\n" + (head or "Content-Type: text/html").encode() + b"\r\n\r\n" + page
        + b"\r\n" + beside + b"--=b=--\r\n"
    )  # fmt: skip


def nested_archive(depth: int) -> bytes:
    parts = b"".join(
        b'Content-Type: multipart/related; boundary="=%d="\r\n\r\n--=%d=\r\n' % (i, i)
        for i in range(depth)
    )
    return b"MIME-Version: 1.0\r\n" + parts + b"Content-Type: text/html\r\n\r\n" + HTML


def numbered(styles: str, numbering: str) -> bytes:
    """A DOCX whose only paragraph asks for a number by its style."""
    body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>受理3200件</w:t></w:r></w:p>'
    head = '<?xml version="1.0"?>'
    data = document_xml(body)
    for part, xml in (
        ("word/styles.xml", f"{head}<w:styles {W}>{styles}</w:styles>"),
        ("word/numbering.xml", f"{head}<w:numbering {W}>{numbering}</w:numbering>"),
    ):
        data = replaced(data, part, xml)
    return data


EXE = b"MZ\x90\x00" + bytes(range(256)) * 8
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HTML = f"<html><body><p>{WORDS}</p></body></html>".encode()

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # suffix and content
    "program named docx": ("a.docx", lambda: EXE, "程序"),
    "page named docx": ("a.docx", lambda: HTML, "内容却不是Word.*而是网页"),
    "text named pdf": ("a.pdf", lambda: PLAIN, "内容却不是PDF而是纯文本"),
    "pdf named txt": ("a.txt", lambda: pdf_of(1), "内容却不是纯文本而是PDF"),
    "zip named docx": ("a.docx", lambda: files.zipped({"a.txt": PLAIN}), "而是压缩包"),
    "xlsx named docx": ("a.docx", lambda: files.xlsx([["甲", 1]]), "而是Excel"),
    "picture named txt": ("a.txt", lambda: png(9, 9), "而是图片"),
    "program alone": ("a.exe", lambda: EXE, "程序.*请换成"),
    "ELF without a suffix": ("a", lambda: b"\x7fELF" + bytes(99), "程序"),
    "OLE file of nothing known": ("a.doc", lambda: OLE, "程序"),
    # kinds that are not read, with advice
    "xls": ("a.xls", lambda: OLE + "Workbook".encode("utf-16-le"), r"另存为 \.xlsx"),
    "locked docx": ("a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
    "rtf": ("a.rtf", lambda: rb"{\rtf1\ansi 3200}", r"另存为 \.docx"),
    "rtf named doc": ("a.doc", lambda: rb"{\rtf1\ansi 3200}", r"另存为 \.docx"),
    "ofd": ("a.ofd", lambda: files.zipped({"OFD.xml": b"<x/>"}), "另存为 PDF"),
    "pptx": ("a.pptx", lambda: files.zipped({"ppt/presentation.xml": b"<x/>"}), "另存为 PDF"),
    "7z": ("a.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "解压后上传"),
    "gzip named zip": ("a.zip", lambda: b"\x1f\x8b\x08" + bytes(99), "解压后上传"),
    "web archive named html": (
        "a.html", lambda: web_archive(HTML), "内容却不是网页而是网页归档"),
    "markdown": ("a.md", lambda: PLAIN, r"\.md 还不支持"),
    # empty and broken
    "zero-byte pdf": ("a.pdf", lambda: b"", "空文件"),
    "zero-byte txt": ("a.txt", lambda: b"", "空文件"),
    "truncated pdf": ("a.pdf", lambda: files.pdf_of_cid_font(LINES)[:200], "已损坏或不完整"),
    "pdf of a header only": ("a.pdf", lambda: b"%PDF-1.7\n", "已损坏或不完整"),
    "truncated docx": ("a.docx", lambda: files.docx(LINES)[:5000], "已损坏"),
    "truncated zip": ("a.zip", lambda: files.zipped({"a.txt": PLAIN})[:60], "已损坏"),
    "truncated png": ("a.png", lambda: png(99, 99)[:60], "已损坏"),
    "docx without a body": ("a.docx", lambda: document_xml(""), "没有文字"),
    "docx of broken xml": ("a.docx", lambda: office_file("word/document.xml", "<a"), "已损坏"),
    "zip of nothing": ("a.zip", lambda: b"PK\x05\x06" + bytes(18), "没有文件"),
    # bombs
    "docx of 1.3 GB": ("a.docx", lambda: bomb(1_300_000_000), "疑为压缩炸弹"),
    "xlsx of 300 MB": ("a.xlsx", lambda: bomb(300_000_000, "xl/workbook.xml"), "疑为压缩炸弹"),
    "dense zip below the size": ("a.zip", lambda: bomb(150_000_000, "a.txt"), "压缩了 200 倍以上"),
    "overlapping entries": ("a.zip", lambda: overlapping(1_500), "互相重叠|没有解压"),
    "docx of 100,000 entries": (
        "a.docx", lambda: long_directory(100_000), "条目太多"),
    "zip of 3,000 entries": ("a.zip", lambda: many_entries(3_000), "超过上限 2000 个"),
    "zip that lies about a size": ("a.zip", lying_zip, "已损坏"),
    "nested zips": ("a.zip", lambda: nested_zip(3), "套了太多层"),
    "png of 50,000 x 50,000": ("a.png", lambda: png(50_000, 50_000), "超过上限 1 亿像素"),
    "pdf of 5,000 pages": ("a.pdf", lambda: pdf_of(5_000), "超过上限 1000 页"),
    "pdf stream bomb": ("a.pdf", pdf_stream_bomb, "没有文字|内存|用时太长|意外结束"),
    "page of 50 MB in a line": (
        "a.html", lambda: b"<html><body><p>" + "受理3件".encode() * 5_000_000, "超过 20 MB"),
    "text of 101 MB": ("a.txt", lambda: b"3" * 101_000_000, "超过 100 MB"),
    # locked
    "encrypted zip": ("a.zip", encrypted_zip, "有密码.*请去掉密码"),
    "encrypted pdf": ("a.pdf", encrypted_pdf, "有密码.*请去掉密码"),
    # entities
    "docx with an external entity": ("a.docx", xxe, "实体声明"),
    "docx of a billion laughs": ("a.docx", laughs, "实体声明"),
    "docx of laughs in UTF-16": ("a.docx", laughs_in_utf16, "实体声明"),
    "xlsx with an entity": (
        "a.xlsx",
        lambda: office_file("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY e "1">]><x>&e;</x>', "xlsx"),
        "实体声明"),
    "docx nested 10,000 deep": ("a.docx", lambda: deep_document(10_000), "嵌套太深|已损坏"),
    # web archives
    "web archive without a page": (
        "a.mht", lambda: web_archive(b"AAAA", "Content-Type: image/png"), "没有网页"),
    "web archive of a broken page": (
        "a.mht", lambda: web_archive(b"", "Content-Type: text/html"), "没有网页"),
    "web archive of 3,000 parts": (
        "a.mht", lambda: web_archive(HTML, count=3_000), "2000 个以上的部分"),
    "web archive of a page of 21 MB": (
        "a.mht", lambda: web_archive(b"<p>" + b"3" * 21_000_000), "超过 20 MB"),
    "web archive nested 2,000 deep": ("a.mht", lambda: nested_archive(2_000), "嵌套太深|没有网页"),
    # workbooks
    "xlsx of too many rows": (
        "a.xlsx", lambda: sheet_xml("".join(
            f"<row><c><v>{i * 7919 % 1e9}</v></c></row>" for i in range(50_001))),
        "超过 50000 行"),
}  # fmt: skip

READ: dict[str, tuple[str, Callable[[], bytes], int]] = {
    "page nested 100,000 deep": (
        "a.html", lambda: b"<div>" * 100_000 + HTML, 0),
    "page of 20,000 tables in tables": (
        "a.html", lambda: b"<table><tr><td>" * 20_000 + HTML, 0),
    "page of 100,000 elements": (
        "a.html", lambda: b"<html><body>" + b"<p class='share nav'><b>1" * 100_000 + HTML, 0),
    "page with colspan 1e9": (
        "a.html", lambda: HTML + b"<table><tr><td colspan=1000000000 rowspan=1000000000>1<td>2"
        b"<tr><td>3<td>4</table>", 1),
    "page of entities": ("a.html", lambda: HTML + b"&amp;" * 200_000, 1),
    "page with an outside entity": (
        "a.html", lambda: b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + HTML
        + b"&e;", 1),
    "xlsx that claims 1e9 rows": (
        "a.xlsx", lambda: sheet_xml(
            "<row r='1'><c r='A1' t='str'><v>工单</v></c></row>"
            "<row r='1000000000'><c r='A1000000000'><v>5</v></c></row>",
            "<dimension ref='A1:XFD1000000000'/>"), 1),
    "xlsx merged to its very end, and 30,000 times": (
        "a.xlsx", lambda: sheet_xml(
            "<row r='1'><c r='A1' t='str'><v>工单</v></c><c r='B1'><v>5</v></c></row>",
            after="<mergeCells><mergeCell ref='A1:XFD1048576'/>"
            + "<mergeCell ref='A1:C9999'/>" * 30_000 + "</mergeCells>"), 1),
    "docx whose styles rest on each other": (
        "a.docx", lambda: numbered(
            "<w:style w:type='paragraph' w:styleId='a'><w:basedOn w:val='b'/></w:style>"
            "<w:style w:type='paragraph' w:styleId='b'><w:basedOn w:val='a'/></w:style>",
            "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"), 1),
    "docx with an endless number": (
        "a.docx", lambda: numbered(
            "<w:style w:type='paragraph' w:styleId='a'><w:pPr><w:numPr><w:numId w:val='1'/>"
            "</w:numPr></w:pPr></w:style>",
            "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='999999999'/>"
            f"<w:numFmt w:val='upperRoman'/><w:lvlText w:val='{'%1' * 100_000}'/></w:lvl>"
            "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"), 1),
    "web archive of files of this machine": (
        "a.mht", lambda: web_archive(
            HTML + b"<iframe src='file:///etc/passwd'></iframe>",
            "Content-Type: text/html\r\nContent-Location: file:///etc/passwd"), 1),
    "huge blank page": ("a.pdf", lambda: pdf_of(1, 14_400, 14_400), 0),
    "pdf with a script": ("a.pdf", pdf_with_script, 1),
    "unsafe names in a zip": ("a.zip", lambda: zip_of("../../../tmp/外.txt"), 1),
    "absolute name in a zip": ("a.zip", lambda: zip_of("/etc/外.txt"), 1),
    "drive in a zip": ("a.zip", lambda: zip_of("C:\\外.txt"), 1),
    "back-slashes in a zip": ("a.zip", lambda: zip_of("..\\..\\外.txt"), 1),
    "link in a zip": ("a.zip", link_entry, 1),
}  # fmt: skip


# --- opening them -----------------------------------------------------------------------------


Found = list[formats.Document | formats.Broken]


def opened(source: Path | tuple[bytes, str]) -> Found:
    """What a source gives; every Broken is one Chinese sentence that says what to do."""
    start = time.monotonic()
    before = resident()
    found = list(formats.open(source))
    assert time.monotonic() - start < SECONDS
    assert resident() - before < MEGABYTES
    for broken in found:
        if isinstance(broken, formats.Broken):
            assert "\n" not in broken.reason and broken.reason.endswith("。"), broken
            assert any(cure in broken.reason for cure in ("请", "已跳过")), broken
            assert broken.stage in ("open", "kind", "unpack", "read", "skip")
    return found


def resident() -> float:
    """The memory that this process holds, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def still_reads() -> None:
    """The next file is read as if nothing had been."""
    (document,) = formats.open((HTML, "好.html"))
    assert isinstance(document, formats.Document) and "3200万件" in document.text


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_a_sentence(case: str) -> None:
    name, make, says = REFUSED[case]
    found = opened((make(), name))
    (broken,) = [f for f in found if isinstance(f, formats.Broken)]
    assert not [f for f in found if isinstance(f, formats.Document)]
    assert re.search(says, broken.reason), broken.reason
    assert name in broken.reason
    still_reads()


@pytest.mark.parametrize("case", READ)
def test_it_is_read_or_refused_and_harms_nothing(case: str, tmp_path: Path) -> None:
    name, make, at_least = READ[case]
    (tmp_path / name).write_bytes(make())
    found = opened(tmp_path / name)
    texts = [f.text for f in found if isinstance(f, formats.Document)]
    assert len(texts) >= at_least
    assert not any("root:" in text for text in texts)
    assert {path.name for path in tmp_path.iterdir()} == {name}
    assert not Path("/tmp/外.txt").exists() and not Path("/etc/外.txt").exists()
    still_reads()


def test_a_bomb_is_refused_within_a_second_and_little_memory() -> None:
    data = bomb(1_300_000_000)
    assert len(data) < 5_000_000
    still_reads()
    before, times = resident(), []
    for _ in range(3):
        start = time.monotonic()
        (broken,) = formats.open((data, "a.docx"))
        times.append(time.monotonic() - start)
        assert isinstance(broken, formats.Broken) and "1300 MB" in broken.reason
    assert min(times) < 1
    assert resident() - before < 200


# --- nothing is fetched, run or written -------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[Any]]]:
    """An address of this machine, and who has connected to it."""
    heard: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, who = server.accept()
                except TimeoutError:
                    continue
                heard.append(who)
                connection.close()

        ear = threading.Thread(target=listen)
        ear.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        over.set()
        ear.join()


def linked(address: str) -> dict[str, bytes]:
    """Files of each kind that ask for something from outside."""
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" TargetMode="External" Target="{0}/t.dotm" Type="'
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}"
        '"/></Relationships>'
    )
    picture = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006'
        '/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/'
        '2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml'
        '/2006/picture"><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/office'
        'Document/2006/relationships" r:link="rId1"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p><w:p><w:r><w:t>工单5件</w:t></w:r></w:p>"
    )
    document = f'<?xml version="1.0"?><w:document {W}><w:body>{picture}</w:body></w:document>'
    with zipfile.ZipFile(picture_file := io.BytesIO(), "w") as archive:
        good = zipfile.ZipFile(io.BytesIO(files.docx(LINES)))
        for entry in good.infolist():
            if entry.filename not in ("word/document.xml", "word/_rels/document.xml.rels"):
                archive.writestr(entry, good.read(entry))
        archive.writestr("word/document.xml", document)
        archive.writestr("word/_rels/document.xml.rels", relation.format(address, "image"))
    page = (
        f'<html><head><link rel=stylesheet href="{address}/a.css"><script src="{address}/a.js">'
        f'</script><base href="{address}/"></head><body background="{address}/b.png"><img src='
        f'"{address}/c.png"><iframe src="{address}/d"></iframe><p>{WORDS}</p></body></html>'
    )
    return {
        "模板.docx": office_file(
            "word/_rels/settings.xml.rels", relation.format(address, "attachedTemplate")
        ),
        "图片.docx": picture_file.getvalue(),
        "链接.xlsx": office_file(
            "xl/_rels/workbook.xml.rels", relation.format(address, "externalLink"), "xlsx"
        ),
        "网页.html": page.encode(),
        "归档.mht": web_archive(page.encode(), f"Content-Type: text/html; x={address}"),
        "实体.html": f'<!DOCTYPE html SYSTEM "{address}/x.dtd">'.encode() + HTML,
        "动作.pdf": pdf_with_script().replace(b"http://127.0.0.1:9", address.encode()),
    }


def test_nothing_outside_is_ever_asked(listener: tuple[str, list[Any]]) -> None:
    address, heard = listener
    for name, data in linked(address).items():
        opened((data, name))
    time.sleep(0.3)
    assert heard == []


def linked_text(address: str) -> bytes:
    """A text of LibreOffice in one XML file, with a picture that lies elsewhere."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"),
                            ("svg", "svg-compatible"))
    )  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        '<text:p>工单5件<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:type="simple" xlink:href="{address}/c.png"/></draw:frame></text:p>'
        "</office:text></office:body></office:document>"
    ).encode()


@pytest.mark.skipif(files.SOFFICE is None, reason="LibreOffice is not installed")
def test_an_old_document_asks_for_nothing_outside(
    listener: tuple[str, list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    address, heard = listener
    place = files.office_place(tmp_path_factory)
    doc = files.converted(linked_text(address), ".fodt", "doc", place)
    assert heard, "LibreOffice as it comes does ask"
    heard.clear()
    assert address.encode() in doc or address.encode("utf-16-le") in doc
    (document,) = opened((doc, "a.doc"))
    assert isinstance(document, formats.Document) and "工单5件" in document.text
    assert heard == []


ATTEMPTS = {
    "socket": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "program": "import subprocess; subprocess.run(['true'])",
    "shell": "import os; os.system('true')",
    "file": "open('/tmp/duibiao-written', 'w')",
    "removal": "import os; os.remove('/tmp/duibiao-nothing')",
}


@cache
def forbidden() -> tuple[str, ...]:
    """Which of the attempts a reading process is kept from."""
    import subprocess

    code = "import sys; from extract.formats import child; sys.addaudithook(child._refuse)\n"
    for event, attempt in ATTEMPTS.items():
        lines = attempt.replace("; ", "\n    ")
        code += f"try:\n    {lines}\nexcept PermissionError: print({event!r}, flush=True)\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(done.stdout.split())


@pytest.mark.parametrize("event", ATTEMPTS)
def test_the_reading_process_may_not(event: str) -> None:
    assert event in forbidden()


def test_the_reading_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.close()
    monkeypatch.setenv("DUIBIAO_DATABASE_URL", "postgresql://u:secret@h/db")
    process = sandbox._Child()
    try:
        told = Path(f"/proc/{process._process.pid}/environ").read_bytes()
        assert b"secret" not in told
    finally:
        process.close()


# --- a reader that hangs, dies or devours -----------------------------------------------------


INJECTED = {
    "hangs": ("while True: time.sleep(1)", "用时太长"),
    "computes for ever": ("while True: pass", "用时太长"),
    "segfaults": ("import ctypes; ctypes.string_at(0)", "意外结束"),
    "ends at once": ("import os; os._exit(3)", "意外结束"),
    "is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "被系统终止"),
    "devours memory": ("x = [bytearray(10**8) for _ in range(99)]", "内存超过上限"),
    "recurses": ("f = lambda n: f(n + 1); f(0)", "嵌套太深"),
    "answers rubbish": ("import os; os.write(ANSWERS, b'{not json' + bytes([10]))", "意外结束"),
    "answers without end": ("import os\nwhile True: os.write(ANSWERS, b'x' * 65536)", "意外结束"),
}


@pytest.fixture
def injected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes the reader of web pages named 毒 do something else."""

    def inject(deed: str) -> None:
        lines = "".join(f"        {line}\n" for line in deed.split("\n"))
        trap = (
            "import time\nfrom extract.formats import child, limits\n"
            f"limits.CPU_SECONDS = {limits.CPU_SECONDS}\n"
            f"limits.MEMORY_BYTES = {limits.MEMORY_BYTES}\n"
            "pipes, read = child._pipes, child._read\n"
            "def kept():\n    global ANSWERS\n    found = pipes()\n"
            "    ANSWERS = found[1].fileno()\n    return found\n"
            "def trapped(reader, data, name, step):\n    if '毒' in name:\n"
            f"{lines}    return read(reader, data, name, step)\n"
            "child._pipes, child._read = kept, trapped\nchild.serve()\n"
        )
        code = sandbox._CODE.replace("from extract.formats.child import serve\nserve()\n", trap)
        assert code != sandbox._CODE
        monkeypatch.setattr(sandbox, "_CODE", code)
        sandbox.close()

    yield inject
    sandbox.close()


@pytest.mark.parametrize("case", INJECTED)
def test_a_reader_in_trouble_loses_one_file(
    case: str,
    injected: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    deed, says = INJECTED[case]
    monkeypatch.setattr(limits, "SILENT_SECONDS", 2 if case == "hangs" else 20)
    monkeypatch.setattr(limits, "CPU_SECONDS", 1 if case == "computes for ever" else 20)
    monkeypatch.setattr(limits, "MEMORY_BYTES", 500 * limits.MEGABYTE)
    monkeypatch.setattr(sandbox, "_LONGEST_ANSWER", 1_000_000)
    injected(deed)
    for name in ("1好.html", "2毒.html", "3好.html"):
        (tmp_path / name).write_bytes(HTML)
    one, trouble, three = opened(tmp_path)
    assert isinstance(one, formats.Document) and isinstance(three, formats.Document)
    assert isinstance(trouble, formats.Broken)
    assert trouble.stage == "read" and says in trouble.reason


def test_many_threads_read_at_once() -> None:
    results: list[Found] = []
    work = [threading.Thread(target=lambda: results.append(opened((HTML, "a.html"))))
            for _ in range(12)]  # fmt: skip
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(results) == 12
    assert all(isinstance(found[0], formats.Document) for found in results)
    assert len(sandbox._idle) <= sandbox._AT_ONCE


def test_a_process_that_has_idled_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    still_reads()
    code = sandbox._CODE.replace("serve()\n", "import os; os._exit(75)\n")
    waiting = sandbox._idle[-1]
    waiting._process.kill()
    waiting._process.wait()
    still_reads()
    assert child.RESTED == 75 and "75" in code


def test_libreoffice_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 100\n", encoding="ascii")
    hanging.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(hanging))
    monkeypatch.setattr(limits, "OFFICE_SECONDS", 1)
    doc = OLE + "WordDocument".encode("utf-16-le")
    (broken,) = opened((doc, "a.doc"))
    assert isinstance(broken, formats.Broken) and "用时太长" in broken.reason
    monkeypatch.setattr(office, "program", lambda: None)
    (broken,) = opened((doc, "a.doc"))
    assert isinstance(broken, formats.Broken) and "另存为 .docx" in broken.reason


# --- what is no file --------------------------------------------------------------------------


def fifo(place: Path) -> Path:
    os.mkfifo(place / "管.txt")
    return place / "管.txt"


def loop(place: Path) -> Path:
    (place / "圈.txt").symlink_to(place / "圈.txt")
    return place / "圈.txt"


def device(place: Path) -> Path:
    (place / "零.txt").symlink_to("/dev/zero")
    return place / "零.txt"


def closed(place: Path) -> Path:
    (place / "锁.txt").write_bytes(PLAIN)
    (place / "锁.txt").chmod(0)
    return place / "锁.txt"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (fifo, "不是普通文件"),
        (device, "不是普通文件"),
        (loop, "绕成了圈"),
        (lambda place: place / "没有.txt", "不存在"),
        (lambda place: place / f"{'长' * 300}.txt", "文件名太长"),
        (lambda _place: Path("a\0b.txt"), "不允许的字符|打不开"),
        pytest.param(
            closed, "没有权限", marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may")
        ),
    ],
)
def test_what_is_no_file_is_told(make: Callable[[Path], Path], says: str, tmp_path: Path) -> None:
    (broken,) = opened(make(tmp_path))
    assert isinstance(broken, formats.Broken) and broken.stage == "open"
    assert re.search(says, broken.reason), broken.reason


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("福\u202etxt.田.txt", "福txt.田.txt"),
        ("a\nb\x00\x1b[31m.txt", "ab[31m.txt"),
        ("长" * 300 + ".txt", "长" * 150 + "…" + "长" * 36 + ".txt"),
        ("<img src=x onerror=1>.txt", "<img src=x onerror=1>.txt"),
        ("=cmd|' !A0.txt", "=cmd|' !A0.txt"),
    ],
)
def test_a_name_is_kept_safe(name: str, kept: str) -> None:
    (document,) = opened((PLAIN, name))
    assert isinstance(document, formats.Document)
    assert document.file.name == kept


def test_a_name_of_nothing_has_a_name() -> None:
    assert safe_name("\u202e../") == "未命名文件"


# --- files with a few bytes changed -----------------------------------------------------------


def numbered_document() -> bytes:
    """A DOCX with numbers by style and a table with merged cells."""
    document = files.blank_document()
    for line in LINES:
        document.add_paragraph(line, "List Number")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "办件3200"
    document.save(file := io.BytesIO())
    return file.getvalue()


def originals() -> dict[str, bytes]:
    return {
        "a.docx": numbered_document(),
        "a.xlsx": files.xlsx([["指标", "数量"], ["工单", 3200]]),
        "a.pdf": files.pdf_of_cid_font(LINES),
        "a.html": HTML,
        "a.mht": web_archive(HTML, count=2),
        "a.zip": files.zipped({"甲.txt": PLAIN, "乙.html": HTML}),
        "a.txt": WORDS.encode("gb18030"),
    }


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, doubled or cut off."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(made))
        match dice.randrange(4):
            case 0:
                made[at] = dice.randrange(256)
            case 1:
                del made[at : at + dice.randint(1, 40)]
            case 2:
                made[at:at] = made[at : at + dice.randint(1, 40)]
            case 3 if dice.random() < 0.2:
                del made[at:]
        if not made:
            break
    return bytes(made)


@pytest.mark.parametrize("name", originals())
def test_three_hundred_mutated_files(name: str) -> None:
    dice = random.Random(2022)
    data = originals()[name]
    start = time.monotonic()
    for _ in range(300):
        for found in formats.open((mutated(data, dice), name)):
            if isinstance(found, formats.Broken):
                assert "\n" not in found.reason and found.reason.endswith("。")
                assert "意外结束" not in found.reason, found.reason
    assert time.monotonic() - start < 240
    still_reads()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_mutated_pictures_without_recognising_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    from extract.formats import ocr
    from extract.model import ReportError

    dice = random.Random(2022)
    picture = Image.effect_noise((64, 64), 50).convert("RGB")
    for kind in ("PNG", "JPEG", "TIFF", "BMP", "WEBP"):
        data = files.picture(picture, kind)
        for _ in range(60):
            try:
                frames = ocr._frames(mutated(data, dice), "a")
            except ReportError as error:
                assert "请" in str(error)
            else:
                assert frames
