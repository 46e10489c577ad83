"""Cases of cases/*.tsv as test parameters: tab-separated, comments with #, known gaps at the end.

Lines below ``# known gaps`` are right but not yet reached: they are expected to fail, and the
test that guards them fails as soon as one of them passes, so that it moves up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "cases"
GAPS = "# known gaps"


def cases(name: str, columns: int) -> list[Any]:
    """The lines of ``cases/<name>.tsv`` padded to ``columns`` cells, as pytest parameters."""
    found: list[Any] = []
    marks: tuple[pytest.MarkDecorator, ...] = ()
    for number, line in enumerate((FOLDER / f"{name}.tsv").read_text("utf-8").splitlines(), 1):
        if line.startswith(GAPS):
            marks = (pytest.mark.xfail(strict=True, reason="known gap"),)
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns:
            raise ValueError(f"{name}.tsv line {number}: {len(cells)} cells, expected {columns}")
        cells += [""] * (columns - len(cells))
        found.append(pytest.param(*cells, marks=marks, id=f"{name}:{number}"))
    return found


def expectations(cell: str) -> list[tuple[str, list[str]]]:
    """``近3万件→30000 件 接近;98%→98 %`` as [("近3万件", ["30000", "件", "接近"]), …]."""
    if not cell:
        return []
    pairs = [entry.split("→") for entry in cell.split(";")]
    return [(quote.strip(), words.split()) for quote, words in pairs]
