"""What the head and foot of a report say of itself: title, publication date, period, URL.

Only the first ``HEAD`` and last ``FOOT`` characters are read closely; the rest is only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from extract.model import Period
from extract.periods import PeriodMention, between, day, find, period

HEAD = 1500
FOOT = 600

REVIEW = re.compile(
    "总结|總結|回顾|情况|报告|報告|公报|成效|汇报|月报|季报|年报|述职|小结|统计|分析|评估|白皮书|亮点|盘点"
)
PLAN = re.compile("计划|計劃|要点|思路|打算|安排|谋划|规划|设想|部署|展望|目标任务")
# 「国民经济和社会发展计划执行情况」, 「规划计划」 in a plan's name is no plan for the year
_NO_PLAN = re.compile("计划执行|计划完成|规划执行|规划实施")
_DOCUMENT = re.compile(
    "总结|總結|报告|報告|计划|要点|思路|公报|情况|汇报|打算|回顾|月报|季报|年报|述职|小结|白皮书|规划"
)
_NOT_TITLE = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.]|[(\uff08][一二三四五六七八九十\d]{1,3}[)\uff09]|\d{1,2}[、.](?!\d{3})"
    r"|首页|(?:您?当前|您现在)?的?位置|来源|信息来源|发布|索引号|上一篇|下一篇|附件|[——-]{1,2}|第[一二三四五六七八九十]+[章节部])"
)
# 「并人社发〔2019〕118号」, 「(第10期)」
_NUMBER = re.compile(r"[〔\[(（]20\d\d[〕\])）]\s?\d+\s?号|^[(（]?总?第.{1,8}期")
CRUMB = re.compile(r">|»|›|\uff1e|->|首页")
_GREETING = re.compile("各位代表|同志们")

_DATE_TEXT = (
    r"((?:19|20)\d\d\s{0,2}(?:年\s{0,2}\d{1,2}\s{0,2}月"
    r"|[-－—/.]\s{0,2}\d{1,2}\s{0,2}[-－—/.])\s{0,2}\d{1,2}"
    "|[一二][九〇零○][〇零○一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_AFTER_LABEL = r"[\]】]?\s{0,4}[::\uff1a]?\s{0,4}[\[【]?\s{0,2}"
_PUBLISHED = (
    re.compile(
        "(?:发布(?:日期|时间)|信息提供日期|公开(?:日期|时间)|公布(?:日期|时间)|发表时间|生成日期|印发日期"
        rf"|上传时间|发稿时间|录入时间){_AFTER_LABEL}{_DATE_TEXT}"
    ),
    re.compile(rf"(?:日期|时间|发布于|成文日期|更新时间){_AFTER_LABEL}{_DATE_TEXT}"),
)
_DATE_LINE = re.compile(
    rf"^(?:[ \t\u3000(\uff08]*|[^\n。]{{2,30}}[ \t\u3000]){_DATE_TEXT}日?"
    rf"[)\uff09]?(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    r"(?:\s.{0,60})?[ \t\u3000]*$",
    re.MULTILINE,
)
_SPEECH = re.compile(rf"{_DATE_TEXT}日?[ \u3000]{{0,2}}在[^\n]{{2,30}}(?:大会|会议)")
_URL = re.compile(r"https?://[A-Za-z0-9./_?=&%#~:+-]+")
_RELATIVE_YEAR = re.compile("[今去前]年")
# 「长春市…局(2023)工作总结」
_BARE_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_REVIEWED_YEAR = re.compile(
    r"(\d{4})\s?年(?:度)?(?:的)?(?:政府|主要|全[省市区县]|重点)?工作(?:的)?(?:回顾|总结|情况|完成)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line of the head: its place and its text without surrounding blanks."""

    start: int
    text: str


def lines(text: str) -> list[Line]:
    """The non-empty lines that begin within the head, at most 80."""
    found: list[Line] = []
    at = 0
    for line in text[:HEAD].split("\n"):
        if line.strip(" \u3000\r\t\ufeff") and len(found) < 80:
            found.append(Line(at, whole_line(text, at)))
        at += len(line) + 1
    return [line for line in found if line.text]


def whole_line(text: str, at: int) -> str:
    """The line that begins at an offset, without surrounding blanks."""
    stop = text.find("\n", at)
    return text[at : len(text) if stop < 0 else stop].strip().strip("\ufeff").strip()


def title_index(head: list[Line]) -> int | None:
    """Which line is the title: the first that names a document, best with a year and a body."""
    best, best_score = None, 0.0
    opening = next((i for i, line in enumerate(head) if not _is_navigation(line.text)), 0)
    for index, line in enumerate(head):
        score = _title_score(line.text, index, opening)
        if score > best_score:
            best, best_score = index, score
        if _GREETING.match(line.text):
            break
    return best


def _is_navigation(line: str) -> bool:
    """Whether a line is the path of a web page or a label, so that a headline may follow."""
    return bool(CRUMB.search(line) or _NOT_TITLE.match(line))


def _title_score(line: str, index: int, opening: int) -> float:
    """How much a line looks like the report's title; 0 or less: not at all."""
    if not 4 <= len(line) <= 70 or CRUMB.search(line) or line.endswith(("。", ";", "\uff1b", ":")):
        return 0.0
    if _NOT_TITLE.match(line) or "。" in line or day(line[:20]) or _NUMBER.search(line):
        return 0.0
    document = list(_DOCUMENT.finditer(line))
    score = 2.0 if document else 0.0
    if document and len(line) - document[-1].end() <= 4:
        score += 2.0
    if re.search(r"(?:19|20)\d\d|[〇零二一]{2}[〇零一二三四五六七八九]{2}年|[上下]半年|季度", line):
        score += 2.0
    if re.search("局|委|厅|办|中心|政府|国务院|院|署|队", line):
        score += 1.0
    if "," in line or "\uff0c" in line:
        score -= 2.0
    if index == opening and not document and len(line) <= 40:
        score += 0.5  # a press account has a headline of its own
    return score - index * 0.02 if score >= 2.0 or index == opening else 0.0


