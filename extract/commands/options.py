"""Options that several commands have, with what may be written there."""

from __future__ import annotations

import argparse

from extract.commands.chinese import ChineseParser

STATUS = "退出状态:0 完成;1 没有找到数字;2 有文件读不了、写不了,或参数有误。"


def added(
    commands: argparse._SubParsersAction[ChineseParser], name: str, module: str, about: str
) -> ChineseParser:
    """A command of ``duibiao``; ``module`` names the module that runs it."""
    made = commands.add_parser(name, help=about, description=about, epilog=STATUS)
    made.set_defaults(module=module)
    return made


def database(command: ChineseParser) -> None:
    """The option that names a database."""
    command.add_argument(
        "--database", metavar="URL", help="数据库地址;默认是用户数据文件夹里的 SQLite 文件"
    )


def jobs(text: str) -> int:
    """How many processes: ``8``."""
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"进程数应是 1 到 1024 的整数,不能是“{text}”")
    return int(text)


def language(text: str) -> str:
    """The language of what is written: zh or en."""
    if text not in ("zh", "en"):
        raise argparse.ArgumentTypeError(f"不认识语言“{text}”,请写 zh 或 en")
    return text


def port(text: str) -> int:
    """A port number."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口应是 1 到 65535 的整数,不能是“{text}”")
    return int(text)


def megabytes(text: str) -> int:
    """A size in MB."""
    if not text.isdecimal() or not 1 <= int(text) <= 500:
        raise argparse.ArgumentTypeError(f"上传上限应是 1 到 500 的整数(MB),不能是“{text}”")
    return int(text)


def reports(text: str) -> int:
    """How many reports."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"每批份数应是 1 到 100000 的整数,不能是“{text}”")
    return int(text)
