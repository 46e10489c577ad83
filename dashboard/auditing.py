"""The audit log in words, and as a file to take along: who did what to which, and when.

>>> opened("=1+1"), opened("-2%"), opened("李四")
("'=1+1", "'-2%", '李四')
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO

import pandas as pd

from dashboard import changed, data, rights, stored
from dashboard.excel.package import Package
from dashboard.excel.sheets import Sheet
from dashboard.excel.styles import Styles
from dashboard.language import is_english, say

PAGE = 50  # lines of the log that are shown at once
MOST = 100_000  # lines that a file takes
_STEP = 5_000
_WIDTHS = (18, 24, 14, 36, 28, 28, 60)
# How a formula begins, also in full width.
_RUNS = (*"=+-@\t\r\n\0", *map(chr, (0xFF1D, 0xFF0B, 0xFF0D, 0xFF20)))


def actions() -> dict[str, str]:
    """What the log tells of, by code."""
    return {
        "login": say("已登录"),
        "denied": say("被拒绝"),
        "role": say("角色变更"),
        "add": say("报告导入"),
        "replace": say("替换报告"),
        "reextract": say("重新抽取"),
        "remove": say("报告删除"),
        "correct": say("更正"),
        "undo": say("撤销更正"),
        "review": say("核对"),
        "unreview": say("撤销核对"),
        "choose": say("选用"),
        "unchoose": say("撤销选用"),
        "rules": say("规则更新"),
        "upgrade": say("结构升级"),
        "restore": say("恢复备份"),
    }


def headings() -> tuple[str, ...]:
    """The columns of the log."""
    return (
        say("时间"), say("谁"), say("操作"), say("对象"), say("之前"), say("之后"), say("详情"),
    )  # fmt: skip


def lines(log: pd.DataFrame) -> list[tuple[str, ...]]:
    """The lines of the log in words, each cell as it was written."""
    named = actions()
    return [
        (
            changed.moment(row["when"]),
            str(row["who"]) or say("系统"),
            named.get(str(row["action"]), str(row["action"])),
            str(row["target"]),
            _stood(row, "before"),
            _stood(row, "after"),
            _detail(row),
        )
        for row in log.to_dict("records")
    ]


def _stood(row: dict[object, object], side: str) -> str:
    """What stood before or after; a role in words."""
    text = str(row[side])
    return rights.role(text) if row["action"] == "role" else text


def _detail(row: dict[object, object]) -> str:
    text = str(row["detail"])
    match row["action"]:
        case "denied":
            return rights.deed(text) if text in rights.ACTIONS else _visit(text)
        case "login":
            return rights.role(text)
    return text


def _visit(text: str) -> str:
    """Why somebody was not let in at all."""
    return say("未登录") if text == "not logged in" else text or say("没有角色")


def whole(**asked: str) -> Iterator[tuple[str, ...]]:
    """The lines of the log that were asked for, newest first, MOST of them."""
    before: int | None = None
    for _ in range(MOST // _STEP):
        log = data.audit(_STEP, before, **asked)
        if log.empty:
            return
        yield from lines(log)
        before = int(log["audit_id"].iloc[-1])


def opened(cell: str) -> str:
    """A cell as a spreadsheet opens it: never run as a formula."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def as_csv(**asked: str) -> bytes:
    """The log as CSV that a spreadsheet opens with Chinese intact."""
    text = StringIO(newline="")
    table = csv.writer(text)
    table.writerow(headings())
    table.writerows([opened(cell) for cell in line] for line in whole(**asked))
    return text.getvalue().encode("utf-8-sig", "replace")


def as_excel(**asked: str) -> bytes:
    """The log as an .xlsx file in which text stays text."""
    buffer = BytesIO()
    with Package(buffer, "en" if is_english() else "zh-CN", datetime.now()) as package:
        sheet = Sheet(package, Styles(package), say("操作日志"))
        sheet.widths(_WIDTHS)
        sheet.header(headings(), freeze=2)
        for line in whole(**asked):
            sheet.line(line)
    return buffer.getvalue()


def file_name(ending: str) -> str:
    """The file's name: 对标_操作日志_2026-11-23.csv."""
    return f"{say('对标')}_{say('操作日志')}_{datetime.now():%Y-%m-%d}.{ending}"


def people(roles: pd.DataFrame) -> list[tuple[str, ...]]:
    """Everybody with a role in words: user, role, who gave it, when; the environment's first."""
    first = [
        (name, rights.role(rights.ADMIN), data.FIRST_ADMINS, "") for name in data.first_admins()
    ]
    return first + [
        (row["user"], rights.role(row["role"]), row["given_by"], changed.moment(row["given"]))
        for row in roles.to_dict("records")
    ]


def told(facts: stored.Facts, figures: int) -> list[tuple[str, str]]:
    """What there is to know of the store, as names with texts."""
    size = say("{n:.1f} MB", n=facts.size / 1_000_000) if facts.size else say("见数据库服务器")
    return [
        (say("数据库"), facts.where),
        (say("结构版本"), facts.version),
        (say("大小"), size),
        (say("报告"), say("{n}份", n=facts.reports)),
        (say("数字"), say("{n}个", n=figures)),
        (say("更正"), say("{n}条", n=facts.corrections)),
        (say("核对次数"), say("{n}条", n=facts.reviews)),
        (say("备份"), say("在服务器上运行 duibiao backup 文件；不必停用看板。")),
        (say("健康检查"), say("/health 返回 ok 即看板和数据库都正常；命令行用 duibiao health。")),
    ]
