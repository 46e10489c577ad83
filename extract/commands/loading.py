"""``duibiao load``: a dataset into the store, some reports at a time.

Each time is one transaction: a run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from extract.commands import filling, screen
from extract.database import StoreError
from extract.dataset.reading import Dataset
from extract.model import DuibiaoError
from extract.store import Store

_AT_ONCE = 200
_NOTICE = 10_000
_OF_A_REPORT = ("text", "failed")
_MOST = 20  # sentences about single reports
_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} 份,{rate_fmt},还需 {remaining}"


@dataclass
class _Tally:
    """What became of the reports of a dataset; ``rules`` are today's, ``old`` by others."""

    rules: str
    loaded: int = 0
    figures: int = 0
    there: int = 0
    different: int = 0
    refused: int = 0
    old: int = 0

    @property
    def status(self) -> int:
        """2 where a report was refused, 1 where one was left out, else 0."""
        return 2 if self.refused else 1 if self.different else 0

    @property
    def told(self) -> str:
        """The last sentence."""
        parts = [f"已收下 {self.loaded} 份报告、{self.figures} 条数字"]
        parts += [f"{self.there} 份库中已有"] * bool(self.there)
        parts += [f"{self.different} 份因同名而内容不同没有收下"] * bool(self.different)
        parts += [f"{self.refused} 份收不下"] * bool(self.refused)
        return ",".join(parts) + "。"


def run(given: argparse.Namespace) -> int:
    """Bring in every report that is not in the store yet; the exit status.

    Raises DuibiaoError where the folder is no dataset or the store cannot be written.
    """
    with closing(Dataset(given.folder)) as dataset, closing(Store(given.database)) as kept:
        if kept.fingerprint() != filling.fingerprint():
            filling.bring_up(kept)
        tally = _load(dataset, kept, given.author or "", given.replace)
    screen.say(tally.told)
    if tally.different:
        screen.say("要用数据集里的报告替换库中同名的,请加上 --replace。")
    if tally.old:
        screen.say(f"其中 {tally.old} 份由其他规则抽取;要用当前规则重来,请运行 duibiao reextract。")
    return tally.status


def _load(dataset: Dataset, kept: Store, author: str, replace: bool) -> _Tally:
    tally, every = _Tally(rules=filling.fingerprint()), dataset.hashes()
    with _progress(len(every)) as step:
        for some in _stretches(every):
            wanted = _wanted(some, kept.hashes([name for name, _ in some]), replace, tally)
            if wanted:
                _bring(dataset, kept, wanted, author, tally)
            step(len(some))
    return tally


def _stretches(every: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for first in range(0, len(every), _AT_ONCE):
        yield every[first : first + _AT_ONCE]


def _wanted(
    some: Sequence[tuple[str, str]], there: dict[str, str], replace: bool, tally: _Tally
) -> list[str]:
    """Those of some reports that are to come in; the others are counted."""
    wanted = []
    for name, sha256 in some:
        if there.get(name) == sha256:
            tally.there += 1
        elif name in there and not replace:
            tally.different += 1
            if tally.different <= _MOST:
                screen.say(f"duibiao:库中已有同名而内容不同的报告 {name},没有收下。")
        else:
            wanted.append(name)
    return wanted


def _bring(
    dataset: Dataset, kept: Store, wanted: Sequence[str], author: str, tally: _Tally
) -> None:
    """Store some reports in one transaction; where one is refused, the others one by one."""
    reports, rows = dataset.given(wanted)
    try:
        kept.put_all(reports, rows, author)
    except DuibiaoError as error:
        if isinstance(error, StoreError) and error.kind not in _OF_A_REPORT:
            raise
        if len(reports) == 1:
            tally.refused += 1
            if tally.refused <= _MOST:
                screen.say(f"duibiao:{wanted[0]} 没有收下({error})")
            return
        for name in wanted:
            _bring(dataset, kept, [name], author, tally)
        return
    tally.loaded += len(reports)
    tally.figures += len(rows)
    tally.old += sum(rules != tally.rules for _, rules in reports)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Takes how many more are done: a bar at a terminal, elsewhere a sentence now and then."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        if (done + more) // _NOTICE > done // _NOTICE:
            screen.say(f"已处理 {done + more}/{total} 份报告……")
        done += more

    if total < 2 or not sys.stderr.isatty():
        yield tell
        return
    from tqdm import tqdm

    with tqdm(total=total, desc="收入", unit="份", bar_format=_BAR, delay=1, leave=False) as bar:
        yield lambda more: bar.update(more) and None
