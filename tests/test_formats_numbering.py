"""Automatic numbers of Word: written out as a person sees them, and never a claim."""

from __future__ import annotations

import io
from typing import Any

import pytest
import report_files as files
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.formats import word
from extract.formats.numbering import joined
from extract.formats.ordinals import ordinal

OWN = nsdecls("w")
USUAL = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def level(at: int, form: str, text: str, inside: str = "", start: int | None = 1) -> str:
    first = "" if start is None else f'<w:start w:val="{start}"/>'
    return (
        f'<w:lvl w:ilvl="{at}">{first}<w:numFmt w:val="{form}"/>{inside}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def levels(*forms: tuple[str, str]) -> str:
    return "".join(level(at, form, text) for at, (form, text) in enumerate(forms))


def lists(draft: str, *numbers: str) -> Any:
    """A document without a line whose lists 1, 2, … draw on one definition, each with changes."""
    document = files.blank_document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(f'<w:abstractNum {OWN} w:abstractNumId="7">{draft}</w:abstractNum>'))
    for number, changes in enumerate(numbers or ("",), start=1):
        root.append(
            parse_xml(
                f'<w:num {OWN} w:numId="{number}"><w:abstractNumId w:val="7"/>{changes}</w:num>'
            )
        )
    return document


def asks(number: int | None, at: int | None = None) -> Any:
    """What a paragraph or a style asks for: a list, a level of it."""
    inside = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    inside += "" if number is None else f'<w:numId w:val="{number}"/>'
    return parse_xml(f"<w:numPr {OWN}>{inside}</w:numPr>")


def add(document: Any, text: str, at: int | None, number: int = 1, style: str = "") -> Any:
    paragraph = document.add_paragraph(text, style or None)
    if at is not None:
        paragraph._p.get_or_add_pPr().append(asks(number, at))
    return paragraph


def give(document: Any, style: str, number: int, at: int | None) -> None:
    """Let a style ask for a list and a level."""
    told = document.styles[style].element.get_or_add_pPr()
    for old in told.findall(f"{files.W}numPr"):
        told.remove(old)
    told.append(asks(number, at))


def read(document: Any) -> list[str]:
    document.save(file := io.BytesIO())
    return word.read(file.getvalue(), "a.docx").text.splitlines()


# --- counting ---------------------------------------------------------------------------------


def test_levels_count_apart_and_start_anew_below_the_next() -> None:
    document = lists(levels(*USUAL))
    for at, text in ((0, "总体"), (1, "甲"), (2, "子"), (2, "丑"), (1, "乙"), (2, "寅"),
                     (None, "平文"), (0, "计划"), (1, "丙"), (0, "结语")):  # fmt: skip
        add(document, text, at)
    assert read(document) == [
        "一、总体", "（一）甲", "1.子", "2.丑", "（二）乙", "1.寅", "平文", "二、计划", "（一）丙",
        "三、结语",
    ]  # fmt: skip


def test_a_number_may_hold_those_above_it() -> None:
    document = lists(
        level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2")
        + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    )
    for at, text in ((0, "总则"), (1, "甲"), (2, "乙"), (2, "丙")):
        add(document, text, at)
    assert read(document) == ["第一章　总则", "一.1　甲", "1.1.1　乙", "1.1.2　丙"]


def test_a_level_may_go_on_counting() -> None:
    document = lists(
        level(0, "decimal", "第%1部分") + level(1, "decimal", "%2、", '<w:lvlRestart w:val="0"/>')
    )
    for at, text in ((0, "甲"), (1, "子"), (0, "乙"), (1, "丑")):
        add(document, text, at)
    assert read(document) == ["第1部分　甲", "1、子", "第2部分　乙", "2、丑"]


def test_lists_of_one_definition_go_on_unless_they_start_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    late = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    document = lists(level(0, "decimal", "%1)"), "", "", anew, late, other)
    for number in (1, 1, 2, 3, 3, 4, 4, 1, 5):
        add(document, "办", 0, number)
    told = ["1)", "2)", "3)", "1)", "2)", "5)", "6)", "7)", "H)"]
    assert read(document) == [f"{label}办" for label in told]


def test_a_list_begins_where_its_level_says() -> None:
    document = lists(level(0, "decimal", "%1、", start=3) + level(1, "decimal", "%2、", start=None))
    for at in (0, 0, 1):
        add(document, "办", at)
    assert read(document) == ["3、办", "4、办", "0、办"]


def test_zero_takes_the_number_away() -> None:
    document = lists(levels(*USUAL))
    give(document, "List Number", 1, 0)
    add(document, "有号", None, style="List Number")
    add(document, "无号", 0, number=0, style="List Number")
    assert read(document) == ["一、有号", "无号"]


def test_styles_give_numbers() -> None:
    """By the level that bears the style's name, by its own, by that of the style it is based on."""
    document = lists(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>')
        + level(1, "chineseCounting", "(%2)", '<w:pStyle w:val="Heading2"/>')
        + level(2, "decimal", "%3.")
    )
    for name, at in (("Heading 1", None), ("Heading 2", None), ("List", 2)):
        give(document, name, 1, at)
    document.styles["List 2"].base_style = document.styles["List"]
    for text, style in (("总体", "Heading 1"), ("热线", "Heading 2"), ("接听", "List"),
                        ("转办", "List 2"), ("计划", "Heading 1")):  # fmt: skip
        add(document, text, None, style=style)
    assert read(document) == ["一、总体", "(一)热线", "1.接听", "2.转办", "二、计划"]


def test_a_definition_may_stand_in_a_style_of_lists() -> None:
    document = lists('<w:numStyleLink w:val="年报"/>')
    drawn = f'<w:styleLink w:val="年报"/>{levels(*USUAL)}'
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:abstractNum {OWN} w:abstractNumId="8">{drawn}</w:abstractNum>'))
    add(document, "总体", 0)
    assert read(document) == ["一、总体"]


