"""The patterns of quantities, compiled once from the words of ``data/``."""

from __future__ import annotations

import re
from collections import defaultdict

from extract.numerals import ARABIC, CHINESE, NUMBER
from extract.reference import table
from extract.words import alternation, grouped

CANONICAL: dict[str, str] = {row["unit"]: row["canonical"] for row in table("units")}
DIMENSION: dict[str, str] = {row["canonical"]: row["dimension"] for row in table("units")} | {
    row["unit"]: row["dimension"] for row in table("units")
}
SMALL_UNITS = frozenset(row["unit"] for row in table("units") if row["small_numeral"])
#: Units of things that happen (件, 次), whose count to date runs on; 个 counts what is there.
EVENTS = frozenset(row["canonical"] for row in table("units") if row["event"])
# 3分公司, 5年级: units whose following word is looked at even behind Arabic digits.
DOUBTFUL = frozenset(row["unit"] for row in table("units") if row["doubtful"])
# 位 does not count in 三位一体: what follows a unit may show that it is none.
NOT_BEFORE: dict[str, re.Pattern[str]] = {
    row["unit"]: re.compile(alternation(row.several("not_before")))
    for row in table("units")
    if row["not_before"]
}


def cues(role: str) -> dict[str, str]:
    """cue → value of one role of data/cues.csv."""
    return {row["cue"]: row["value"] for row in table("cues") if row["role"] == role}


PREFIX: dict[str, str] = cues("prefix")
SCALE_PREFIX: dict[str, str] = cues("prefix_scale")
SUFFIX: dict[str, str] = cues("suffix")
FORBIDDEN_BEFORE: dict[str, str] = defaultdict(str)
for _row in table("cues"):
    if _row["not_after"]:
        FORBIDDEN_BEFORE[_row["cue"]] += _row["not_after"].replace("|", "")
LONGEST_PREFIX = max(map(len, [*PREFIX, *SCALE_PREFIX]))

# What may stand between the parts of one quantity: spaces, never a line break.
SPACE = r"[  \t]{0,3}"
UNIT = grouped(CANONICAL)
_AFTER_UNIT = alternation(SUFFIX)
# 内 closes a limit of time or distance (30分钟内), and begins many other words.
TAIL = (
    rf"(?P<tail>{SPACE}{_AFTER_UNIT}|[余多](?=[,，。;；、的)）\s]|$)"
    r"|内(?![容部设地外涵在控存环科需陆审衣蒙]))?"
)
_VAGUE = rf"(?P<vague>{SPACE}[余多]|来(?=[个名项家人])|(?<=[万亿])级(?![别联]))?"
_SLASH = rf"(?:[/／](?:{UNIT}|处)|[(（](?:套|次|个|台|处|户|所)[)）])?"

