"""What 同类系统, 趋势 and 机构画像 keep from one run to the next, bounded in number and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import (
    charts,
    extent,
    portrait_words,
    selection,
    spine,
    systems,
    timeline,
    trend,
    trend_words,
)
from dashboard import portrait as portraits
from dashboard.charts import Chart
from dashboard.comparison import Comparison
from dashboard.coverage import short_names
from dashboard.language import say
from dashboard.portrait import Portrait
from dashboard.since import Since, moved, newest
from dashboard.systems import SideBySide
from dashboard.trend import Trend
from dashboard.views import cached, looked
from dashboard.views.cached import each_language, of_choice

AGENCY = selection.AGENCY
RECENT = 3  # agencies whose last two reports 总览 sets side by side


@each_language(1)
def classes() -> Mapping[str, tuple[str, ...]]:
    """The platforms by class."""
    return systems.classes(cached.observations())


@each_language(32, waiting=lambda: say("正在并排各平台……"))
def side_by_side(kind: str, year: str) -> SideBySide:
    """The platforms of a class side by side."""
    return systems.side_by_side(cached.observations(), kind, year)


@each_language(1, about=of_choice)
def agencies() -> dict[str, str]:
    """The agencies by short name, those with most periods first."""
    if looked.now().large:
        return selection.unique(extent.agencies(cached.reports()))
    rows = cached.observations()
    periods = rows[rows["agency"] != ""].groupby("agency")["time_period"].nunique()
    names = short_names(rows)
    return selection.unique(
        {str(a): names[str(a)] for a in periods.sort_values(ascending=False, kind="stable").index}
    )


@each_language(16, about=of_choice)
def report_titles(also: str) -> dict[str, str]:
    """The reports of what was chosen by id with a title each, and another one ("" for none)."""
    reports = cached.reports()
    if also not in set(reports["report_id"]) and (one := cached.report(also)):
        reports = pd.concat([reports, pd.DataFrame([one])], ignore_index=True)
    return selection.report_titles(reports)


@each_language(64)
def periods(agency: str) -> dict[str, int]:
    """In how many periods an agency states each indicator."""
    return trend.periods_by_indicator(cached.observations(), agency, cached.taxonomy())


@each_language(64, waiting=lambda: say("正在按期间排列……"))
def over_time(agency: str, indicator: str) -> Trend:
    """An agency's figures of an indicator over its periods."""
    return trend.trend(cached.observations(), agency, indicator)


def several(agency: str) -> list[str]:
    """The indicators that an agency states in several periods, those of most periods first."""
    return [one for one, count in periods(agency).items() if count > 1]


@each_language(64, waiting=lambda: say("正在汇总各期……"))
def summary(agency: str, first: int = 0, most: int | None = None) -> pd.DataFrame:
    """The last step of the indicators of ``several``, of all or of ``most`` from the first on."""
    return summary_of(agency, several(agency)[first:][:most])


def summary_of(agency: str, indicators: Sequence[str]) -> pd.DataFrame:
    """The last step of some indicators of an agency, a line each."""
    return trend_words.summary(cached.observations(), agency, indicators)


@each_language(1, waiting=lambda: say("正在对照上期报告……"))
def since() -> list[tuple[Since, pd.DataFrame]]:
    """What the newest reports say beside those before, each with the lines to show."""
    found = newest(cached.observations(), cached.reports(), cached.taxonomy(), RECENT)
    return [(one, moved(summary_of(one.agency, one.both))) for one in found]


@each_language(32, waiting=lambda: say("正在汇总各项指标……"))
def portrait(agency: str, year: str, peers: str) -> Portrait:
    """An agency's indicators of a year beside its peers."""

    def known(indicator: str) -> Comparison:
        return cached.comparison(selection.Choice(indicator, period=year))

    return portraits.portrait(cached.observations(), agency, year, peers, known=known)


@each_language(32, waiting=lambda: say("正在画图……"))
def spine_chart(
    agency: str, year: str, peers: str, categories: tuple[str, ...], first: int, last: int
) -> Chart:
    """The chart of some places of a portrait, of some categories where any is named."""
    found = portrait_words.only(portrait(agency, year, peers), categories)
    return spine.chart(found, agencies()[agency], slice(first, last))


@each_language(64, waiting=lambda: say("正在画图……"))
def trend_chart(agency: str, indicator: str) -> Chart:
    """The chart of a trend."""
    return timeline.chart(over_time(agency, indicator), agencies()[agency])


@each_language(32, waiting=lambda: say("正在画图……"))
def platform_charts(kind: str, year: str, most: int) -> list[tuple[Comparison, Chart]]:
    """The first comparisons of platforms of a class, each with its chart."""
    return [(one, charts.chart(one)) for one in side_by_side(kind, year).shared[:most]]
