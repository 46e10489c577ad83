"""Why a file gave nothing: each reason has a code, a Chinese and an English sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from dashboard import incoming_words
from dashboard.language import spoken
from extract import formats
from extract.formats import document
from extract.formats.refusals import Refused, refused, sentence
from extract.reference import Row, table

HERE = Path(document.__file__).parent
ROWS = table("refusals")
SENTENCES = [row for row in ROWS if "{" in row["zh"]]
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


def blanks(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name})


def raised() -> set[str]:
    """The codes in the code; ``bomb:`` where the rest is told later."""
    found = set()
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("refused", "sentence"):
                code = node.args[0]
                parts = code.values if isinstance(code, ast.JoinedStr) else [code]
                if isinstance(parts[0], ast.Constant):
                    found.add(str(parts[0].value))
    return found


def test_each_code_is_raised_and_each_raised_code_has_its_sentence() -> None:
    codes = {row["code"] for row in SENTENCES}
    whole = {code for code in raised() if not code.endswith(":")}
    begun = tuple(code for code in raised() if code.endswith(":"))
    assert whole - codes == set()
    written = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.py"))
    unused = {code for code in codes - whole if not code.startswith(begun)}
    assert {code for code in unused if f'"{code}"' not in written} == set()


def test_every_error_of_a_reader_has_a_code() -> None:
    for path in HERE.glob("*.py"):
        assert "ReportError(" not in path.read_text(encoding="utf-8").replace(
            "class Refused(ReportError)", ""
        ), path.name


def test_no_code_stands_twice() -> None:
    codes = [row["code"] for row in ROWS]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["code"])
def test_a_sentence_says_the_same_in_both(row: Row) -> None:
    assert blanks(row["zh"]) == blanks(row["en"])
    assert "\n" not in row["zh"] and row["zh"].endswith("。") and row["en"].endswith((".", ")"))
    assert any(cure in row["zh"] for cure in ("请", "已跳过"))
    assert not CHINESE.search(row["en"])
    reads = re.escape(row["zh"])
    for blank in blanks(row["zh"]):
        reads = reads.replace(re.escape(f"{{{blank}}}"), ".+")
    assert re.fullmatch(reads, row["example"])


@pytest.mark.parametrize(
    ("data", "name", "english"),
    [
        (b"", "空.pdf", "“空.pdf” is empty: it has no text to read. Please choose"),
        (b"MZ", "a.docx", "“a.docx” is a program and cannot be read. Please give a report file."),
        (b"abc", "a.pdf", "the suffix .pdf, but its content is not PDF: it is plain text."),
        (b"abc", "a.md", "Please save it as one of .txt, .html, .docx,"),
        (b"PK\5\6" + bytes(18), "a.zip", "“a.zip” holds no files. Please put the reports in."),
        (b"%PDF-1.7", "a.pdf", "“a.pdf” is damaged or incomplete."),
        (b"<html><body></body></html>", "a.html", "“a.html” has no text (a script may show it)."),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_in_english(data: bytes, name: str, english: str) -> None:
    """Whatever process found it out: the code and what it is about come through."""
    (one,) = formats.open((data, name))
    assert isinstance(one, formats.Broken) and one.code
    assert incoming_words.broken(one) == one.reason == sentence(one.code, one.about)
    with spoken("en"):
        said = incoming_words.broken(one)
    assert english in said and not CHINESE.search(said.replace(name, ""))


def test_words_and_lists_are_told_in_english(tmp_path: Path) -> None:
    (tmp_path / "甲.css").write_text("p {}", encoding="ascii")
    (tmp_path / "乙").write_text("p {}", encoding="ascii")
    (skipped,) = formats.open(tmp_path)
    (missing,) = formats.open(tmp_path / "没有.txt")
    assert (
        isinstance(skipped, formats.Broken) and "2 个文件(.css、无后缀)不能读取" in skipped.reason
    )
    assert isinstance(missing, formats.Broken) and "(文件不存在)" in missing.reason
    with spoken("en"):
        assert "(2: .css, no suffix)" in incoming_words.broken(skipped)
        assert "cannot be opened (it does not exist)" in incoming_words.broken(missing)


def test_what_no_code_tells_has_the_sentence_of_its_stage() -> None:
    for code in ("", "no such code"):
        one = formats.Broken("a.txt", "open", "坏了。", code)
        with spoken("en"):
            assert "“a.txt” could not be opened" in incoming_words.broken(
                one
            ) or not CHINESE.search(incoming_words.broken(one))


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        refused("no such code", name="a")
    with pytest.raises(KeyError):
        refused("too_large", name="a")
    assert isinstance(refused("empty", name="{name}"), Refused)
    assert str(refused("empty", name="{0}")).startswith("“{0}”")
