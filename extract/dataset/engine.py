"""DuckDB, kept to itself: no network, no extensions, no files but those of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from extract.dataset.manifest import damaged
from extract.model import DuibiaoError

if TYPE_CHECKING:
    import duckdb


def connect(
    folder: Path, threads: int, memory: str, database: str = ":memory:", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection that may open files of a folder alone, and that nobody can allow more.

    ``memory`` is how much it may use, ``512MB``; what does not fit goes to the folder
    ``spill``, or there is an error. Raises DuibiaoError where a setting cannot be.
    """
    import duckdb  # it takes time to load

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory,
        "temp_directory": str(spill or ""),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "arrow_large_buffer_size": True,
    }
    try:
        made = duckdb.connect(database, config=settings)
        made.execute("SET parquet_metadata_cache = true")
        made.execute("SET allowed_directories = $folders", {"folders": [str(folder.resolve())]})
        made.execute("SET enable_external_access = false")
        made.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise DuibiaoError(
            f"打不开数据集 {folder}({_first_line(error)});请检查内存上限“{memory}”等设置。"
        ) from error
    return made


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what DuckDB says into one Chinese sentence."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException as error:
        raise DuibiaoError(
            f"处理数据集 {folder} 需要的内存或临时空间超过上限;"
            "查询时请缩小地区、年份或指标的范围,整理时请腾出磁盘空间后再试。"
        ) from error
    except duckdb.Error as error:
        if _FULL in str(error):
            raise DuibiaoError(f"数据集 {folder} 写不进去,磁盘已满;请腾出空间后再试。") from error
        raise damaged(folder, _first_line(error)) from error


_FULL = "No space left"


def _first_line(error: Exception) -> str:
    return f"{error}".splitlines()[0]
