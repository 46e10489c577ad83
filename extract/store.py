"""**Keep**: reports, their observations and what people say about them, in one database.

SQLite (WAL) in the user's data folder unless ``DUIBIAO_DATABASE_URL`` or an argument names
another database; PostgreSQL works by URL. What a row is and what may be done to it stands in
``keeping``; here is what a caller sees: each method is one transaction, each write tells the
audit log in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from extract import database, ledger
from extract.corrections import Correction, applied
from extract.database import DATABASE_URL
from extract.keeping import (
    audit,
    backing,
    choices,
    reported,
    restoring,
    reviews,
    roles,
    worklist,
)  # fmt: skip
from extract.keeping.answering import Answering
from extract.keeping.audit import Line
from extract.keeping.frames import frame as framed
from extract.keeping.opened import set_setting, setting
from extract.model import Report
from extract.tidy import COLUMNS

__all__ = ["DATABASE_URL", "Store"]

_TIDY = {column.name: column.dtype for column in COLUMNS}


class Store(Answering):
    """One database of reports and observations; safe to use from several threads.

    What may be read from it as from any archive stands in ``keeping.answering``.

    ``Store("sqlite:////tmp/duibiao.db")``. Every method raises DuibiaoError, with one
    Chinese sentence, where the database cannot be opened, read or written.
    """

    # ---- reports and their observations -----------------------------------------------------

    def put(
        self,
        report: Report,
        frame: pd.DataFrame,
        author: str = "",
        note: str = "",
        rules: str | None = None,
        seen: Mapping[str, str] | None = None,
    ) -> None:
        """Store a report with its observations, replacing what it had, in one transaction.

        Its corrections and reviews stay: they are about spans of its text. ``author`` is who
        brings it, "" for the program itself; ``note`` goes to the audit log. ``rules`` is the
        fingerprint of those that read it, None for those that filled the store. ``seen`` are the
        reports alike that the author knows of, each with the hash of its text: StoreError
        changed where by now there are others.
        """
        with self._writing() as connection:
            if seen is not None:
                reported.expect(connection, report, seen)
            made_by = setting(connection, "fingerprint") if rules is None else rules
            reported.put(connection, [(report, made_by)], frame, (author, note))

    def put_all(
        self,
        given: Sequence[tuple[Report, str]],
        frame: pd.DataFrame,
        author: str = "",
        note: str = "",
    ) -> None:
        """The same for several reports at once, each with the fingerprint of its rules.

        ``frame`` has the observations of them all. All come in, or none does.
        """
        with self._writing() as connection:
            reported.put(connection, given, frame, (author, note))

    def hashes(self, report_ids: Sequence[str]) -> dict[str, str]:
        """The SHA-256 of the texts of those of some reports that are there."""
        with self._reading() as connection:
            return reported.hashes(connection, report_ids)

    def refresh(self, report: Report, frame: pd.DataFrame, rules: str) -> bool:
        """Store new observations of a report that is there, by rules of a fingerprint.

        False, and nothing is stored, where by now the report is gone or says something else.
        """
        with self._writing() as connection:
            if reported.given(connection, report.report_id) != report:
                return False
            reported.put(connection, [(report, rules)], frame, ("", ""))
            return True

    def remove(self, report_id: str, author: str, reason: str) -> None:
        """Take a report with its observations out; what people said about it stays, moot.

        Raises DuibiaoError where there is no such report, nobody removes it or nothing says why.
        """
        with self._writing() as connection:
            reported.remove(connection, report_id, author, reason)

    def alike(self, report: Report) -> pd.DataFrame:
        """Reports already there that may be the same one, columns as reported.ALIKE.

        ``because`` is the surest reason: bytes (of the file), text, name (storing it would
        replace that report) or agency_period.
        """
        with self._reading() as connection:
            return framed(reported.alike(connection, report), reported.ALIKE)

    def report(self, report_id: str) -> Report | None:
        """A report as it was put, None where there is none."""
        with self._reading() as connection:
            return reported.given(connection, report_id)

    def outdated(self, rules: str) -> tuple[str, ...]:
        """The ids of the reports whose observations other rules made, in order."""
        with self._reading() as connection:
            return reported.outdated(connection, rules)

    # ---- what people say about them ----------------------------------------------------------

    def correct(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        """Store corrections in one transaction, all or none; return their numbers.

        An earlier correction of the same field stays, superseded. Raises DuibiaoError where one
        is not sound, its observation is gone, or it says something else than ``before`` by now.
        """
        with self._writing() as connection:
            numbers = ledger.append(connection, corrections)
            audit.write(connection, map(audit.corrected, corrections))
            return numbers

    def undo(self, correction_id: int, author: str) -> None:
        """Take back an active correction; the one that it superseded holds again.

        Raises DuibiaoError where there is no such correction or it is not active.
        """
        with self._writing() as connection:
            row = ledger.undo(connection, correction_id, author)
            audit.write(connection, [audit.uncorrected(row, author)])

    def corrections(self) -> pd.DataFrame:
        """Every correction ever made by number, columns and dtypes as in ledger.LEDGER.

        Status is active, superseded, undone, or moot where text or span are not there.
        """
        with self._reading() as connection:
            rows = [entry.values() for entry in ledger.entries(connection)]
        return pd.DataFrame(rows, columns=list(ledger.LEDGER), dtype=object).astype(ledger.LEDGER)

    def review(
        self,
        observation_id: str,
        verdict: str,
        author: str,
        note: str = "",
        seen: Mapping[Any, Any] | None = None,
    ) -> int:
        """Store that somebody found a figure right (accepted) or wrong (rejected); its number.

        An earlier review of it by the same person is superseded. ``seen``, the row that the
        reviewer looked at, guards against a change since. Raises DuibiaoError where the figure
        is gone or has changed; StoreError.kind is then gone or changed.
        """
        with self._writing() as connection:
            return reviews.add(connection, observation_id, verdict, author, note, seen)

    def unreview(self, review_id: int, author: str) -> None:
        """Take back an active review; the person's earlier one, if any, holds again."""
        with self._writing() as connection:
            reviews.undo(connection, review_id, author)

    def reviews(self) -> pd.DataFrame:
        """Every review ever made by number, columns and dtypes as in reviews.REVIEWS.

        Status is active, superseded, undone or moot; ``drifted`` where it holds but the figure
        says something else by now. Of several people's verdicts the latest decides whether a
        figure is left out.
        """
        with self._reading() as connection:
            return framed(reviews.listed(connection), reviews.REVIEWS)

    def queue(
        self, limit: int = 100, readers: int = 1, author: str = "", report_id: str = ""
    ) -> pd.DataFrame:
        """The figures to review first, as corrected: least certain and most consequential ones.

        Those with fewer than ``readers`` acceptances by different people, none by ``author``;
        columns as COLUMNS and worklist.MORE. ``because`` holds codes of worklist.CODES.
        """
        wanted = worklist.Wanted(max(0, limit), max(1, readers), author.strip(), report_id)
        with self._reading() as connection:
            rows = worklist.queue(connection, wanted)
            corrections = ledger.standing(connection)
        return applied(framed(rows, _TIDY | worklist.MORE), corrections)

    def choose(self, observation_id: str, over: Sequence[str], reason: str, author: str) -> int:
        """Store which of several figures from different reports holds, and why; its number.

        All are kept. An earlier choice among them is superseded.
        """
        with self._writing() as connection:
            return choices.add(connection, observation_id, over, reason, author)

    def unchoose(self, choice_id: int, author: str) -> None:
        """Take back an active choice."""
        with self._writing() as connection:
            choices.undo(connection, choice_id, author)

    def choices(self) -> pd.DataFrame:
        """Every choice ever made by number, columns as choices.CHOICES; status as of reviews.

        ``over`` holds the ids of the figures not chosen, parted by blanks.
        """
        with self._reading() as connection:
            return framed(choices.listed(connection), choices.CHOICES)

    # ---- who may, who did ----------------------------------------------------------------------

    def role(self, user: str) -> str:
        """What a person may do: reader, editor, admin; "" for somebody unknown."""
        with self._reading() as connection:
            return roles.of(connection, user)

    def set_role(self, user: str, role: str, author: str) -> None:
        """Give a person a role, "" to take it away; the last admin stays one."""
        with self._writing() as connection:
            roles.give(connection, user, role, author)

    def roles(self) -> pd.DataFrame:
        """Everybody who has a role: user, role, given_by, given (UTC)."""
        with self._reading() as connection:
            return framed(roles.listed(connection), roles.ROLES)

    def audit(self, limit: int = 200, before: int | None = None, **asked: str) -> pd.DataFrame:
        """The newest lines of the audit log, newest first, columns as in audit.LOG.

        ``before`` is a number: older lines alone. ``asked`` are who, action or target.
        """
        with self._reading() as connection:
            return framed(audit.read(connection, limit, before, asked), audit.LOG)

    def record(self, author: str, action: str, target: str = "", detail: str = "") -> None:
        """Add a line to the audit log about what happens outside the store: a denied write."""
        with self._writing() as connection:
            audit.write(connection, [Line(author, action, target, detail=detail)])

    # ---- the store itself ------------------------------------------------------------------------

    def fingerprint(self) -> str:
        """The fingerprint of the rules and data that filled the store, "" if none."""
        with self._reading() as connection:
            return setting(connection, "fingerprint")

    def set_fingerprint(self, fingerprint: str, anew: bool = False) -> None:
        """Note which rules and data the stored observations come from.

        ``anew``: all that are there count as made by other rules, to be made anew.
        """
        with self._writing() as connection:
            if anew:
                reported.forget_rules(connection)
            before = setting(connection, "fingerprint")
            set_setting(connection, "fingerprint", fingerprint)
            audit.write(connection, [Line("", "rules", "", before, fingerprint)])

    def backup(self, path: str | Path) -> Path:
        """Write all of the store into one file, as it stands at one moment, while others write.

        The file appears whole or not at all. Raises DuibiaoError where it cannot be written, or
        another kind of file would be lost.
        """
        with database.explained(self.url):
            return backing.backup(self._engine, self.url, Path(path))

    def restore(self, path: str | Path, author: str = "", replace: bool = False) -> None:
        """Bring all that a backup holds into the store, in one transaction.

        The audit log keeps its lines and gains those of the backup. Raises DuibiaoError where
        the file is no sound backup, or the store is not empty and it is not to ``replace`` it.
        """
        with backing.opened(Path(path)) as held, self._writing() as connection:
            restoring.restore(connection, held, Path(path).name, author, replace)
