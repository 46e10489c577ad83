"""What was reviewed so far, a part of 核对: newest first, and the way to take each back."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import reviewing_history, stacked
from dashboard.books import review_book
from dashboard.language import say
from dashboard.views import clickable, reviewing_ask, reviewing_past, reviewing_state, saving

FEW = 20  # reviews that are shown at once


def show(head: DeltaGenerator) -> None:
    """All reviews, a page of them at a time; all of them as a workbook beside the title."""
    reviewing_ask.said()
    person = reviewing_ask.person("review")
    can = reviewing_ask.can(person, "review")
    made = reviewing_history.reviewed(reviewing_state.ledgers())
    if not made:
        st.info(say("还没有核对过。"), icon=":material/info:")
        return
    reviews = reviewing_state.ledgers().reviews
    with head:
        saving.offer_book(
            review_book.history_name(len(made)),
            lambda behind: review_book.history(reviews, behind),
            reviewing_state.address(),
        )
    some = made[clickable.leaf(len(made), FEW, "reviews")]
    st.html(stacked.table_html(*reviewing_history.numbered(some), say("核对记录")))
    standing = {one.name: one for one in some if one.standing}
    if standing:
        chosen = st.selectbox(say("看哪一条"), list(standing), key="review_step")
        reviewing_past.take_back(standing[chosen], can)
