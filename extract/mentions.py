"""**Find quantities**: text → mentions, by named rules in listed order.

A numeral in the text is offered to the rules one after the other (the list stands at
the foot of this file); the first that sees a quantity there wins, and the search goes on
behind it. A numeral that no rule takes is no claim: a date, a label, a list number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extract import grammar as g
from extract.model import Mention, Quantity
from extract.numerals import bounds, fraction_of, value_of

Rule = Callable[[str, int, int], Mention | None]

_ASCII_DIGITS = frozenset("0123456789０１２３４５６７８９")
_CLAUSE_END = frozenset(',，。;；、!！?？:：()（）\n“”"《》')
_RANK_END = re.compile(
    r"[ \t]*(?:$|[,，。;；、!！?？)）】”\"\n升跃提]|(?:的|和|与|并|且|,|以及|，))|(?:好|佳)?成绩|水平"
)
_RANK_CUE = re.compile(g.alternation(g.cues("rank")))
_TOP_STOP = re.compile(
    r"[个年月季天期述款项次批步提往瞻沿后来端进方言景场台途夕例所任面台世沿置列]|[十百千]强"
)
_FROM = re.compile(r"(?:从|由|自(?![选动助主己治然建费]))[^,，。;；、“”]{0,8}$")
_MEASURE_END = re.compile(r"(?:[数量额率为达至到共计有分值比]|指数|系数|比例|[:：=])[ 　]*$")
_INDEX = re.compile(
    r"(?:指数|系数|得分|评分|分值|PMI|CPI|PPI|总分|均分|综合分)(?:为|达|达到|是|:|:)?[ 　]*$"
)
_INDEX_CLAUSE = re.compile(r"(?:指数|系数|得分|评分|总分|均分|死亡率|[^占]比|综合分|比例|PMI|CPI|PPI)[^,，。;；、%]{0,16}$")
_SCORE = re.compile(r"(?:得分|评分|总分|均分|综合分)[^,，。;；、%]{0,16}$")
_POINTED = re.compile(r"(?:[为达到至的分率比]|指数|系数|提升|提高|上升|下降|增加|降低)[ 　]*$")
_NOT_A_COUNT = re.compile(
    r"[ 　]?(?:[年月日号號时時点點版比:：.．/\-—–~～%％+×xX*至到室楼路线弄巷]|[A-Za-z])"
)
_PLAIN_END = re.compile(r"[ 　]*(?:[,，。;；、!！?？)）(（]|$|\n|左右|以上|以下|以内)")
_LEADS_ON = re.compile(rf"{_PLAIN_END.pattern}|[^,，。;；\n]{{0,4}}[到至]")
_PUNCTUATION = re.compile(r"[,，。;；、!！?？:：()（）\n“”《》]")
_BIG = re.compile(r"[百千万亿萬億]")
_FUZZY_PAIR = re.compile(r"([一两二三四五六七八])([二两三四五六七八九])([十百千]?[万亿]?)")
_SPELLED = re.compile(r"[一二三四五六七八九两零〇]+")
_SLOGAN = re.compile(
    r"[一二两三四五六七八九十]+个(?:一|必|不|更|最|再|新|坚持|全面|进一步|明确|到位|办|转变|当)"
)
# “10分钟响应”, “369人才工程”: a quoted name that only begins with a number.
_NAMED = re.compile(r"[0-9][^”\"“\n]{0,4}[一-鿿+\-—][^”\"“\n]{1,9}[”\"]")
_CLOCK = re.compile(r"[时時点點:：]$")
_LABEL_YEAR = re.compile(r"(?:近|前|过去|未来|今后|上|下|头|第|满)$")
_SINGLE_OK = frozenset("所座家例名位人起条处栋部台辆支艘")
_CALENDAR = re.compile(r"(?:19|20)[0-9]{2}|[１][９].{2}|[２][０].{2}")
_SPAN_OF_YEARS = re.compile(r"[一二三四五六七八九十两]{1,3}|[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one numeral: the rule that took it, or why it is no claim (Chinese)."""

    start: int
    end: int
    rule: str
    why: str


