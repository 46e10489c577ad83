"""What the reader chose, between widgets, address bar and table.

A widget's key is the name of its parameter in the address: the whole view can be sent as a
link. Its values are the words on screen, in the reader's language.

>>> Choice.of({"indicator": "satisfaction", "agencies": ["深圳市"]}).agencies
('深圳市',)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import english, language
from dashboard.best import own_areas
from dashboard.comparison import Scope, indicators_of
from dashboard.coverage import agencies_by_indicator, short_names
from dashboard.evidence import as_rows, report_name, stating
from dashboard.language import say
from dashboard.taxonomy import Taxonomy
from dashboard.verdicts import lies_within
from dashboard.wording import codes, label, period_text

INDICATOR, AGENCIES, PERIOD, BASIS = "indicator", "agencies", "period", "basis"
OWN, KIN, TOGETHER = "own", "kin", "together"
REPORT, OBSERVATION, YEAR, SEVERAL = "report", "obs", "year", "several"
AGENCY, SECTION, CATEGORIES = "agency", "section", "categories"
ALL_YEARS = "all"

#: The filter of ``detail.options`` that has the values of a widget of another page.
ALIKE = {
    INDICATOR: "about",
    PERIOD: "when",
    AGENCIES: "org",
    OWN: "org",
    AGENCY: "org",
    CATEGORIES: "topic",
}
#: Widgets whose values are names, and of what.
NAMED = {"org": "agency", "whose": "agency", "where": "area", "platform": "system"}

_CHINESE, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Choice:
    """The view of 指标对比: indicator, agencies (none: all), period ("": usual), basis, own."""

    indicator: str = ""
    agencies: tuple[str, ...] = ()
    period: str = ""
    basis: str = "total"
    own: str = ""
    kin: bool = False
    together: bool = False

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Choice:
        """A choice from the widgets' values (``st.session_state``), absent ones as default."""
        agencies = state.get(AGENCIES) or ()
        return cls(
            indicator=str(state.get(INDICATOR) or ""),
            agencies=(agencies,) if isinstance(agencies, str) else tuple(agencies),
            period=str(state.get(PERIOD) or ""),
            basis=str(state.get(BASIS) or "total"),
            own=str(state.get(OWN) or ""),
            kin=_truth(state.get(KIN)),
            together=_truth(state.get(TOGETHER)),
        )

    @property
    def scope(self) -> Scope:
        """What the comparison needs of it."""
        return Scope(self.agencies, self.period, self.basis, self.kin)


def _truth(value: Any) -> bool:
    return str(value).lower() in ("true", "1")


@dataclass(frozen=True, slots=True)
class Options:
    """What the widgets of 指标对比 offer, each a mapping from value to the words shown."""

    indicators: dict[str, str]
    agencies: dict[str, str]
    periods: tuple[str, ...]
    bases: tuple[str, ...]


def indicator_options(observations: pd.DataFrame, taxonomy: Taxonomy) -> dict[str, str]:
    """The indicators that some agency reports by name, those of most agencies first.

    A broader indicator is offered where two or more narrower ones are reported.
    """
    agencies = agencies_by_indicator(observations, taxonomy)
    order = sorted(agencies, key=lambda i: (-len(agencies[i]), taxonomy.name(i)))
    return unique({i: taxonomy.name(i) for i in order})


def indicators_by_reports(stated: pd.DataFrame, taxonomy: Taxonomy) -> dict[str, str]:
    """The same of a table of indicator and reports: those of most reports first."""
    counts = {
        str(one): int(n) for one, n in zip(stated["indicator"], stated["reports"], strict=True)
    }
    counts.pop("", None)
    every = dict(counts)
    for one, reports in counts.items():
        for above in taxonomy.broader(one)[1:]:
            every[above] = max(every.get(above, 0), reports)
    order = sorted(every, key=lambda i: (-every[i], taxonomy.name(i)))
    return unique({i: taxonomy.name(i) for i in order})


