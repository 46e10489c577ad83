"""``duibiao evaluate``: how much of the reference annotations the extraction gets right."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import extract
from extract.commands import screen
from extract.evaluation import FIELDS, Evaluation, Mistake, Score, evaluate
from extract.model import DuibiaoError
from extract.reference import SEEDS
from extract.tidy import COLUMNS

_HERE = Path(__file__).resolve().parent.parent
_FILE = "reference_annotations.jsonl"

_NAMES = {
    "value": "数值",
    "unit": "单位",
    "qualifier": "限定",
    "kind": "类型",
    "obs_status": "状态",
    "time_period": "期间",
    "reference_area": "地区",
    "cumulative": "累计",
    "category": "类别",
    "agency": "机构",
    "missing": "漏掉",
    "invented": "多出",
}


def run(given: argparse.Namespace) -> int:
    """Print the scores, and with ``--errors`` each disagreement."""
    reference = _reference(Path(given.reference) if given.reference else _own_reference())
    folder = Path(given.reports) if given.reports else SEEDS
    wanted = sorted({str(row["report_id"]) for row in reference})
    outcome = evaluate(_rows(folder, wanted), reference)
    print("\n".join(_lines(outcome)))
    if given.errors:
        print("\n".join(_listed(outcome.mistakes)))
    return 0


def _own_reference() -> Path:
    """The annotations of the five reports: inside a wheel, among the tests in a checkout."""
    inside = _HERE / _FILE
    return inside if inside.is_file() else _HERE.parent / "tests" / _FILE


def _reference(path: Path) -> list[dict[str, Any]]:
    """Reference annotations from a file with one JSON object a line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise DuibiaoError(f"读不了参考标注 {path};请用 --reference 指定标注文件。") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DuibiaoError(f"参考标注 {path} 应每行是一个 JSON 对象({error});请改正。") from error


def _rows(folder: Path, names: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    columns = [column.name for column in COLUMNS]
    for name in names:
        if not (folder / name).is_file():
            raise DuibiaoError(f"{folder} 里没有所标注的报告 {name};请用 --reports 指定文件夹。")
        for values in extract.observe(extract.read(folder / name)):
            yield dict(zip(columns, values, strict=True))


def _lines(outcome: Evaluation) -> list[str]:
    """Found, precision, recall, F1 and whole claims by report; then each field."""
    header = ("报告", "标注", "找到", "多出", "准确率", "召回率", "F1", "七项全对")
    scores = [*outcome.reports.items(), ("合计", outcome.total)]
    places = screen.columns_of_terminal()
    lines = [screen.table(header, (_score(name, score) for name, score in scores), places), ""]
    fields = [(_NAMES[name], _share(outcome.total.share(name))) for name in FIELDS]
    lines.append(screen.table(("字段", "找到的数字中正确的比例"), fields, places))
    if total := outcome.total.headline:
        share = _share(outcome.total.headline_category / total)
        lines.append(f"重点数字 {total} 条,类别正确 {share}。")
    return lines


def _score(name: str, score: Score) -> tuple[str, ...]:
    counts = (str(score.annotated), str(score.found), str(score.invented))
    shares = map(_share, (score.precision, score.recall, score.f1, score.share("whole")))
    return (name, *counts, *shares)


def _share(value: float) -> str:
    return "无" if math.isnan(value) else f"{value:.4f}"


def _listed(mistakes: Iterable[Mistake]) -> list[str]:
    rows = [
        (
            f"{mistake.report_id}:{mistake.start}",
            mistake.quote,
            _NAMES.get(mistake.what, mistake.what),
            mistake.expected,
            mistake.got,
        )
        for mistake in mistakes
    ]
    if not rows:
        return ["", "没有差错。"]
    header = ("位置", "原文", "项目", "应为", "得到")
    return ["", screen.table(header, rows, screen.columns_of_terminal())]
