"""How the cost of bulk extraction grows: ``python tests/benchmark_growth.py [rates] [growth]``.

rates: the same reports through ``duibiao bulk`` on one, two and all cores (pool) and on a local
Dask cluster, elapsed time with starting the workers; beside them, on one core, the rules alone,
``jieba.lcut`` and a bare ``re`` scan for numbers, process time. Two texts: ``varied``, the five
reports over and over with other digits, whose words the rules have mostly seen; and ``fresh``, the
annotated reports over and over with a character of every few exchanged, so that hardly a phrase
comes twice, as with an archive of many agencies; of it a quarter as many characters are taken,
for its figures stand four times as close.

growth: one process, 10^5 to ``--longest`` characters of ``varied``, and to a tenth of that of
``fresh``, as ever more reports: process time of extracting and of arranging, elapsed time, peak
memory, and the exponent (least squares of the logarithms).

Peak memory is that of all processes together, shared pages counted once. The load of the machine
before and after is printed: on a busy one the elapsed times say little.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import annotated_reports
import benchmark
import jieba

import extract
from extract import reports
from extract.bulk import running
from extract.bulk.items import Counts, Part
from extract.commands.workers import cores

PARTS = ("rates", "growth")
_NUMBER = re.compile(r"[0-9]+(?:[,.][0-9]+)*[万亿]?[%‰一-鿿]")
_HAN = re.compile("[一-鿿]{2,}")
_KEPT = set("一二三四五六七八九十百千万亿零两余多近超约达第年月日至底末半季度上下省市区县镇街道")
_EVERY = 6
_SAMPLE_SECONDS = 1.0  # to ask takes some hundredths of a second itself
# Figures stand four times as close in ``fresh``: a quarter of the characters is as much work.
_DENSER = 4


# --- text ---------------------------------------------------------------------------------------


def fresh() -> Iterator[extract.Report]:
    """The annotated reports over and over, each time with other words around the figures."""
    dice = random.Random(2022)
    for number in count():
        read = _annotated()[number % len(_annotated())]
        again = number >= len(_annotated())
        text = _HAN.sub(partial(_exchanged, dice), read.text) if again else read.text
        yield replace(read, report_id=f"{number:06}.txt", text=text)


@cache
def _annotated() -> list[extract.Report]:
    found = [
        report for name in annotated_reports.SETS for report in annotated_reports.reports(name)
    ]
    return [reports.detect(report.text, report.name) for report in found]


@cache
def _characters() -> list[str]:
    """The characters of all annotated reports, as often as they stand there."""
    every = "".join(report.text for report in _annotated())
    return [one for one in every if _HAN.match(one * 2) and one not in _KEPT]


def _exchanged(dice: random.Random, run: re.Match[str]) -> str:
    """A run of characters with one of every six another; numerals and places stay."""
    text = list(run.group())
    for start in range(0, len(text), _EVERY):
        place = start + dice.randrange(min(_EVERY, len(text) - start))
        if text[place] not in _KEPT:
            text[place] = dice.choice(_characters())
    return "".join(text)


TEXTS: dict[str, Callable[[], Iterator[extract.Report]]] = {
    "varied": benchmark.varied,
    "fresh": fresh,
}


def taken(text: str, characters: int) -> Iterator[extract.Report]:
    """Reports of one of the texts, of so many characters in all."""
    left = characters
    for report in TEXTS[text]():
        if left <= 0:
            return
        yield replace(report, text=report.text[:left])
        left -= len(report.text)


def archived(text: str, characters: int, path: Path) -> int:
    """Lay reports into a zip file; how many."""
    with zipfile.ZipFile(path, "w") as archive:
        for report in taken(text, characters):
            archive.writestr(f"{report.report_id[:3]}/{report.report_id}", report.text)
        return len(archive.infolist())


# --- one measurement ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of extracting (elapsed and of the processor) and of arranging; peak memory.

    ``extracted_memory`` is the peak of the one process up to arranging, ``memory`` of all to the
    end.
    """

    extracting: float
    processor: float
    arranging: float
    arranging_processor: float
    reports: int
    rows: int
    characters: int
    extracted_memory: int
    memory: int = 0


def here(work: Callable[[Part], Counts], parts: Any) -> Iterator[tuple[Part, Counts]]:
    """An engine that is this process."""
    for part in parts:
        yield part, work(part)


def measure(engine: str, jobs: int, source: Path, folder: Path) -> Measured:
    """``duibiao bulk`` in a process of its own, whose whole family is watched."""
    words = ["--measure", engine, str(jobs), str(source), str(folder)]
    peak = 0
    with subprocess.Popen(
        [sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_share, benchmark._family(process.pid))))
            time.sleep(_SAMPLE_SECONDS)
        assert process.stdout is not None
        told = json.loads(process.stdout.read())
    shutil.rmtree(folder)
    return Measured(**told, memory=peak)


