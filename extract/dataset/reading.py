"""A dataset that is open: it answers as an archive does, and nothing in it can be changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import BoundedSemaphore
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from weakref import finalize

import pandas as pd
import pyarrow as pa

from extract.archive import REPORTS_ASKED, Asked, Cells, grouped
from extract.archive import asked as checked
from extract.dataset import asking, engine, manifest
from extract.dataset.asking import Find, Source, statement
from extract.dataset.layout import PARTS
from extract.dataset.manifest import Manifest
from extract.keeping import counted, observed, reported
from extract.keeping.frames import frame, shaped
from extract.ledger import LEDGER
from extract.model import DuibiaoError, Report
from extract.tidy import NAMES

if TYPE_CHECKING:
    import duckdb

if TYPE_CHECKING:
    import duckdb

THREADS, MEMORY, MOST = 2, "512MB", 500_000
_BATCH, _BYTES = 65_536, 1 << 30
_AT_ONCE = 2  # questions: more would take more memory, and be no faster


class Dataset:
    """The dataset in a folder, to read from; safe to use from several threads.

    ``Dataset("归档")``; ``memory`` is how much a question may use, ``most`` how many rows one may
    give. Every method raises DuibiaoError, with one Chinese sentence, where the folder is no
    dataset, is damaged or is of a newer program, or a question asks for too much.
    """

    def __init__(
        self, path: str | Path, threads: int = THREADS, memory: str = MEMORY, most: int = MOST
    ) -> None:
        self.folder = Path(path).resolve()
        self._most, self._turns = most, BoundedSemaphore(_AT_ONCE)
        self._known: tuple[object, Manifest] = (None, Manifest())
        self._now()
        self._connection = engine.connect(self.folder, threads, memory)
        finalize(self, self._connection.close)

    def revision(self) -> str:
        """A word that is another one once the dataset has been arranged anew."""
        return self._now().revision

    def count(self, **asked: Cells) -> int:
        """How many observations fit."""
        question = checked(asked)
        if not question:
            return sum(one.observations for one in self._now().partitions)
        return int(self.summary((), **asked)["observations"].iloc[0])

    def observations(self, *, rejected: bool = False, **asked: Cells) -> pd.DataFrame:
        """The observations that fit by report and place in its text, columns as COLUMNS.

        Nobody rejects anything in a dataset: ``rejected`` makes no difference.
        """
        columns = ", ".join(f'"{name}"' for name in NAMES)
        found = self._read(asking.observations, checked(asked), columns)
        return observed.framed(found)

    def reports(self, texts: bool = True, **asked: Cells) -> pd.DataFrame:
        """The reports by report_id, columns as reported.REPORTS; ``added`` is not known.

        Asked by report_id, agency, within, years. Without ``texts`` the text is left empty,
        which is far faster.
        """
        question = checked(asked, REPORTS_ASKED)
        columns = ", ".join(
            "'' AS text" if name == "text" and not texts else f'"{name}"'
            for name in reported.REPORTS
        )
        find = asking.reports if texts else asking.known_reports
        found = self._read(find, question, columns, "ORDER BY report_id")
        return shaped(found, reported.REPORTS)

    def summary(self, by: Sequence[str], **asked: Cells) -> pd.DataFrame:
        """How many observations and reports there are of each kind, in order.

        ``by`` are columns of COLUMNS, report_area or report_year; then come ``observations``
        and ``reports``.
        """
        dtypes, question = grouped(by), checked(asked)
        kinds = [f'"{name}"' for name in by]
        way = asking.counting(by, question)
        counts = [f"{way.observations} AS observations", f"{way.reports} AS reports"]
        after = f"GROUP BY {', '.join(kinds)}" if kinds else ""
        found = self._read(way.find, question, ", ".join([*kinds, *counts]), after, way.by_year)
        made = counted.together(shaped(found, dtypes | counted.WHOLE), dtypes)
        return made.sort_values(list(by), ignore_index=True) if by else made

    def given(self, report_ids: Sequence[str]) -> tuple[list[tuple[Report, str]], pd.DataFrame]:
        """Some reports, each with the fingerprint of its rules, and all their observations."""
        question = Asked({"report_id": tuple(report_ids)})
        rows = self._read(asking.reports, question, "*", "ORDER BY report_id").to_pylist()
        reports = [(reported.report(SimpleNamespace(**row)), row["rules"]) for row in rows]
        return reports, self.observations(report_id=tuple(report_ids))

    def hashes(self) -> list[tuple[str, str]]:
        """Every report with the SHA-256 of its text; those that lie together stand together."""
        order = "ORDER BY report_year, report_area, agency, report_id"
        found = self._read(asking.known_reports, Asked(), "report_id, sha256", order)
        if not found.num_columns:
            return []
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def corrections(self) -> pd.DataFrame:
        """No corrections, columns as ledger.LEDGER: nobody can make one in a dataset."""
        return frame([], LEDGER)

    def reviews(self) -> pd.DataFrame:
        """No reviews, columns as reviews.REVIEWS."""
        from extract.keeping.reviews import REVIEWS

        return frame([], REVIEWS)

    def choices(self) -> pd.DataFrame:
        """No choices, columns as choices.CHOICES."""
        from extract.keeping.choices import CHOICES

        return frame([], CHOICES)

    def errors(self) -> pd.DataFrame:
        """The files that were no reports: file, stage, reason in Chinese."""
        source = Source(("errors.parquet",) if self.revision() else ())
        columns = "file, stage, reason"
        found = self._read(lambda *_: source, Asked(), columns, "ORDER BY file, stage, reason")
        return shaped(found, dict.fromkeys(("file", "stage", "reason"), "str"))

    def close(self) -> None:
        """Give back the connection."""
        self._connection.close()

    def _now(self) -> Manifest:
        """What the dataset is made of, read again once that has changed."""
        try:
            told = os.stat(self.folder / manifest.NAME)
        except OSError:
            raise _no_dataset(self.folder) from None
        stamp = (told.st_mtime_ns, told.st_size, told.st_ino)
        known, now = self._known
        if known == stamp:
            return now
        found = manifest.read(self.folder)
        if found is None:
            raise _no_dataset(self.folder)
        self._known = (stamp, found)
        return found

    def _read(
        self, find: Find, question: Asked, columns: str, after: str = "", by_year: bool = False
    ) -> pa.Table:
        """The rows that fit; once more where the dataset was arranged anew meanwhile."""
        now = self._now()
        try:
            return self._rows(now, find, question, (columns, after, by_year))
        except DuibiaoError:
            if self._now().revision == now.revision:
                raise
        return self._rows(self._now(), find, question, (columns, after, by_year))

    def _rows(
        self, now: Manifest, find: Find, question: Asked, wanted: tuple[str, str, bool]
    ) -> pa.Table:
        columns, after, by_year = wanted
        with (
            self._turns,
            engine.explained(self.folder),
            closing(self._connection.cursor()) as cursor,
        ):

            def ask(words: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
                return cursor.execute(words, values).fetchall()

            folder = str(self.folder)
            source = find(question, now, folder, ask)
            found: list[pa.RecordBatch] = []
            for piece in source.by_year() if by_year else [source]:
                if piece.files:
                    words, values = statement(columns, piece, folder, after)
                    found += self._batches(cursor.sql(words, params=values))
        return pa.Table.from_batches(found) if found else pa.table({})

    def _batches(self, rows: duckdb.DuckDBPyRelation) -> Iterator[pa.RecordBatch]:
        """The rows as they come; raises DuibiaoError once they are more than anybody can use."""
        count = size = 0
        for batch in rows.to_arrow_reader(_BATCH):
            count, size = count + batch.num_rows, size + batch.nbytes
            if count > self._most or size > _BYTES:
                raise DuibiaoError(
                    f"符合条件的超过 {min(count - 1, self._most)} 条,一次看不了;"
                    "请缩小地区、年份或指标的范围。"
                )
            yield batch


def _no_dataset(folder: Path) -> DuibiaoError:
    """The sentence for a folder without ``dataset.json``."""
    if (folder / PARTS).is_dir():
        return DuibiaoError(f"数据集 {folder} 还没有整理完;请重新运行 duibiao bulk。")
    return DuibiaoError(f"{folder} 不是对标的数据集(没有 {manifest.NAME});请检查路径。")
