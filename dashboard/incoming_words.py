"""What comes in, in words: for the screen and the terminal, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

import extract
from dashboard import changed, data, english, written
from dashboard.incoming import (
    ADD,
    ASK,
    BOTH,
    READY,
    REPLACE,
    SILENT,
    SKIP,
    THERE,
    TROUBLE,
    UNKNOWN,
    Accepted,
    Alike,
    Candidate,
)
from dashboard.incoming_facts import FIELDS, origin_note, value
from dashboard.language import is_english, listed, say
from dashboard.wording import period_text

#: A table in words: its headings, and its rows.
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def kind(code: str) -> str:
    """What a file is: 纯文本, 扫描件."""
    told = {
        "txt": say("纯文本"),
        "html": say("网页"),
        "docx": say("Word 文档"),
        "doc": say("旧版 Word 文档"),
        "pdf": "PDF",
        "scan": say("扫描件（已识别文字）"),
        "image": say("图片（已识别文字）"),
        "xlsx": say("Excel 工作簿"),
    }
    return told.get(code, code)


def field(name: str) -> str:
    """What a report says of itself: 机构, 地区, 期间, 发布日期."""
    told = {
        "agency": say("机构"),
        "area": say("地区"),
        "period": say("期间"),
        "published": say("发布日期"),
    }
    return told[name]


def hint(name: str) -> str:
    """How a field is to be written."""
    told = {
        "agency": say("官方全称，如 深圳市福田区政务服务数据管理局"),
        "area": say("官方全称，如 深圳市福田区"),
        "period": say("如 2022、2022-H1、2022-Q3、2022-10，或 2022年上半年"),
        "published": say("如 2023-01-05"),
    }
    return told[name]


def origin(candidate: Candidate, name: str) -> str:
    """Where a fact was read, who gave it, or why it is unknown."""
    if name in candidate.facts.said():
        return say("由您填写")
    read, document = candidate.detected, candidate.document
    if value(candidate.report, name) != value(read, name):
        return say("据您填写的信息：{value}", value=shown(candidate.report, name))
    if note := origin_note(read, name):
        return _note(note)
    told = value(read, name)
    if not told:
        return say("文中没有写明")
    if name == "area":
        return say("据机构名称")
    if name == "published":
        own = document.published == read.published
        return say("据网页信息") if own else say("据正文里的日期")
    year = told[:4] if name == "period" else told
    return say("据标题") if year in read.title else say("据标题、来源或正文开头")


def state(candidate: Candidate) -> str:
    """What stands between a candidate and the store."""
    told = {
        READY: say("可以接受"),
        UNKNOWN: say("待补充：{names}", names=listed(map(field, unknown(candidate)))),
        ASK: say("库里有相近的报告"),
        THERE: say("库里已有"),
        SILENT: say("没有找到数字"),
        TROUBLE: say("处理出错"),
    }
    return told[candidate.state]


def unknown(candidate: Candidate) -> tuple[str, ...]:
    """The facts of a report that are unknown; its day of publication may stay so."""
    return tuple(name for name in FIELDS[:3] if not value(candidate.report, name))


def to_do(candidate: Candidate) -> str:
    """What a person is to do about a candidate."""
    told = {
        READY: say("接受"),
        UNKNOWN: say("补充后接受"),
        ASK: say("选定怎样处理"),
        THERE: say("建议放弃"),
        SILENT: say("放弃，或换一个文件"),
        TROUBLE: say("放弃，并反馈这份报告"),
    }
    return told[candidate.state]


def order(candidate: Candidate) -> tuple[str, ...]:
    """The facts as they are asked for: those that were not read come first."""
    return tuple(sorted(FIELDS, key=lambda name: bool(value(candidate.detected, name))))


def notes(candidate: Candidate) -> tuple[str, ...]:
    """What is uncertain about the text: pages that were damaged, hidden sheets."""
    return tuple(_note(note) for note in candidate.document.notes)


def _note(note: str) -> str:
    """A note of the reading in the reader's language."""
    return written.opened(english.note(note)) if is_english() else note


