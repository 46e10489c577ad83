"""Times what each page asks of a dataset, and prints the peak memory of the process.

``python tests/benchmark_archive.py DIR``; ``tests/made_dataset.py`` makes one. Cold: a dataset
just opened, whose files the system no longer holds in memory; warm: the same dataset again;
cores: what all cores together were busy for a warm question, which other programs slow less.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from extract import Dataset

_LIMIT = 0.5  # seconds
Ask = Callable[[Dataset], int]


def questions(dataset: Dataset) -> dict[str, Ask]:
    """What pages ask, each with the number of rows that come."""
    kinds = dataset.summary(("indicator",)).query("indicator != ''")
    most = kinds.sort_values("observations")["indicator"].iloc[-1]
    city = dataset.summary(("report_area",), within="4403")["report_area"].iloc[0]
    report = dataset.reports(texts=False, within=city, years="2022").iloc[0]
    one = dataset.observations(report_id=report["report_id"])["observation_id"].iloc[3]
    agency, name = report["agency"], report["report_id"]
    return {
        "one city, all years": lambda d: len(d.observations(within="4403")),
        "one district, all years": lambda d: len(d.observations(within=city)),
        "one province, one year": lambda d: len(d.observations(within="44", years="2022")),
        "one indicator, whole country": lambda d: len(d.observations(indicator=most)),
        "one indicator, one year": lambda d: len(d.observations(indicator=most, years="2022")),
        "one indicator, one province": lambda d: len(d.observations(indicator=most, within="44")),
        "one agency, all years": lambda d: len(d.observations(agency=agency)),
        "one report with its text": lambda d: len(d.reports(report_id=name)),
        "one report's observations": lambda d: len(d.observations(report_id=name)),
        "one observation": lambda d: len(d.observations(observation_id=one)),
        "reports of a city, no texts": lambda d: len(d.reports(texts=False, within="4403")),
        "agencies and indicators, a city": lambda d: len(
            d.summary(("agency", "indicator"), within="4403")
        ),
        "indicators, whole country": lambda d: len(d.summary(("indicator",))),
        "areas and years, whole country": lambda d: len(
            d.summary(("report_area", "report_year"))
        ),
        "count of all": lambda d: d.count(),
        "count of one indicator": lambda d: d.count(indicator=most),
    }  # fmt: skip


def forget(folder: Path) -> None:
    """Let the system drop what it holds of the files, as after a start of the machine."""
    for path in folder.rglob("*.parquet"):
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def timed(ask: Ask, dataset: Dataset) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of all cores together, rows."""
    start, used = time.perf_counter(), time.process_time()
    rows = ask(dataset)
    return time.perf_counter() - start, time.process_time() - used, rows


def run(folder: Path, rounds: int, settings: dict[str, Any]) -> bool:
    """Print a line for each question; whether all were in time."""
    with closing(Dataset(folder, **settings)) as dataset:
        every = questions(dataset)
        print(f"{dataset.count():,} observations; {settings}")
    heads = ("cold", "worst", "warm", "worst", "cores")
    print(f"{'milliseconds':34}{'rows':>11}" + "".join(f"{head:>8}" for head in heads))
    in_time = True
    for name, ask in every.items():
        cold, warm, cores = [], [], []
        for _ in range(rounds):
            forget(folder)
            with closing(Dataset(folder, **settings)) as dataset:
                cold.append(timed(ask, dataset)[0])
                for _ in range(rounds):
                    seconds, busy, rows = timed(ask, dataset)
                    warm.append(seconds)
                    cores.append(busy)
        shown = (median(cold), max(cold), median(warm), max(warm), median(cores))
        print(f"{name:34}{rows:11,}" + "".join(f"{1000 * seconds:8.0f}" for seconds in shown))
        in_time = in_time and median(cold) < _LIMIT and median(warm) < _LIMIT
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    return in_time


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--threads", type=int, default=2)
    given.add_argument("--memory", default="512MB")
    asked = given.parse_args()
    bounds = {"threads": asked.threads, "memory": asked.memory}
    raise SystemExit(0 if run(asked.folder, asked.rounds, bounds) else 1)