def published(text: str) -> tuple[date | None, str]:
    """When the report was published, and where that was read: label, line, speech, foot or ""."""
    head, foot = text[:HEAD], text[max(HEAD, len(text) - FOOT) :]
    for pattern in _PUBLISHED:
        for part in (head, foot):
            if (match := pattern.search(part)) and (on := day(match[1])):
                return on, "label"
    if (match := _SPEECH.search(head)) and (on := day(match[1])):
        return on, "speech"
    top = "\n".join(line.text for line in lines(text)[:8])
    for part, where in ((top, "line"), (foot, "foot"), (head if not foot else "", "foot")):
        found = [on for match in _DATE_LINE.finditer(part) if (on := day(match[1]))]
        if found:
            return found[0 if where == "line" else -1], where
    return None, ""


def source_url(text: str) -> str:
    """The first address in the head or foot, "" if there is none."""
    match = _URL.search(text[:HEAD]) or _URL.search(text[-FOOT:])
    return match[0].rstrip(".") if match else ""


def report_period(text: str, title: str, on: date | None) -> tuple[Period | None, str]:
    """The period that a report reviews (or plans, where it only plans), and a note in Chinese."""
    if "政府工作报告" in title.replace(" ", "") or "政府工作報告" in title:
        return _government_year(text, title, on)
    title = title.replace("《", " ").replace("》", " ")
    bare = _BARE_YEAR.search(title)
    guess = None if bare else _guessed_year(text, on)
    own = between(date(guess, 1, 1), date(guess, 12, 31)) if guess else None
    if on and not bare:
        # 一季度全市经济实现良好开局: the last first quarter before the day it was published
        own = between(date(on.year, 1, 1), date(on.year, 12, 31))
        parts = [m.period for m in find(title, 0, len(title), own) if m.role != "base" and m.period]
        if parts and min(part.end for part in parts) > on and not _RELATIVE_YEAR.search(title):
            own = between(date(on.year - 1, 1, 1), date(on.year - 1, 12, 31))
    mentions = [m for m in find(title, 0, len(title), own) if m.role != "base" and m.period]
    for plan_only in (False, True):
        for index, mention in enumerate(mentions):
            stop = mentions[index + 1].start if index + 1 < len(mentions) else len(title)
            if _is_review(title[mention.end : stop]) or plan_only:
                note = "" if any(c.isdigit() or c in "〇零" for c in title) else "期间的年份据正文"
                return mention.period, note
    if bare:
        return period(bare[1]), ""
    return _from_head(text, own, on)


def _is_review(words: str) -> bool:
    """Whether the words after a period in a title look back: 工作总结, not 工作计划."""
    plan = PLAN.search(words) if not _NO_PLAN.search(words) else None
    review = REVIEW.search(words)
    return review is not None and (plan is None or review.start() < plan.start())


def _government_year(text: str, title: str, on: date | None) -> tuple[Period | None, str]:
    """The year that a report on government work reviews: the one before it is given."""
    if match := _REVIEWED_YEAR.search(text[: HEAD * 2]):
        return period(match[1]), ""
    years = [m.period.end.year for m in find(title, 0, len(title), None) if m.period]
    given = years[0] if years else (on.year if on else _guessed_year(text, on))
    if given is None:
        return None, "期间未知:标题和会议日期都没有年份"
    return period(str(given - 1)), f"期间为推断:{given}年的政府工作报告回顾上一年"


def _guessed_year(text: str, on: date | None) -> int | None:
    """The year that a report is mostly about: the most named in its head, else in the whole."""
    head = text[:HEAD]
    counts = Counter(re.findall(r"(?<!\d)((?:19|20)\d\d)\s?年(?!\s?\d{1,2}月\s?\d{1,2}日)", head))
    if not counts and on is None:
        return None
    if not counts:
        return on.year if on and on.month > 3 else (on.year - 1 if on else None)
    year, named = counts.most_common(1)[0]
    before = str(on.year - 1) if on and on.month <= 3 else ""
    if before and counts.get(before, 0) >= named:
        return int(before)
    return int(year)


def _from_head(text: str, own: Period | None, on: date | None) -> tuple[Period | None, str]:
    """The period by the text's own words: the first named counts most."""
    this_year = between(date(on.year, 1, 1), date(on.year, 12, 31)) if on else own
    votes: Counter[Period] = Counter()
    for index, mention in enumerate(_votes(text, this_year)):
        if mention.period:
            votes[mention.period] += 3 if index == 0 else 1
    if not votes:
        return None, "期间未知:标题和正文开头都没有年份或期间"
    best = votes.most_common(1)[0][0]
    return best, f"期间为推断:正文开头多次说到{best.text}"


def _votes(text: str, this_year: Period | None) -> list[PeriodMention]:
    """The spans named in the first 800 characters, those of plans left out."""
    stop = min(len(text), 800)
    return [
        m
        for m in find(text, 0, stop, this_year)
        if m.role in ("span", "since") and not PLAN.match(text, m.end + 2, m.end + 6)
    ]