def looks(text: str) -> Iterator[Look]:
    """What became of every numeral in the text, in order."""
    position = floor = 0
    found = list(find(text))
    while hit := g.NUMERAL.search(text, position):
        at = hit.start()
        taken = next((m for m in found if m.start <= at < m.end), None)
        if taken:
            yield Look(taken.start, taken.end, taken.rule, "")
            position = floor = taken.end
            continue
        skip = _excluded(text, at)
        digits = text[at] in _ASCII_DIGITS
        position = skip or (_end_of_digits if digits else _end_of_word)(text, at)
        why = "是排除词(data/exclusions.csv)" if skip else "没有规则认出它是数量(日期、编号、名称或缺少单位)"
        yield Look(max(floor, at), position, "", why)


def find(text: str) -> Iterator[Mention]:
    """Mentions of quantities in the text, in order, none overlapping another.

    >>> [text[m.start:m.end] for text in ["受理诉求超3200万件"] for m in find(text)]
    ['超3200万件']
    """
    position, floor = 0, 0
    previous: Mention | None = None
    search = g.NUMERAL.search
    while hit := search(text, position):
        at = hit.start()
        if text[at] in _ASCII_DIGITS:
            rules, fallback = DIGIT_RULES, _end_of_digits
        else:
            rules, fallback = WORD_RULES, _end_of_word
        skip = _excluded(text, at) or _plainly_none(text, at)
        if skip:
            position = skip
            continue
        for rule in rules:
            mention = rule(text, at, floor)
            if mention is not None:
                if mention.unit == "个":
                    mention = _abbreviated(text, previous, mention)
                yield mention
                previous, position = mention, mention.end
                floor = mention.end
                break
        else:
            position = fallback(text, at)


# What may follow Chinese numerals in a quantity, and what before them makes one likely.
_MAY_FOLLOW = frozenset(unit[0] for unit in g.CANONICAL) | frozenset("余多来几大成分连至到-－—–~～点點半  %％")
_MAY_LEAD = frozenset("第前首榜续") | frozenset(word[-1] for word in (*g.PREFIX, *g.SCALE_PREFIX))


def _plainly_none(text: str, at: int) -> int:
    """End of Chinese numerals that begin no quantity (一体化, 十四五), 0 where they may."""
    if text[at] in _ASCII_DIGITS or text[at] in "半首":
        return 0
    found = _WORD_RUN.match(text, at)
    end = found.end() if found else at + 1
    if text[end : end + 1] in _MAY_FOLLOW or (at and text[at - 1] in _MAY_LEAD):
        return 0
    return end


_POINTS_AHEAD = re.compile(r"[、和及与,，][^,，。;；\n]{0,10}?[0-9.]+个(百分点|工作日|月)")
_BACK_TO = re.compile(r"(?:到|至|为|、|和|及|与)[约近]?$")


def _abbreviated(text: str, previous: Mention | None, mention: Mention) -> Mention:
    """高于全国2.8个、高于全省0.2个百分点: a unit that its neighbour spells out."""
    ahead = _POINTS_AHEAD.match(text, mention.end)
    unit = f"个{ahead[1]}" if ahead else mention.unit
    if previous and len(previous.unit) > 1 and previous.unit[0] == "个":
        near = mention.start - previous.end <= 8 and _PLAIN_END.match(text, mention.end)
        if near and _BACK_TO.search(text, previous.end, mention.start):
            unit = previous.unit
    return replace(mention, unit=unit) if unit != mention.unit else mention


def _excluded(text: str, at: int) -> int:
    """End of the excluded word that the numeral at ``at`` belongs to, 0 where none."""
    for key in (text[at : at + 2], text[at - 1 : at + 1]):
        for offset, word in g.EXCLUDED.get(key, ()):
            end = at - offset + len(word)
            if not text.startswith(word, at - offset):
                continue
            # 12345 is a hotline, 123456 a number.
            if word[-1] not in _ASCII_DIGITS or text[end : end + 1] not in _ASCII_DIGITS:
                return end
    return 0


_DIGIT_RUN = re.compile(r"[0-9０-９]+(?:[,.．][0-9０-９]+)*")


def _end_of_digits(text: str, at: int) -> int:
    found = _DIGIT_RUN.match(text, at)
    return found.end() if found else at + 1


_WORD_RUN = re.compile(r"[一二三四五六七八九十百千万亿两零数几廿卅]+")


def _end_of_word(text: str, at: int) -> int:
    found = _WORD_RUN.match(text, at)
    return found.end() if found else at + 1


