"""**MHT → text**: the page of a web archive, as browsers and WPS save it, without what it shows.

A web archive is a mail: the page is one part, its pictures and styles are others, unread here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from extract.formats import limits, webpage
from extract.formats.decoding import decode_page
from extract.formats.document import Reading
from extract.formats.refusals import refused

_PAGES = ("text/html", "application/xhtml+xml")


def read(data: bytes, name: str) -> Reading:
    """The article of the page that a web archive holds, with its address.

    Raises ReportError where it is broken, has too many parts or holds no page.
    """
    try:
        mail = message_from_bytes(data)
        page = _page(mail, name)
        source = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset() if page is not None else None
        address = "" if page is None else _location(page) or _location(mail)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        raise refused("archive_none", name=name) from None
    if not isinstance(source, bytes) or not source.strip():
        raise refused("archive_none", name=name)
    webpage.check_size(source, name)
    reading = webpage.article(decode_page(source, name, charset or ""), name)
    return replace(reading, kind="html", source_url=reading.source_url or address)


def _page(mail: Message, name: str) -> Message | None:
    """The part that is the page: the one that was saved, the one to start with, else the first."""
    pages = list(_pages(mail, name))
    saved = _plain(mail.get("Snapshot-Content-Location"))
    start = _plain(mail.get_param("start"))
    for label, wanted in (("Content-Location", saved), ("Content-ID", start)):
        for page in pages:
            if wanted and _plain(page.get(label)) == wanted:
                return page
    return pages[0] if pages else None


def _pages(mail: Message, name: str) -> Iterator[Message]:
    for count, part in enumerate(mail.walk()):
        if count > limits.ENTRIES:
            raise refused("archive_parts", name=name, limit=limits.ENTRIES)
        if part.get_content_type() in _PAGES and not part.is_multipart():
            yield part


def _plain(value: object) -> str:
    """A header on one line, "" where there is none."""
    return "".join(str(value or "").split()).strip("<>\"'")


def _location(part: Message) -> str:
    """Where a part came from, "" where that is no address of the web."""
    for label in ("Snapshot-Content-Location", "Content-Location"):
        address = _plain(part.get(label))
        if address.startswith(("http://", "https://")):
            return address[:500]
    return ""
