"""The commands and their arguments, with help in Chinese."""

from __future__ import annotations

import argparse
from importlib.metadata import version

from extract.commands import keeping_arguments
from extract.commands.chinese import ChineseParser
from extract.commands.options import STATUS, added, database, jobs, language, megabytes, port
from extract.commands.output import Target

_ABOUT = "对标:从政府机构的工作报告里抽取每一个数字,做成可以放心比较的表。"


def parser() -> ChineseParser:
    """The parser of ``duibiao``; ``module`` names the module that runs the command."""
    top = ChineseParser(prog="duibiao", description=_ABOUT, epilog=STATUS)
    top.add_argument("--version", action="version", version=version("duibiao"), help="显示版本号")
    commands = top.add_subparsers(title="命令", metavar="命令", dest="command", required=True)
    _extract(commands)
    _explain(commands)
    _evaluate(commands)
    _serve(commands)
    _export(commands)
    _import_corrections(commands)
    _add(commands)
    keeping_arguments.add_to(commands)
    return top


def _extract(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "extract", "extract.commands.extracting", "从报告抽取数字,显示在屏幕上或写入文件"
    )
    command.add_argument(
        "paths",
        nargs="+",
        metavar="路径",
        help="报告文件(txt、HTML、DOCX、PDF、XLSX、图片),装有它们的 zip 或文件夹",
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="文件",
        help="写入 .csv、.jsonl、.parquet 或 .xlsx;不写则显示在屏幕上",
    )
    command.add_argument("--agency", metavar="机构", help="发布机构全称;不写则从报告里识别")
    command.add_argument("--area", metavar="地区", help="报告所说的地区,如 深圳市;不写则识别")
    command.add_argument("--period", metavar="期间", help="报告期间,如 2022、2022-H1;不写则识别")
    command.add_argument(
        "--jobs", type=jobs, metavar="数", help="同时用几个进程;不写则文件多时用上全部处理器核"
    )


def _explain(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "explain",
        "extract.commands.explaining",
        "说明一句话里的数字由哪条规则识别、为何如此",
    )
    command.add_argument("sentence", metavar="句子", help="一句话,如 受理工单超3200万件。")


def _evaluate(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "evaluate",
        "extract.commands.evaluating",
        "对照参考标注,给出准确率、召回率和每个字段的得分",
    )
    command.add_argument("--errors", action="store_true", help="逐条列出差错")
    command.add_argument("--reference", metavar="文件", help="参考标注(.jsonl);不写则用自带的")
    command.add_argument("--reports", metavar="文件夹", help="所标注的报告;不写则用自带的五份")


def _serve(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands, "serve", "extract.commands.serving", "打开比较看板(先抽取自带的五份报告)"
    )
    command.add_argument(
        "--port", type=port, metavar="端口", help="端口号;不写则用 8501 或其后空闲的"
    )
    command.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    command.add_argument(
        "--host", default="127.0.0.1", metavar="地址", help="监听地址;默认 127.0.0.1,只有本机能访问"
    )
    command.add_argument(
        "--url",
        metavar="网址",
        help="经反向代理访问时,浏览器里的地址,如 https://db.example.cn/duibiao",
    )
    command.add_argument(
        "--secrets", metavar="文件", help="密钥文件(TOML),其中 [auth] 配置登录;不写则不要求登录"
    )
    command.add_argument(
        "--max-upload", type=megabytes, default=100, metavar="兆", help="上传上限;默认 100 MB"
    )
    command.add_argument(
        "--database", metavar="URL", help="数据库地址;默认是用户数据文件夹里的 SQLite 文件"
    )
    command.add_argument(
        "--observations", metavar="文件夹", help="只读地显示 duibiao bulk 写成的数据集,而不是数据库"
    )


