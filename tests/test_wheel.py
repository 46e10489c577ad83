"""A wheel installed outside the checkout works: data, reports and dashboard are inside it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "深圳市政务服务数据管理局2022年工作总结\n\n2022年,全市受理工单超3200万件。\n"


def run(*command: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout by the packages that are here."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and, borrowed, what it depends on."""
    folder = tmp_path_factory.mktemp("环境")
    venv.create(folder, with_pip=False)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / Path(sys.executable).name
    place = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    # A path file lends the packages themselves but not their own path files: the editable
    # install of the checkout stays out.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(place.stdout.strip(), "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    done = run(
        sys.executable, "-m", "pip", "--python", python,
        "install", "--no-deps", "--no-index", "--force-reinstall", wheel,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return python


def test_the_wheel_holds_data_reports_and_dashboard(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = {f"extract/data/{path.name}" for path in (ROOT / "data").glob("*.csv")}
    seeds = {f"extract/seeds/{path.name}" for path in (ROOT / "seeds").glob("*.txt")}
    views = {f"dashboard/views/{path.name}" for path in (ROOT / "dashboard" / "views").glob("*.py")}
    assert data and seeds and views
    wanted = data | seeds | views
    wanted |= {
        "dashboard/app.py",
        "dashboard/.streamlit/config.toml",
        "extract/reference_annotations.jsonl",
    }
    assert not wanted - inside
    assert not any(name.startswith(("tests/", "data/", "seeds/", ".")) for name in inside)


def test_the_packages_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import extract, dashboard; print(extract.__file__, dashboard.__file__)"
    said = run(installed, "-c", code, cwd=tmp_path).stdout
    assert said
    assert str(ROOT) not in said


def test_a_report_is_extracted_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    command = installed.with_name("duibiao" + installed.suffix)
    for arguments in (["report.txt"], ["report.txt", "-o", "表.xlsx"]):
        done = run(command, "extract", *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert "超3200万件" in run(command, "extract", "report.txt", cwd=tmp_path).stdout
    assert (tmp_path / "表.xlsx").stat().st_size > 0


def test_evaluation_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "-m", "extract", "evaluate", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "合计" in done.stdout


def test_the_dashboard_opens_outside_the_checkout(
    installed: Path, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    command = [installed, "-m", "extract", "serve", "--no-browser", "--port", free_port()]
    with subprocess.Popen(
        [*map(str, command), "--database", database],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        said = []
        for line in process.stderr or ():
            said.append(line)
            if "看板已打开" in line:
                break
        process.terminate()
        process.wait(30)
    assert "看板已打开" in said[-1], said
