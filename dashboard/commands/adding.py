"""``duibiao add``: reports from files, folders and zip files into the store, one by one."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections import Counter
from dataclasses import dataclass, field

import extract
from dashboard import changed, incoming, incoming_words, language, rights
from dashboard.excel.sheets import display_width
from dashboard.incoming import ADD, ASK, BOTH, REPLACE, SKIP, THERE, TROUBLE, Candidate
from dashboard.incoming_facts import Facts, misread
from dashboard.language import listed, say
from dashboard.rights import Person

DONE, LEFT_OUT, BROKEN = 0, 1, 2
_CLEAR = "\r\x1b[K"
_CELL = 40  # places of a cell of the table, at most


@dataclass
class _Tally:
    """What became of the files of one call: how many of each kind, and the lines of the table."""

    became: Counter[str] = field(default_factory=Counter)
    lines: list[tuple[str, ...]] = field(default_factory=list)
    figures: int = 0

    @property
    def status(self) -> int:
        """2 where a file could not be read, else 1 where one was left out or none came in."""
        if self.became["broken"]:
            return BROKEN
        if self.became["left"] or self.became["silent"] or not self.became["in"]:
            return LEFT_OUT
        return DONE


def run(given: argparse.Namespace) -> int:
    """Read every file, ask where one like it is there already, keep it; the exit status.

    0: all came in, or were there already; 1: some or all were left out; 2: a file could not be
    read. Raises DuibiaoError where what was said of all is not understood.
    """
    if given.database:
        os.environ["DUIBIAO_DATABASE_URL"] = given.database
    with language.spoken(given.lang):
        return _add(given)


def _add(given: argparse.Namespace) -> int:
    facts = Facts(given.agency, given.area, given.period)
    for sentence in misread(facts).values():
        raise extract.DuibiaoError(sentence)
    by, tally = Person((given.author or _user()).strip(), rights.EDITOR), _Tally()
    for one in incoming.opened(given.paths, _progress):
        if isinstance(one, extract.Broken):
            tally.became["skipped" if one.stage == "skip" else "broken"] += 1
            _say(incoming_words.broken(one))
        else:
            _one(incoming.correct(one, facts), given, by, tally)
    if tally.lines:
        print(*_aligned([_header(), *tally.lines]), sep="\n")
    _say(_told(tally, given.dry_run))
    return tally.status


def _one(one: Candidate, given: argparse.Namespace, by: Person, tally: _Tally) -> None:
    """Keep one candidate or say why not; its line of the table."""
    if sentence := incoming_words.trouble(one):
        tally.became["broken" if one.state == TROUBLE else "silent"] += 1
        _say(sentence)
        return
    _say(say("已读 {name}：{n}处数字", name=one.document.file.name, n=one.count))
    if names := incoming_words.unknown(one):
        _say(_unknown(one, names))
    became = _kept(one, given, by)
    done = say("可收下") if given.dry_run else say("已收下")
    words = {"in": done, "there": say("库里已有"), "left": say("跳过"), "broken": say("没有收下")}
    tally.became[became] += 1
    tally.figures += one.count if became == "in" else 0
    tally.lines.append((*incoming_words.summary([one])[1][0][:-2], words[became]))


def _kept(one: Candidate, given: argparse.Namespace, by: Person) -> str:
    """What becomes of a candidate; asked again where one like it came in meanwhile."""
    answer = _answer(one, given)
    if answer == SKIP:
        return _skipped(one)
    if given.dry_run:
        return "in"
    try:
        incoming.accept(one, answer, by)
    except incoming.Moved as moved:
        _say(str(moved))
        return _kept(moved.candidate, given, by)
    except extract.DuibiaoError as error:
        name, why = one.document.file.name, changed.trouble(error)
        _say(say("“{name}”没有收下：{error}", name=name, error=why))
        return "broken"
    return "in"


def _skipped(one: Candidate) -> str:
    """Whether a candidate is there already, or was left out for want of an answer."""
    if one.state == THERE:
        return "there"
    _say(say("“{name}”跳过了。要收下请加 --keep-both 或 --replace。", name=one.document.file.name))
    return "left"


def _answer(one: Candidate, given: argparse.Namespace) -> str:
    """What is to be done with a candidate: as told, else as the person at the terminal says."""
    if not one.alike:
        return ADD
    for there in one.alike:
        _say(incoming_words.because(there))
    instead = f"{REPLACE}:{one.alike[0].report_id}"
    if given.replace:
        if len(one.alike) == 1:
            return instead
        _say(say("库里相近的报告不止一份，不知道替换哪份；请在“导入”页选定。"))
        return SKIP
    if one.state != ASK:
        return SKIP
    if given.keep_both or given.yes:
        return BOTH
    if given.dry_run or not sys.stdin.isatty():
        return SKIP
    asked = {"b": BOTH} | ({"r": instead} if len(one.alike) == 1 else {})
    _say(_question(one))
    return asked.get(sys.stdin.readline().strip().lower(), SKIP)


def _question(one: Candidate) -> str:
    name = one.document.file.name
    if len(one.alike) == 1:
        return say("怎样处理“{name}”？输入 b 两份都保留，r 替换旧的，其他跳过。", name=name)
    return say("怎样处理“{name}”？输入 b 都保留，其他跳过。", name=name)


def _unknown(one: Candidate, names: tuple[str, ...]) -> str:
    """A sentence that names what a report does not say, and the options that say it."""
    return say(
        "“{name}”没有认出{facts}，相应各列留空；可用 {options} 指定。",
        name=one.document.file.name,
        facts=listed(map(incoming_words.field, names)),
        options=listed(f"--{name}" for name in names),
    )


def _told(tally: _Tally, dry: bool) -> str:
    """The last sentence: how much came in."""
    became, figures = tally.became, tally.figures
    left = became["left"] + became["silent"]
    counts = {"n": became["in"], "figures": figures, "there": became["there"]}
    rest = {"left": left, "broken": became["broken"]}
    if dry:
        return say(
            "可收下{n}份报告、{figures}处数字；库里已有{there}份，跳过{left}份，"
            "读不了{broken}个。只看不存，没有写入。",
            **counts,
            **rest,
        )
    return say(
        "已收下{n}份报告、{figures}处数字；库里已有{there}份，跳过{left}份，读不了{broken}个。",
        **counts,
        **rest,
    )


def _header() -> tuple[str, ...]:
    return (*incoming_words.summary([])[0][:-2], say("结果"))


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    """Cells in aligned columns; a Chinese character takes two places."""
    rows = [tuple(map(_short, line)) for line in lines]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _short(cell: str) -> str:
    """A cell on one line without what a terminal would obey, its middle left out if too long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    if display_width(plain) <= _CELL:
        return plain
    start, end = plain, ""
    while display_width(start) > _CELL // 2:
        start = start[:-1]
    while display_width(end) < _CELL // 2 - 2:
        end = plain[len(plain) - len(end) - 1 :]
    return f"{start}…{end}"


def _progress(name: str, page: int, pages: int) -> None:
    """Which page of a file is read, on a terminal alone: each overwrites the one before."""
    if sys.stderr.isatty() and pages > 1:
        told = say(
            "正在读取 {name}，第{page}/{pages}页", name=name, page=min(page + 1, pages), pages=pages
        )
        print(_CLEAR + told, end="", file=sys.stderr, flush=True)


def _user() -> str:
    """Who is at the terminal, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user, as in a bare container
        return say("未写明")


def _say(sentence: str) -> None:
    """One sentence to the person at the terminal, where the progress was."""
    print((_CLEAR if sys.stderr.isatty() else "") + sentence, file=sys.stderr, flush=True)