def _prefix(text: str, at: int, floor: int) -> tuple[int, str]:
    """Start and qualifier of the word right before a number: 超, 不少于, 近."""
    end = at
    while end > floor and text[end - 1] in "  ":
        end -= 1
    for length in range(min(g.LONGEST_PREFIX, end - floor), 0, -1):
        word = text[end - length : end]
        qualifier = g.PREFIX.get(word)
        if qualifier is None and text[at] in "百千万亿萬億":
            qualifier = g.SCALE_PREFIX.get(word)
        if qualifier is None:
            continue
        before = text[end - length - 1 : end - length]
        if before and before in g.FORBIDDEN_BEFORE.get(word, ""):
            return at, ""
        return end - length, qualifier
    return at, ""


def _qualifier(prefix: str, tail: str | None, vague: str | None, number: str) -> str:
    """The qualifier that the words around and inside a number give together."""
    if prefix:
        return prefix
    tail = (tail or "").strip()
    if tail == "内":
        return "at_most"
    if tail in g.SUFFIX:
        return g.SUFFIX[tail]
    vague = (vague or "").strip()
    if vague in ("来", "级"):
        return "about"
    if tail in ("余", "多") or vague or _LOOSE_NUMBER.search(number):
        return "over"
    return "exact"


# 上升3位 gains places, 3位专家 are persons.
_RISES = re.compile(r"(?:上升|提升|前移|前进|下降|后移|跃升|进位|提高|上涨|下滑|升|降)了?$")
_LOOSE_NUMBER = re.compile(r"[余多几数]")


def _canonical(unit: str | None) -> str:
    """Canonical form of a unit as written: 名 → 人, 个多月 → 个月, 元/人 stays."""
    if not unit:
        return ""
    unit = unit.replace("个多", "个" if unit.endswith("月") else "")
    return g.CANONICAL.get(unit, unit)


def _mention(
    text: str,
    at: int,
    floor: int,
    found: re.Match[str],
    value: Decimal,
    unit: str,
    rule: str,
    kind: str = "level",
    confidence: float = 0.95,
) -> Mention:
    """The mention of a match that has the groups number, vague and tail (or lacks them)."""
    groups = found.groupdict()
    start, prefix = _prefix(text, at, floor)
    number_start = found.start("number") if groups.get("number") else at
    number_end = found.end("number") if groups.get("number") else found.end()
    number = text[number_start:number_end]
    tail = groups.get("tail")
    end = found.end()
    if tail and tail.strip() == "内" and g.DIMENSION.get(unit) not in ("duration", "length"):
        end -= len(tail)
        tail = None
    qualifier = _qualifier(prefix, tail, groups.get("vague"), number)
    start, value = _sign(text, start, value)
    if unit == "人" and found.group().rstrip().endswith("位") and _RISES.search(text, max(0, at - 5), at):
        unit = "位"
    return Mention(
        start, end, number_start, number_end, bounds(value, qualifier), unit, qualifier, kind, rule,
        confidence,
    )  # fmt: skip


def _sign(text: str, start: int, value: Decimal) -> tuple[int, Decimal]:
    """A minus sign that the text itself writes: -3.5% after a word, not between digits."""
    if (
        start
        and text[start - 1] in "-－−"
        and (start < 2 or not text[start - 2].isalnum() or "一" <= text[start - 2] <= "鿿")
    ):
        if start >= 2 and text[start - 2] in _ASCII_DIGITS:
            return start, value
        return start - 1, -value
    return start, value


def _bad_left(text: str, at: int) -> bool:
    """Whether the character before a number makes it a part of something else."""
    before = text[at - 1 : at]
    if not before:
        return False
    if before in "〕】]" and at > 5 and text[at - 2].isdigit():
        return True
    if before in "“\"" and _NAMED.match(text, at):
        return True
    if before in "第×xX*〔#№¥" or (before in "VvNn" and text[at - 2 : at - 1].isascii()):
        return True
    if before in ".．-－—–/+:：~～" and at >= 2:
        other = text[at - 2]
        return other.isdigit() or (other.isascii() and other.isalnum() and before != "+")
    return before == "每" or (before == "隔" and text[at - 2 : at - 1] == "每")


