"""``duibiao import-corrections``: shows what an edited workbook changes, and stores it if asked."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

import extract
from dashboard import changed, data, language
from dashboard.changed import Table
from dashboard.excel.sheets import display_width
from dashboard.language import say
from dashboard.rights import ADMIN, Person
from dashboard.upload import package, round_trip

DONE, NOTHING, REFUSED = 0, 1, 2
_YES = ("y", "yes", "是")


def run(given: argparse.Namespace) -> int:
    """Show the differences, ask, store; the exit status.

    0: every filled row was taken; 1: nothing to store, or it was not agreed to; 2: rows were
    refused. Raises DuibiaoError where the file cannot be read.
    """
    if given.database:
        os.environ["DUIBIAO_DATABASE_URL"] = given.database
    with language.spoken(given.lang):
        return _import(given)


def _import(given: argparse.Namespace) -> int:
    found = round_trip.review(_content(given.workbook), data.figures)
    author = (given.author or _user()).strip()
    for title, table in (
        (say("更正："), changed.changes(found.changes)),
        (say("没有采纳的行："), changed.refusals(found.refused)),
    ):
        if table[1]:
            print(title, *_lines(table), "", sep="\n")
    if not found.changes:
        _say(say("没有可采纳的更正。") if found.refused else say("工作簿里没有填写更正。"))
        return REFUSED if found.refused else NOTHING
    after = REFUSED if found.refused else DONE
    if given.dry_run:
        _say(say("共{n}处更正可以采纳；只看不存，没有写入。", n=len(found.changes)))
        return after
    if not (given.yes or _agreed(len(found.changes), author)):
        _say(say("没有写入。要写入请在终端确认，或加 --yes。"))
        return NOTHING
    try:
        by = Person(author, ADMIN)  # whoever has a terminal on the database's machine
        data.correct(found.corrections(author, Path(given.workbook).name), by)
    except extract.DuibiaoError as error:
        raise extract.DuibiaoError(changed.trouble(error)) from error
    _say(changed.adopted(found.changes))
    return after


def _content(name: str) -> bytes:
    """The bytes of the workbook, no more of them than are read at all."""
    try:
        with Path(name).open("rb") as file:
            return file.read(package.MOST_BYTES + 1)
    except OSError as error:
        raise extract.DuibiaoError(say("打不开 {name}；请检查路径和权限。", name=name)) from error


def _user() -> str:
    """Who is at the terminal, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user, as in a bare container
        return say("未写明")


def _agreed(count: int, author: str) -> bool:
    """Whether the person at the terminal agrees; without a terminal nobody does."""
    if not sys.stdin.isatty():
        return False
    _say(say("以“{who}”的名义写入这{n}处更正吗？输入 y 写入，其他不写入。", who=author, n=count))
    return sys.stdin.readline().strip().lower() in _YES


def _lines(table: Table) -> list[str]:
    """A table in aligned columns; a Chinese character takes two places."""
    rows = [tuple(_one_line(cell) for cell in row) for row in (table[0], *table[1])]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _one_line(text: str) -> str:
    """Text of a workbook on one line, without what a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _say(sentence: str) -> None:
    """One sentence to the person at the terminal."""
    print(sentence, file=sys.stderr, flush=True)
