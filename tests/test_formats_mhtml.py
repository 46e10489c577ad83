"""Web archives as browsers and WPS save them: the page, in its encoding, and nothing beside it."""

from __future__ import annotations

import base64
import quopri

import pytest
import report_files as files

from extract.formats import mhtml
from extract.formats.refusals import Refused

PROSE = "2022年,全市12345热线受理工单超3200万件,市民满意率98.48%,各项工作取得新成效。"
PAGE = f"<html><head><title>工作总结</title></head><body><p>{PROSE * 3}</p></body></html>"
WAYS = {
    "quoted-printable": quopri.encodestring,
    "base64": base64.encodebytes,
    "8bit": lambda page: page,
}


def part(
    page: bytes, kind: str = "text/html", way: str = "8bit", location: str = "", more: str = ""
) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {way}\r\n"
    head += f"Content-Location: {location}\r\n" if location else ""
    return f"{head}{more}\r\n".encode() + WAYS[way](page)


def archive(*parts: bytes, head: str = "", kind: str = "multipart/related") -> bytes:
    made = f'{head}MIME-Version: 1.0\r\nContent-Type: {kind}; boundary="--=_b"\r\n\r\n'.encode()
    return made + b"".join(
        b"\r\n--" + b"--=_b" + b"\r\n" + one for one in parts
    ) + b"\r\n--" + b"--=_b" + b"--\r\n"  # fmt: skip


def text(data: bytes) -> str:
    return mhtml.read(data, "a.mht").text


@pytest.mark.parametrize("suffix", [".mht", ".mhtml"])
@pytest.mark.parametrize("way", WAYS)
def test_a_web_archive_claims_what_its_page_claims(way: str, suffix: str) -> None:
    name = files.NAMES[0]
    address = "https://www.sz.gov.cn/zwgk/1.html"
    page = files.page_modern(files.parts(name))
    data = files.web_archive(page, way=way, address=address, beside=b"8800000")
    report = files.read_back(data, f"报告{suffix}")
    assert files.claims(report) == files.true_claims(name)
    assert report.source_url == address
    assert report.file is not None and report.file.kind == "html"


@pytest.mark.parametrize(
    ("codec", "told", "inside"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "utf-8", "gb2312"),  # a browser turns the page, not what it says of itself
        ("gb18030", "gb2312", ""),
        ("gb18030", "", "gb2312"),
        ("gb18030", "", ""),
        ("utf-16", "unicode", ""),  # Word
        ("big5hkscs", "big5", ""),
        ("utf-8", "big5", ""),  # told wrongly
        ("utf-8", "no-such-thing", ""),
        ("gb18030", "utf-8", ""),
    ],
)
def test_a_page_in_every_encoding(codec: str, told: str, inside: str) -> None:
    words = "市政務服務數據工單八萬件" * 20
    page = f"<html><meta charset='{inside}'><body><p>{words}</p></body></html>"
    kind = f'text/html; charset="{told}"' if told else "text/html"
    assert words in text(archive(part(page.encode(codec), kind, "base64")))


def test_a_mail_of_one_part_is_a_page() -> None:
    data = b"MIME-Version: 1.0\r\n" + part(PAGE.encode(), way="base64")
    assert PROSE in files.read_back(data, "a.mht").text


def test_a_plain_page_may_bear_the_suffix() -> None:
    assert PROSE in files.read_back(PAGE.encode(), "a.mht").text


def test_the_page_is_the_one_that_was_saved() -> None:
    """Frames are parts too: the one whose address the archive names, else the one to begin with."""
    frame = part("<p>广告里有37件好事,人人都说好,快来看一看。</p>".encode(), location="https://a/x")
    page = part(PAGE.encode(), location="https://a/1", more="Content-ID: <1@a>\r\n")
    head = "Snapshot-Content-Location: https://a/1\r\n"
    assert "广告" not in text(archive(frame, page, head=head))
    start = 'multipart/related; start="<1@a>"'
    assert "广告" not in text(archive(frame, page, kind=start))
    assert PROSE in text(archive(page, frame))


def test_parts_within_parts_are_looked_through() -> None:
    inner = archive(part(PAGE.encode()), kind="multipart/alternative").replace(b"=_b", b"=_c")
    assert PROSE in text(archive(inner.removeprefix(b"MIME-Version: 1.0\r\n")))


def test_only_an_address_of_the_web_is_told() -> None:
    data = archive(part(PAGE.encode(), location="file:///C:/报告.htm"))
    assert mhtml.read(data, "a.mht").source_url == ""


@pytest.mark.parametrize(
    "data",
    [
        archive(part(b"AAAA", "image/png", "base64")),
        archive(part(b"", "text/html")),
        archive(),
        b"From: <Saved by Blink>\r\n\r\n",
        archive(part(PAGE.encode()))[:90],
    ],
)
def test_an_archive_without_a_page_says_what_to_do(data: bytes) -> None:
    with pytest.raises(Refused, match=r"没有网页.*另存为“网页,仅 HTML”"):
        mhtml.read(data, "a.mht")


def test_an_archive_in_a_zip_is_read_and_a_mail_is_not() -> None:
    data = archive(part(PAGE.encode()))
    report = files.read_back(files.zipped({"年报.mhtml": data}), "年报.zip")
    assert report.file is not None and report.file.name == "年报.zip/年报.mhtml"
    with pytest.raises(AssertionError, match="还不支持"):
        files.read_back(data, "a.eml")
