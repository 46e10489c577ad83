"""**Compare two**: the verdict 可比 / 谨慎 / 不可比 for a pair of readings, with its reasons.

Each check looks at one thing and says nothing, or the key of a row of
``data/verdict_reasons.csv`` with what it saw on either side. The worst reason decides.
The checks are listed at the foot of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from dashboard import data, english
from dashboard.language import is_english, say
from dashboard.readings import Reading
from dashboard.taxonomy import Taxonomy
from dashboard.units import same_dimension, same_thing
from dashboard.wording import label, period_text
from dashboard.written import unit_name

COMPARABLE, CAUTION, INCOMPARABLE = "可比", "谨慎", "不可比"
_SEVERITY = {COMPARABLE: 0, CAUTION: 1, INCOMPARABLE: 2}
CODES = "KTUDCPLBS"  # one for each check, in their order
CONFIDENT = 0.7  # below it a reading that nobody reviewed counts as uncertain (code S)

SIZE_FREE = ("rate", "duration", "rank")


class Reason(NamedTuple):
    """Why two readings are not plainly comparable: code, word, clause, and both sides."""

    key: str
    code: str
    verdict: str
    name: str
    clause: str
    sides: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """``期间：期间长短不同（2022年 对 2022年上半年）``."""
        if not all(self.sides):
            return say("{name}：{clause}", name=self.name, clause=self.clause)
        return say(
            "{name}：{clause}（{left} 对 {right}）",
            name=self.name,
            clause=self.clause,
            left=self.sides[0],
            right=self.sides[1],
        )


class Pair(NamedTuple):
    """Two readings (by their ids), the verdict on them and its reasons, worst first."""

    left: str
    right: str
    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> str:
        """The codes of the reasons in the table's order, ``CP``."""
        return "".join(code for code in CODES if code in {r.code for r in self.reasons})


class Seen(NamedTuple):
    """What a check saw: the key of a reason, and what stands on either side."""

    key: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the checks stand on: the taxonomy, and how the figures were converted.

    ``basis`` is total, per_capita, per_day, per_capita_day or share; ``wholes`` are the areas
    that shares are of, by observation.
    """

    taxonomy: Taxonomy
    basis: str = "total"
    wholes: Mapping[str, str] = field(default_factory=dict)

    @property
    def size_taken_out(self) -> bool:
        return self.basis == "share" or "per_capita" in self.basis

    @property
    def per_day(self) -> bool:
        return self.basis.endswith("day")


Check = Callable[[Reading, Reading, Ground], Seen | None]


def reasons() -> dict[str, Reason]:
    """The reasons by key, from ``data/verdict_reasons.csv``, in the language of the session."""
    return _reasons("name_en", "en") if is_english() else _reasons("name_zh", "zh")


@cache
def _reasons(name: str, clause: str) -> dict[str, Reason]:
    return {
        row["key"]: Reason(row["key"], row["code"], row["verdict"], row[name], row[clause])
        for row in data.table("verdict_reasons")
    }


def worst(verdicts: Iterable[str]) -> str:
    """The worst of several verdicts, 可比 where there is none."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=COMPARABLE)


def severity(verdict: str) -> int:
    """0 for 可比, 1 for 谨慎, 2 for 不可比."""
    return _SEVERITY[verdict]


