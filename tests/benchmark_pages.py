"""How fast the pages are: ``python tests/benchmark_pages.py [--observations N] [--archive WHERE]``.

In one run the dashboard on the five reports, the dashboard on N observations and a bare
Streamlit page (a filter, one chart, one table of ten rows) are served side by side. A client that
speaks the browser's protocol changes a filter on each in turn and waits for the last message of
the rerun. Printed are the medians in milliseconds and their ratio to the bare page: for a choice
that nobody has made before, and for one made before.

``--archive`` names a database or the folder of a dataset to measure instead, however large; the
part of it that pages look at is changed too, and the peak memory of the server is printed.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

import extract

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "dashboard" / "app.py"
YEARS, PATIENCE = 10, 120
PAUSE = 0.3  # seconds between two changes: what the server tidies up then counts for neither
BARE = """
import pandas as pd, plotly.graph_objects as go, streamlit as st
town = st.selectbox("town", [f"town {i}" for i in range(60)], key="town")
rows = pd.DataFrame({"who": [f"{town} {i}" for i in range(10)], "figure": range(10)})
st.title(town)
st.plotly_chart(go.Figure(go.Bar(x=rows["figure"], y=rows["who"], orientation="h")))
st.dataframe(rows)
"""


@dataclass
class Client:
    """A browser without a screen: the widgets it has seen and their values."""

    socket: ClientConnection
    page: str = ""
    script: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    values: dict[str, tuple[str, Any]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def rerun(self) -> float:
        """Asks for a rerun with the present values; the seconds until its last message."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.page_script_hash = self.script
        for identity, (kind, value) in self.values.items():
            state = message.rerun_script.widget_states.widgets.add(id=identity)
            if kind == "string_array_value":
                state.string_array_value.data[:] = value
            else:
                setattr(state, kind, value)
        time.sleep(PAUSE)
        self.seen.clear()
        start = time.perf_counter()
        self.socket.send(message.SerializeToString())
        self._listen()
        return time.perf_counter() - start

    def _listen(self) -> None:
        while True:
            answer = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE))
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.script = answer.navigation.page_script_hash
            if kind == "delta":
                self._see(answer.delta)
            if kind == "script_finished":
                return

    def _see(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        name = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, name)
        assert name != "exception", element.message
        identity = getattr(element, "id", "")
        if identity:
            self.widgets[identity.rsplit("-", 1)[-1]] = element
            self.seen.add(identity)

    def choose(self, key: str, kind: str, value: Any) -> float:
        """Gives a widget a value; the seconds of the rerun."""
        identity = self.widgets[key].id
        self.values[identity] = (kind, value)
        seconds = self.rerun()
        assert identity in self.seen, f"another page came back than that of {key}"
        return seconds


@contextmanager
def opened(port: int, page: str = "") -> Iterator[Client]:
    """A client on a page, after its first run."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None, proxy=None) as socket:  # type: ignore[list-item]
        client = Client(socket, page)
        client.rerun()
        yield client


@contextmanager
def served(script: Path, database: str, tidy: bool = True) -> Iterator[int]:
    """The port of a Streamlit server; ``tidy``: it collects garbage after each run, as usual."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    command += ["--browser.gatherUsageStats=false", "--client.disableDataExport=true"]
    command += [f"--runner.postScriptGC={str(tidy).lower()}"]
    kept = "DUIBIAO_OBSERVATIONS" if Path(database).is_dir() else "DUIBIAO_DATABASE_URL"
    surroundings = os.environ | {kept: database}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield port
            print(f"  peak memory {_peak(server.pid)}")
        finally:
            server.terminate()


def _peak(process: int) -> str:
    """The most memory that a process has used, where the system tells."""
    told = Path(f"/proc/{process}/status")
    lines = told.read_text().splitlines() if told.exists() else []
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return f"{kilobytes[0] / 1024:,.0f} MB" if kilobytes else "unknown"


