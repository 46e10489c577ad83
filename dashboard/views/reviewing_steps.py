"""What 核对 does: accept, correct, reject, choose, take back, and where it goes afterwards.

A step is about the figure that the person saw. Where somebody else was faster the store says so:
then the figure is read again, and what was typed stays in its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

import extract
from dashboard import changed, data, reviewing, reviewing_draft
from dashboard.language import say
from dashboard.reviewing_conflicts import Conflict
from dashboard.reviewing_draft import Draft
from dashboard.reviewing_history import CORRECTION, REVIEW
from dashboard.upload.typed_values import NotUnderstood
from dashboard.views import cached, who
from dashboard.views.reviewing_desk import desk

CORRECT, REJECT = "correct", "reject"

Row = Mapping[str, Any]
Order = Sequence[str]


def field(name: str, identity: str) -> str:
    """The key of a field for one figure: another figure has other fields."""
    return f"{name}_{identity}"


def typed(name: str, identity: str) -> str:
    """What stands in a field."""
    return str(st.session_state.get(field(name, identity)) or "")


# --- where the person is --------------------------------------------------------------------------


def mode(identity: str) -> str:
    """What is being typed for a figure: correct, reject, "" for nothing."""
    asked, about = desk().mode
    return asked if about == identity else ""


def turn(asked: str, identity: str) -> None:
    """Opens the fields for a correction or a rejection; "" closes them."""
    desk().mode = (asked, identity)


def skip(identity: str, order: Order) -> None:
    """Goes on to the next figure of the queue."""
    place = desk()
    if place.shown == identity:
        place.leave(identity)
        place.go(reviewing.following(order, identity))


def back() -> None:
    """Goes back to the figure before."""
    place = desk()
    if place.trail:
        place.go(place.trail.pop())


# --- steps ----------------------------------------------------------------------------------------


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
        place.said = "error", trouble(error, identity)
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
        place.said = "error", trouble(error)
    place.mode = ("", "")
    place.go(identity)
    cached.forget()


def choose(conflict: Conflict, identity: str) -> None:
    """Of figures that contradict each other one is to be used; the reason was typed."""
    by, place = who.person(), desk()
    reason = typed("because", conflict.key).strip()
    if not reason:
        place.said = "error", say("请写明选用的理由，例如“年度报告为准”。")
        return
    done = say("已选用，对比中以它为准；另一个数字仍保留。")
    try:
        data.choose(identity, conflict.others(identity), reason, by)
        place.said = "success", done
    except extract.DuibiaoError as error:
        place.said = "error", trouble(error)
    cached.forget()


def unchoose(conflict: Conflict) -> None:
    """None of the figures is preferred any more."""
    by, place, done = who.person(), desk(), say("已取消选用。")
    try:
        data.unchoose(conflict.choice, by)
        place.said = "success", done
    except extract.DuibiaoError as error:
        place.said = "error", trouble(error)
    cached.forget()


# --- what is said ---------------------------------------------------------------------------------


def trouble(error: extract.DuibiaoError, identity: str = "") -> str:
    """Why a step was not taken, and what became of what was typed."""
    match getattr(error, "kind", ""):
        case "changed":
            return say(
                "没有写入：这个数字刚被别人改过。已重新读入，填写的内容还在；请看清后再决定。"
            )
        case "gone":
            lost = say("没有写入：这个数字已不在库中，报告可能被替换或删除。")
            if written := _written(identity):
                return say("{lost}您写的是“{written}”。", lost=lost, written=written)
            return lost
        case "ended":
            return say("没有撤销：这一步已被别人撤销或取代。已重新读入。")
    return say("没有写入：{error}", error=changed.trouble(error))


def _written(identity: str) -> str:
    """What a person typed for a figure, in a row, "" for nothing."""
    names = ("why", "value", "reason") if identity else ()
    return " ".join(filter(None, (typed(name, identity) for name in names)))
