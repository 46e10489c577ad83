"""**One by one**: the reports of a part that a worker has died over, in a process apart.

When that process ends or hangs, the report that it had in hand is known: it is tried once more
in a new one, then told as a failure, and the others go on. A subprocess serves where a worker
may have no workers of its own, as on Dask.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from extract.bulk import limit, opening, texts
from extract.bulk.items import Failed, Item, Part, Result

_CODE = "import sys; sys.path.insert(0, sys.argv[1]); import extract.bulk.alone as a; a.serve()"
_ROOT = Path(__file__).resolve().parent.parent.parent
_TRIES = 2


def results(part: Part, seconds: float) -> Generator[Result]:
    """Each report of a part with its observations, or why there is none, in order."""
    rows = texts.rows(part.texts) if part.texts else []
    with tempfile.TemporaryFile() as said, closing(_Apart(said)) as apart:
        for number, item in enumerate(part.items):
            yield from apart.ask(item, rows[number] if rows else {}, seconds)


class _Apart:
    """A process that works on one item after the other, begun anew where it has died."""

    def __init__(self, said: IO[bytes]) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._said = said

    def ask(self, item: Item, row: dict[str, Any], seconds: float) -> list[Result]:
        """The results of an item; a Failed where the process ended over it, twice."""
        why = ""
        for _ in range(_TRIES):
            if (answer := self._answer((item, row, seconds))) is not None:
                return answer
            why = self._ended()
            if "超过" in why:
                break
        name = item.report_id
        return [Failed(name, "process", f"“{name}”{why},已跳过;请检查这份报告。")]

    def _answer(self, job: tuple[Item, dict[str, Any], float]) -> list[Result] | None:
        """What the process says of a job, None where it ended instead."""
        process = self._process = self._process or self._begun()
        assert process.stdin is not None and process.stdout is not None
        try:
            pickle.dump(job, process.stdin)
            process.stdin.flush()
            answer: list[Result] = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        return answer

    def _begun(self) -> subprocess.Popen[bytes]:
        self._said.truncate(0)
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )

    def _ended(self) -> str:
        """Why the process has ended, in Chinese; it is ended if it still runs."""
        process, self._process = self._process, None
        assert process is not None
        status = _close(process)
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip().splitlines()
        self._said.seek(0)
        if said and said[0].startswith("Timeout ("):
            return "用时超过上限,已停止"
        if said and status == 1:
            return f"处理出错({said[-1][:200]})"
        how = f"信号 {-status}" if status < 0 else f"状态 {status}"
        return f"使处理它的进程意外结束({how})"

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            _close(self._process)


def _close(process: subprocess.Popen[bytes]) -> int:
    """The status of a process, once it has ended: it does when nothing more is asked of it."""
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        try:
            pipe.close()
        except OSError:
            continue  # what was to be written has no reader any more
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def serve() -> None:
    """In the process apart: answer each job with its results, until no more come."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    limit.trace_to(2)
    while True:
        try:
            item, row, seconds = pickle.load(asked)
        except EOFError:
            return
        with limit.ended():
            results = list(opening.of_item(item, row, seconds))
        pickle.dump(results, told)
        told.flush()
