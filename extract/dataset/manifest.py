"""``dataset.json``: what a dataset is made of. It is replaced in one step, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from extract.model import DuibiaoError
from extract.tidy import NAMES

NAME, FORMAT = "dataset.json", 1
_WHAT = "duibiao dataset"


@dataclass(frozen=True, slots=True)
class Partition:
    """What a year and a province hold: two files of one name, and how many rows are in them."""

    year: str
    area: str
    name: str
    observations: int
    reports: int

    def file(self, kind: str) -> str:
        """Where its observations or reports lie."""
        # Reports have a column ``area``: a folder of that name would hide it from other readers.
        area = "province" if kind == "reports" else "area"
        return f"{kind}/year={self.year}/{area}={self.area}/{self.name}.parquet"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A dataset: the parts taken in and the files that count; "" and () before there are any.

    ``years`` names the file of each year by indicator, ``lookup`` those that tell where a
    report and an observation stand; ``errors`` is how many files were no reports.
    """

    revision: str = ""
    parts: tuple[str, ...] = ()
    partitions: tuple[Partition, ...] = ()
    years: dict[str, str] = field(default_factory=dict)
    lookup: str = ""
    errors: int = 0
    columns: tuple[str, ...] = NAMES

    def by_indicator(self, year: str) -> str:
        """Where the observations of a year lie by indicator."""
        return f"indicators/year={year}/{self.years[year]}.parquet"

    def whereabouts(self, kind: str) -> str:
        """Where the places of all reports or observations lie."""
        return f"lookup/{kind}-{self.lookup}.parquet"

    def files(self) -> Iterator[str]:
        """Every file that counts, but the errors."""
        for kind in ("observations", "reports"):
            yield from (one.file(kind) for one in self.partitions)
            if self.lookup:
                yield self.whereabouts(kind)
        yield from map(self.by_indicator, self.years)


def read(folder: Path) -> Manifest | None:
    """What a folder says it holds, None where it says nothing.

    Raises DuibiaoError where that is damaged, foreign, or of another program.
    """
    path = folder / NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.pop("what") != _WHAT:
            raise DuibiaoError(f"{path} 不是对标的数据集;请检查路径。")
        if (written := told.pop("format")) > FORMAT:
            raise DuibiaoError(
                f"数据集 {folder} 由更新版本的对标写成(格式 {written},"
                f"本程序只认识到 {FORMAT});请升级对标后再打开。"
            )
        partitions = tuple(Partition(**one) for one in told.pop("partitions"))
        if tuple(told.pop("columns")) != NAMES:
            raise DuibiaoError(
                f"数据集 {folder} 的列与本程序不同;请换一个空文件夹重新运行 duibiao bulk。"
            )
        return Manifest(partitions=partitions, parts=tuple(told.pop("parts")), **told)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or error
        raise DuibiaoError(f"读不了数据集 {folder}({why});请检查路径和权限。") from error
    except (AttributeError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, f"{NAME} 看不懂") from error


def taken(folder: Path) -> frozenset[str]:
    """The keys of the parts that are in the partitions."""
    known = read(folder)
    return frozenset(known.parts if known else ())


def write(folder: Path, manifest: Manifest) -> None:
    """Say what a folder holds from now on."""
    told = {"what": _WHAT, "format": FORMAT, **asdict(manifest)}
    made = folder / f".{NAME}.tmp"
    with made.open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(made, folder / NAME)


def damaged(folder: Path, what: str) -> DuibiaoError:
    """The sentence for a dataset that is not whole."""
    return DuibiaoError(
        f"数据集 {folder} 已损坏({what});请从备份恢复,或换一个空文件夹重新运行 duibiao bulk。"
    )
