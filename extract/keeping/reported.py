"""Reports in the store: their facts as a row, the row as a Report again, and those alike."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from extract import corrections as said
from extract.archive import Asked
from extract.database import StoreError
from extract.keeping import asking, observed
from extract.keeping.audit import Line, now, write
from extract.keeping.opened import set_setting
from extract.model import Area, DuibiaoError, File, Period, Report
from extract.schema import reports
from extract.spans import stretches

#: The columns of ``Store.reports()`` with their dtypes.
REPORTS: dict[str, str] = {
    "report_id": "str",
    "sha256": "str",
    "text": "str",
    "title": "str",
    "agency": "str",
    "area": "str",
    "area_code": "str",
    "area_level": "str",
    "period": "str",
    "period_start": "datetime64[s]",
    "period_end": "datetime64[s]",
    "published": "datetime64[s]",
    "source_url": "str",
    "notes": "str",
    "file_name": "str",
    "file_kind": "str",
    "file_sha256": "str",
    "file_size": "int64",
    "pages": "str",
    "file_confidence": "float64",
    "added": "datetime64[s]",
    "added_by": "str",
}
#: The columns of ``Store.alike()``.
ALIKE: dict[str, str] = {"because": "str"} | {
    name: dtype for name, dtype in REPORTS.items() if name != "text"
}


def facts(report: Report) -> dict[str, Any]:
    """What a report says of itself, as a row. Raises DuibiaoError where it cannot be kept."""
    if not report.report_id.strip() or len(report.report_id) > said.LONGEST:
        raise DuibiaoError(f"报告没有名称,或名称超过 {said.LONGEST} 字;请改名后再试。")
    area, period = report.area, report.period
    told = {
        "report_id": report.report_id,
        "sha256": _sha256(report.text),
        "text": report.text,
        "title": report.title,
        "agency": report.agency,
        "area": area.name if area else None,
        "area_code": area.code if area else None,
        "area_level": area.level if area else None,
        "period": period.text if period else None,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "published": report.published,
        "source_url": report.source_url,
        "notes": "\n".join(report.notes),
        **_file(report.file),
    }
    if any(isinstance(cell, str) and "\0" in cell for cell in told.values()):
        raise StoreError("text", "报告里有空字符(NUL),不能保存;请去掉后再试。")
    return told


def _sha256(text: str) -> str:
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise StoreError("text", "报告里有不完整的字符,不能保存;请去掉后再试。") from error


def _file(file: File | None) -> dict[str, Any]:
    return {
        "file_name": file.name if file else None,
        "file_kind": file.kind if file else None,
        "file_sha256": file.sha256 if file else None,
        "file_size": file.size if file else None,
        "pages": ",".join(map(str, file.pages)) if file else None,
        "file_confidence": file.confidence if file else None,
    }


def report(row: Any) -> Report:
    """The report that a row keeps, as it was put."""
    return Report(
        report_id=row.report_id,
        text=row.text,
        title=row.title,
        agency=row.agency,
        area=None if row.area is None else Area(row.area, row.area_code, row.area_level),
        period=None if row.period is None else Period(row.period, row.period_start, row.period_end),
        published=row.published,
        source_url=row.source_url,
        notes=tuple(row.notes.split("\n")) if row.notes else (),
        file=None if row.file_name is None else _kept_file(row),
    )


def _kept_file(row: Any) -> File:
    pages = tuple(int(page) for page in row.pages.split(",")) if row.pages else ()
    return File(
        row.file_name, row.file_kind, row.file_sha256, row.file_size, pages, row.file_confidence
    )


def kept(connection: sa.Connection, report_id: str) -> Any:
    """The row of a report, None where there is none."""
    return connection.execute(sa.select(reports).where(reports.c.report_id == report_id)).first()


def given(connection: sa.Connection, report_id: str) -> Report | None:
    """A report as it was put, None where there is none."""
    row = kept(connection, report_id)
    return None if row is None else report(row)


def listed(connection: sa.Connection, texts: bool, question: Asked) -> list[tuple[Any, ...]]:
    """The reports that fit in the order of REPORTS, by id; without ``texts`` these are empty."""
    where, values = asking.fitting_reports(connection, question)
    quote = connection.dialect.identifier_preparer.quote
    columns = ["''" if name == "text" and not texts else quote(name) for name in REPORTS]
    asked = f"SELECT {', '.join(columns)} FROM reports {where} ORDER BY report_id"
    return [tuple(row) for row in connection.exec_driver_sql(asked, values)]


def alike(connection: sa.Connection, new: Report) -> list[tuple[Any, ...]]:
    """The reports that may be the same, in the order of ALIKE; the surest reason of each."""
    row, told = reports.c, facts(new)
    same = {
        "bytes": row.file_sha256 == told["file_sha256"] if told["file_sha256"] else None,
        "text": row.sha256 == told["sha256"],
        "name": row.report_id == told["report_id"],
        "agency_period": (
            (row.agency == told["agency"]) & (row.period == told["period"])
            if told["agency"] and told["period"]
            else None
        ),
    }
    found: dict[str, tuple[Any, ...]] = {}
    columns = [row[name] for name in ALIKE if name != "because"]
    for because, condition in same.items():
        if condition is None:
            continue
        for one in connection.execute(sa.select(*columns).where(condition).order_by(row.report_id)):
            found.setdefault(one.report_id, (because, *one))
    return list(found.values())


def expect(connection: sa.Connection, new: Report, seen: Mapping[str, str]) -> None:
    """Raises StoreError changed where a report is alike that was not ``seen``, or not as it is."""
    place = list(ALIKE).index
    for row in alike(connection, new):
        name, sha256 = row[place("report_id")], row[place("sha256")]
        if seen.get(name) != sha256:
            raise StoreError("changed", f"库里刚收下了相近的报告 {name};请看过之后再决定。")


def put(
    connection: sa.Connection,
    given: Sequence[tuple[Report, str]],
    frame: pd.DataFrame,
    by: tuple[str, str],
) -> None:
    """Store reports, each with the fingerprint of its rules, and the observations of them all.

    What they had is replaced; ``by`` is who, and a note. Who brought a text and when stays as
    long as the text does.
    """
    author, note = (said.plain(words, what) for words, what in zip(by, _SAID, strict=True))
    before = hashes(connection, [new.report_id for new, _ in given])
    counts = frame["report_id"].value_counts().to_dict()
    lines = []
    for new, rules in given:
        told = facts(new) | {"rules": rules, "stamp": uuid.uuid4().hex}
        was, detail = before.get(new.report_id), f"{counts.get(new.report_id, 0)} {note}".strip()
        _keep(connection, told, was, author)
        action = "add" if was is None else "reextract" if was == told["sha256"] else "replace"
        lines.append(Line(author, action, new.report_id, was or "", told["sha256"], detail))
    names = [new.report_id for new, _ in given]
    observed.replace(connection, names, frame, _blur(frame, given))
    set_setting(connection, "observed", uuid.uuid4().hex)
    write(connection, lines)


def _keep(connection: sa.Connection, told: dict[str, Any], was: str | None, author: str) -> None:
    """Write the row of a report; ``was`` is the hash of the text that it had, None if new."""
    if was != told["sha256"]:
        told |= {"added": now(), "added_by": author}
    if was is None:
        connection.execute(sa.insert(reports).values(told))
    else:
        of_report = reports.c.report_id == told["report_id"]
        connection.execute(sa.update(reports).where(of_report).values(told))


def _blur(frame: pd.DataFrame, given: Sequence[tuple[Report, str]]) -> Any:
    """How uncertain the characters around each observation are, 0 where none was recognised."""
    unsure = {
        new.report_id: 1 - new.file.confidence
        for new, _ in given
        if new.file and new.file.confidence is not None
    }
    return frame["report_id"].map(unsure).fillna(0.0).to_numpy(float) if unsure else 0.0


def hashes(connection: sa.Connection, names: Sequence[str]) -> dict[str, str]:
    """The hashes of the texts of those of some reports that are there."""
    columns = reports.c.report_id, reports.c.sha256
    return {
        name: sha256
        for some in stretches(list(names))
        for name, sha256 in connection.execute(sa.select(*columns).where(columns[0].in_(some)))
    }


_SAID = ("姓名", "说明")


def remove(connection: sa.Connection, report_id: str, author: str, reason: str) -> None:
    """Take a report with its observations out of the store."""
    who, why = said.signed(author, "删除"), said.plain(reason, "删除的说明")
    if not why:
        raise DuibiaoError("删除没有写说明;请写明为什么删除这份报告。")
    row = kept(connection, report_id)
    if row is None:
        raise StoreError("gone", f"库中没有报告 {report_id};请刷新后再试。")
    observed.remove(connection, report_id)
    set_setting(connection, "observed", uuid.uuid4().hex)
    connection.execute(sa.delete(reports).where(reports.c.report_id == report_id))
    write(connection, [Line(who, "remove", report_id, row.sha256, "", why)])


def outdated(connection: sa.Connection, rules: str) -> tuple[str, ...]:
    """The ids of the reports whose observations other rules made, in order."""
    row = reports.c
    other = row.rules.is_distinct_from(rules)
    return tuple(
        connection.execute(sa.select(row.report_id).where(other).order_by(row.report_id)).scalars()
    )


def forget_rules(connection: sa.Connection) -> None:
    """Let the observations of every report count as made by other rules."""
    connection.execute(sa.update(reports).values(rules=""))
