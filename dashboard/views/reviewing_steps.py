"""What 核对 does to a figure: accept, correct, reject, take back, and where it goes afterwards.

A step is about the figure that the person saw. Where somebody else was faster the store says so:
then the figure is read again, and what was typed stays in its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import extract
from dashboard import data, reviewing, reviewing_draft, reviewing_words
from dashboard.language import say
from dashboard.reviewing_draft import Draft
from dashboard.reviewing_history import CORRECTION, REVIEW
from dashboard.upload.typed_values import NotUnderstood
from dashboard.views import cached, who
from dashboard.views.reviewing_desk import desk
from dashboard.views.reviewing_moves import typed

Row = Mapping[str, Any]
Order = Sequence[str]


def accept(row: Row, order: Order) -> None:
    """The figure is right."""
    _review(row, order, "accepted", "", say("已接受“{quote}”。", quote=str(row["quote"])))


def reject(row: Row, order: Order) -> None:
    """The figure is none, or not to be used; the reason was typed."""
    reason = typed("why", str(row["observation_id"])).strip()
    if not reason:
        desk().said = "error", say("请写明拒绝的理由，例如“不是本单位的数字”。")
        return
    told = say("已拒绝“{quote}”，它不再参加对比。", quote=str(row["quote"]))
    _review(row, order, "rejected", reason, told)


def _review(row: Row, order: Order, verdict: str, note: str, told: str) -> None:
    by, identity = who.person(), str(row["observation_id"])

    def write() -> tuple[str, tuple[int, ...]]:
        return REVIEW, (data.review(identity, verdict, by, note, row),)

    _step(identity, order, write, told)


def correct(row: Row, order: Order) -> None:
    """The figure is put right as typed."""
    by, one = who.person(), str(row["observation_id"])
    draft = Draft(*(typed(name, one) for name in ("value", "unit", "indicator", "reason")))
    try:
        made = reviewing_draft.corrections(draft, row)
    except NotUnderstood as error:
        desk().said = "error", str(error)
        return
    told = say("已更正“{quote}”，图表和导出随之更新。", quote=str(row["quote"]))
    _step(one, order, lambda: (CORRECTION, tuple(data.correct(made, by))), told)


def _step(
    identity: str, order: Order, write: Callable[[], tuple[str, tuple[int, ...]]], told: str
) -> None:
    """Writes a step and goes on; a second press of the same key finds the figure left."""
    place = desk()
    if place.shown != identity:
        place.said = place.told
        return
    place.shown = ""  # before it writes: two presses may be at work at once
    try:
        kind, numbers = write()
    except extract.DuibiaoError as error:
        place.said = "error", reviewing_words.trouble(error, _written(identity))
        cached.forget()
        return
    place.did(kind, numbers, identity)
    place.leave(identity)
    place.mode = ("", "")
    place.go(reviewing.following(order, identity))
    place.said = "success", told
    cached.forget()


def undo() -> None:
    """Takes the last step back and returns to its figure."""
    place = desk()
    if place.done:
        withdraw(*place.done.pop())


def withdraw(kind: str, numbers: Sequence[int], identity: str) -> None:
    """Takes a correction, a review or a choice back; its figure is shown."""
    take_back = {CORRECTION: data.undo, REVIEW: data.unreview}.get(kind, data.unchoose)
    by, place = who.person(), desk()
    done = say("已撤销，图表和导出随之更新。")
    try:
        for number in reversed(numbers):
            take_back(number, by)
        place.said = "success", done
    except extract.DuibiaoError as error:
        place.said = "error", reviewing_words.trouble(error)
    place.mode = ("", "")
    place.go(identity)
    cached.forget()


def _written(identity: str) -> str:
    """What a person typed for a figure, in a row, "" for nothing."""
    return " ".join(filter(None, (typed(name, identity) for name in ("why", "value", "reason"))))
