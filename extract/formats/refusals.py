"""**Why a file gave nothing**: a code and what it is about; data/refusals.csv has the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from extract.formats.document import Broken, filled
from extract.model import ReportError
from extract.reference import table

About = Mapping[str, str | int]


class Refused(ReportError):
    """A file that cannot be read: ``code`` and ``about`` tell why, ``str()`` in Chinese."""

    def __init__(self, code: str, about: About) -> None:
        super().__init__(sentence(code, about))
        self.code = code
        self.about = dict(about)


def refused(code: str, **about: str | int) -> Refused:
    """The error of a code, with what fills the blanks of its sentence.

    >>> str(refused("too_large", name="年报.pdf", limit=100))
    '“年报.pdf”超过 100 MB,没有读取;请拆分后再上传。'
    """
    return Refused(code, about)


def broken(stage: str, name: str, error: ReportError) -> Broken:
    """The Broken that tells of an error."""
    if isinstance(error, Refused):
        return Broken(name, stage, str(error), error.code, error.about)
    return Broken(name, stage, str(error))


def sentence(code: str, about: About) -> str:
    """The Chinese sentence of a code. Raises KeyError where there is none, or a blank is left."""
    return filled(_sentences(), code, about)


@cache
def _sentences() -> dict[str, str]:
    return {row["code"]: row["zh"] for row in table("refusals")}
