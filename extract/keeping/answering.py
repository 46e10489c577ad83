"""What a store answers as an archive: reports, observations, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from extract import ledger, spans
from extract.archive import REPORTS_ASKED, Asked, Cells
from extract.archive import asked as checked
from extract.corrections import applied
from extract.keeping import counted, observed, remembered, reported, reviews
from extract.keeping.frames import frame as framed
from extract.keeping.opened import Opened


class Answering(Opened):
    """A store that is open, and may be asked; ``asked`` is as ``archive.Archive`` says."""

    def reports(self, texts: bool = True, **asked: Cells) -> pd.DataFrame:
        """The stored reports by report_id, columns as reported.REPORTS; unknown is "".

        Asked by report_id, agency, within, years. Notes stand a line each, pages as the
        characters where they begin, parted by commas. Without ``texts`` the text is left
        empty, which is faster.
        """
        question = checked(asked, REPORTS_ASKED)
        with self._reading() as connection:
            return framed(reported.listed(connection, texts, question), reported.REPORTS)

    def observations(self, *, rejected: bool = False, **asked: Cells) -> pd.DataFrame:
        """The tidy table of the reports, by report and place in its text, as corrected.

        ``asked`` are cells that rows must have as extracted: ``report_id="深圳2022.txt"``,
        indicator, agency, within, years. What a review rejected is left out unless ``rejected``.
        """
        question = checked(asked)
        with self._reading() as connection:
            if question:
                return _some(connection, question, rejected)
            whole = remembered.table(connection, self.url)
            out = set() if rejected else reviews.rejected(connection)
            corrections = ledger.standing(connection)
        return remembered.finished(whole, self.url, corrections, out)

    def count(self, **asked: Cells) -> int:
        """How many observations fit, those left out that a review rejected."""
        return int(self.summary((), **asked)["observations"].iloc[0])

    def summary(self, by: Sequence[str], **asked: Cells) -> pd.DataFrame:
        """How many observations and reports there are of each kind, in order, as corrected.

        ``by`` are columns of COLUMNS, report_area or report_year; then come ``observations``
        and ``reports``.
        """
        question = checked(asked)
        with self._reading() as connection:
            return counted.summary(
                connection, by, question, lambda those: _some(connection, those, False)
            )


def _some(connection: sa.Connection, question: Asked, rejected: bool) -> pd.DataFrame:
    """The observations that fit a question, as people put them right."""
    found = observed.read(connection, question)
    texts = spans.texts_of(set(found["report_id"]))
    out = set() if rejected else reviews.rejected(connection, texts)
    return remembered.without(applied(found, ledger.standing(connection, texts)), out)