def _share(process: int) -> int:
    """The memory of a process, its share only of what it shares; 0 off Linux."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s*(\d+) kB", told, re.M)
    return int(found[1]) * 1024 if found else 0


def measured(engine: str, jobs: int, source: str, folder: str) -> None:
    """In the process of its own: do it and print the times."""
    from extract.commands import cluster, filling, workers
    from extract.dataset.arranging import arrange

    rules = filling.fingerprint()
    plan = running.plan([source], Path(folder), rules)
    with ExitStack() as stack:
        if engine == "here":
            _warm()
            run: Any = here
        elif engine == "pool":
            run = partial(workers.as_done, jobs=jobs)
        else:
            client = stack.enter_context(cluster.connected(None, jobs))
            run = partial(cluster.as_done, client, rules=rules)
        start, used = time.perf_counter(), time.process_time()
        done = sum(running.run(plan, run, jobs), Counts())
        extracting, processor = time.perf_counter() - start, time.process_time() - used
    peak = benchmark.peak("self")
    start, used = time.perf_counter(), time.process_time()
    arrange(Path(folder))
    arranging, arranging_processor = time.perf_counter() - start, time.process_time() - used
    told = {"extracting": extracting, "processor": processor, "arranging": arranging}
    told |= {"arranging_processor": arranging_processor, "extracted_memory": peak}
    counts = {"reports": done.reports, "rows": done.rows, "characters": done.characters}
    print(json.dumps(told | counts))


def _warm() -> None:
    """Load the tables of the rules, outside the measurement."""
    benchmark.extraction([extract.read(path) for path in benchmark.SEEDS])


# --- rates --------------------------------------------------------------------------------------


def rates(characters: int, names: list[str], place: Path) -> None:
    """Print characters per second of each way, for texts of these names."""
    ways = [("pool", jobs) for jobs in sorted({1, 2, cores()})] + [("dask", min(2, cores()))]
    for text in names:
        source = place / f"{text}.zip"
        size = characters if text == "varied" else characters // _DENSER
        many = archived(text, size, source)
        figures = sum(1 for report in taken(text, 300_000) for _ in extract.observe(report))
        per = figures / 300
        print(f"\n`{text}`:{size:,} 字,{many:,} 份,每千字 {per:.0f} 个数字\n")
        alone = _alone(text, min(size, 1_000_000))
        words = ("方式", "核", "字/秒", "与单核成正比的", "每核为 jieba.lcut 的倍数", "内存峰值")
        print(f"| {' | '.join(words)} |\n| --- | ---: | ---: | ---: | ---: | ---: |")
        one = 0.0
        for engine, jobs in ways:
            found = measure(engine, jobs, source, place / "out")
            rate = found.characters / found.extracting
            one = one or rate
            shares = f"{rate / one / jobs:.0%} | {rate / jobs / alone['jieba.lcut']:.2f}"
            name = {"pool": "进程池", "dask": "Dask 本机集群"}[engine]
            print(f"| {name} | {jobs} | {rate:,.0f} | {shares} | {_megabytes(found.memory)} |")
        for name, rate in alone.items():
            print(f"| {name} | 1 | {rate:,.0f} | — | {rate / alone['jieba.lcut']:.2f} | — |")
        source.unlink()


def _alone(text: str, characters: int) -> dict[str, float]:
    """Characters per second of process time: the rules, jieba and a bare scan of the same text."""
    read = list(taken(text, characters))
    texts = [report.text for report in read]
    jieba.setLogLevel(40)
    jieba.lcut("热身")
    _warm()
    works: dict[str, Callable[[], object]] = {
        "只抽取(observe)": lambda: [list(extract.observe(report)) for report in read],
        "jieba.lcut": lambda: [jieba.lcut(one) for one in texts],
        "re 扫一遍": lambda: [_NUMBER.findall(one) for one in texts],
    }
    return {name: characters / benchmark.seconds(work) for name, work in works.items()}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size else "—"


# --- growth -------------------------------------------------------------------------------------


def growth(text: str, longest: int, place: Path) -> None:
    """Print time and memory of ever more reports, and the exponent."""
    sizes = [10**power for power in range(5, 12) if 10**power < longest] + [longest]
    print(f"\n`{text}`\n")
    print("| 字数 | 份数 | 数字 | 抽取(CPU 秒) | 整理(CPU 秒) | 合计(秒) | 内存峰值 | 其中抽取 |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    times: list[tuple[float, float]] = []
    for size in sizes:
        source = place / f"{size}.zip"
        archived(text, size, source)
        found = measure("here", 1, source, place / "out")
        source.unlink()
        times.append((found.processor, found.processor + found.arranging_processor))
        print(
            f"| {size:,} | {found.reports:,} | {found.rows:,} | {found.processor:,.2f} "
            f"| {found.arranging_processor:,.2f} | {found.extracting + found.arranging:,.1f} "
            f"| {_megabytes(found.memory)} | {_megabytes(found.extracted_memory)} |",
            flush=True,
        )
    if len(sizes) < 2:
        return
    for name, column in (("抽取", 0), ("抽取和整理", 1)):
        exponent = _exponent(sizes, [each[column] for each in times])
        print(f"\n{name}:时间约按字数的 {exponent:.3f} 次方增长。")


def _exponent(sizes: list[int], times: list[float]) -> float:
    """The slope of the logarithms, by least squares."""
    across, along = [math.log(size) for size in sizes], [math.log(one) for one in times]
    middle, level = sum(across) / len(across), sum(along) / len(along)
    both = sum((x - middle) * (y - level) for x, y in zip(across, along, strict=True))
    return both / sum((x - middle) ** 2 for x in across)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("parts", nargs="*", metavar="part", help="rates, growth")
    arguments.add_argument("--characters", type=int, default=10_000_000, help="of the rates")
    arguments.add_argument("--longest", type=int, default=100_000_000, help="of the growth")
    arguments.add_argument(
        "--text", choices=TEXTS, action="append", help="one of the two; else both"
    )
    arguments.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        arguments.error(f"no such part: {', '.join(sorted(unknown))}")
    if given.measure:
        engine, jobs, source, folder = given.measure
        measured(engine, int(jobs), source, folder)
        return
    texts = given.text or list(TEXTS)
    print(f"{cores()} cores, load before {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for part in given.parts or PARTS:
            if part == "rates":
                rates(given.characters, texts, Path(name))
            else:
                for text in texts:
                    fewer = 1 if text == "varied" else 10
                    growth(text, given.longest // fewer, Path(name))
    print(f"\nload after {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
