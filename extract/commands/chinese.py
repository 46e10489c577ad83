"""An argparse parser that speaks Chinese: headings, help and every complaint."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"不认识参数 \1"),
    (r"argument (.+?): invalid choice: '([^']*)'.*", r"不认识\1“\2”"),
    (r"argument (.+?): expected one argument", r"参数 \1 后面要有一个值"),
    (r"argument (.+?): expected at least one argument", r"参数 \1 后面至少要有一个值"),
    (r"argument (.+?): expected (\d+) arguments?", r"参数 \1 后面要有 \2 个值"),
    (r"argument (.+?): invalid (?:int|float) value: '(.*)'", r"参数 \1 应是数字,不能是“\2”"),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"参数 \1 不带值,不能写“\2”"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能和 \2 同时用"),
    (r"argument (.+?): (.+)", r"参数 \1:\2"),
)


def in_chinese(message: str) -> str:
    """What argparse complains about, in Chinese: ``缺少参数 PATH``."""
    for pattern, sentence in _COMPLAINTS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, sentence, message, flags=re.DOTALL)
    return f"参数有误({message})"


class ChineseFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        titles = {"positional arguments": "参数", "options": "选项"}
        super().start_section(titles.get(heading or "", heading))


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help is Chinese and whose errors are one Chinese sentence, status 2."""

    def __init__(self, **keywords: Any) -> None:
        keywords.setdefault("formatter_class", ChineseFormatter)
        keywords.setdefault("allow_abbrev", False)
        super().__init__(add_help=False, **keywords)
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}:{in_chinese(message)};用 {self.prog} --help 查看用法。\n")