def _bad_unit(text: str, number: str, unit: str, unit_end: int, at: int) -> bool:
    """Whether what follows a unit, or the number before it, shows that it is none."""
    guard = g.NOT_BEFORE.get(unit)
    if text.startswith(("之间", "之内", "以"), unit_end):
        guard = None
    if guard is not None and guard.match(text, unit_end):
        # 50人才 reads 50 人 only in 10万人口.
        return not (
            unit in ("人", "位", "名", "家", "户")
            and number[0] in _ASCII_DIGITS
            and text.startswith(("人口", "人员", "人才"), unit_end - 1)
        )
    if unit == "年":
        if _CALENDAR.fullmatch(number):
            return True
        before = text[at - 1 : at]
        if before in ("近", "前", "上", "下", "头", "第") or text[at - 2 : at] in (
            "未来",
            "今后",
            "过去",
            "为期" if False else "未来",
        ):
            return True
        return False
    if unit == "页" and text[at - 1 : at] == "共":
        return True
    if unit == "日":
        spent = "." in number or text.startswith(("内", "以内", "左右"), unit_end)
        return before_month(text, at) or not (spent or _SPENT.search(text, max(0, at - 6), at))
    if unit == "分" and _CLOCK.search(text, max(0, at - 1), at):
        return True
    return (
        unit.isascii()
        and unit.isalpha()
        and text[unit_end : unit_end + 1].isascii()
        and text[unit_end : unit_end + 1].isalnum()
    )


def before_month(text: str, at: int) -> bool:
    """Whether a number of 日 belongs to a date: 3月4日."""
    return text[at - 1 : at] == "月"


_SPENT = re.compile(r"(?:缩短|增加|延长|减少|压缩|提前|住院日|平均|为期)(?:为|至|了)?$")


# --- rules for Arabic digits ---------------------------------------------------------


_JOIN = re.compile(r"[-－—–~～至到]")


def number_range(text: str, at: int, floor: int) -> Mention | None:
    """Two numbers with one unit: 3-5个, 20至30个, 10%—15%, 5-8万元."""
    if _JOIN.search(text, at + 1, at + 14) is None:
        return None
    found = g.RANGE.match(text, at)
    if found is None or _bad_left(text, at):
        return None
    if found["unit1"] and _canonical(found["unit1"]) != _canonical(found["unit"]):
        return None
    if found["join"] in ("至", "到") and _FROM.search(text, max(floor, at - 10), at):
        return None
    if _bad_unit(text, found["high"], found["unit"], found.end("unit"), at):
        return None
    low, high = value_of(found["low"]), value_of(found["high"])
    years = found["unit"] == "年" and _CALENDAR.fullmatch(found["high"])
    if low is None or high is None or years:
        return None
    scale = _BIG.search(found["high"])
    if scale and not _BIG.search(found["low"]) and not found["unit1"]:
        scaled = value_of("1" + found["high"][scale.start() :])
        if scaled and low * scaled <= high:
            low *= scaled
    if low > high:
        return None
    mention = _mention(text, at, floor, found, low, _canonical(found["unit"]), "number_range")
    if mention.qualifier != "exact":
        return mention
    return replace(mention, quantity=Quantity(low, low, high))


def digits_with_unit(text: str, at: int, floor: int) -> Mention | None:
    """Arabic digits and a unit: 超3200万件, 98.48%, 2万余栋."""
    found = g.ARABIC_QUANTITY.match(text, at)
    if found is None or not found["unit"] or _bad_left(text, at):
        return None
    unit = found["unit"]
    if _bad_unit(text, found["number"], unit, found.end("unit"), at):
        return None
    value = value_of(found["number"])
    if value is None:
        return None
    return _mention(text, at, floor, found, value, _canonical(unit), "digits_with_unit")


def big_things(text: str, at: int, floor: int) -> Mention | None:
    """A number of great things: 五大领域, 27大功能模块, 6大方面."""
    found = g.BIG.match(text, at) if "大" in text[at + 1 : at + 5] else None
    if found is None or _bad_left(text, at):
        return None
    number = found["number"]
    value = value_of(number)
    if value is None or value > 60 or 17 <= value <= 21 or value == 1 or _BIG.search(number):
        return None
    return _mention(
        text, at, floor, found, value, found["unit"] or "个", "big_things", "level", 0.85
    )


def list_sharing_unit(text: str, at: int, floor: int) -> Mention | None:
    """A number in a list whose last member has the unit: 1.4、2.2、0.6个百分点."""
    found = g.ARABIC_QUANTITY.match(text, at)
    if found is None or found["unit"] or _bad_left(text, at):
        return None
    shared = g.SHARED.match(text, found.end())
    if shared is None or shared["unit"] in ("年", "级"):
        return None
    value = value_of(found["number"])
    if value is None or _CALENDAR.fullmatch(found["number"]):
        return None
    if _bad_unit(text, found["number"], shared["unit"], shared.end("unit"), at):
        return None
    unit = _canonical(shared["unit"])
    return _mention(text, at, floor, found, value, unit, "list_sharing_unit", "level", 0.9)


