"""**What is measured**: the noun phrase beside a figure, in the text's own words."""

from __future__ import annotations

import re

import pytest
from case_files import cases, expectations
from test_context import resolved

from extract import mentions
from extract.gazetteer import area_named
from extract.model import Report
from extract.properties import properties
from extract.sentences import segment

# A name never begins or ends with one of these, nor holds a cut bracket.
LOOSE_ENDS = re.compile(
    r"^(?:[的了与、，。；：）”》\s]|为|和(?!谐)|及(?!时)|在(?![校册籍岗职线建读编]))"
    r"|(?:[的了和与及、，。；：（“《\s]|(?<!行)为)$|\n"
)


def named(text: str) -> list[tuple[str, str]]:
    """Each quote of a text with its measured property."""
    report = Report("", text, area=area_named("福田区"))
    kinds = [context.kind for _, context in resolved(report)]
    found = list(mentions.find(text))
    names: list[str] = []
    for sentence in segment(text):
        here = [m for m in found if sentence.start <= m.start < sentence.end]
        if here:
            names += properties(text, sentence, here, kinds[len(names) : len(names) + len(here)])
    return [(text[m.start : m.end], name) for m, name in zip(found, names, strict=True)]


@pytest.mark.parametrize(("text", "expected"), cases("properties", 2))
def test_measured_properties(text: str, expected: str) -> None:
    found = named(text.replace("⏎", "\n"))
    assert found == [(quote, " ".join(words)) for quote, words in expectations(expected)]


@pytest.mark.parametrize("text", [case.values[0] for case in cases("properties", 2)])
def test_names_are_whole(text: str) -> None:
    for _, name in named(text.replace("⏎", "\n")):
        assert not LOOSE_ENDS.search(name)
        assert name.count("“") == name.count("”")
        assert name.count("（") == name.count("）")