def kind(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """K: 127113件 against 同比上升80.79%."""
    if a.kind == b.kind:
        return None
    return Seen("K_kind", label("kind", a.kind), label("kind", b.kind))


def status(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """T: 已推出486项 against 提升至420项 next year."""
    if a.status == b.status:
        return None
    return Seen("T_target", label("status", a.status), label("status", b.status))


def unit(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """U: 件 against 宗 with caution, 件 against % not at all, 小时 against 分钟 converted."""
    if a.unit == b.unit or same_dimension(a.unit, b.unit):
        return None
    if not a.unit or not b.unit:
        unnamed = say("未写明")
        return Seen("U_unnamed", unit_name(a.unit) or unnamed, unit_name(b.unit) or unnamed)
    key = "U_counting" if same_thing(a.unit, b.unit) else "U_dimension"
    return Seen(key, unit_name(a.unit), unit_name(b.unit))


def definition(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """D: 市民满意率 against 营商环境诉求满意率 with caution, against 办结率 not at all."""
    if not a.indicator or a.indicator != b.indicator:
        names = ground.taxonomy.name(a.indicator), ground.taxonomy.name(b.indicator)
        if not a.indicator or not b.indicator:
            return Seen("D_unmapped", names[0] or say("未归类"), names[1] or say("未归类"))
        kin = ground.taxonomy.share_a_broader(a.indicator, b.indicator)
        return Seen("D_kin" if kin else "D_nothing", *names)
    classes = [ground.taxonomy.system_class(english.original(one.system)) for one in (a, b)]
    if all(classes) and classes[0] != classes[1]:
        return Seen("D_system", a.system, b.system)
    return _denominators(a, b, ground)


def _denominators(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """A share of 深圳市 against a share of 广州市."""
    wholes = [ground.wholes.get(one.observation_id, "") for one in (a, b)]
    if not all(wholes) or wholes[0] == wholes[1]:
        return None
    return Seen("D_whole", *(say("占{area}的比重", area=area) for area in wholes))


def cumulative(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """C: 上线以来累计超1亿件 against 全年1101.46万件; of a stock, only with caution."""
    if a.cumulative != b.cumulative:
        sides = label("cumulative", str(a.cumulative)), label("cumulative", str(b.cumulative))
        return Seen("C_mixed" if "flow" in (a.nature, b.nature) else "C_stock", *sides)
    same_start = a.agency == b.agency and a.indicator == b.indicator and a.system == b.system
    if a.cumulative and a.nature == "flow" and not same_start:
        return Seen("C_starts")
    return None


def _months(one: Reading) -> float:
    """The length of a reading's period in months, in fractions where it is not whole."""
    if one.period_start is None or one.period_end is None:
        return 0.0
    return round(((one.period_end - one.period_start).days + 1) / 30.4375, 1)


def _same_length(a: Reading, b: Reading) -> bool:
    return abs(_months(a) - _months(b)) < 0.2


def period(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """P: a half-year's total against a year's not at all, its daily figure with caution."""
    if a.period == b.period and a.period:
        return None
    sides = period_text(a.period), period_text(b.period)
    if not a.period or not b.period:
        return Seen("P_unknown", *sides)
    flow = "flow" in (a.nature, b.nature) and not (a.cumulative and b.cumulative)
    if not flow:
        return Seen("P_dates", *sides)
    if _same_length(a, b):
        return Seen("P_years", *sides)
    return Seen("P_computed" if ground.per_day else "P_length", *sides)


def _code_prefix(code: str) -> str:
    """The part of a GB/T 2260 code that its sub-areas share: 4403 of 440300."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def lies_within(code: str, other: str) -> bool:
    """Whether an area lies within another, by their codes: 440304 in 440300."""
    if not code or not other or code == other:
        return False
    return _code_prefix(code).startswith(_code_prefix(other))


def contains(a: Reading, b: Reading) -> bool:
    """Whether one of the two areas lies within the other: 福田区 in 深圳市."""
    return lies_within(a.area_code, b.area_code) or lies_within(b.area_code, a.area_code)


def _levelled(one: Reading) -> str:
    return _with_level(one.area, one.area_level, is_english())


@lru_cache(maxsize=4096)
def _with_level(area: str, level: str, in_english: bool) -> str:
    """An area with its level: 深圳市（市级）, in the language of the session, which is told."""
    return say("{name}（{note}）", name=area, note=label("level", level))


def level(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """L: a city's total against a district's not at all, their rates with caution."""
    if not a.area_level or not b.area_level:
        return Seen("L_unknown", a.area or say("地区不明"), b.area or say("地区不明"))
    if a.area_level == b.area_level:
        return None
    sides = _levelled(a), _levelled(b)
    if ground.size_taken_out or (a.nature in SIZE_FREE and b.nature in SIZE_FREE):
        return Seen("L_sizefree", *sides)
    return Seen("L_nested" if contains(a, b) else "L_counts", *sides)


def bounds(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """B: 超15万 against 约17万: the order cannot be told."""
    if a.kind != b.kind or (a.unit != b.unit and not same_thing(a.unit, b.unit)):
        return None
    if ground.basis == "share" and not {a.observation_id, b.observation_id} <= set(ground.wholes):
        return None
    if (a.bounds.exact and b.bounds.exact) or not a.bounds.overlaps(b.bounds):
        return None
    return Seen("B_overlap", a.quote, b.quote)


def source(a: Reading, b: Reading, ground: Ground) -> Seen | None:
    """S: rejected in review not at all; uncertain, read by OCR or contradicted with caution."""
    for one in (a, b):
        if one.review == "rejected":
            return Seen("S_rejected")
    for one in (a, b):
        if one.conflict:
            return Seen("S_conflict")
        if one.review != "accepted" and one.ocr:
            return Seen("S_ocr")
        if one.review != "accepted" and one.confidence < CONFIDENT:
            return Seen("S_uncertain")
    return None


#: The checks; those of ALIKE look at nothing of a reading but what ``pairs._traits`` names.
ALIKE: tuple[Check, ...] = (kind, status, unit, definition, cumulative, period, source)
SINGLE: tuple[Check, ...] = (level, bounds)