def digits_of_noun(text: str, at: int, floor: int) -> Mention | None:
    """Digits without a unit where the context names what is counted: 用户突破860万."""
    found = g.ARABIC_QUANTITY.match(text, at)
    if found is None or found["unit"] or _bad_left(text, at):
        return None
    number, end = found["number"], found.end()
    if _NOT_A_COUNT.match(text, end) or _CALENDAR.fullmatch(number):
        return None
    value = value_of(number)
    if (
        value is None
        or (len(number) >= 7 and number.isdigit())
        or number[0] == "0"
        and "." not in number
    ):
        return None
    start, prefix = _prefix(text, at, floor)
    loose = bool(_BIG.search(number) or found["vague"] or prefix)
    unit, near = _unit_ahead(text, end), False
    if unit is None:
        unit = _unit_behind(text, start, floor)
    else:
        near = g.NOUN.match(text, end) is not None
    if near and not loose and ("." in number or text[at - 1 : at] in "“\""):
        # 2.0平台 is a version.
        return None
    if _INDEX_CLAUSE.search(text, max(floor, start - 22), start):
        unit = "分" if _SCORE.search(text, max(floor, start - 22), start) else ""
        near = near or bool(_LEADS_ON.match(text, end) and _POINTED.search(text, max(0, start - 6), start))
    if not loose and not near:
        if not _PLAIN_END.match(text, end) or not _MEASURE_END.search(
            text, max(0, start - 8), start
        ):
            return None
        if unit is None and not _INDEX.search(text, max(0, start - 10), start):
            return None
    confidence = 0.85 if unit and loose else 0.6
    return _mention(
        text, at, floor, found, value, unit or "", "digits_of_noun", "level", confidence
    )


def _unit_ahead(text: str, end: int) -> str | None:
    """Unit of the first counted noun right of a number, before any punctuation."""
    stop = _PUNCTUATION.search(text, end)
    limit = min(stop.start() if stop else len(text), end + 10)
    noun = g.NOUN.search(text, end, limit)
    return g.unit_of_noun(noun[0]) if noun else None


def _unit_behind(text: str, start: int, floor: int) -> str | None:
    """Unit of the last counted noun left of a number within its clause."""
    nouns = g.NOUN.findall(text, max(floor, start - 18), start)
    if not nouns and _GROWN.search(text, max(floor, start - 4), start):
        # APP用户突破5700万,较去年底净增312万
        nouns = g.NOUN.findall(_SENTENCE_END.split(text[max(0, start - 45) : start])[-1])
    return g.unit_of_noun(nouns[-1]) if nouns else None


_GROWN = re.compile(r"(?:净增|增加|增长|减少|新增|增|减)(?:了|约|近|超)?$")
_SENTENCE_END = re.compile(r"[。;；\n]")


def rank_digits(text: str, at: int, floor: int) -> Mention | None:
    """A rank in digits or words: 第3位, 第一, 前十名."""
    return ordinal_rank(text, at, floor) or top_rank(text, at, floor)


def streak(text: str, at: int, floor: int) -> Mention | None:
    """A streak: 连续三年, 连续12个月."""
    if "续" not in text[max(0, at - 3) : at]:
        return None
    begin = at - 2 if text.startswith("连续", at - 2) else at - 3
    found = g.STREAK.match(text, max(begin, 0)) if at >= 2 else None
    if found is None or found.start() < floor:
        return None
    value = value_of(found["number"])
    if value is None or _CALENDAR.fullmatch(found["number"]):
        return None
    return Mention(
        found.start(), found.end(), found.start("number"), found.end("number"),
        bounds(value, "over" if found["vague"] else "exact"), g.CANONICAL.get(found["unit"], found["unit"]),
        "over" if found["vague"] else "exact", "streak", "streak", 0.95,
    )  # fmt: skip


def run_of_wins(text: str, at: int, floor: int) -> Mention | None:
    """A run named by its length: 四连冠, 三连增."""
    found = g.RUN.match(text, at) if "连" in text[at + 1 : at + 3] else None
    if found is None:
        return None
    value = value_of(found["number"])
    return value and _mention(text, at, at, found, value, "次", "run_of_wins", "streak")


