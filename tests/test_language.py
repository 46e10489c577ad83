"""Two languages: each sentence in both, nothing of the one on a page of the other."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pages
import pytest
from google.protobuf.text_format import MessageToString

from dashboard import data, english, language
from dashboard.language import say, spoken
from dashboard.views import switch

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "dashboard").rglob("*.py"))
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
MESSAGES = {row["zh"]: row["en"] for row in data.table("messages")}
PAGES = {
    "overview": "views/overview.py",
    "compare": "views/comparing.py",
    "systems": "views/systems.py",
    "trend": "views/trend.py",
    "profile": "views/portrait.py",
    "detail": "views/detail.py",
    "source": "views/source.py",
    "method": "views/method.py",
    "corrections": "views/corrections.py",
    "import": "views/importing.py",
    "review": "views/reviewing.py",
    "manage": "views/managing.py",
}
filled, store, nothing = pages.stores("language")


# ---- what stands in the code ------------------------------------------------------------------


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _says(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            if name == "say" or (isinstance(name, ast.Name) and name.id == "say"):
                yield node


def _said() -> Counter[str]:
    """The sentences of the code; what is said must be written out where it is said."""
    found: Counter[str] = Counter()
    for name, tree in _trees():
        for call in _says(tree):
            what = call.args[0]
            assert isinstance(what, ast.Constant), f"{name}:{call.lineno}: say() takes a literal"
            found[str(what.value)] += 1
    return found


def test_every_sentence_has_its_english() -> None:
    missing = sorted(set(_said()) - set(MESSAGES))
    assert not missing, "add rows to data/messages.csv"


def test_every_message_is_said_somewhere() -> None:
    unused = sorted(set(MESSAGES) - set(_said()))
    assert not unused, "rows of data/messages.csv that no say() holds"


def test_no_message_stands_twice() -> None:
    assert [zh for zh, n in Counter(r["zh"] for r in data.table("messages")).items() if n > 1] == []


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_a_note_has_the_same_blanks_in_both() -> None:
    rows = {row["zh"]: row["en"] for row in data.table("notes")}
    assert {zh: en for zh, en in rows.items() if _blanks(zh) != _blanks(en)} == {}


def test_every_blank_of_a_sentence_is_filled() -> None:
    """English may ask for one thing more, to tell one from many; it leaves none of ours out."""
    for name, tree in _trees():
        for call in _says(tree):
            zh = str(call.args[0].value)  # type: ignore[attr-defined]
            en = _blanks(MESSAGES.get(zh, zh))
            given = {keyword.arg for keyword in call.keywords}
            given |= en if None in given else set()  # say(…, **names)
            assert _blanks(zh) <= en <= given, f"{name}:{call.lineno}: {zh}"


@pytest.mark.parametrize("table", ["messages", "notes"])
def test_english_has_no_chinese(table: str) -> None:
    quoted = re.compile(r"“[^”]*”|\S \((?:over|nearly|about)\)")  # 超 (over)
    lines = [row["en"] for row in data.table(table)]
    assert [line for line in lines if CHINESE.search(quoted.sub("", line))] == []
    assert [line for line in lines if not line] == []


# Codes of the data, marks and forms of a text that is read, a language's name in itself.
CODES = {
    "dashboard/amounts.py": {"万亿", "亿", "万", "余", "多"},
    "dashboard/conversions.py": {"/万人·天", "/万人", "/天", "人"},
    "dashboard/english.py": {"、"},
    "dashboard/books/grid_headings.py": {"个百分点", "人", "天"},
    "dashboard/language.py": {"、"},
    "dashboard/method.py": {"＝", "人"},
    "dashboard/names.py": {"一二三四五六七八九", "十", "、", "（", "）", "／"},
    "dashboard/place_names.py": {"区市县省州旗盟道", "、", "街", "道"},
    "dashboard/readings.py": {"个百分点"},
    "dashboard/search.py": {"的了和与及在"},
    "dashboard/verdicts.py": {"可比", "谨慎", "不可比"},
    "dashboard/views/switch.py": {"中文", "语言 / Language"},
    "dashboard/wording.py": {"/万人·天", "/万人", "/天"},
}


def _words(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts of a module but for docstrings, patterns and what is said."""
    out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            out.add(id(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            out.add(id(node.args[0]))
    for call in _says(tree):
        out.add(id(call.args[0]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in out:
            yield node


def test_chinese_is_said_and_not_written() -> None:
    """Every Chinese word is said; one that is also written is the key of what is said."""
    known = set(_said())
    found = [
        f"{name}:{node.lineno}: {node.value}"
        for name, tree in _trees()
        for node in _words(tree)
        if CHINESE.search(str(node.value)) and node.value not in CODES.get(name, set()) | known
    ]
    assert found == [], "say() it, or name it as a code above"


@pytest.mark.parametrize("name", ["language", "wording", "amounts", "english", "bounds"])
def test_the_examples_run(name: str) -> None:
    module = importlib.import_module(f"dashboard.{name}")
    done = doctest.testmod(module)
    assert done.attempted and not done.failed


# ---- saying -----------------------------------------------------------------------------------


def test_chinese_comes_first() -> None:
    assert language.current() == "zh" and say("{n}处", n=1200) == "1200处"
    language_of_a_stranger = language.spoken("fr")
    with language_of_a_stranger:
        assert language.current() == "zh"


def test_one_and_many() -> None:
    with spoken("en"):
        said = [say("{n}处", n=n) for n in (0, 1, 2, 1200)]
    assert said == ["0 figures", "1 figure", "2 figures", "1,200 figures"]


def test_an_unknown_sentence_stays() -> None:
    with spoken("en"):
        assert say("没有这{what}", what="句") == "没有这句"  # noqa: RUF100


def test_a_function_keeps_its_language_elsewhere() -> None:
    with spoken("en"):
        later = language.kept(lambda: say("{n}处", n=2))
    heard: list[str] = []
    thread = threading.Thread(target=lambda: heard.append(later()))
    thread.start()
    thread.join()
    assert heard == ["2 figures"] and language.current() == "zh"


# ---- pages ------------------------------------------------------------------------------------


def _screen(app: Any) -> Iterator[tuple[str, str]]:
    """Every text that a page sends to the browser, with the kind of its element."""
    yield from _below(app._tree)


def _below(node: Any) -> Iterator[tuple[str, str]]:
    for child in node.children.values():
        if hasattr(child, "children"):
            yield "block", MessageToString(child.proto, as_utf8=True) if child.proto else ""
            yield from _below(child)
        elif child.type == "arrow_data_frame" or child.type == "dataframe":
            table = child.value
            yield child.type, "\n".join(map(str, table.columns))
            for column in table:
                yield child.type, "\n".join(map(str, table[column]))
            yield child.type, child.proto.alt
        elif child.type == "plotly_chart":
            spec = json.loads(child.proto.spec)
            yield child.type, json.dumps(spec, ensure_ascii=False)
            yield child.type, child.proto.alt
        elif child.type == "html":
            body = re.sub(r"<(style|script)\b.*?</\1>", "", child.proto.body, flags=re.S)
            yield child.type, re.sub(r"<[^>]+>", "", body)
        elif child.proto is not None:
            yield child.type, MessageToString(child.proto, as_utf8=True)


def _evidence() -> list[str]:
    """What stands in the reports as they word it, and the switch itself."""
    reports = data.reports()
    titles = [str(title) for title in reports["title"]]
    lines = [line.strip() for text in reports["text"] for line in text.splitlines()]
    quoted = re.findall("“[^”]*”", "\n".join(english.note(n) for n in reports["notes"]))
    return [
        *pages.wording(data.observations()),
        *titles,
        *lines,
        *quoted,
        "中文",
        "语言 / Language",
    ]


def _without_marks(text: str) -> str:
    """The text as it was before it was made safe for Markdown."""
    return re.sub(r"\\+", "", text)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_english_has_no_chinese_of_ours(name: str) -> None:
    app = pages.page(PAGES[name], lang="English")
    assert app.title[0].value == TITLES[name]
    with spoken("en"):
        evidence = [re.sub(r"\s+", " ", words) for words in _evidence()]
    left = []
    for kind, text in _screen(app):
        if name == "source" and kind == "html":
            continue  # the report itself
        if name == "method" and kind == "html":
            continue  # words that are looked for in reports, see test_method.py
        seen = re.sub(r"\s+", " ", _without_marks(text))
        left += [f"{kind}: {words}" for words in pages.chinese([seen], evidence)]
    assert left == []


TITLES = {
    "overview": "Overview",
    "compare": "Compare",
    "systems": "Similar systems",
    "trend": "Trend",
    "profile": "Agency profile",
    "detail": "All figures",
    "source": "Evidence",
    "method": "Definitions and methods",
    "corrections": "Corrections",
    "import": "Import",
    "review": "Review",
    "manage": "Admin",
}


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("name", ["overview", "compare", "source"])
def test_an_empty_store_says_so_in_english(name: str) -> None:
    app = pages.page(PAGES[name], lang="English")
    assert "duibiao add" in app.info[0].value and not CHINESE.search(app.info[0].value)


def _switched(app: Any, to: str) -> Any:
    with spoken("zh" if to == "en" else "en"):  # the driver asks for words outside a session
        app.button_group(key="lang").set_value(to).run()
    assert not app.exception, [error.message for error in app.exception]
    return app


@pytest.mark.usefixtures("store")
def test_a_switch_keeps_what_was_chosen() -> None:
    app = pages.page(PAGES["compare"], indicator="满意率", own="福田区")
    own = app.selectbox("own").value
    _switched(app, "en")
    assert app.title[0].value == "Compare"
    assert app.selectbox("indicator").value == "satisfaction_rate"
    with spoken("en"):
        assert app.selectbox("own").value == english.agency(own) != own
    _switched(app, "zh")
    assert app.title[0].value == "指标对比" and app.selectbox("own").value == own


@pytest.mark.usefixtures("store")
def test_a_link_in_the_other_language_opens() -> None:
    app = pages.page(PAGES["method"], lang="English")
    del app.session_state[switch.READ]  # as if this was the first page of a visit
    for key, value in {"indicator": "满意率", "own": "福田区", "period": "2022年"}.items():
        app.query_params[key] = value
    app.switch_page(PAGES["compare"]).run()
    assert not app.exception
    assert app.selectbox("indicator").value == "satisfaction_rate"
    assert app.selectbox("period").value == "2022"
    assert english.original(app.selectbox("own").value).startswith("深圳市福田区")


@pytest.mark.usefixtures("store")
def test_each_language_has_its_cache() -> None:
    chinese = pages.page(PAGES["compare"]).header[0].value
    english_ = pages.page(PAGES["compare"], lang="English").header[0].value
    assert CHINESE.search(chinese) and not CHINESE.search(english_)
    assert pages.page(PAGES["compare"]).header[0].value == chinese
