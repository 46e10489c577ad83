"""The commands about what is kept, in a store or in a dataset, and their arguments."""

from __future__ import annotations

import argparse

from extract.commands.chinese import ChineseParser
from extract.commands.options import added, database, jobs, reports


def add_to(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    """Add them in the order in which help lists them."""
    _backup(commands)
    _restore(commands)
    _upgrade(commands)
    _reextract(commands)
    _health(commands)
    _bulk(commands)
    _load(commands)


def _health(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "health", "extract.commands.checking", "检查数据库(或看板)是否正常,供监控使用"
    )
    command.epilog = "退出状态:0 正常;2 不正常,原因见提示。"
    command.add_argument(
        "--address", metavar="地址", help="看板的地址,如 http://127.0.0.1:8501;不写则只查数据库"
    )
    database(command)


def _backup(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "backup", "extract.commands.backing_up", "把整个库备份成一个文件,不必停用看板"
    )
    command.add_argument("file", metavar="文件", help="备份文件,如 对标-2026-11-23.db")
    database(command)


def _restore(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "restore", "extract.commands.restoring", "从备份文件恢复整个库:全部恢复或全不恢复"
    )
    command.add_argument("file", metavar="文件", help="duibiao backup 写出的备份文件")
    command.add_argument("--replace", action="store_true", help="库中已有内容时也整个替换")
    command.add_argument("--author", default="", metavar="姓名", help="恢复人,记入操作日志")
    database(command)


def _upgrade(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "upgrade", "extract.commands.upgrading", "把数据库升级到本程序的结构,内容不丢"
    )
    database(command)


def _reextract(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "reextract",
        "extract.commands.reextracting",
        "用当前规则重新抽取库中的报告,更正和核对都保留",
    )
    command.add_argument("--all", action="store_true", help="当前规则抽取过的也重来")
    command.add_argument(
        "--jobs", type=jobs, metavar="数", help="同时用几个进程;不写则报告多时用上全部处理器核"
    )
    database(command)


def _bulk(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "bulk",
        "extract.commands.bulking",
        "批量抽取:把成千上万份报告抽取成一个数据集,可随时中断,再运行即继续",
    )
    command.epilog = (
        "已抽取的不会重做,新增和改动过的报告会补上;出错的报告连同环节和原因记入 errors.parquet,"
        "不影响其他报告。退出状态:0 完成;1 没有找到数字;2 有报告出错,或不能运行。"
    )
    command.add_argument(
        "paths",
        nargs="+",
        metavar="输入",
        help="装有报告的文件夹(含下级)、压缩包(.zip)、报告文件,或装有文本的 .parquet"
        "(列 report_id、text,可有 agency、area、period、title、source_url、published)",
    )
    command.add_argument(
        "-o", "--output", required=True, metavar="文件夹", help="数据集的文件夹;没有则新建"
    )
    command.add_argument(
        "--jobs", type=jobs, metavar="数", help="同时用几个进程;不写则用上全部处理器核"
    )
    command.add_argument(
        "--engine",
        choices=("pool", "dask"),
        default="pool",
        help="用本机的进程池(pool,默认)还是 Dask(dask,需 pip install 'duibiao[bulk]')",
    )
    command.add_argument(
        "--scheduler",
        metavar="地址",
        help="Dask 调度器的地址,如 tcp://10.0.0.5:8786;输入和输出须在所有工作节点都能访问、"
        "路径相同的共享文件夹里,节点上的对标须是同一版本",
    )
    command.add_argument(
        "--part-size", type=reports, default=1000, metavar="份", help="每批最多几份;默认 1000"
    )


def _load(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "load",
        "extract.commands.loading",
        "把 duibiao bulk 写成的数据集收入库中,可随时中断,再运行即继续",
    )
    command.epilog = "退出状态:0 都已收下或库中已有;1 有同名而内容不同的没有收下;2 有报告收不下。"
    command.add_argument("folder", metavar="文件夹", help="数据集的文件夹")
    command.add_argument("--replace", action="store_true", help="库中有同名而内容不同的,替换它")
    command.add_argument("--author", metavar="姓名", help="导入人,记入操作日志")
    database(command)
