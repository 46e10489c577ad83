"""**Review**: which figures wait for a person, in which order, and why; how far the work is.

The order is the store's: the least certain and most consequential first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.evidence import as_rows
from dashboard.language import say
from dashboard.wording import codes, label

# The widgets' keys, which are the names of the parameters in the address.
PART, REPORTS, AGENCIES, CATEGORIES = "part", "within", "whose", "sort"
WHY, TWICE = "why", "twice"
BOUND = (PART, REPORTS, AGENCIES, CATEGORIES, WHY, TWICE)
QUEUE, CONFLICTS, DONE = "queue", "conflicts", "done"
MOST = 1000  # figures that are looked at: nobody gets through more in a sitting


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures a person wants to review; ``twice``: by two people each."""

    reports: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    twice: bool = False

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Asked:
        """What the widgets say (``st.session_state``), absent ones as default."""
        return cls(
            reports=_chosen(state.get(REPORTS)),
            agencies=_chosen(state.get(AGENCIES)),
            categories=_chosen(state.get(CATEGORIES)),
            why=_chosen(state.get(WHY)),
            twice=str(state.get(TWICE)).lower() == "true",
        )

    @property
    def readers(self) -> int:
        """How many people are to find a figure right."""
        return 2 if self.twice else 1

    @property
    def narrow(self) -> bool:
        """Whether only some of the figures are wanted."""
        return bool(self.reports or self.agencies or self.categories or self.why)


def parameters(
    state: Mapping[str, Any], words: Mapping[str, Mapping[Any, str]]
) -> dict[str, str | list[str]]:
    """The parameters of the address: the words that the widgets show; defaults are left out."""
    asked = Asked.of(state)
    chosen = {
        REPORTS: asked.reports, AGENCIES: asked.agencies, CATEGORIES: asked.categories,
        WHY: asked.why,
    }  # fmt: skip
    part = str(state.get(PART) or QUEUE)
    pairs: dict[str, str | list[str]] = {PART: words[PART][part] if part != QUEUE else ""}
    pairs |= {key: [words[key].get(v, v) for v in values] for key, values in chosen.items()}
    return {**pairs, TWICE: "true" if asked.twice else ""}


def _chosen(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def parts() -> dict[str, str]:
    """The parts of the page with their names."""
    return {
        QUEUE: say("待核对"),
        CONFLICTS: say("两份报告不一致"),
        DONE: say("核对记录"),
    }


def categories() -> dict[str, str]:
    """The categories with their names."""
    return {code: label("category", code) for code in codes("category")}


def whys() -> dict[str, str]:
    """Why a figure waits, by the store's code, the most urgent first."""
    return {
        "changed": say("核对之后有变动"),
        "disagreed": say("两人意见不一"),
        "second_reader": say("等第二人核对"),
        "low_confidence": say("把握程度低"),
        "ocr": say("由图片识别"),
        "no_period": say("期间不明"),
        "no_area": say("地区不明"),
        "no_indicator": say("未归入指标"),
        "noted": say("有备注"),
        "rare_rule": say("规则少用"),
        "shared": say("多家机构可比"),
        "headline": say("主要数字"),
    }


def standing(row: Mapping[str, Any]) -> list[str]:
    """What was found of a figure so far, and why it waits."""
    told = {"rejected": say("已拒绝，不参加对比"), "accepted": say("已接受")}
    found = told.get(str(row.get("review") or ""))
    return [*([found] if found else []), *because(row)]


def because(row: Mapping[str, Any]) -> list[str]:
    """Why a figure of the queue waits, in words."""
    words = whys()
    found = str(row.get("because") or "").split()
    return [_exactly(code, row) or words[code] for code in found if code in words]


def _exactly(code: str, row: Mapping[str, Any]) -> str:
    """The reason with its figure, "" where it has none."""
    match code:
        case "low_confidence":
            return say("把握程度{share:.0%}", share=float(row["confidence"]))
        case "shared":
            return say("{n}家机构可比", n=int(row["agencies"]))
        case "second_reader":
            return say("已有{n}人接受，等第二人", n=int(row["accepted"]))
    return ""


def sifted(queue: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The figures of a queue that a person wants, in their order."""
    mask = pd.Series(True, queue.index)
    wanted = {"report_id": asked.reports, "agency": asked.agencies, "category": asked.categories}
    for column, values in wanted.items():
        if values:
            mask &= queue[column].isin(list(values))
    if asked.why:
        sought = set(asked.why)
        mask &= queue["because"].map(lambda told: not sought.isdisjoint(str(told).split()))
    return queue[mask].reset_index(drop=True)


def with_why(row: Mapping[str, Any], queue: pd.DataFrame) -> dict[str, Any]:
    """A figure with what the queue says of it, where it is in the queue."""
    queued = as_rows(queue[queue["observation_id"] == row["observation_id"]])
    told = {name: queued[0][name] for name in ("because", "agencies", "accepted") if queued}
    return {**row, **told}


def merged(queues: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The queues of several reports as one, the most urgent first."""
    whole = pd.concat(queues, ignore_index=True)
    again = whole["because"].map(lambda told: not {"changed", "disagreed"} & set(told.split()))
    order = whole.assign(_again=again).sort_values(
        ["_again", "priority", "observation_id"], ascending=[True, False, True]
    )
    return order.drop(columns="_again").reset_index(drop=True)


def following(order: Sequence[str], identity: str) -> str:
    """The figure after one in the queue; after the last the first, "" where there is no other."""
    if identity not in order:
        return order[0] if order else ""
    after = order[(order.index(identity) + 1) % len(order)]
    return "" if after == identity else after


@dataclass(frozen=True, slots=True)
class Progress:
    """How many figures were settled today, by one person and by all, and how many are left."""

    mine: int
    all: int
    left: int

    @property
    def share(self) -> float:
        """How much of today's work is done, 0 to 1."""
        return self.all / (self.all + self.left) if self.all + self.left else 1.0

    @property
    def told(self) -> str:
        """The progress in a sentence."""
        if self.left >= MOST:
            return say("今天已核对{n}个（本人{mine}个），还有{left}个以上", n=self.all,
                       mine=self.mine, left=MOST)  # fmt: skip
        return say("今天已核对{n}个（本人{mine}个），还有{left}个", n=self.all, mine=self.mine,
                   left=self.left)  # fmt: skip


def progress(
    reviews: pd.DataFrame, corrections: pd.DataFrame, who: str, left: int, today: datetime
) -> Progress:
    """How far the work is; a day begins at midnight on the wall, ``today`` is any moment of it."""
    columns = ["observation_id", "author", "made", "status"]
    steps = pd.concat([reviews[columns], corrections[columns]])
    begins = pd.Timestamp(today.astimezone().replace(hour=0, minute=0, second=0, microsecond=0))
    since = begins.tz_convert("UTC").tz_localize(None)
    stands = steps[(steps["made"] >= since) & (steps["status"] == "active")]
    mine = stands[stands["author"] == who] if who else stands.head(0)
    return Progress(mine["observation_id"].nunique(), stands["observation_id"].nunique(), left)
