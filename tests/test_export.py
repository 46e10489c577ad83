"""``duibiao export``: what it writes, in both languages, and one sentence for whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pages
import pytest

from dashboard import data
from dashboard.commands import typed
from extract.__main__ import main
from extract.commands.output import Target

filled, store, _ = pages.stores("export")
pytestmark = pytest.mark.usefixtures("store")
SATISFACTION, REQUESTS = "满意率", "受理诉求工单量"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


Said = Callable[[], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What was told on standard error."""
    return lambda: capsys.readouterr().err


def export(*arguments: str) -> int:
    return main(["export", *arguments])


def one_sentence(told: str, *words: str) -> None:
    assert re.fullmatch(r"duibiao:[^\n]*[一-鿿][^\n]*。\n", told), told
    assert all(word in told for word in words), told
    assert re.search("请|可用", told), f"does not say what to do: {told}"


def column(sheet: Any, name: str) -> list[Any]:
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(name)].value for row in sheet.iter_rows(min_row=2)]


def test_one_indicator_is_a_comparison(here: Path, said: Said) -> None:
    assert export("--indicator", REQUESTS, "-o", "对比.xlsx") == 0
    assert said() == "1个指标，4家机构，已写入 对比.xlsx。\n"
    made = openpyxl.load_workbook("对比.xlsx")
    assert len(made.sheetnames) == 8
    assert 32000000 in column(made["对比"], "数值")
    assert [path.name for path in here.iterdir()] == ["对比.xlsx"], "no draft is left"


def test_some_agencies_by_short_and_full_name() -> None:
    told = ["--agency", "广州市", "--agency", "深圳市政务服务数据管理局"]
    assert export("--indicator", REQUESTS, *told, "--own", "深圳市", "-o", "a.xlsx") == 0
    made = openpyxl.load_workbook("a.xlsx")
    assert column(made["对比"], "名次")[:2] == [1, 2]
    assert "本单位" in column(made["对比"], "本单位")


def test_the_own_agency_is_compared_too() -> None:
    told = ["--agency", "广州市", "--own", "福田区", "-o", "a.xlsx"]
    assert export("--indicator", REQUESTS, *told) == 0
    agencies = column(openpyxl.load_workbook("a.xlsx")["对比"], "机构")
    assert "深圳市福田区政务服务数据管理局" in agencies


@pytest.mark.parametrize("basis", ["每万人", "per_capita", "per 10,000 people"])
def test_per_head(basis: str) -> None:
    assert export("--indicator", REQUESTS, "--basis", basis, "-o", "a.xlsx") == 0
    cells = column(openpyxl.load_workbook("a.xlsx")["对比"], "数值")
    assert any(str(cell).startswith("=") for cell in cells)


@pytest.mark.parametrize("period", ["2022-H1", "2022年上半年", "H1 2022"])
def test_a_period(period: str) -> None:
    assert export("--indicator", REQUESTS, "--period", period, "-o", "a.xlsx") == 0
    cover = openpyxl.load_workbook("a.xlsx")["封面"]
    assert "2022年上半年" in [row[1].value for row in cover.iter_rows() if row[0].value == "期间"]


