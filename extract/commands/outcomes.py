"""**One file**: the rows of its reports, or the sentence that says why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import extract
from extract.formats import Broken, Document
from extract.model import NoClaims, Report, ReportError

Values = tuple[Any, ...]

# What a text that nobody foresaw may make the rules raise; it must not stop the other files.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# How many bytes of text take as long to read as one byte of a file of this kind.
_WORK = {".docx": 5, ".doc": 40, ".wps": 40, ".pdf": 5, ".zip": 5, ".xlsx": 5} | dict.fromkeys(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), 10
)
_MOST_FILES = 16
_MOST_BYTES = 256_000


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller says of every file: agency, area and period, None where nothing."""

    agency: str | None = None
    area: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one report gave: rows in the order of COLUMNS, and a Chinese sentence or "".

    ``about`` names the report for the screen: file name, agency and period where known.
    """

    state: Literal["read", "silent", "skipped", "broken"]
    rows: Sequence[Values] = ()
    about: tuple[str, ...] = ()
    sentence: str = ""


def outcomes(path: Path, told: Told) -> list[Outcome]:
    """Extract one file, or all those in a zip file.

    Raises DuibiaoError only where what is told is not understood.
    """
    return [_outcome(path, document, told) for document in extract.documents(path)]


def _outcome(path: Path, document: Document | Broken, told: Told) -> Outcome:
    if isinstance(document, Broken):
        return Outcome(
            "skipped" if document.stage == "skip" else "broken", sentence=document.reason
        )
    name = document.file.name
    shown = path.parent / name if "/" in name else path
    try:
        report = extract.report(document, told.agency, told.area, told.period)
        rows = _found(report, shown)
    except NoClaims as error:
        return Outcome("silent", sentence=str(error))
    except ReportError as error:
        return Outcome("broken", sentence=str(error))
    except _FAULTS as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return Outcome("broken", sentence=f"{shown} 处理出错({why}),已跳过;请反馈这份报告。")
    about = (report.report_id, report.agency, report.period.text if report.period else "")
    return Outcome("read", rows, about, _unknown(shown, report))


def lost(path: Path) -> Outcome:
    """The outcome of a file whose worker died over it, twice."""
    advice = "请检查这份报告,或用 --jobs 1 单独运行它"
    return Outcome("broken", sentence=f"{path} 使处理它的进程意外结束,已跳过;{advice}。")


def parts(paths: Sequence[Path], jobs: int) -> Iterator[Sequence[Path]]:
    """The files in stretches, each small enough to be done within a fraction of a second."""
    most = max(1, min(_MOST_FILES, len(paths) // (jobs * 4)))
    part: list[Path] = []
    size = 0
    for path in paths:
        part.append(path)
        size += weight(path)
        if len(part) >= most or size >= _MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def weight(path: Path) -> int:
    """How much work a file is, in bytes of plain text; 0 where it cannot be asked."""
    try:
        return path.stat().st_size * _WORK.get(path.suffix.lower(), 1)
    except OSError:
        return 0


def _found(report: Report, path: Path) -> list[Values]:
    if not report.text.strip():
        raise ReportError(f"{path} 里只有空白;请换成有正文的文件。")
    rows = list(extract.observe(report))
    if not rows:
        raise NoClaims(f"{path} 里没有找到数字;请确认它是工作报告的正文。")
    return rows


def _unknown(path: Path, report: Report) -> str:
    """A sentence that names what the report does not show, "" where it shows all."""
    unknown = (
        (not report.agency, "发布机构", "--agency"),
        (report.area is None, "地区", "--area"),
        (report.period is None, "报告期间", "--period"),
    )
    names = "、".join(name for missing, name, _ in unknown if missing)
    options = "、".join(option for missing, _, option in unknown if missing)
    return f"{path} 没有认出{names},相应各列留空;可用 {options} 指定。" if names else ""
