"""**Show where a figure stands**: its paragraph with the ones around it, headings and page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from dashboard import written
from dashboard.evidence import as_rows
from dashboard.language import say

LONGEST = 600  # characters of a neighbouring paragraph, and around the figure within its own
_STYLE = """<style>
.figure-card {border-left: 4px solid #12436D; padding: .2em .9em; margin-bottom: .2em;}
.figure-card .quote {font-size: 1.6rem; font-weight: 700; line-height: 1.3;
  overflow-wrap: anywhere;}
.figure-card .about {color: #313B45; overflow-wrap: anywhere;}
.figure-card .why {display: flex; flex-wrap: wrap; gap: .3em; margin-top: .35em;}
.figure-card .why span {background: #EEF0F2; border: 1px solid #6B7681; border-radius: 3px;
  padding: 0 .45em; font-size: .85rem;}
.passage {line-height: 1.85; overflow-wrap: anywhere; max-width: 46em;}
.passage p {margin: 0 0 .6em 0;}
.passage p.around {color: #4B5661; font-size: .95em;}
.passage p.here {padding: .5em .8em; border-left: 4px solid #12436D; background: #F2F5F8;}
.passage mark {background: #FFE58A; color: inherit; padding: 1px 3px; font-weight: 700;
  outline: 2px solid #12436D;}
.passage u {text-decoration: underline dotted; text-underline-offset: .25em;}
</style>"""


def card_html(row: Mapping[str, Any], because: Sequence[str]) -> str:
    """The figure as written and as read, of what, and why it waits; escaped."""
    about = (str(row["indicator_name"] or say("未归类")), str(row["agency"] or say("机构不明")))
    return _card(row, about, because)


def side_html(row: Mapping[str, Any], report: Mapping[str, Any], marks: Sequence[str]) -> str:
    """The figure as written and as read, and when its report was published; escaped."""
    published = report.get("published")
    unknown = published is None or pd.isna(published)
    day = say("发布日期未写明") if unknown else say("{date}发布", date=str(published)[:10])
    return _card(row, (day,), marks)


def _card(row: Mapping[str, Any], about: Sequence[str], because: Sequence[str]) -> str:
    chips = "".join(f"<span>{escape(one)}</span>" for one in because)
    why = f"<div class='why'>{chips}</div>" if chips else ""
    read = say("读作{amount}", amount=written.amount(row))
    return (
        f"{_STYLE}<div class='figure-card'><div class='quote'>{escape(str(row['quote']))}</div>"
        f"<div class='about'>{escape(written.joined((read, *about)))}</div>{why}</div>"
    )


class Passage(NamedTuple):
    """The paragraph of a figure and its neighbours; ``begin`` is where it begins in the text."""

    before: str
    here: str
    after: str
    begin: int


def passage(text: str, start: int) -> Passage:
    """The paragraph around a character of a text, with the nearest ones that are not blank."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    before = next((line for line in reversed(text[:begin].splitlines()) if line.strip()), "")
    after = next((line for line in text[end:].splitlines() if line.strip()), "")
    return Passage(before.strip(), text[begin:end], after.strip(), begin)


def passage_html(row: Mapping[str, Any], text: str, claims: pd.DataFrame) -> str:
    """The paragraph of a figure, marked, other figures underlined, and its neighbours; escaped.

    Where the text is not there the sentence alone is shown.
    """
    start, quote = int(row["start"]), str(row["quote"])
    if text[start : int(row["end"])] != quote:
        return (
            f"{_STYLE}<div class='passage'><p class='here'>{escape(str(row['sentence']))}</p></div>"
        )
    found = passage(text, start)
    low = max(found.begin, start - LONGEST)
    high = min(found.begin + len(found.here), int(row["end"]) + LONGEST)
    near = claims[(claims["start"] >= low) & (claims["end"] <= high)].sort_values("start")
    here, place = "…" if low > found.begin else "", low
    for one in as_rows(near[["start", "end", "observation_id"]]):
        own = one["observation_id"] == row["observation_id"]
        if one["start"] < place or (not own and one["end"] > start and one["start"] < row["end"]):
            continue
        tag = "mark" if own else "u"
        words = escape(text[one["start"] : one["end"]])
        here += f"{escape(text[place : one['start']])}<{tag}>{words}</{tag}>"
        place = one["end"]
    if place <= start:  # a rejected figure is not among the claims
        here += f"{escape(text[place:start])}<mark>{escape(quote)}</mark>"
        place = int(row["end"])
    here += escape(text[place:high]) + ("…" if high < found.begin + len(found.here) else "")
    return (
        f"{_STYLE}<div class='passage'>{_around(found.before, True)}<p class='here'>{here}</p>"
        f"{_around(found.after, False)}</div>"
    )


def _around(words: str, before: bool) -> str:
    """A neighbouring paragraph, of a long one the end that is near."""
    if len(words) > LONGEST:
        words = f"…{words[-LONGEST:]}" if before else f"{words[:LONGEST]}…"
    return f"<p class='around'>{escape(words)}</p>" if words else ""


def page_number(pages: object, start: int) -> int:
    """The page of a character, 0 where the report has none; ``pages`` as the store keeps them.

    >>> page_number("0,1200,2600", 1300)
    2
    """
    begins = [int(one) for one in str(pages or "").split(",") if one.isdigit()]
    return bisect_right(begins, start) if begins else 0


def place(row: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """Where a figure stands: the headings above it, and the page."""
    number = page_number(report.get("pages"), int(row["start"]))
    page = say("第{n:d}页", n=number) if number else ""
    return say("；").join(part for part in (str(row["section"] or ""), page) if part)
