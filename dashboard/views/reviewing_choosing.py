"""What 核对 does where two reports disagree: one figure is preferred, or none any more."""

from __future__ import annotations

import extract
from dashboard import data, reviewing_words
from dashboard.language import say
from dashboard.reviewing_conflicts import Conflict
from dashboard.views import cached, who
from dashboard.views.reviewing_desk import desk
from dashboard.views.reviewing_moves import typed


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
        place.said = "error", reviewing_words.trouble(error)
    cached.forget()


def unchoose(conflict: Conflict) -> None:
    """None of the figures is preferred any more."""
    by, place, done = who.person(), desk(), say("已取消选用。")
    try:
        data.unchoose(conflict.choice, by)
        place.said = "success", done
    except extract.DuibiaoError as error:
        place.said = "error", reviewing_words.trouble(error)
    cached.forget()
