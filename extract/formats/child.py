"""**The process that reads untrusted files**: a job after the other, within bounds, no network.

A job is a line of JSON (reader, name, size) and the bytes; the answer is lines of JSON: steps on
the way, at the end what was read or why not. Nothing that comes back is ever executed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import IO, Any

from extract.formats import bounds, limits
from extract.formats.document import Reading
from extract.formats.refusals import Refused, refused

RESTED = 75
"""The status with which a process ends that has idled or grown too large: begin another."""

READERS = {
    "html": "extract.formats.webpage",
    "mhtml": "extract.formats.mhtml",
    "docx": "extract.formats.word",
    "xlsx": "extract.formats.sheets",
    "pdf": "extract.formats.pdf",
    "image": "extract.formats.ocr",
}
_REPORTS_STEPS = ("pdf", "image")
_YIELDS = 10  # a page that someone looks at goes before a file that is being read
_GROWN_BYTES = 1_500 * limits.MEGABYTE
# What a reader never needs: to reach the network, to start programs, to change files.
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "urllib.Request",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.symlink",
    "os.link",
    "shutil.rmtree",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def serve() -> None:
    """Do jobs until the parent closes the pipe, or goes."""
    jobs, answers = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bounds.no_core_file()
    if hasattr(os, "nice"):
        os.nice(_YIELDS)
    busy = threading.Event()
    threading.Thread(target=_watch, args=(os.getppid(), busy), daemon=True).start()
    sys.addaudithook(_refuse)
    while line := jobs.readline():
        busy.set()
        job = json.loads(line)
        data = jobs.read(job["size"])
        if not _do(job, data, answers):
            os._exit(RESTED)
        del data
        if bounds.peak_memory() > _GROWN_BYTES and "rapidocr" not in sys.modules:
            os._exit(RESTED)
        busy.clear()
    os._exit(0)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where jobs come from and answers go; what a library prints goes nowhere."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return jobs, answers


def _do(job: dict[str, Any], data: bytes, answers: IO[bytes]) -> bool:
    """Do one job and answer; False where the process should not go on."""

    def say(**answer: Any) -> None:
        answers.write(json.dumps(answer, default=str).encode("ascii") + b"\n")
        answers.flush()

    def step(done: int, total: int) -> None:
        bounds.bound_processor(limits.CPU_SECONDS)
        say(step=[done, total])

    name = job["name"]
    ocr = "rapidocr" in sys.modules
    bounds.bound_memory(limits.MEMORY_WITH_OCR_BYTES if ocr else limits.MEMORY_BYTES)
    bounds.bound_processor(limits.CPU_SECONDS)
    try:
        say(reading=asdict(_read(job["reader"], data, name, step)))
    except Refused as error:
        say(broken=[error.code, error.about])
    except RecursionError:
        say(broken=["reader:deep", {"name": name}])
    except ImportError as error:
        say(broken=["reader:package", {"name": name, "package": str(error.name)}])
    except MemoryError:
        say(broken=["reader:memory", {"name": name}])
        return False
    return True


def _read(reader: str, data: bytes, name: str, step: Callable[[int, int], None]) -> Reading:
    read = import_module(READERS[reader]).read
    reading: Reading = read(data, name, step) if reader in _REPORTS_STEPS else read(data, name)
    if len(reading.text) > limits.TEXT_CHARACTERS:
        raise refused("long_text", name=name, count=f"{len(reading.text):,}")
    return reading


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Forbid what no reader needs; a library that tries gets an error."""
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed while a file is read")
    if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int):
        path, flags = arguments[0], arguments[2]
        if flags & _WRITING and path != os.devnull and not isinstance(path, int):
            raise PermissionError("a reader writes no file")


def _watch(parent: int, busy: threading.Event) -> None:
    """End the process when its parent has gone, or when it has idled for long."""
    idle_since = time.monotonic()
    while True:
        time.sleep(1)
        if os.getppid() != parent:
            os._exit(1)
        if busy.is_set():
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > limits.IDLE_SECONDS:
            os._exit(RESTED)