def unique(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id such that no two are the same: the address bar holds names."""
    many = Counter(names.values())
    return {
        i: name if many[name] == 1 else say("{name}（{note}）", name=name, note=i)
        for i, name in names.items()
    }


def period_name(period: str) -> str:
    """A period as its widget shows it, the usual one as 自动."""
    return period_text(period) if period else say("自动")


def query(choice: Choice, offered: Options) -> dict[str, str | list[str]]:
    """The parameters of the address: the names that the widgets show; defaults are left out."""
    pairs: dict[str, str | list[str]] = {
        INDICATOR: offered.indicators.get(choice.indicator, choice.indicator),
        AGENCIES: [offered.agencies.get(agency, agency) for agency in choice.agencies],
        PERIOD: period_text(choice.period) if choice.period else "",
        BASIS: "" if choice.basis == "total" else label("basis", choice.basis),
        OWN: offered.agencies.get(choice.own, choice.own),
        KIN: "true" if choice.kin else "",
        TOGETHER: "true" if choice.together else "",
    }
    return {key: value for key, value in pairs.items() if value}


def turned(key: str, value: Any) -> Any:
    """A widget's value after the language was switched: names become those of the new one."""
    kind = NAMED.get(ALIKE.get(key, key), "")
    if not kind or not value:
        return value
    if isinstance(value, str):
        return english.named(kind, value)
    return [english.named(kind, str(one)) for one in value]


def foreign(words: Sequence[str]) -> bool:
    """Whether words of an address are in the language that the reader does not read."""
    chinese = any(_CHINESE.search(word) for word in words)
    return chinese if language.is_english() else not chinese and any(map(_LATIN.search, words))


def understood(
    parameters: Mapping[str, Sequence[str]],
    shown: Mapping[str, Mapping[Any, str]],
    elsewhere: Mapping[str, Mapping[Any, str]],
) -> dict[str, list[str]]:
    """What an address in the other language says in the reader's, by parameter.

    ``shown`` are the words by value of each filter for the reader, ``elsewhere`` those in the
    other language; what the address names in neither is left out.
    """
    found = {}
    for key, words in parameters.items():
        name = ALIKE.get(key, key)
        values = {word: value for value, word in elsewhere.get(name, {}).items()}
        chosen = [turned(key, values[word]) for word in words if word in values]
        told = [shown[name][value] for value in chosen if value in shown[name]]
        if len(told) == len(words):
            found[key] = told
    return found


def address(path: str, parameters: Mapping[str, str | list[str]]) -> str:
    """A path with its parameters, Chinese percent-encoded as browsers do."""
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def periods_of(observations: pd.DataFrame, indicators: Sequence[str]) -> tuple[str, ...]:
    """The periods of actual figures of some indicators, newest first."""
    rows = stating(observations, indicators, ("obs_status", "time_period"))
    found = {period for status, period in zip(*_lists(rows), strict=True) if status == "actual"}
    return tuple(sorted(found - {""}, reverse=True))


def _lists(rows: pd.DataFrame) -> list[list[Any]]:
    """The columns of a table as lists."""
    return [rows[column].tolist() for column in rows.columns]


def bases_of(indicator: str, observations: pd.DataFrame, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The conversions that make sense: none for rates and ranks, per day for flows only.

    A share of the area above needs two agencies whose areas lie one within the other.
    """
    about = taxonomy.get(indicator)
    units = set(observations.loc[observations["indicator"] == indicator, "unit"])
    nature = about.nature if about else "flow"
    if nature not in ("flow", "stock") or units == {"%"}:
        return ("total",)
    known = [basis for basis in codes("basis") if nature == "flow" or not basis.endswith("day")]
    return tuple(basis for basis in known if basis != "share" or _nested(observations))


def _nested(observations: pd.DataFrame) -> bool:
    """Whether an agency speaks of an area within that of another: 福田区 beside 深圳市."""
    speaking: dict[str, set[str]] = {}
    for agency, code in set(zip(*_lists(observations[["agency", "area_code"]]), strict=True)):
        speaking.setdefault(code, set()).add(agency)
    return any(
        lies_within(code, above) and len(speaking[code] | speaking[above]) > 1
        for code, above in permutations(speaking, 2)
    )


def options(
    observations: pd.DataFrame,
    taxonomy: Taxonomy,
    indicator: str,
    kin: bool = False,
    known: dict[str, str] | None = None,
) -> Options:
    """What the widgets offer once an indicator is chosen; ``known`` are the indicators on offer."""
    wanted = indicators_of(indicator, kin, taxonomy)
    about = stating(observations, wanted, ("indicator", "agency", "area_code", "unit"))
    names = short_names(observations)
    own = own_areas(observations)
    agencies = sorted(set(about["agency"]), key=lambda agency: (len(own.get(agency, "")), agency))
    return Options(
        indicators=indicator_options(observations, taxonomy) if known is None else known,
        agencies=unique({agency: names.get(agency, agency) for agency in agencies}),
        periods=periods_of(observations, wanted),
        bases=bases_of(indicator, about, taxonomy),
    )


def observation(observations: pd.DataFrame, identity: str) -> dict[str, Any] | None:
    """The row of an observation by its id, None where there is none."""
    rows = observations[observations["observation_id"] == identity]
    if rows.empty:
        return None
    return as_rows(rows.head(1))[0]


def picked(event: Any) -> str:
    """The observation_id of the mark that a reader clicked in a chart, "" for none."""
    points = event.get("selection", {}).get("points", []) if event else []
    for point in points:
        data = point.get("customdata")
        if data:
            return str(data[0] if isinstance(data, (list, tuple)) else data.get("0", ""))
    return ""


def picked_row(event: Any, rows: pd.DataFrame) -> str:
    """The observation_id of the row that a reader chose in a table, "" for none."""
    chosen = event.get("selection", {}).get("rows", []) if event else []
    if not chosen or not 0 <= int(chosen[0]) < len(rows):
        return ""
    return str(rows["observation_id"].iloc[int(chosen[0])])


def report_titles(reports: pd.DataFrame) -> dict[str, str]:
    """The reports by id with a title each, no two alike."""
    rows = as_rows(reports.drop(columns="text", errors="ignore"))
    named = {str(row["report_id"]): report_name(row) for row in rows}
    return unique(named)


def report_of(
    asked: Mapping[str, Any] | None, parameters: Mapping[str, Any], titles: Mapping[str, str]
) -> str:
    """The report to show: of the asked observation, else the address's, else the first."""
    named = str(asked["report_id"]) if asked else str(parameters.get(REPORT, ""))
    return named if named in titles else next(iter(titles), "")
