"""Extraction of reports that nobody wrote: ``python tests/fuzz.py [COUNT] [--seed N]``.

Pieces of the five reports and of the annotated ones are joined and then mutated: characters
inserted, deleted, swapped, repeated, made full-width; digits, Chinese numerals, punctuation
and control characters put in. Whatever comes of it is extracted, and must raise nothing and
give quotes that are slices of the text, in order and within bounds. A failure is printed with
the shortest text that was found to cause it; the exit status is 1 where there was one.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import annotated_reports

import extract
from extract.reports import detect
from extract.tidy import KINDS, NAMES, QUALIFIERS, STATUSES

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
SHOWN = 20

_NUMERALS = "零〇一二三四五六七八九十百千万亿两半余多几数壹贰叁廿"
_MARKS = ",。、;:?!“”()《》—…·.,;:%‰+-~～—/／\"'()[]{}<>|&#@$¥°℃²"
_WORDS = (
    *("超", "近", "约", "达", "以上", "以内", "不少于", "同比", "增长", "下降", "提高到", "分别"),
    *("其中", "累计", "截至", "个百分点", "分之", "成", "倍", "翻一番", "第", "位", "年", "月"),
    *("件", "万件", "亿元", "小时", "平方公里", "人次", "%", "一是", "(一)", "2022年", "1-10月"),
    *("<td>", "</td>", "<table>", "&nbsp;", "\r\n", "\n\n", "目标", "力争", "全市", "各区"),
)
_CONTROL = "".join(map(chr, [*range(32), 127, 0x85, 0xA0, 0xAD, 0x200B, 0x202E, 0x2028, 0xFEFF]))
_RARE = "\u0301\u20dd\ufffd\ufffe\uffff\U0001f600\U00020000²½Ⅳ①㈠㍿٣१"


@dataclass(frozen=True, slots=True)
class Failure:
    """A text that went wrong: what went wrong, where in the code, and how much text it needs."""

    what: str
    where: str
    text: str


@cache
def _pieces() -> tuple[str, ...]:
    """Lines of the five reports and of the annotated ones."""
    texts = [path.read_text("utf-8") for path in SEEDS]
    texts += [report.text for name in annotated_reports.SETS for report in _annotated(name)]
    return tuple(line for text in texts for line in text.splitlines() if line.strip())


def _annotated(name: str) -> list[annotated_reports.Annotated]:
    return annotated_reports.reports(name)


def mutated(dice: random.Random) -> str:
    """A report of some lines, most of them changed in a few places."""
    lines = dice.choices(_pieces(), k=dice.randint(1, 6))
    text = dice.choice(("\n", "\n\n", "", "\r\n", "。")).join(lines)
    for _ in range(dice.choice((0, 1, 2, 5, 20, 100))):
        text = dice.choice(_CHANGES)(text, dice)
    return text[:2000]


def _place(text: str, dice: random.Random) -> int:
    """A place in the text; as often as not beside a digit, where the rules look."""
    digits = [i for i, c in enumerate(text) if c.isdigit()] if dice.random() < 0.5 else []
    return dice.choice(digits) + dice.randint(0, 1) if digits else dice.randint(0, len(text))


def _insert(text: str, dice: random.Random) -> str:
    source = dice.choice(("0123456789", _NUMERALS, _MARKS, _WORDS, _CONTROL, _RARE, _WORDS))
    at = _place(text, dice)
    return text[:at] + "".join(dice.choices(source, k=dice.choice((1, 1, 1, 2, 4)))) + text[at:]


def _delete(text: str, dice: random.Random) -> str:
    at = _place(text, dice)
    return text[:at] + text[at + dice.choice((1, 1, 2, 5, 40)) :]


def _swap(text: str, dice: random.Random) -> str:
    at = _place(text, dice)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _repeat(text: str, dice: random.Random) -> str:
    at = _place(text, dice)
    end = at + dice.choice((1, 2, 5, 20))
    return text[:at] + text[at:end] * dice.choice((2, 3, 30, 400)) + text[end:]


def _widen(text: str, dice: random.Random) -> str:
    at = _place(text, dice)
    end = at + dice.randint(1, 12)
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text[at:end])
    return text[:at] + wide + text[end:]


def _cut(text: str, dice: random.Random) -> str:
    return text[_place(text, dice) :] if dice.random() < 0.5 else text[: _place(text, dice)]


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(_insert, _insert, _insert, _delete, _delete, _swap, _repeat, _widen, _cut),
)


def wrong(text: str) -> str:
    """What an extraction of the text breaks of its promises, "" where it keeps them.

    Whatever the extraction raises goes through to the caller.
    """
    report = detect(text, "x.txt")
    if report.text != text:
        return "the text is rewritten"
    last = 0
    for values in extract.observe(report):
        row = dict(zip(NAMES, values, strict=True))
        if broken := _broken_promise(row, text, last):
            return broken
        last = row["end"]
    return ""


def _broken_promise(row: dict[str, Any], text: str, last: int) -> str:
    start, end, low, high = (row[name] for name in ("start", "end", "value_low", "value_high"))
    numbers = [number for number in (row["value"], low, high) if number is not None]
    promises = {
        "within bounds": 0 <= start < end <= len(text),
        "the quote is a slice": row["quote"] == text[start:end],
        "the number is within the quote": row["number"] in row["quote"],
        "in order, without overlap": start >= last,
        "finite": all(map(math.isfinite, numbers)),
        "bounds in order": low is None or high is None or low <= high,
        "words of their lists": row["qualifier"] in QUALIFIERS
        and row["kind"] in KINDS
        and row["obs_status"] in STATUSES,
        "confidence from 0 to 1": 0 <= row["confidence"] <= 1,
    }
    return next((f"not so: {promise}" for promise, kept in promises.items() if not kept), "")


def failure(text: str) -> Failure | None:
    """What goes wrong with a text, None where nothing does."""
    try:
        what = wrong(text)
    except Exception as error:
        # Here, and here alone: what an extraction raises is what is looked for.
        frames = traceback.extract_tb(error.__traceback__)
        ours = [f for f in frames if "extract" in Path(f.filename).parts] or frames
        where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        return Failure(f"{type(error).__name__}: {error}", where, text)
    return Failure(what, "", text) if what else None


def shortest(found: Failure) -> Failure:
    """The failure with as much text taken away as it can lose and still be the same."""
    step = len(found.text) // 2
    while step:
        at = 0
        while at < len(found.text):
            less = failure(found.text[:at] + found.text[at + step :])
            if less and less.where == found.where and less.what[:12] == found.what[:12]:
                found = less
            else:
                at += step
        step //= 2
    return found


def fuzz(count: int, seed: int) -> Iterator[Failure]:
    """The failures among so many mutated reports, the same on every run with a seed."""
    dice = random.Random(seed)
    for _ in range(count):
        if found := failure(mutated(dice)):
            yield found


def main() -> int:
    """Run, and print what was found."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("count", nargs="?", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=2022)
    given = arguments.parse_args()
    kinds: dict[tuple[str, str], int] = {}
    start = time.perf_counter()
    for found in fuzz(given.count, given.seed):
        kind = (found.where, found.what[:40])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] == 1 and len(kinds) <= SHOWN:
            least = shortest(found)
            print(f"{least.where} {least.what}\n    {least.text!r}", flush=True)
    took = time.perf_counter() - start
    print(f"{given.count:,} mutated reports, {given.count / took:,.0f} a second")
    for (where, what), times in sorted(kinds.items(), key=lambda kind: -kind[1]):
        print(f"{times:>8,} x {where} {what}")
    print(f"{sum(kinds.values()):,} failures")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
