"""Every table of data/ loads, and each row's example behaves as the row says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from extract import gazetteer, mentions, taxonomy
from extract.model import Mention, ReferenceDataError
from extract.reference import DATA, Row, table
from extract.variants import fold

TABLES = sorted(path.stem for path in DATA.glob("*.csv"))
# Lists of plain characters or words; codes and labels of the screen have no wording to show.
WITHOUT_EXAMPLES = {"variants", "compounds", "labels", "messages", "flags", "verdict_reasons"}


def rows(name: str, word: str, gaps: tuple[str, ...] = (), **only: str) -> list[Any]:
    """The rows of a table as parameters named by ``word``; ``gaps`` are known not to behave."""
    found = []
    for row in table(name):
        if all(row[column] == value for column, value in only.items()):
            mark = pytest.mark.xfail(strict=True, reason="known gap")
            marks = [mark] if row[word] in gaps else []
            found.append(pytest.param(row, marks=marks, id=f"{row.line}:{row[word]}"))
    return found


def quantities(text: str) -> list[Mention]:
    return list(mentions.find(fold(text)))


# --- all tables -----------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads(name: str) -> None:
    assert table(name)


@pytest.mark.parametrize("name", [name for name in TABLES if name not in WITHOUT_EXAMPLES])
def test_every_row_has_an_example(name: str) -> None:
    assert [row.line for row in table(name) if not row["example"]] == []


@pytest.mark.parametrize(
    ("name", "key"), [("cues", "cue"), ("exclusions", "word"), ("counted_nouns", "noun")]
)
def test_examples_are_wording_and_no_template(name: str, key: str) -> None:
    """Words put into one and the same sentence show nothing of how each is used."""
    frames = Counter(row["example"].replace(row[key], "…") for row in table(name))
    assert {frame: count for frame, count in frames.items() if count > 8} == {}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "messages"])
def test_cells_are_trimmed_and_rows_differ(name: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in table(name):
        cells = tuple(row.cells.values())
        assert all(cell == cell.strip() for cell in cells), f"{row.file}:{row.line}"
        assert cells not in seen, f"{row.file}:{row.line} stands twice"
        seen.add(cells)


LOADERS: tuple[Callable[[], object], ...] = (
    gazetteer.gazetteer,
    gazetteer.agency_words,
    gazetteer.document_words,
    gazetteer.place_words,
    gazetteer.population,
    gazetteer.catalogue,
    taxonomy.indicators,
    taxonomy.systems,
)


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)
def test_every_loader_accepts_its_table(load: Callable[[], object]) -> None:
    assert load()


def test_a_missing_table_is_told_with_the_cure() -> None:
    with pytest.raises(ReferenceDataError, match=r"data/nothing\.csv.*请"):
        table("nothing")


def test_a_broken_row_names_file_row_and_cure() -> None:
    error = Row("units.csv", 7, {"unit": "件"}).broken("单位重复", "只留一行")
    assert str(error) == "数据表 data/units.csv 第 7 行:单位重复;请只留一行。"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("units", "unit"),
        ("exclusions", "word"),
        ("counted_nouns", "noun"),
        ("place_words", "word"),
        ("variants", "traditional"),
        ("containers", "part"),
        ("indicators", "id"),
    ],
)
def test_no_word_leads_to_two_rows(name: str, key: str) -> None:
    words = [row[key] for row in table(name)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize(
    ("name", "word", "kind"), [("cues", "cue", "role"), ("agencies", "word", "kind")]
)
def test_no_word_is_of_a_kind_twice(name: str, word: str, kind: str) -> None:
    pairs = [(row[word], row[kind]) for row in table(name)]
    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []


# --- units ----------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("units", "unit", ("車", "標準煤")))
def test_units_are_found_in_their_examples(row: Row) -> None:
    assert row["unit"] in row["example"]
    assert row["canonical"] in [mention.unit for mention in quantities(row["example"])]


def test_a_canonical_unit_has_one_dimension_and_group() -> None:
    known: dict[str, set[tuple[str, str]]] = {}
    for row in table("units"):
        known.setdefault(row["canonical"], set()).add((row["dimension"], row["group"]))
    assert {unit: kinds for unit, kinds in known.items() if len(kinds) > 1} == {}


# --- exclusions -----------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("exclusions", "word"))
def test_excluded_words_are_no_quantities(row: Row) -> None:
    start = row["example"].index(row["word"])
    end = start + len(row["word"])
    assert [m for m in quantities(row["example"]) if m.start < end and start < m.end] == []


@pytest.mark.parametrize(
    "row",
    [row for row in table("exclusions") if row["counter_example"]],
    ids=lambda row: row["word"],
)
def test_words_like_excluded_ones_count(row: Row) -> None:
    """三台县 is a place, 终端三台 are three."""
    assert row["word"] not in row["counter_example"]
    assert quantities(row["counter_example"])


# --- counted nouns --------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("counted_nouns", "noun"))
def test_counted_nouns_give_the_unit_left_out(row: Row) -> None:
    assert row["noun"] in row["example"]
    assert [mention.unit for mention in quantities(row["example"])] == [row["unit"]]


# --- words of places and bodies -------------------------------------------------------


@pytest.mark.parametrize("name", ["place_words", "agencies"])
def test_words_stand_in_their_examples(name: str) -> None:
    for row in table(name):
        words = [row["word"], *(row.several("short") if name == "agencies" else ())]
        assert any(word in row["example"] for word in words), f"{row.file}:{row.line}"


@pytest.mark.parametrize("name", ["indicators", "systems", "agencies", "place_words"])
def test_counter_examples_differ_from_examples(name: str) -> None:
    for row in table(name):
        assert row["counter_example"] != row["example"], f"{row.file}:{row.line}"
