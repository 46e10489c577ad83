"""The rooms of the house: who may import whom, who opens what, and what leaves the house."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*(ROOT / "extract").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])
BANNED = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def committed() -> list[Path]:
    """The files that are or would be committed."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        return [ROOT / name for name in asked.stdout.split("\0") if (ROOT / name).is_file()]
    made = {".venv", ".git", "build", "dist", "__pycache__"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(part in made or part.endswith(("_cache", ".egg-info")) for part in path.parts)
    ]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_reference_opens_data() -> None:
    """No other module names the folder in a path; commands may hash the files, not read rows."""
    knows = re.compile(r"""/ ["']data["']|["']data/[\w.{]|\bDATA\b""")
    allowed = {"extract/reference.py", "extract/commands/filling.py"}
    found = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if knows.search(_code_without_docstrings(path.read_text(encoding="utf-8")))
    }
    assert found <= allowed, f"use extract.reference.table in {found - allowed}"


def _code_without_docstrings(source: str) -> str:
    """The program text with comments and docstrings left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            match body[0]:
                case ast.Expr(value=ast.Constant()):
                    body[0] = ast.Pass()
    return ast.unparse(tree)


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_a_module_is_named_for_its_job(path: Path) -> None:
    assert path.stem not in BANNED, "name the module for what it does"
    assert path.stem not in sys.stdlib_module_names or path.stem.startswith("__")


def test_no_folder_of_the_dashboard_is_called_pages() -> None:
    assert not (ROOT / "dashboard" / "pages").exists(), "it is Streamlit's older mechanism"


def test_committed_files_name_no_registry_host() -> None:
    words = "|".join(("pypi", "pythonhosted", "npmjs", "registry", "simple/", "mirror", "debian"))
    host = re.compile(rf"https?://[^\s\"'<>)]*(?:{words})", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        if (match := host.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert not found


def test_uv_lock_is_not_committed() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_package_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; .+)?", pin) for pin in pins), pins
    unpinned = _needed() - {pin.split("==")[0] for pin in pins}
    assert not unpinned, "make constraints.txt anew by the command at its head"


def _needed() -> set[str]:
    """Every package that the product and its tests need here, by canonical name."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [word for words in project["optional-dependencies"].values() for word in words]
    open_ = [Requirement(word) for word in (*project["dependencies"], *extras)]
    seen: set[str] = set()
    while open_:
        wanted = open_.pop()
        name = canonicalize_name(wanted.name)
        key = f"{name}[{','.join(sorted(wanted.extras))}]"
        if key in seen:
            continue
        seen.add(key)
        for word in requires(name) or ():
            needed = Requirement(word)
            marks = [{"extra": extra} for extra in ("", *wanted.extras)]
            if needed.marker is None or any(needed.marker.evaluate(mark) for mark in marks):
                open_.append(needed)
    return {key.split("[")[0] for key in seen} - {project["name"]}