def test_several_indicators_stand_side_by_side(said: Said) -> None:
    told = ["--indicator", REQUESTS, "--indicator", SATISFACTION, "-o", "a.xlsx"]
    assert export(*told) == 0
    assert said().startswith("2个指标，4家机构")
    sheet = openpyxl.load_workbook("a.xlsx")["对比"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "32000000" in cells and "0.9848" in cells


def test_the_same_indicator_twice_is_one(said: Said) -> None:
    code = typed.indicator(REQUESTS)
    assert export("--indicator", REQUESTS, "--indicator", code, "-o", "a.xlsx") == 0
    assert said().startswith("1个指标")


def test_in_english() -> None:
    told = ["--indicator", "satisfaction rate", "--agency", "shenzhen", "--agency", "广州市"]
    assert export(*told, "--lang", "en", "-o", "a.xlsx") == 0
    made = openpyxl.load_workbook("a.xlsx")
    assert made.sheetnames[:2] == ["Cover", "Comparison"]
    assert column(made["Comparison"], "Agency")[:2] == [
        "Guangzhou Government Services and Data Management Bureau",
        "Shenzhen Government Services and Data Management Bureau",
    ]


def test_a_brief_for_word() -> None:
    assert export("--indicator", REQUESTS, "-o", "简报.docx") == 0
    with ZipFile("简报.docx") as package:
        assert "word/document.xml" in package.namelist()


def test_the_list_has_every_indicator_with_its_agencies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert export("--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t") == ["家数", "代码", "指标"]
    assert f"4\t{typed.indicator(REQUESTS)}\t{REQUESTS}" in lines
    counts = [int(line.split("\t")[0]) for line in lines[1:]]
    assert counts == sorted(counts, reverse=True)
    assert export("--list", "--lang", "en") == 0
    assert not pages.chinese([capsys.readouterr().out])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["--indicator", "--list"]),
        (["-o", "a.xlsx"], ["--indicator", "--list"]),
        (["--indicator", REQUESTS], ["-o"]),
        (["--list", "-o", "a.xlsx"], ["--list", "-o"]),
        (["--indicator", REQUESTS, "-o", "a.pdf"], ["a.pdf", ".xlsx、.docx"]),
        (["--indicator", REQUESTS, "-o", "没有/a.xlsx"], ["没有/a.xlsx", "文件夹不存在"]),
        (["--indicator", "热线满意", "-o", "a.xlsx"], ["热线满意", "最接近的有", "满意率"]),
        (["--indicator", "完全无关的东西xyz", "-o", "a.xlsx"], ["不认识指标", "--list"]),
        (
            ["--indicator", REQUESTS, "--agency", "福田", "-o", "a.xlsx"],
            ["福田", "最接近的有 福田区"],
        ),
        (["--indicator", REQUESTS, "--own", "某局", "-o", "a.xlsx"], ["某局", "不认识机构"]),
        (["--indicator", REQUESTS, "--period", "1999", "-o", "a.xlsx"], ["1999", "2022"]),
        (["--indicator", REQUESTS, "--basis", "人均", "-o", "a.xlsx"], ["人均", "每万人"]),
        (
            ["--indicator", SATISFACTION, "--basis", "每万人", "-o", "a.xlsx"],
            [SATISFACTION, "每万人", "总量"],
        ),
        (
            ["--indicator", REQUESTS, "--indicator", SATISFACTION, "-o", "a.docx"],
            ["一个", ".xlsx"],
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_and_2(
    here: Path, said: Said, arguments: list[str], words: list[str]
) -> None:
    assert export(*arguments) == 2
    one_sentence(said(), *words)
    assert not list(here.iterdir()), "nothing is written"


def test_a_folder_and_a_place_without_permission(
    here: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "夹.xlsx").mkdir()
    assert export("--indicator", REQUESTS, "-o", "夹.xlsx") == 2
    one_sentence(said(), "夹.xlsx", "文件夹")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("extract.commands.output.os.replace", refused)
    assert export("--indicator", REQUESTS, "-o", "a.xlsx") == 2
    one_sentence(said(), "a.xlsx", "Excel")
    assert [path.name for path in here.iterdir()] == ["夹.xlsx"]


def test_nobody_publishes_it_is_1(here: Path, said: Said) -> None:
    told = ["--indicator", SATISFACTION, "--agency", "龙岗区", "-o", "a.xlsx"]
    assert export(*told) == 1
    one_sentence(said(), SATISFACTION, "没有公布")
    assert not list(here.iterdir())


def test_an_indicator_is_named_though_its_code_was_typed(said: Said) -> None:
    told = ["--indicator", typed.indicator(SATISFACTION), "--agency", "龙岗区", "-o", "a.xlsx"]
    assert export(*told) == 1
    one_sentence(said(), f"“{SATISFACTION}”")


def test_an_empty_store_is_filled_first(here: Path, said: Said) -> None:
    url = f"sqlite:///{here / '新.db'}"
    assert export("--indicator", REQUESTS, "--database", url, "-o", "a.xlsx") == 0
    told = said()
    assert told.count("正在抽取第") == 5 and told.endswith("已写入 a.xlsx。\n")


def test_a_language_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        export("--lang", "fr")
    assert "不认识语言“fr”,请写 zh 或 en" in capsys.readouterr().err


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        export("--help")
    shown = capsys.readouterr().out
    assert shown.startswith("用法:") and "--indicator" in shown
    assert not re.search("usage|options|show this", shown)


# ---- what was typed --------------------------------------------------------------------------


def test_names_are_understood_in_either_language_and_any_case() -> None:
    code = typed.indicator(REQUESTS)
    assert (
        typed.indicator(code.upper()) == code == typed.indicator(f" {REQUESTS[:2]} {REQUESTS[2:]}")
    )
    rows = data.observations()
    full = "深圳市福田区政务服务数据管理局"
    for word in ("福田区", full, "Futian District", "futian district"):
        assert typed.agency(word, rows) == full


def test_near_names_hold_the_word_or_are_alike() -> None:
    names = ("热线诉求办理满意率", "满意率", "通办大厅数")
    assert typed.near("满意", names) == ["满意率", "热线诉求办理满意率"]
    assert typed.near("通办厅数", names)[0] == "通办大厅数"
    assert typed.near("", names) == []


def test_a_draft_takes_its_place_whole_or_not_at_all(here: Path) -> None:
    with Target("a.txt").draft() as draft:
        draft.write_text("whole", encoding="utf-8")
        assert not Path("a.txt").exists()
    assert Path("a.txt").read_text(encoding="utf-8") == "whole"
    with pytest.raises(ValueError), Target("a.txt").draft() as draft:
        draft.write_text("half", encoding="utf-8")
        raise ValueError
    assert [path.name for path in here.iterdir()] == ["a.txt"]
    assert Path("a.txt").read_text(encoding="utf-8") == "whole"


def test_in_english_what_is_wrong_is_english(here: Path, said: Said) -> None:
    assert export("--lang", "en", "--indicator", "satisfactio", "-o", "a.xlsx") == 2
    told = said()
    assert "Satisfaction rate" in told and not pages.chinese([told])


def test_the_cover_of_several_names_what_was_asked_for() -> None:
    told = ["--indicator", REQUESTS, "--indicator", SATISFACTION, "--own", "福田区"]
    assert export(*told, "--period", "2022", "-o", "a.xlsx") == 0
    cover = openpyxl.load_workbook("a.xlsx")["封面"]
    lines = {row[0].value: row[1].value for row in cover.iter_rows() if row[1].value}
    assert lines["期间"] == "2022年" and lines["机构"] == "全部机构"
    assert lines["本单位"] == "深圳市福田区政务服务数据管理局"
    assert REQUESTS in lines["各指标"] and SATISFACTION in lines["各指标"]
