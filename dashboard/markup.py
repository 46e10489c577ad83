"""Everything of ours that becomes HTML: the marked sentence, the marked report, tables, reasons.

Text from reports is escaped here; nothing of it is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd

from dashboard import written
from dashboard.comparison import Comparison
from dashboard.evidence import as_rows, shared_rows
from dashboard.language import is_english, say
from dashboard.verdicts import CAUTION, COMPARABLE, INCOMPARABLE, Reason
from dashboard.wording import codes, family, label, period_text

ANCHOR = "chosen-claim"
# Our own words only: scrolls the box around the chosen claim and nothing else of the page.
SCROLL = f"""<script>setTimeout(() => {{
  const claim = document.getElementById("{ANCHOR}");
  let box = claim && claim.parentElement;
  while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
  if (box) box.scrollTop += claim.getBoundingClientRect().top
    - box.getBoundingClientRect().top - box.clientHeight / 3;
}}, 150)</script>"""
# Each family has a tint, a line of 4.5:1 on white, and a kind of line, so that colour is not all.
_FAMILIES = {
    "quality": ("#E3ECF4", "#12436D", "solid"),
    "volume": ("#E0F3F1", "#176B64", "double"),
    "services": ("#F5E4EE", "#801650", "dashed"),
    "assets": ("#FDEBE0", "#A8400B", "dotted"),
    "other": ("#EEF0F2", "#4B5661", "solid"),
}
_RULES = """
.report {line-height: 1.9; max-width: 46em; overflow-wrap: anywhere;}
.report p {margin: 0 0 .6em 0;}
a.claim, span.key {color: inherit; text-decoration: none; padding: 1px 2px; border-radius: 2px;
  border-bottom: 2px solid; scroll-margin-top: 40vh;}