def _export(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "export",
        "dashboard.commands.exporting",
        "把一个或几个指标的对比写成 Excel 工作簿或 Word 简报",
    )
    command.set_defaults(fill=_fill)
    command.add_argument(
        "--indicator",
        action="append",
        default=[],
        metavar="指标",
        help="指标的名称或代码;可写几次,写几个就并排几个",
    )
    command.add_argument(
        "--agency",
        action="append",
        default=[],
        metavar="机构",
        help="机构的全称或简称,如 福田区;可写几次,不写则对比全部机构",
    )
    command.add_argument("--period", metavar="期间", help="如 2022、2022-H1;不写则取公布最多的一期")
    command.add_argument("--basis", metavar="换算", help="如 每万人、日均;不写则不换算")
    command.add_argument("--own", metavar="机构", help="本单位,在表和图里突出显示")
    command.add_argument("--kin", action="store_true", help="含相近口径的指标")
    command.add_argument(
        "--lang",
        type=language,
        default="zh",
        metavar="语言",
        help="写成中文(zh)还是英文(en);默认 zh",
    )
    command.add_argument(
        "--database", metavar="URL", help="数据库地址;默认是用户数据文件夹里的 SQLite 文件"
    )
    command.add_argument(
        "--list", action="store_true", help="只列出有机构公布的指标:家数、代码、名称"
    )
    command.add_argument(
        "-o", "--output", type=Target, metavar="文件", help="写入 .xlsx(工作簿)或 .docx(一页简报)"
    )


def _import_corrections(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "import-corrections",
        "dashboard.commands.importing",
        "读回填了更正的工作簿:先列出差异,确认后写入",
    )
    command.epilog = (
        "退出状态:0 填写的更正都已采纳;1 没有更正或没有写入;2 有行被拒绝,或文件读不了。"
    )
    command.add_argument("workbook", metavar="文件", help="由对标导出、在“数据”表填了更正的 .xlsx")
    command.add_argument("--author", metavar="姓名", help="更正人;不写则用系统用户名")
    command.add_argument("--yes", action="store_true", help="不再询问,直接写入")
    command.add_argument("--dry-run", action="store_true", help="只看差异,不写入")
    command.add_argument(
        "--lang", type=language, default="zh", metavar="语言", help="zh 或 en;默认 zh"
    )
    command.add_argument(
        "--database", metavar="URL", help="数据库地址;默认是用户数据文件夹里的 SQLite 文件"
    )


def _add(commands: argparse._SubParsersAction[ChineseParser]) -> None:
    command = added(
        commands,
        "add",
        "dashboard.commands.adding",
        "把报告收入库中:文件、文件夹或压缩包,逐份读取,已有的会问",
    )
    command.epilog = (
        "退出状态:0 都已收下或库中已有;1 有跳过的或没有数字的,或什么也没收下;2 有文件读不了。"
    )
    command.add_argument(
        "paths", nargs="+", metavar="路径", help="报告文件、压缩包(.zip),或装有报告的文件夹"
    )
    command.add_argument("--agency", metavar="机构", help="发布机构全称;不写则从报告里识别")
    command.add_argument("--area", metavar="地区", help="报告所说的地区,如 深圳市;不写则识别")
    command.add_argument("--period", metavar="期间", help="报告期间,如 2022、2022-H1;不写则识别")
    command.add_argument("--yes", action="store_true", help="不再询问:相近的报告两份都保留")
    alike = command.add_mutually_exclusive_group()
    alike.add_argument("--replace", action="store_true", help="库中有相近的报告时,替换它")
    alike.add_argument("--keep-both", action="store_true", help="库中有相近的报告时,两份都保留")
    command.add_argument("--dry-run", action="store_true", help="只看能收下什么,不写入")
    command.add_argument("--author", metavar="姓名", help="导入人;不写则用系统用户名")
    command.add_argument(
        "--lang", type=language, default="zh", metavar="语言", help="zh 或 en;默认 zh"
    )
    database(command)


def _fill() -> None:
    """Brings the five reports into the store; commands outside this package call it when due."""
    from extract.commands import filling

    filling.fill_store()
