"""**Say why not**: why a step of 核对 was not taken, and what became of what was typed."""

from __future__ import annotations

import extract
from dashboard import changed
from dashboard.language import say


def trouble(error: extract.DuibiaoError, written: str = "") -> str:
    """Why the store did not take a step; ``written`` is what was typed for a figure that is gone.

    Where somebody else was faster the figure is read again, and its fields stay as they are.
    """
    match getattr(error, "kind", ""):
        case "changed":
            return say(
                "没有写入：这个数字刚被别人改过。已重新读入，填写的内容还在；请看清后再决定。"
            )
        case "gone":
            lost = say("没有写入：这个数字已不在库中，报告可能被替换或删除。")
            return (
                say("{lost}您写的是“{written}”。", lost=lost, written=written) if written else lost
            )
        case "ended":
            return say("没有撤销：这一步已被别人撤销或取代。已重新读入。")
    return say("没有写入：{error}", error=changed.trouble(error))
