"""**Resolve**: whose figure, where, when; actual or target; cumulative; level or change."""

from __future__ import annotations

import pytest
from case_files import cases, expectations

from extract import mentions
from extract.context import Context, resolve
from extract.gazetteer import area_named
from extract.model import Area, Report
from extract.periods import period
from extract.sentences import segment
from extract.variants import fold

STATUS = {"actual": "实际", "target": "目标"}
KINDS = {"rank": "名次", "streak": "连续"}
DIRECTIONS = {"up": "上升", "down": "下降", "": "变化"}


def resolved(report: Report, all_plan: bool = False) -> list[tuple[str, Context]]:
    """Each quote of a report with its context, in order."""
    text = fold(report.text)
    read = Report(report.report_id, text, area=report.area, period=report.period)
    found = list(mentions.find(text))
    contexts: list[tuple[str, Context]] = []
    for sentence in segment(text, report.period, all_plan):
        here = [m for m in found if sentence.start <= m.start < sentence.end]
        quotes = [report.text[m.start : m.end] for m in here]
        resolutions = resolve(read, sentence, here, all_plan) if here else []
        contexts += zip(quotes, resolutions, strict=True)
    return contexts


def shown(context: Context, report: Report) -> list[str]:
    """A context in the words of the case file; what is the report's own is left out."""
    kind = context.kind
    words = [
        STATUS[context.obs_status],
        DIRECTIONS[context.direction] if kind == "change" else KINDS.get(kind, ""),
        "累计" if context.cumulative else "",
        f"期间{context.period.text if context.period else '?'}",
        f"地区{context.area.name if context.area else '?'}",
    ]
    own = {f"期间{report.period and report.period.text}", f"地区{report.area and report.area.name}"}
    return [word for word in words if word and word not in own]


@pytest.mark.parametrize(("text", "own", "place", "expected"), cases("context", 4))
def test_contexts(text: str, own: str, place: str, expected: str) -> None:
    report = Report("", text.replace("⏎", "\n"), area=area_named(place), period=period(own))
    assert report.area is not None and report.period is not None
    found = [(quote, shown(context, report)) for quote, context in resolved(report)]
    assert found == expectations(expected)


def test_unknown_period_and_area_stay_unknown() -> None:
    [(_, context)] = resolved(Report("", "全年受理诉求3268.5万件。"))
    assert context.period is None
    assert context.area is None


def test_a_named_year_needs_no_period_of_the_report() -> None:
    [(_, context)] = resolved(Report("", "2021年受理诉求3268.5万件。"))
    assert context.period == period("2021")


def test_a_report_that_is_nothing_but_a_plan_plans_for_its_own_period() -> None:
    area = Area("深圳市", "440300", "city")
    report = Report("", "新增跨省通办事项36项。", area=area, period=period("2024"))
    [(_, context)] = resolved(report, all_plan=True)
    assert (context.obs_status, context.period) == ("target", period("2024"))
