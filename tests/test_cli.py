"""The command line: what it writes, and one Chinese sentence for whatever is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from extract.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
SEED = sorted((ROOT / "seeds").glob("*.txt"))[0]
TEXT = (
    "深圳市政务服务数据管理局2022年工作总结\n\n"
    "一、工作情况\n2022年,全市12345热线受理工单超3200万件,市民满意率98.48%。\n"
)
NO_CLAIM = "深圳市政务服务数据管理局2022年工作总结\n\n我们认真学习,扎实工作,服务群众。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(folder: Path, name: str = "报告.txt", text: str = TEXT, encoding: str = "utf-8") -> str:
    (folder / name).write_bytes(text.encode(encoding))
    return name


def one_sentence(said: str, *words: str) -> None:
    """Exactly one Chinese sentence that names the thing and says what to do."""
    assert re.fullmatch(r"duibiao:[^\n]*[一-鿿][^\n]*。\n", said), said
    assert all(word in said for word in words), said
    assert re.search("请|可用|已跳过", said), f"does not say what to do: {said}"


def test_a_report_is_shown_as_a_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", report(here)]) == 0
    shown, said = capsys.readouterr()
    assert said == ""
    assert "超3200万件" in shown
    assert "32,000,000 件" in shown
    assert "98.48%" in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.txt", b"", ["空.txt"]),
        ("空白.txt", " \n\u3000\n".encode(), ["空白.txt"]),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ["图.txt", "文本"]),
        ("总结.docx", b"PK\x03\x04", ["总结.docx", "已损坏"]),
        ("总结.ofd", b"PK\x03\x04", ["总结.ofd", ".docx", ".pdf"]),
        ("总结", TEXT.encode(), ["总结", ".txt"]),
    ],
)
def test_a_file_that_is_no_report_gives_one_sentence_and_2(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, words: list[str]
) -> None:
    (here / name).write_bytes(content)
    assert main(["extract", name]) == 2
    one_sentence(capsys.readouterr().err, *words)


def test_a_missing_path_gives_one_sentence_and_2(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", "没有.txt"]) == 2
    one_sentence(capsys.readouterr().err, "没有.txt", "找不到")


def test_a_folder_without_a_report_gives_one_sentence_and_2(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "空文件夹").mkdir()
    assert main(["extract", "空文件夹"]) == 2
    one_sentence(capsys.readouterr().err, "空文件夹")


def test_a_text_without_a_number_gives_one_sentence_and_1(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", report(here, "空话.txt", NO_CLAIM)]) == 1
    one_sentence(capsys.readouterr().err, "空话.txt", "没有找到数字")


def test_an_unknown_agency_is_said_and_its_rows_are_still_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = report(here, text="工作情况\n\n受理工单超3200万件。\n")
    assert main(["extract", name, "--area", "深圳市", "--period", "2022", "-o", "表.csv"]) == 0
    unknown, written = capsys.readouterr().err.splitlines(keepends=True)
    one_sentence(unknown, name, "发布机构", "--agency")
    assert written == "1 份报告,1 条数字,已写入 表.csv。\n"
    assert "超3200万件" in (here / "表.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_give_the_same_numbers(
    here: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    assert main(["extract", report(here)]) == 0
    expected = capsys.readouterr()
    assert main(["extract", report(here, encoding=encoding)]) == 0
    assert capsys.readouterr() == expected


def test_one_bad_file_stops_no_other(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "空.txt").write_bytes(b"")
    given = ["没有.txt", "空.txt", report(here, "空话.txt", NO_CLAIM), report(here)]
    assert main(["extract", *given, "-o", "表.csv"]) == 2
    said = capsys.readouterr().err.splitlines(keepends=True)
    for sentence, name in zip(said, given[:3], strict=False):
        one_sentence(sentence, name)
    assert said[3:] == ["1 份报告,2 条数字,已写入 表.csv。\n"]
    assert "98.48%" in (here / "表.csv").read_text(encoding="utf-8-sig")


def test_a_folder_is_read_to_the_bottom_and_other_files_are_named(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = here / "报告" / "2022" / "深圳"
    deep.mkdir(parents=True)
    report(deep)
    report(here / "报告", "乙.txt")
    (here / "报告" / "丙.ofd").write_bytes(b"PK")
    (here / "报告" / ".隐藏.txt").write_bytes(b"")
    assert main(["extract", "报告", "报告/乙.txt", "-o", "表.jsonl"]) == 0
    skipped, written = capsys.readouterr().err.splitlines(keepends=True)
    one_sentence(skipped, "报告", "1 个文件(.ofd)")
    assert written == "2 份报告,4 条数字,已写入 表.jsonl。\n"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("表.doc", ["表.doc", ".csv、.jsonl、.parquet、.xlsx"]),
        ("表", ["表", ".csv、.jsonl、.parquet、.xlsx"]),
        ("没有/表.csv", ["没有/表.csv", "文件夹不存在"]),
        ("报告.txt/表.csv", ["报告.txt/表.csv"]),
        ("夹.csv", ["夹.csv", "文件夹"]),
    ],
)
def test_an_output_that_cannot_be_written_gives_one_sentence_and_2(
    here: Path, capsys: pytest.CaptureFixture[str], target: str, words: list[str]
) -> None:
    (here / "夹.csv").mkdir()
    assert main(["extract", report(here), "-o", target]) == 2
    one_sentence(capsys.readouterr().err, *words)
    assert {path.name for path in here.iterdir()} == {"夹.csv", "报告.txt"}, "no draft is left"


def test_what_is_given_goes_before_what_is_detected(here: Path) -> None:
    told = ["--agency", "广州市数据局", "--area", "广州市", "--period", "2021-H1"]
    assert main(["extract", report(here), *told, "-o", "表.jsonl"]) == 0
    for line in (here / "表.jsonl").read_text(encoding="utf-8").splitlines():
        assert '"agency": "广州市数据局"' in line


@pytest.mark.parametrize("told", [["--period", "某时"], ["--area", "某地"]])
def test_what_is_given_and_not_understood_is_said_once(
    here: Path, capsys: pytest.CaptureFixture[str], told: list[str]
) -> None:
    assert main(["extract", report(here), report(here, "乙.txt"), *told]) == 2
    one_sentence(capsys.readouterr().err, told[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数 命令"),
        (["extrac"], "不认识命令“extrac”"),
        (["extract"], "缺少参数 路径"),
        (["extract", "a.txt", "-o"], "参数 -o/--output 后面要有一个值"),
        (["extract", "a.txt", "--agencies", "x"], "不认识参数 --agencies x"),
        (["extract", "a.txt", "--jobs", "0"], "进程数应是 1 到 1024 的整数,不能是“0”"),
        (["serve", "--port", "abc"], "端口应是 1 到 65535 的整数,不能是“abc”"),
        (["serve", "--port", "70000"], "不能是“70000”"),
        (["serve", "--no-browser=1"], "参数 --no-browser 不带值,不能写“1”"),
        (["explain"], "缺少参数 句子"),
    ],
)
def test_arguments_that_are_wrong_are_told_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    said = capsys.readouterr().err
    assert words in said
    assert re.fullmatch(r"duibiao[a-z ]*:[^\n]+;用 duibiao[a-z ]* --help 查看用法。\n", said), said


@pytest.mark.parametrize("command", [[], ["extract"], ["explain"], ["evaluate"], ["serve"]])
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("用法:")
    assert not re.search("usage|options|positional|arguments|show this", shown)


def test_explain_names_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "受理工单超3200万件。"]) == 0
    assert "超3200万件" in capsys.readouterr().out


@pytest.mark.parametrize(("sentence", "status"), [("我们认真学习。", 1), (" ", 2)])
def test_explain_says_when_there_is_nothing(
    capsys: pytest.CaptureFixture[str], sentence: str, status: int
) -> None:
    assert main(["explain", sentence]) == status
    shown, said = capsys.readouterr()
    assert shown == ""
    assert re.fullmatch(r"duibiao:[^\n]+。\n", said)


def test_evaluate_prints_scores_and_lists_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate"]) == 0
    scores = capsys.readouterr().out
    assert all(word in scores for word in ("准确率", "召回率", "F1", SEED.name, "合计", "单位"))
    assert main(["evaluate", "--errors"]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith(scores)
    assert "应为" in listed or "没有差错" in listed


def test_evaluate_names_a_reference_that_cannot_be_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "坏.jsonl").write_text("{", encoding="utf-8")
    for name in ("坏.jsonl", "没有.jsonl"):
        assert main(["evaluate", "--reference", name]) == 2
        one_sentence(capsys.readouterr().err, name)


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract", *arguments]
    options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120, **options}
    return subprocess.run(command, check=False, **options)


def test_one_report_answers_in_under_a_second() -> None:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert run("extract", str(SEED)).returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 1, times


def test_a_start_loads_nothing_heavy() -> None:
    code = (
        "import sys; from extract.__main__ import main; main(['extract', sys.argv[1]]);"
        "sys.exit(str([m for m in ('pandas', 'streamlit', 'sqlalchemy') if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SEED)], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"'{sys.executable}' -m extract extract '{SEED}' | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
