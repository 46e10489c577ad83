"""What a portrait says in words and tables: how much can be compared, what stands out, why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from dashboard import amounts
from dashboard.language import listed, say
from dashboard.peers import ALL_PEERS, SAME_LEVEL
from dashboard.portrait import KEYS, Place, Portrait, as_written
from dashboard.verdicts import COMPARABLE
from dashboard.wording import codes, label


def peers() -> dict[str, str]:
    """The groups of agencies that a portrait can stand beside, by their names."""
    return {ALL_PEERS: say("全部"), SAME_LEVEL: say("同级")}


def categories(found: Portrait) -> dict[str, str]:
    """The categories that occur, by their names, in the order of the taxonomy."""
    here = {place.category for place in found.places} | set(found.apart["category"])
    return {code: label("category", code) for code in codes("category") if code in here}


def only(found: Portrait, wanted: Collection[str]) -> Portrait:
    """The portrait of some categories, of all where none is named."""
    if not wanted:
        return found
    places = tuple(place for place in found.places if place.category in wanted)
    apart = found.apart[found.apart["category"].isin(list(wanted))].reset_index(drop=True)
    return replace(found, places=places, apart=apart)


def part(found: Portrait, places: slice) -> Portrait:
    """The portrait with some of its places."""
    return replace(found, places=found.places[places])


def finding(found: Portrait, name: str) -> str:
    """The page in one sentence: how many indicators, and how many can stand beside others."""
    lone = int(found.apart["lone"].astype(bool).sum())
    return say(
        "{name}{year}年有{total}个指标：{near}个可与其他机构对照，"
        "{apart}个不可比，{lone}个只有本机构公布",
        name=name,
        year=found.year,
        total=len(found.places) + len(found.apart),
        near=len(found.places),
        apart=len(found.apart) - lone,
        lone=lone,
    )


def standings(found: Portrait) -> str:
    """What stands out where every pair is 可比: ``优于其余：…；逊于其余：…``, "" for nothing."""
    better, worse = _named(found, "better"), _named(found, "worse")
    parts = [say("优于其余：{names}", names=better)] if better else []
    parts += [say("逊于其余：{names}", names=worse)] if worse else []
    return say("；").join(parts)


def _named(found: Portrait, standing: str) -> str:
    """The indicators of one standing in a row."""
    return listed(p.comparison.indicator.name for p in found.places if p.standing == standing)


def alt(found: Portrait, name: str) -> str:
    """The chart in one sentence for the ear."""
    parts = [finding(found, name), standings(found)]
    return say("{finding}。", finding=say("；").join(part for part in parts if part))


def verdict_words(place: Place) -> str:
    """The verdict between the agency and its peers, with the names of its reasons."""
    verdict, names = label("verdict", place.verdict), listed(place.reasons)
    return say("{verdict}：{names}", verdict=verdict, names=names) if names else verdict


def _end(place: Place, highest: bool) -> str:
    row = (max if highest else min)(place.beside, key=lambda one: float(one["figure"]))
    return say("{name} {figure}", name=row["label"], figure=as_written(row))


def _position(place: Place) -> str:
    """Where the agency stands; nothing is said where the verdict is only 谨慎."""
    if place.verdict != COMPARABLE:
        return say("不排高低")
    others = len(place.beside)
    return {
        "high": say("高于其余{n}家", n=others),
        "low": say("低于其余{n}家", n=others),
        "same": say("与其余相同{n}家", n=others),
        "between": say("居中或并列"),
    }[place.position]


def shown(found: Portrait) -> pd.DataFrame:
    """The scale as a table: own figure, the others' lowest and highest, median, verdict."""
    return pd.DataFrame([_cells(place) for place in found.places])


def _cells(place: Place) -> dict[str, str]:
    return {
        say("指标"): place.comparison.indicator.name,
        say("本机构"): as_written(place.own),
        say("期间"): str(place.own["period_text"]),
        say("其他机构最低"): _end(place, False),
        say("其他机构最高"): _end(place, True),
        say("其他机构中位数"): (
            say("不计算")
            if place.median is None
            else amounts.text(place.median, place.comparison.unit)
        ),
        say("位置"): _position(place),
        say("结论"): verdict_words(place),
        say("好坏"): label("polarity", place.comparison.indicator.polarity),
        say("类别"): label("category", place.category),
    }


def apart_shown(found: Portrait) -> pd.DataFrame:
    """What is not on the scale, as a table: own figure, the others', the reason."""
    return found.apart.drop(columns=list(KEYS))


def rows(found: Portrait) -> pd.DataFrame:
    """The agency's own observations on the scale, in the order of its table."""
    return pd.DataFrame({"observation_id": [p.own["observation_id"] for p in found.places]})
