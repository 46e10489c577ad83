"""上期报告以来, the last part of 总览: what the newest reports say beside those before."""

from __future__ import annotations

import streamlit as st

from dashboard import markup, selection, trend_words
from dashboard.language import say
from dashboard.views import cached, clickable, parts, prepared
from dashboard.wording import period_text


def show() -> None:
    """Shows the last two reports of some agencies; nothing where no agency has two."""
    if found := prepared.since():
        st.header(say("上期报告以来"))
    for one, lines in found:
        short = prepared.agencies().get(one.agency, one.agency)
        st.markdown(
            say(
                "**{agency}** {before} → {after}：两期都写的指标{both}个，新写明{fresh}个，"
                "上期写明而本期未写{gone}个（未写不等于停办）。",
                agency=markup.plain(short),
                before=period_text(one.before),
                after=period_text(one.after),
                both=len(one.both),
                fresh=len(one.fresh),
                gone=len(one.gone),
            )
        )
        told = say("{agency}两期报告都写明的{n}个指标。", agency=short, n=len(lines))
        shown = lines.drop(columns=trend_words.KEY)
        event = clickable.table(shown, f"since_{one.agency}", told)
        if chosen := trend_words.picked(event, lines):
            parts.next_round()
            asked = {prepared.AGENCY: short, selection.INDICATOR: cached.taxonomy().name(chosen)}
            st.switch_page("views/trend.py", query_params=asked)
    if found:
        st.caption(say("点一行，看该指标的趋势和两期的原句。"))