#: 3200多项, 超45亿次, 50万(城市部件): a number with or without its unit.
ARABIC_QUANTITY = re.compile(
    rf"(?P<number>{ARABIC}){_VAGUE}(?:{SPACE}(?P<unit>个多(?=小时|月)(?:小时|月)|{UNIT}{_SLASH}))?{TAIL}"
)
#: 十个, 三万余份, 近百次.
CHINESE_QUANTITY = re.compile(
    rf"(?P<number>{CHINESE}){_VAGUE}(?:{SPACE}(?P<unit>个多(?=小时|月)(?:小时|月)|{UNIT}{_SLASH}))?{TAIL}"
)
#: A number alone, where what follows only looks like a unit: 几十万市民.
BARE_ARABIC = re.compile(rf"(?P<number>{ARABIC}){_VAGUE}")
BARE_CHINESE = re.compile(rf"(?P<number>{CHINESE}){_VAGUE}")
#: 3-5个, 20至30个, 10%—15%, 5-8万元.
RANGE = re.compile(
    rf"(?P<number>(?P<low>{NUMBER}){SPACE}(?P<unit1>{UNIT})?{SPACE}(?P<join>[-－—–~～]{{1,2}}|至|到)"
    rf"{SPACE}(?P<high>{NUMBER})){_VAGUE}{SPACE}(?P<unit>{UNIT}){TAIL}"
)
#: 五大领域, 6大方面, “十大”.
BIG = re.compile(
    rf"(?P<number>{NUMBER})大(?:(?P<unit>方面|门类|类(?!似|型|别))"
    rf"|(?![人学会队事家使洋陆型小道校专姐妈哥众量批额款概幅举力数约致宗以]))"
)
#: 百分之九十, 三分之二, 千分之三, 1/3.
FRACTION = re.compile(
    rf"(?P<below>{NUMBER})分之(?P<above>{NUMBER}){_VAGUE}{TAIL}|(?P<above2>[0-9]{{1,2}})/(?P<below2>[0-9]{{1,2}})(?![0-9/.])"
)
#: 九成, 九成四, 8成以上.
TENTHS = re.compile(
    r"(?P<tens>[一二两三四五六七八九](?:[至到]?[二三四五六七八九])?|[0-9](?:\.[0-9])?)成(?P<ones>[一二三四五六七八九](?![个项名家条批])|半)?"
    rf"(?![立为功效员都果本长品熟就分千交年套绩型人片网体]){_VAGUE}{TAIL}"
)
#: 一半, 半数以上, 半小时.
HALF = re.compile(rf"(?:一半|半数|半(?P<unit>小时|天|个月|个工作日|个小时|年)){TAIL}")
#: 第一, 第3位, 第二名.
ORDINAL_RANK = re.compile(rf"第{SPACE}(?P<number>{NUMBER})(?P<unit>{SPACE}(?:名|位(?![置数一])|))")
#: 前三, 前10名.
TOP_RANK = re.compile(r"前(?P<number>[一二三四五六七八九十]{1,2}|[0-9]{1,3}%?)(?P<unit>名|位|强|)")
FIRST = re.compile(r"首(?:位(?![度书席])|列(?![车])|名(?![单家])(?=[,，。;；、]))|榜首")
#: 连续三年, 连续12个月, 连续第五年.
STREAK = re.compile(
    rf"连续第?{SPACE}(?P<number>{NUMBER}){_VAGUE}{SPACE}(?P<unit>年|个月|个季度|次|届|天|周|期|个交易日|个年度|轮|月|季度)"
)
#: 四连冠, 三连增.
RUN = re.compile(
    r"(?P<number>[两二三四五六七八九十]{1,2}|[0-9]{1,2})连(?:冠|增|升|降|胜|涨|跌|优|快|丰)"
)
#: 1.4、2.2、0.6个百分点: numbers that share the unit of the last.
SHARED = re.compile(
    rf"(?:{SPACE}(?:[、和及与]|以及){SPACE}(?:{ARABIC}){SPACE}(?:[余多])?){{0,11}}"
    rf"{SPACE}(?:[、和及与]|以及){SPACE}(?:{ARABIC}){_VAGUE}{SPACE}(?P<unit>{UNIT})"
)

#: Where a number may begin.
NUMERAL = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿两数几半首萬億兩廿卅]")

# A word of data/exclusions.csv is looked up by the two characters around each of its numerals.
EXCLUDED: dict[str, list[tuple[int, str]]] = defaultdict(list)
for _row in table("exclusions"):
    _word = _row["word"]
    for _found in NUMERAL.finditer(_word):
        _at = _found.start()
        _key = _word[_at : _at + 2] if _at + 1 < len(_word) else _word[_at - 1 : _at + 1]
        EXCLUDED[_key].append((_at, _word))

_NOUN_UNITS = {row["noun"]: row["unit"] for row in table("counted_nouns")}
NOUN = re.compile(alternation(_NOUN_UNITS))


def unit_of_noun(noun: str) -> str:
    """The unit in which a noun of data/counted_nouns.csv is counted: 工单 → 件."""
    return _NOUN_UNITS[noun]