def test_what_is_deleted_or_stands_twice_is_not_counted() -> None:
    document = lists(levels(*USUAL))
    add(document, "甲", 0)
    gone = add(document, "", 0)
    mark = parse_xml(f'<w:rPr {OWN}><w:del w:id="1" w:author="甲"/></w:rPr>')
    gone._p.pPr.append(mark)
    add(document, "乙", 0)
    add(document, "", 0)  # an empty one has a number, but nothing to say
    add(document, "丙", 0)
    assert read(document) == ["一、甲", "二、乙", "四、丙"]


def test_bullets_are_no_numbers_and_cells_are_counted_too() -> None:
    document = lists(level(0, "bullet", "\uf0b7") + level(1, "decimal", "%2."))
    add(document, "点", 0)
    table = document.add_table(rows=2, cols=2)
    for row, text in zip(table.rows, ("接听", "转办"), strict=True):
        row.cells[0].paragraphs[0].text = text
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(asks(1, 1))
        row.cells[1].text = "5件"
    assert read(document) == ["点", "1.接听\t5件", "2.转办\t5件"]


# --- formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "counts", "shown"),
    [
        ("decimal", (1, 10, 123), "1 10 123"),
        ("decimalZero", (1, 10), "01 10"),
        ("chineseCounting", (1, 10, 11, 20, 99, 100), "一 十 十一 二十 九十九 一〇〇"),
        ("chineseCountingThousand", (10, 101, 110, 123), "十 一百零一 一百一十 一百二十三"),
        ("chineseCountingThousand", (1001, 2030), "一千零一 二千零三十"),
        ("ideographDigital", (1, 10, 21), "一 一〇 二一"),
        ("chineseLegalSimplified", (1, 10, 12, 101), "壹 壹拾 壹拾贰 壹佰零壹"),
        ("ideographLegalTraditional", (2, 3), "貳 參"),
        ("ideographTraditional", (1, 3, 10, 11), "甲 丙 癸 11"),
        ("ideographZodiac", (1, 12, 13), "子 亥 13"),
        ("ideographZodiacTraditional", (1, 13, 60), "甲子 丙子 癸亥"),
        ("decimalEnclosedCircle", (1, 20, 21, 50, 51), "① ⑳ ㉑ ㊿ 51"),
        ("decimalEnclosedCircleChinese", (1, 9), "① ⑨"),
        ("decimalEnclosedParen", (1, 20), "⑴ ⒇"),
        ("decimalEnclosedFullstop", (1,), "⒈"),
        ("ideographEnclosedCircle", (1, 10), "㊀ ㊉"),
        ("decimalFullWidth", (12,), "１２"),
        ("lowerLetter", (1, 26, 27), "a z aa"),
        ("upperLetter", (2,), "B"),
        ("lowerRoman", (4, 9, 14), "iv ix xiv"),
        ("upperRoman", (1990,), "MCMXC"),
        ("no such format", (7,), "7"),
        ("chineseCounting", (0, -1, 10_000), "0 -1 10000"),
        ("upperLetter", (500_000,), "500000"),
    ],
)  # fmt: skip
def test_counts_are_written_as_word_does(form: str, counts: tuple[int, ...], shown: str) -> None:
    assert " ".join(ordinal(count, form) for count in counts) == shown


# --- no number becomes a claim ----------------------------------------------------------------

BODIES = (
    "3200件办件已办结。",
    "受理工单3200件。",
    "2022年受理工单3200件。",
    "12345热线受理3200件。",
)


@pytest.mark.parametrize(
    "text", ["%1.", "%1、", "%1)", "（%1）", "%1", "%1．", "第%1章", "- %1 -", "%1:", "1.%1", "%1-"]
)
@pytest.mark.parametrize("form", ["decimal", "chineseCounting", "decimalFullWidth", "lowerRoman",
                                  "decimalEnclosedCircle", "ideographTraditional"])  # fmt: skip
def test_a_number_is_no_claim(form: str, text: str) -> None:
    heading = "深圳市政务服务数据管理局2022年工作总结"
    label = text.replace("%1", ordinal(3, form))
    for body in BODIES:
        numbered = f"{heading}\n{joined(label, body[0])}{body}"
        assert figures(numbered) == figures(f"{heading}\n{body}"), numbered


def figures(text: str) -> list[tuple[str, ...]]:
    """What a text claims: quote, value, unit and period."""
    report = files.read_back(text.encode(), "a.txt")
    return sorted(
        (claim[0], claim[1], claim[4], claim[-1]) for claim in files.claims(report).elements()
    )


def test_sections_of_a_numbered_document_are_those_of_the_text() -> None:
    document = lists(levels(*USUAL))
    document.add_paragraph("深圳市政务服务数据管理局2022年工作总结")
    for at, text in ((0, "2022年工作情况"), (1, "热线"), (None, "受理工单3200件。"),
                     (0, "2023年工作计划"), (None, "受理工单5000件。")):  # fmt: skip
        add(document, text, at)
    document.save(file := io.BytesIO())
    from_word = files.read_back(file.getvalue(), "a.docx")
    typed = (
        "深圳市政务服务数据管理局2022年工作总结\n一、2022年工作情况\n（一）热线\n受理工单3200件。\n"
        "二、2023年工作计划\n受理工单5000件。"
    )
    assert from_word.text == typed
    assert files.claims(from_word) == files.claims(files.read_back(typed.encode(), "a.txt"))
    planned = {claim[0]: claim[9] for claim in files.claims(from_word)}
    assert planned["5000件"] != planned["3200件"]