def ordinal_rank(text: str, at: int, floor: int) -> Mention | None:
    """A place in an order: 第一, 第3位, where the clause speaks of a ranking."""
    begin = at - 1 if text[at - 1 : at] == "第" else at - 2
    if at < 1 or begin < floor or text[begin] != "第":
        return None
    found = g.ORDINAL_RANK.match(text, begin)
    if found is None:
        return None
    value = value_of(found["number"])
    if value is None or value > 3000:
        return None
    if not found["unit"].strip():
        if not _RANK_END.match(text, found.end()):
            return None
        if not _RANK_CUE.search(text, _clause_start(text, begin, floor), begin):
            return None
    end = found.end() if found["unit"].strip() else found.end("number")
    return Mention(
        begin, end, found.start("number"), found.end("number"), bounds(value, "exact"), "名",
        "exact", "rank", "ordinal_rank", 0.9,
    )  # fmt: skip


def _clause_start(text: str, at: int, floor: int) -> int:
    """Where the clause before ``at`` begins, at most 30 characters back."""
    limit = max(0, at - 30)
    for index in range(at - 1, limit - 1, -1):
        if text[index] in "，,。;；\n":
            return index + 1
    return limit


def top_rank(text: str, at: int, floor: int) -> Mention | None:
    """A place among the first: 前三, 前10名."""
    if at < 1 or text[at - 1] != "前" or at - 1 < floor:
        return None
    found = g.TOP_RANK.match(text, at - 1)
    if found is None or found["unit"] == "强" or "%" in found["number"]:
        return None
    if not found["unit"]:
        if _TOP_STOP.match(text, found.end()):
            return None
        if not _RANK_CUE.search(text, _clause_start(text, at - 1, floor), at - 1):
            return None
    value = value_of(found["number"])
    if value is None:
        return None
    return Mention(
        at - 1, found.end(), found.start("number"), found.end("number"), bounds(value, "at_most"),
        "名", "at_most", "rank", "top_rank", 0.9,
    )  # fmt: skip


def first_place(text: str, at: int, floor: int) -> Mention | None:
    """The first place in words: 首位, 榜首."""
    if text[at] != "首":
        return None
    begin = at - 1 if text[at - 1 : at] == "榜" else at
    found = g.FIRST.match(text, begin)
    if found is None or begin < floor:
        return None
    if found[0] != "榜首" and not _RANK_CUE.search(text, _clause_start(text, begin, floor), begin):
        return None
    return Mention(
        begin, found.end(), at, at + 1, bounds(Decimal(1), "exact"), "名", "exact", "rank",
        "first_place", 0.9,
    )  # fmt: skip


# --- rules for Chinese numerals -------------------------------------------------------


def fraction(text: str, at: int, floor: int) -> Mention | None:
    """A share in words: 百分之九十, 三分之二, 千分之三."""
    ahead = text[at : at + 14]
    found = g.FRACTION.match(text, at) if "分之" in ahead or "/" in ahead else None
    if found is None or _bad_left(text, at):
        return None
    above, below = found["above"] or found["above2"], found["below"] or found["below2"]
    if found["below2"] and (int(above) >= int(below) or int(below) > 20):
        return None
    below_value = value_of(below)
    if below_value == 1000:
        value, unit = value_of(above), "‰"
    else:
        value, unit = fraction_of(above, below), "%"
    return None if value is None else _mention(text, at, floor, found, value, unit, "fraction")


def tenths(text: str, at: int, floor: int) -> Mention | None:
    """Tenths in words: 九成, 九成四, 八成以上."""
    found = g.TENTHS.match(text, at) if "成" in text[at + 1 : at + 4] else None
    if found is None or _bad_left(text, at):
        return None
    tens = value_of(found["tens"])
    if tens is None:
        return None
    ones = Decimal(5) if found["ones"] == "半" else value_of(found["ones"] or "〇") or Decimal(0)
    value = (tens * 10 + ones).quantize(Decimal(1))
    return _mention(text, at, floor, found, value, "%", "tenths")


