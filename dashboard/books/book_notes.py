"""**The words of 说明**: how a comparison works, what may not be compared, what lies behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard import amounts, changed, data, method, trend_words, written
from dashboard.books.grid_headings import PEOPLE
from dashboard.comparison import Comparison
from dashboard.language import is_english, listed, say
from dashboard.trend import Trend
from dashboard.verdicts import COMPARABLE, CONFIDENT, Pair, Reason, severity
from dashboard.wording import label

Lines = tuple[tuple[str, str], ...]
FEW = 5  # corrections named one by one
MANY = 30  # pairs named one by one in the notes; of more than these the reasons are counted


def notes(comparisons: Sequence[Comparison]) -> Lines:
    """The lines of 说明 for one or more comparisons, a name and a text each."""
    tables = [found.rows for found in comparisons]
    return (
        (say("怎样比较"), _how()),
        (say("结论怎样得出"), method.verdict_words()),
        *(line for found in comparisons for line in _fairness(found, len(comparisons) > 1)),
        *_converted(tables),
        *_flagged(tables),
        *_general(),
    )


def of_trends(trends: Sequence[Trend], names: Mapping[str, str]) -> Lines:
    """The lines of 说明 for figures over time; ``names`` are the short ones of agencies."""
    broken = [_broken(one, names.get(one.agency, one.agency)) for one in trends]
    tables = [table for one in trends for table in (one.rows, one.plans)]
    return (
        (say("怎样比较"), _over_time()),
        (say("结论怎样得出"), method.verdict_words()),
        *((name, text) for name, text in broken if text),
        *_flagged(tables),
        *_general(),
    )


def verdict(found: Comparison) -> str:
    """The verdict in words, or that there are too few figures for one."""
    if not found.verdict:
        return say("不足两家，无从比较")
    return label("verdict", found.verdict)


def below(found: Comparison) -> Lines:
    """What stands below the table of a comparison: the verdict, the sentence, each reason."""
    return (
        (say("可比性"), verdict(found)),
        (say("说明"), found.sentence),
        *((label("verdict", reason.verdict), reason.text) for reason in found.reasons),
        *_gaps(found),
        *_recalculated(found),
    )


def _gaps(found: Comparison) -> Lines:
    """Why the table of a rank has no gaps where the words leave some open."""
    rows = found.rows
    if not found.ranked or (rows["figure_low"] == rows["figure_high"]).all():
        return ()
    return ((say("差距"), say("原文含“超、近、约”等字样，差距不作计算。")),)


def _recalculated(found: Comparison) -> Lines:
    """Which columns follow when a number is changed, or that nothing was computed."""
    if found.rows.empty:
        return ()
    if not found.rows["computed"].any():
        return ((say("换算"), say("各数均为原文公布，没有换算。")),)
    return ((say("换算"), say("“数值”由公布数和旁边各列计算，改动这些数后自动重算。")),)


def revised(corrections: pd.DataFrame, rows: pd.DataFrame) -> Lines:
    """Which figures of ``rows`` are not as their reports say, because somebody corrected them."""
    held = corrections[corrections["status"] == "active"]
    if held.empty:
        return ()
    known = {str(row["observation_id"]): row for row in rows.to_dict("records")}
    stated: dict[tuple[str, str], str] = {}  # as the report has it, before the first correction
    for one in corrections[corrections["status"] != "undone"].to_dict("records"):
        stated.setdefault((one["observation_id"], one["field"]), str(one["before"]))
    told = []
    for one in held.to_dict("records"):
        row, code = known[str(one["observation_id"])], str(one["field"])
        told.append(
            say(
                "{agency}“{quote}”的{field}：{before} → {after}",
                agency=row["agency"] or say("机构不明"),
                quote=row["quote"],
                field=changed.field(code),
                before=changed.shown(
                    code, stated[one["observation_id"], one["field"]], str(row["unit"])
                ),
                after=changed.shown(code, str(one["after"]), str(row["unit"])),
            )
        )
    lines = [*told[:FEW], *([say("等{n}处", n=len(told))] if len(told) > FEW else [])]
    return ((say("已更正"), say("{lines}。详见“修订”。", lines=say("；").join(lines))),)


def _how() -> str:
    return say(
        "每家机构取一个数：先取当年已完成的数，再看地区、类型、指标和期间与所选是否一致；"
        "其余读数见“数据”。不同单位先换算成同一单位，换算的数都注明公式。"
        "未公布不等于零。"
    )


def _over_time() -> str:
    return say(
        "每期取一个数，与时长相同的上一期比较；口径、单位、累计或层级有变时不计算增减，"
        "原文含“超、近、约”等字样时也不计算。报告自己写明的变化另列一栏。"
    )


def _fairness(found: Comparison, named: bool) -> Lines:
    """What of a comparison is not plainly comparable and why, a line for each verdict."""
    name = written.opened(found.indicator.name)
    if not found.pairs:
        return ((_titled(verdict(found), name, named), found.sentence),)
    if found.verdict == COMPARABLE:
        told = say("各项均可比") if found.ranked else found.why_unranked
        return ((_titled(label("verdict", COMPARABLE), name, named), told),)
    lines = []
    for one in sorted({pair.verdict for pair in found.pairs}, key=lambda v: -severity(v)):
        pairs = [pair for pair in found.pairs if pair.verdict == one]
        if one != COMPARABLE:
            lines.append((_titled(label("verdict", one), name, named), _pairs(found, pairs)))
    return tuple(lines)


def _titled(word: str, name: str, named: bool) -> str:
    """A line's name: the verdict, of several comparisons with the indicator's."""
    return say("{name}（{note}）", name=name, note=word) if named else word


def _pairs(found: Comparison, pairs: Sequence[Pair]) -> str:
    """Who may not be compared with whom and why: pair by pair, of many the reasons counted."""
    if len(pairs) > MANY:
        return _counted(pairs)
    names = dict(zip(found.rows["observation_id"], found.rows["label"], strict=True))
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in pairs:
        both = say("{left}与{right}", left=names[one.left], right=names[one.right])
        alike.setdefault(tuple(reason.text for reason in one.reasons), []).append(both)
    return "\n".join(
        say("{who}：{why}", who=listed(who), why=say("；").join(why)) for why, who in alike.items()
    )


def _counted(pairs: Iterable[Pair]) -> str:
    """The reasons of many pairs, each once with how many pairs it concerns."""
    first: dict[str, Reason] = {}
    times: Counter[str] = Counter()
    for one in pairs:
        for reason in one.reasons:
            first.setdefault(reason.key, reason)
            times[reason.key] += 1
    return "\n".join(
        say("{reason}：{why}（{n}对）", reason=first[key].name, why=first[key].clause, n=n)
        for key, n in times.most_common()
    )


def _converted(tables: Sequence[pd.DataFrame]) -> Lines:
    """The populations and the figures of areas above that figures were divided by."""
    used: dict[str, None] = {}
    for rows in tables:
        for row in rows[rows["people"].notna() & rows["figure"].notna()].to_dict("records"):
            people = amounts.full(float(row["people"]), PEOPLE)
            used[say("{source}，{people}", source=row["source"], people=people)] = None
    return ((say("所用人口"), "\n".join(used)),) if used else ()


def _flagged(tables: Sequence[pd.DataFrame]) -> Lines:
    """What the flags that occur mean."""
    cells = (cell for rows in tables for cell in rows["flags"])
    occurring = {flag for cell in cells for flag in str(cell).split()}
    tongue = "en" if is_english() else "zh"
    told = [
        say("{flag} {name}：{why}", flag=row["flag"], name=row[f"name_{tongue}"], why=meaning)
        for row in data.table("flags")
        if row["flag"] in occurring and (meaning := row[f"meaning_{tongue}"])
    ]
    return ((say("标记"), "\n".join(told)),) if told else ()


def _broken(found: Trend, agency: str) -> tuple[str, str]:
    """Between which periods of a trend no change is computed, and why."""
    periods = dict(zip(found.rows["observation_id"], found.rows["period_text"], strict=True))
    told = [
        say("{left}与{right}：{why}", left=periods[s.before], right=periods[s.after], why=s.why)
        for s in found.steps
        if s.why
    ]
    return written.opened(found.indicator.name), "\n".join(told) or trend_words.finding(
        found, agency
    )


def _general() -> Lines:
    """What holds for every workbook: preliminary, rounded, read by rules, open to correction."""
    return (
        (say("初步数"), say("工作报告中的数字为初步数，以统计年鉴为准。")),
        (
            say("四舍五入"),
            say(
                "单元格存完整的数，显示按万、亿取舍；原文一栏照录原文。"
                "部分数据因四舍五入，分项合计与总计可能不等。"
            ),
        ),
        (
            say("抽取质量"),
            say(
                "数字由规则从报告中识别，“数据”中的“把握程度”低于{confident:.0%}的请先看“证据”中的原句；"
                "抽取的准确率见页面“口径与方法”。",
                confident=CONFIDENT,
            ),
        ),
        (
            say("如何更正"),
            say(
                "在“数据”中该行末尾填写“更正值”“更正单位”“更正指标”“更正说明”，其他单元格不要改动；"
                "保存后在页面上传，核对差异后生效。已有的更正见“修订”。"
            ),
        ),
    )