def most_needed(waiting: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in the order in which a person is needed: questions first, ready ones last."""
    order = (ASK, UNKNOWN, THERE, TROUBLE, SILENT, READY)
    return sorted(waiting, key=lambda one: order.index(one.state))


def trouble(candidate: Candidate) -> str:
    """Why a candidate cannot be kept, "" where it can."""
    name = candidate.document.file.name
    if candidate.state == SILENT:
        return say("“{name}”里没有找到数字；请确认它是工作报告的正文。", name=name)
    if candidate.state == TROUBLE:
        why = candidate.trouble
        return say("“{name}”处理出错（{why}），没有收下；请反馈这份报告。", name=name, why=why)
    return ""


def summary(waiting: Iterable[Candidate]) -> Table:
    """The candidates as a table: file, kind, facts, figures found, state, what to do."""
    header = (
        say("文件"),
        say("格式"),
        *map(field, FIELDS),
        say("数字"),
        say("状态"),
        say("处理"),
    )
    return header, [_row(one) for one in waiting]


def _row(one: Candidate) -> tuple[str, ...]:
    count = say("{n}处", n=one.count) if one.count else "0"
    if one.doubtful:
        count = say("{n}处（{doubtful}处存疑）", n=one.count, doubtful=one.doubtful)
    file = one.document.file
    facts = (shown(one.report, name) for name in FIELDS)
    return (file.name, kind(file.kind), *facts, count, state(one), to_do(one))


def shown(report: extract.Report, name: str) -> str:
    """A fact of a report as a table shows it, 不明 where it is unknown."""
    told = value(report, name)
    if not told:
        return say("不明")
    if name == "period":
        return period_text(told)
    return english.named(name, told) if name in ("agency", "area") else told


def titles(waiting: Iterable[Candidate]) -> dict[str, str]:
    """The candidates in a list, by key: their files; of two of one name each says which."""
    names = {one.key: one.document.file.name for one in waiting}
    often = Counter(names.values())
    return {key: f"{name} #{key[:4]}" if often[name] > 1 else name for key, name in names.items()}


def because(one: Alike) -> str:
    """Why a report of the store may be the same: a sentence."""
    title, origin = one.title or one.report_id, say("随程序自带")
    if one.added_by:
        origin = say("{when}由{who}导入", when=changed.moment(one.added), who=one.added_by)
    told: Mapping[str, str] = {"title": title, "origin": origin}
    match one.because:
        case "bytes":
            return say("库里已有这个文件：《{title}》（{origin}）。", **told)
        case "text":
            return say("库里已有文字完全相同的报告：《{title}》（{origin}）。", **told)
        case "name":
            return say("库里已有同名而内容不同的报告：《{title}》（{origin}）。", **told)
    return say("库里已有同一机构、同一期间的报告：《{title}》（{origin}）。", **told)


def answer(candidate: Candidate, code: str) -> str:
    """What may be done with a candidate, as a choice."""
    told = {ADD: say("接受"), SKIP: say("不导入"), BOTH: say("两份都保留")}
    if code in told:
        return told[code]
    there = code.removeprefix(f"{REPLACE}:")
    name = next((one.title for one in candidate.alike if one.report_id == there), "")
    if candidate.state == THERE:
        return say("用这次的信息替换《{title}》", title=name or there)
    return say("替换《{title}》", title=name or there)


def recognised(candidate: Candidate) -> str:
    """That the text was recognised from a picture and how surely, "" where it was not."""
    sure = candidate.document.file.confidence
    if sure is None:
        return ""
    return say("文字由图片识别得到，平均把握{sure:.0%}；请对照原件核对数字。", sure=sure)


def broken(one: extract.Broken) -> str:
    """Why a file gave nothing: in its own words, in English in ours."""
    if not is_english():
        return one.reason
    if sentence := one.said(_refusals(), ", "):
        return sentence
    told = {
        "open": say("“{name}”打不开、是空的或超过大小限制；请检查文件。", name=one.name),
        "kind": say("“{name}”的格式不能读取，或后缀与内容不符；请另存后再试。", name=one.name),
        "unpack": say("“{name}”不能解压；请解压后再上传。", name=one.name),
        "skip": say("“{name}”里有不是报告的文件，没有读取。", name=one.name),
    }
    return told.get(one.stage, say("“{name}”读不出文字；请另存后再试。", name=one.name))


@cache
def _refusals() -> dict[str, str]:
    """Why files gave nothing, in English, by code."""
    return {row["code"]: row["en"] for row in data.table("refusals")}


def too_many(name: str) -> str:
    """That no more candidates can wait."""
    return say(
        "等待确认的报告太多，“{name}”和其后的没有读；请先接受或放弃一些，再拖入。", name=name
    )


def twice(name: str, other: str) -> str:
    """That one file came under two names."""
    return say("“{name}”与“{other}”内容相同，只留一份。", name=name, other=other)


def accepted(done: Iterable[Accepted]) -> str:
    """What came of accepting: how many reports and figures."""
    kept = list(done)
    figures = sum(one.count for one in kept)
    return say(
        "已收下{n}份报告、{figures}处数字，图表和导出随之更新。", n=len(kept), figures=figures
    )
