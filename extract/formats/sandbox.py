"""**Reading apart**: untrusted files are read by a process of their own, which may die or hang.

One process serves many files; it is ended on trouble and another is begun. It gets the bytes
through a pipe, no secrets of the environment, bounded memory and time, and answers in JSON.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from extract.formats import limits
from extract.formats.child import RESTED
from extract.formats.document import Reading
from extract.formats.refusals import Refused, refused

Step = Callable[[int, int], None]

# The package without its front door: the rules of the extraction take half a second to load.
_CODE = """
import sys, types
package = types.ModuleType("extract")
package.__path__ = [sys.argv[1]]
sys.modules["extract"] = package
from extract.formats.child import serve
serve()
"""
_PACKAGE = Path(__file__).resolve().parent.parent
_PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
    "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH",
)  # fmt: skip
_AT_ONCE = max(2, os.cpu_count() or 1)
_LONGEST_ANSWER = 8 * limits.TEXT_CHARACTERS


def read(reader: str, data: bytes, name: str, step: Step | None = None) -> Reading:
    """What a reader makes of a file's bytes, in a process of its own.

    ``step`` hears of the pages done and of all. Raises ReportError where the file cannot be
    read, or where the process that read it died, hung or used too much.
    """
    with _turns:
        answer = _asked(reader, data, name, step or _nothing)
    try:
        made = _refusal(answer["broken"]) if "broken" in answer else _reading(answer["reading"])
    except (LookupError, TypeError, ValueError, AttributeError):
        made = refused("reader:died", name=name)
    if isinstance(made, Refused):
        raise made
    return made


def _nothing(_done: int, _total: int) -> None:
    """For those who do not ask how far it is."""


def _refusal(told: list[Any]) -> Refused:
    """The error as it was raised there: its code must be one of ours."""
    code, about = told
    words = {str(key): item if isinstance(item, int) else str(item) for key, item in about.items()}
    return refused(str(code), **words)


def _reading(told: dict[str, Any]) -> Reading:
    """The answer as a noun: every field is checked, for it comes from an untrusted file."""
    published = told.get("published")
    confidence = told.get("confidence")
    return Reading(
        text=str(told["text"]),
        notes=tuple(map(str, told["notes"])),
        title=str(told["title"]),
        published=date.fromisoformat(published) if published else None,
        source=str(told["source"]),
        source_url=str(told["source_url"]),
        kind=str(told["kind"]),
        pages=tuple(map(int, told["pages"])),
        confidence=float(confidence) if confidence is not None else None,
    )


# --- the processes ----------------------------------------------------------------------------


class _Rested(Exception):
    """The process had ended by itself before it took the job: another should."""


class _Child:
    """A process that reads, from its start to its end."""

    def __init__(self) -> None:
        kept = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE, str(_PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
            cwd=tempfile.gettempdir(),
        )

    def ask(self, reader: str, data: bytes, name: str, step: Step) -> dict[str, Any]:
        """The answer to one job. Raises ReportError on trouble, _Rested where it had ended."""
        heard = rubbish = False
        with _Deadline(self._process.kill) as deadline:
            try:
                self._send({"reader": reader, "name": name, "size": len(data)}, data)
                while line := self._listen():
                    answer: dict[str, Any] = json.loads(line)
                    if "step" not in answer:
                        return answer
                    heard = True
                    deadline.extend()
                    step(*answer["step"])
            except OSError:
                pass  # the pipe broke: its status tells why
            except ValueError:
                rubbish = True
        status = self._ended()
        if status == RESTED and not heard and not deadline.passed:
            raise _Rested
        raise _what_happened(name, 0 if rubbish else status, deadline.passed)

    def _send(self, job: dict[str, Any], data: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(json.dumps(job).encode("ascii") + b"\n")
        pipe.write(data)
        pipe.flush()

    def _listen(self) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        line = pipe.readline(_LONGEST_ANSWER)
        if len(line) >= _LONGEST_ANSWER:
            raise ValueError("an answer without end")
        return line

    def _ended(self) -> int:
        """The status of the process, which is ended if it still runs."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(1)
        self._process.kill()
        return self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


class _Deadline:
    """Kills where nothing is heard for long, or where it all takes too long."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        self._over = threading.Event()
        self._end = time.monotonic() + limits.TOTAL_SECONDS
        self._at = time.monotonic() + limits.SILENT_SECONDS
        self.passed = False

    def __enter__(self) -> _Deadline:
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def extend(self) -> None:
        """Something was heard: wait anew."""
        self._at = time.monotonic() + limits.SILENT_SECONDS

    def _wait(self) -> None:
        while (left := min(self._at, self._end) - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self.passed = True
        self._kill()


def _what_happened(name: str, status: int, too_long: bool) -> Refused:
    if too_long or status == -24:  # SIGXCPU
        return refused("reader:slow", name=name)
    return refused("reader:killed" if status == -9 else "reader:died", name=name)


_turns = threading.BoundedSemaphore(_AT_ONCE)
_idle: list[_Child] = []
_lock = threading.Lock()


def _asked(reader: str, data: bytes, name: str, step: Step) -> dict[str, Any]:
    """The answer of a waiting process, else of a new one; on trouble it does not come back."""
    while True:
        child = _taken()
        try:
            answer = child.ask(reader, data, name, step)
        except _Rested:
            child.close()
            continue
        except BaseException:
            child.close()
            raise
        _put_back(child)
        return answer


def _taken() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.alive:
                return child
            child.close()
    return _Child()


def _put_back(child: _Child) -> None:
    with _lock:
        _idle.append(child)


def close() -> None:
    """End the waiting processes."""
    with _lock:
        for child in _idle:
            child.close()
        _idle.clear()


atexit.register(close)