a.claim:hover, a.claim:focus {outline: 2px solid #12436D; outline-offset: 1px;}
a.claim.chosen {outline: 3px solid #12436D; font-weight: 700;}
.legend {display: flex; flex-wrap: wrap; gap: .4em 1em; margin-bottom: .4em;}
mark.figure {background: #FFE58A; color: inherit; padding: 1px 3px; font-weight: 700;}
blockquote.sentence {margin: 0; padding: .6em .9em; border-left: 4px solid #12436D;
  background: #F2F5F8; line-height: 1.8; overflow-wrap: anywhere;}
table.plain {border-collapse: collapse; width: 100%; font-size: .95rem;}
table.plain th, table.plain td {text-align: left; vertical-align: top; padding: .35em .6em;
  border-bottom: 1px solid #C6CFD8; overflow-wrap: anywhere;}
table.plain th {font-weight: 700; white-space: nowrap;}
table.card th, table.card td {white-space: normal; overflow-wrap: break-word;}
table.card td span, table.plain td a b {white-space: nowrap;}
.scroll {overflow-x: auto;}
span.verdict {display: inline-block; color: #FFFFFF; font-weight: 700; padding: .1em .7em;
  border-radius: 4px;}
p.when {margin: .7em 0 0 0; display: flex; gap: 1em; align-items: center; color: #4B5661;}
ul.reasons {margin: .4em 0 0 0; padding-left: 1.2em; line-height: 1.7;}
"""
_VERDICTS = {
    COMPARABLE: ("#176B64", "✓"),
    CAUTION: ("#A8400B", "!"),
    INCOMPARABLE: ("#801650", "✕"),
}
_FAMILY_RULES = "\n".join(
    f".f-{name} {{background: {tint}; border-bottom: 2px {kind} {line} !important;}}"
    for name, (tint, line, kind) in _FAMILIES.items()
)
CARD = 10  # agencies on a headline card
_STYLE = f"<style>{_RULES}{_FAMILY_RULES}</style>"


def sentence_html(observation: Mapping[str, object], text: str = "") -> str:
    """The sentence of an observation with its figure marked, escaped.

    Where the report's text is given the mark stands at the observation's own offset;
    else at the first place that reads alike.
    """
    sentence, quote = str(observation["sentence"]), str(observation["quote"])
    start = _offset(sentence, quote, int(str(observation["start"])), text)
    if start < 0:
        return f"{_STYLE}<blockquote class='sentence'>{escape(sentence)}</blockquote>"
    end = start + len(quote)
    return (
        f"{_STYLE}<blockquote class='sentence'>{escape(sentence[:start])}"
        f"<mark class='figure'>{escape(quote)}</mark>{escape(sentence[end:])}</blockquote>"
    )


def _offset(sentence: str, quote: str, start: int, text: str) -> int:
    """Where the quote stands in its sentence, -1 where it does not."""
    if text:
        begin = text.rfind(sentence, max(0, start - len(sentence)), start + len(sentence))
        if begin >= 0 and sentence[start - begin :].startswith(quote):
            return start - begin
    return sentence.find(quote)


def legend_html(categories: pd.Series) -> str:
    """The families that occur, each with its line and its number of claims."""
    counts = categories.map(family).value_counts()
    keys = [
        f"<span><span class='key f-{name}'>{escape(label('family', name))}</span> "
        f"{escape(say('{n}处', n=int(counts[name])))}</span>"
        for name in codes("family")
        if name in counts
    ]
    return f"{_STYLE}<div class='legend'>{''.join(keys)}</div>"


def _evidence(identity: object) -> str:
    """The parameters of the address at which 原文依据 shows an observation, in this language."""
    spoken = {"lang": "English"} if is_english() else {}
    return "?" + urlencode({"obs": str(identity), **spoken})


def _claim(row: written.Row, chosen: str) -> str:
    identity = str(row["observation_id"])
    here = identity == chosen
    link = _evidence(identity)
    name = row["indicator_name"] or row["measured_property"]
    title = say("{category}：{name}", category=label("category", row["category"]), name=name)
    return (
        f"<a class='claim f-{family(row['category'])}{' chosen' if here else ''}' "
        f"{f'id={chr(39)}{ANCHOR}{chr(39)} ' if here else ''}"
        f"href='{escape(link)}' target='_self' title='{escape(title)}'>{escape(row['quote'])}</a>"
    )


def report_html(text: str, observations: pd.DataFrame, chosen: str = "") -> str:
    """A report's text with each observation marked by family; the chosen one is the anchor.

    Of overlapping spans the earlier one is marked. Paragraphs stay paragraphs.
    """
    pieces, position = [], 0
    for row in as_rows(observations.sort_values(["start", "end"])):
        if row["start"] < position or text[row["start"] : row["end"]] != row["quote"]:
            continue
        pieces += [escape(text[position : row["start"]]), _claim(row, chosen)]
        position = int(row["end"])
    pieces.append(escape(text[position:]))
    lines = (line.strip() for line in "".join(pieces).splitlines())
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    return f"{_STYLE}<div class='report'>{body}</div>"


def plain(text: object) -> str:
    """Text that Streamlit's Markdown shows letter for letter."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", str(text))


def badge_html(verdict: str) -> str:
    """The verdict as a badge: colour, sign and word; nothing where there is no verdict."""
    if not verdict:
        return ""
    colour, sign = _VERDICTS[verdict]
    shown = written.opened(label("verdict", verdict))
    return (
        f"<span class='verdict' style='background:{colour}'>"
        f"<span aria-hidden='true'>{sign}</span> {escape(shown)}</span>"
    )


def _reason_html(reason: Reason) -> str:
    verdict, name = label("verdict", reason.verdict), written.opened(reason.name)
    told = say("{name}（{verdict}）：{clause}", name=name, verdict=verdict, clause=reason.clause)
    if all(reason.sides):
        left, right = reason.sides
        told = say("{reason}，如 {left} 对 {right}", reason=told, left=left, right=right)
    return f"<li><b>{escape(name)}</b>{escape(told.removeprefix(name))}</li>"


def reasons_html(comparison: Comparison) -> str:
    """The verdict on the set with each reason: code word, clause, and an example of both sides."""
    items = [_reason_html(reason) for reason in comparison.reasons]
    listed = f"<ul class='reasons'>{''.join(items)}</ul>" if items else ""
    return f"{_STYLE}<div>{badge_html(comparison.verdict)}{listed}</div>"


def table_html(header: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> str:
    """A plain table that a screen reader can walk through and a printer can print."""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f"{_STYLE}<div class='scroll' tabindex='0' role='group' aria-label='{escape(caption)}'>"
        f"<table class='plain' aria-label='{escape(caption)}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def fields_html(pairs: Iterable[tuple[str, str]], caption: str) -> str:
    """Names and values of one observation as a table of two columns."""
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(text)}</td></tr>"
        for name, text in pairs
    )
    return (
        f"{_STYLE}<table class='plain' aria-label='{escape(caption)}'><tbody>{body}</tbody></table>"
    )


def card_html(comparison: Comparison) -> str:
    """A headline card: agencies with their figures, which lead to their sentences; the verdict.

    Of very many agencies the first are shown, and how many more there are.
    """
    rows = shared_rows(comparison.rows)
    shown = rows if len(rows) <= CARD + 2 else rows[:CARD]
    lines = "".join(
        f"<tr><th scope='row'>{escape(str(row['label']))}</th>"
        f"<td><a href='source{escape(_evidence(row['observation_id']))}' target='_self'>"
        f"{_figure(row)}</a> {escape(_aside(row, comparison.period))}</td></tr>"
        for row in shown
    )
    if more := len(rows) - len(shown):
        lines += f"<tr><td colspan='2'>{escape(say('另有{n}家', n=more))}</td></tr>"
    badge = badge_html(comparison.verdict)
    when = f"<p class='when'>{escape(period_text(comparison.period))} {badge}</p>"
    kind = "plain card" if is_english() else "plain"  # English names are long
    return f"{_STYLE}<table class='{kind}'><tbody>{lines}</tbody></table>{when}"


def _figure(row: written.Row) -> str:
    """The figure in bold; in English the wording behind it."""
    amount = written.compared(row)
    first = written.told(row, amount)
    rest = written.told_beside(row, amount).removeprefix(first).strip()
    return f"<b>{escape(first)}</b>" + (f" <span>{escape(rest)}</span>" if rest else "")


def _aside(row: written.Row, period: str) -> str:
    """What sets a figure apart: another period, since launch, a plan."""
    marks = written.joined(written.marks(row, period))
    return say("（{marks}）", marks=marks) if marks else ""
