"""The README tells the truth: its commands, its examples and its table of columns.

``python tests/test_readme.py`` writes the table of columns anew.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import extract
from extract.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e . && "
    ".venv/bin/duibiao serve",
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[test]' && "
    ".venv/bin/pytest",
)


def blocks(language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.M | re.S)


def columns() -> str:
    """The table of columns as it must stand in the README."""
    rows = [
        f"| `{column.name}` | {column.dtype} | {column.zh} | {column.en} |"
        for column in extract.COLUMNS
    ]
    return "\n".join(["| 列 | 类型 | 含义 | meaning |", "| --- | --- | --- | --- |", *rows])


def with_columns(readme: str) -> str:
    """The README with its table of columns made anew."""
    head, rest = re.split(r"(?<=tests/test_readme.py -->\n)", readme, maxsplit=1)
    return f"{head}{columns()}\n<!-- /columns -->{rest.split('<!-- /columns -->', 1)[1]}"


def test_the_columns_are_those_of_the_table() -> None:
    readme = README.read_text("utf-8")
    assert readme == with_columns(readme), "run: python tests/test_readme.py"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_two_commands_stand_there_whole(command: str) -> None:
    assert f"{command}\n" in blocks("sh")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert COMMANDS[1] in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the README's paths hold and that its examples may write to."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


LINES = [line[2:] for block in blocks("console") for line in block.splitlines()]


@pytest.mark.parametrize("line", [line for line in LINES if "duibiao serve" not in line])
def test_a_command_of_the_readme_runs(
    checkout: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    program, *arguments = shlex.split(line)
    assert program == "duibiao"
    assert main(arguments) == 0
    if "-o" in arguments:
        assert (checkout / arguments[-1]).stat().st_size > 0
    else:
        assert capsys.readouterr().out


@pytest.mark.parametrize("code", blocks("python"))
def test_an_example_in_python_runs(
    checkout: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert "深圳市政务服务数据管理局" in capsys.readouterr().out


def test_every_option_is_told() -> None:
    readme = README.read_text("utf-8")
    files = ("arguments.py", "keeping_arguments.py", "options.py")
    texts = [(ROOT / "extract/commands" / name).read_text("utf-8") for name in files]
    options = re.findall(r'"(--[a-z-]+)"', "".join(texts))
    assert set(options) >= {"--agency", "--port", "--scheduler", "--database"}
    assert not [option for option in options if option not in readme + "--output --version"]


if __name__ == "__main__":
    README.write_text(with_columns(README.read_text("utf-8")), "utf-8")