def _wait(port: int) -> None:
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with ask.open(f"http://127.0.0.1:{port}/_stcore/health"):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def fill(database: str, wanted: int) -> int:
    """The five reports, and copies of other agencies and years up to ``wanted`` observations."""
    store = extract.Store(database)
    seeds = [extract.read(path) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    tables = [extract.observations(ROOT / "seeds" / report.report_id) for report in seeds]
    total = copy = 0
    while total < wanted or copy == 0:
        area, shift = copy // YEARS, copy % YEARS
        for report, table in zip(seeds, tables, strict=True):
            total += len(table)
            store.put(*_copied(report, table, area, shift) if copy else (report, table))
        copy += 1
    store.close()
    return total


def _copied(report: extract.Report, table: Any, place: int, shift: int) -> tuple[Any, Any]:
    """A report and its observations as another agency's, ``shift`` years earlier."""
    name = f"{place:03}_{shift:02}_{report.report_id}"
    agency, area = (
        f"第{place}地{report.agency}",
        f"第{place}地{report.area.name if report.area else ''}",
    )
    years = table["time_period"].str.replace(
        r"\d{4}", lambda year: str(int(year.group()) - shift), regex=True
    )
    moved = table.assign(
        report_id=name,
        observation_id=[f"{place:03}{shift:02}{one}" for one in table["observation_id"]],
        agency=agency,
        reference_area=area,
        time_period=years,
        value=table["value"] * (1 + place / 100),
    )
    return replace(report, report_id=name, agency=agency), moved


@dataclass(frozen=True)
class Change:
    """A filter that is changed: the page, the widget, its kind of value, and what to choose."""

    page: str
    path: str
    key: str
    kind: str
    values: Callable[[Any], list[Any]]


def _each(widget: Any) -> list[Any]:
    return [[option] for option in widget.options]


def _plain(widget: Any) -> list[Any]:
    return list(widget.options)


def _named(widget: Any) -> list[Any]:
    return [[option.content] for option in widget.options]


PART = Change(
    "范围（城市）", "", "in_city", "string_value", lambda widget: list(widget.options)[1:]
)
CHANGES = (
    Change("总览", "", "several", "bool_value", lambda _: [False, True]),
    Change("总览（年份）", "", "year", "string_array_value", _named),
    Change("指标对比", "compare", "indicator", "string_value", _plain),
    Change("指标对比（本单位）", "compare", "own", "string_value", _plain),
    Change("同类系统", "systems", "class", "string_value", _plain),
    Change("趋势", "trend", "indicator", "string_value", _plain),
    Change("趋势（机构）", "trend", "agency", "string_value", _plain),
    Change("机构画像", "profile", "agency", "string_value", _plain),
    Change("原文依据", "source", "picked_report", "string_value", _plain),
    Change("明细（筛选）", "detail", "about", "string_array_value", _each),
    Change("明细（机构）", "detail", "org", "string_array_value", _each),
    Change("明细（全部）", "detail", "status", "string_array_value", lambda _: [[], ["已完成"]]),
    Change(
        "明细（检索）",
        "detail",
        "search",
        "string_value",
        lambda _: [
            "满意率",
            "工单",
            "服务事项",
            "数据",
            "平台",
            "政务服务",
            "企业",
            "市民",
            "网上",
        ],
    ),
    Change("口径与方法", "method", "section", "string_array_value", _named),
)


def measured(port: int, change: Change, rounds: int, made: int = 0) -> tuple[float, float]:
    """Median seconds of a rerun after a new choice and after one made before.

    The first ``made`` choices are left to whoever made them, where enough others remain.
    """
    with opened(port, change.path) as client:
        agencies = iter(client.widgets["agency"].options if "agency" in client.widgets else ())
        while change.key not in client.widgets:  # an agency may have nothing to show
            client.choose("agency", "string_value", next(agencies))
        choices = change.values(client.widgets[change.key])
        choices = choices[made:] if len(choices) > made + 1 else choices
        client.choose(change.key, change.kind, choices[0])
        fresh = choices[1 : rounds + 1]
        first = [client.choose(change.key, change.kind, choice) for choice in fresh]
        turns = cycle(choices[: rounds + 1])
        again = [client.choose(change.key, change.kind, next(turns)) for _ in range(rounds)]
    return statistics.median(first), statistics.median(again)


def screen(name: str) -> str:
    """A name in 24 columns: a Chinese character takes two."""
    return name + " " * (24 - 2 * len(name))


def measure(port: int, bare: int, rounds: int, changes: Sequence[Change]) -> None:
    """Print what each change costs on a server, beside one on the bare page."""
    town = Change("bare", "", "town", "string_value", _plain)
    for change in changes:
        measured(port, change, 1)  # what is kept for all is made once, outside
        plain, _ = measured(bare, town, rounds)
        new, again = measured(port, change, rounds, made=2)
        print(
            f"  {screen(change.page)}{new * 1e3:8.1f}{again * 1e3:8.1f}"
            f"{plain * 1e3:8.1f}{new / plain:11.2f}{again / plain:12.2f}",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--observations", type=int, default=100_000)
    arguments.add_argument("--archive", action="append", help="a database's URL or a folder")
    arguments.add_argument("--pages", default="", help="only pages whose names have this in them")
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--no-tidy", dest="tidy", action="store_false", help="neither server")
    given = arguments.parse_args()
    changes = [change for change in CHANGES if given.pages in change.page]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        bare = stack.enter_context(served(script, "sqlite://", given.tidy))
        filled = [(f"sqlite:///{folder}/{count}.db", count) for count in (0, given.observations)]
        for database, count in [(one, 0) for one in given.archive or ()] or filled:
            rows = database if given.archive else f"{fill(database, count):,} observations"
            with served(APP, database, given.tidy) as port:
                print(f"{rows:>22}       new   again    bare   new/bare  again/bare")
                wide = [PART] if given.archive and not given.pages else []
                measure(port, bare, given.rounds, [*wide, *changes])


if __name__ == "__main__":
    main()