def half(text: str, at: int, floor: int) -> Mention | None:
    """Half of something: 一半, 半数以上, 半小时."""
    found = g.HALF.match(text, at) if text[at] in "半一" else None
    if found is None:
        return None
    if found["unit"]:
        if found["unit"] == "年" or text[at - 1 : at] in "上下个大前后多每":
            return None
        unit = _canonical(found["unit"])
        return _mention(text, at, floor, found, Decimal("0.5"), unit, "half", "level", 0.7)
    return _mention(text, at, floor, found, Decimal(50), "%", "half", "level", 0.8)


def words_with_unit(text: str, at: int, floor: int) -> Mention | None:
    """Chinese numerals and a unit: 十个, 三万余份, 近百次, 两三百家."""
    found = g.CHINESE_QUANTITY.match(text, at)
    if found is None or _bad_left(text, at):
        return None
    number, unit = found["number"], found["unit"]
    if not unit:
        return _words_of_noun(text, at, floor, found)
    if _bad_unit(text, number, unit, found.end("unit"), at):
        return None
    if len(number) > 1 and _SPELLED.fullmatch(number) and not _FUZZY_PAIR.fullmatch(number):
        return None
    value = value_of(number)
    if value is None or not _counts(text, at, floor, found, value):
        return None
    mention = _mention(
        text, at, floor, found, value, _canonical(unit), "words_with_unit", "level", 0.9
    )
    pair = _FUZZY_PAIR.fullmatch(number)
    if pair and mention.qualifier == "exact":
        high = value_of(pair[2] + pair[3])
        return replace(mention, quantity=Quantity(value, value, high))
    return mention


def _counts(text: str, at: int, floor: int, found: re.Match[str], value: Decimal) -> bool:
    """Whether Chinese numerals before a unit count something, rather than name it."""
    number, unit = found["number"], found["unit"]
    qualified = bool(
        found["vague"]
        or found["tail"]
        or _LOOSE_NUMBER.search(number)
        or _prefix(text, at, floor)[0] != at
    )
    if number[0] in "百千万亿萬億" and not qualified:
        # 百个, 千名干部, 万元 as a unit: no count of their own.
        return False
    if unit == "番":
        return True
    if number == "一":
        return (
            qualified
            and unit not in ("个", "批", "年", "天")
            or _one_of_a_kind(text, at, unit, found.end())
        )
    if number == "二" or (value < 10 and unit == "期") or number == "零":
        return False
    if unit not in g.SMALL_UNITS and len(number) < 3:
        return False
    if unit in ("年", "周年", "周"):
        return qualified or len(number) > 1 and unit != "年" or _takes_time(text, at)
    if text[at - 1 : at] in '“"' and not qualified:
        return False
    return not _SLOGAN.match(text, at)


_NEW = re.compile(
    r"(?:新建|新增|建成|引进|培育|新设|创建|建设|配备|查处|破获|侦破|发生|获评|挂牌|打造|成立|改造|投用)(?:了)?(?:全[省市区国])?$"
)


def _one_of_a_kind(text: str, at: int, unit: str, end: int) -> bool:
    """新建一所学校 counts; 一名 in running prose does not."""
    return unit in _SINGLE_OK and _NEW.search(text, max(0, at - 8), at) is not None


def _takes_time(text: str, at: int) -> bool:
    return text[at - 2 : at] in (
        "缩短",
        "延长",
        "提前",
        "达到",
        "只需",
        "仅需",
        "仅用",
        "为期",
        "至少",
        "压缩",
    )


def _words_of_noun(text: str, at: int, floor: int, found: re.Match[str]) -> Mention | None:
    """Chinese numerals without a unit, loose and before a counted noun: 百余企业, 两万三."""
    number = found["number"]
    start, _ = _prefix(text, at, floor)
    if not (found["vague"] or start != at or "几" in number or "数" in number):
        return None
    value = value_of(number)
    if value is None or value < 10:
        return None
    unit = _unit_ahead(text, found.end()) or _unit_behind(text, start, floor)
    if unit is None:
        return None
    return _mention(text, at, floor, found, value, unit, "words_of_noun", "level", 0.6)


DIGIT_RULES: tuple[Rule, ...] = (
    streak,
    rank_digits,
    fraction,
    number_range,
    tenths,
    run_of_wins,
    digits_with_unit,
    big_things,
    list_sharing_unit,
    digits_of_noun,
)
WORD_RULES: tuple[Rule, ...] = (
    streak,
    rank_digits,
    first_place,
    half,
    fraction,
    tenths,
    run_of_wins,
    number_range,
    big_things,
    words_with_unit,
)
