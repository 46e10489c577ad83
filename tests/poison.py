"""Reports that no rules foresaw: in processes begun with this, certain words end or hang them.

``laid(folder)`` writes the module that every Python process loads as it starts; with the folder
in PYTHONPATH, the extraction of a report that bears one of the words ends otherwise than by rows,
and the fingerprint of the rules is one word, though they be changed while a test runs.
"""

from __future__ import annotations

from pathlib import Path

EXITS = "这份报告让进程退出"
SEGFAULTS = "这份报告让进程崩溃"
HANGS = "这份报告让规则走不出来"
UNFORESEEN = "这份报告让规则出意外"
RAISES = "这份报告让规则出错"

RULES = "rules"

_SITE = f"""
import importlib.util, sys

def _observing(module):
    real = module.observe
    def observe(report):
        _act(report.text)
        return real(report)
    module.observe = observe

def _filling(module):
    module.fingerprint = lambda: "{RULES}"

class Poisoned:
    known = {{"extract.bulk.opening": _observing, "extract.commands.filling": _filling}}

    def find_spec(self, name, path=None, target=None):
        change = self.known.pop(name, None)
        if change is None:
            return None
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            change(module)
        spec.loader.exec_module = exec_module
        return spec

def _act(text):
    if "{EXITS}" in text:
        import os
        os._exit(9)
    if "{SEGFAULTS}" in text:
        import os, signal
        os.kill(os.getpid(), signal.SIGSEGV)
    if "{HANGS}" in text:
        import re
        re.match("(a|a)*$", "a" * 60 + "b")
    if "{UNFORESEEN}" in text:
        raise AssertionError("nobody foresaw this")
    if "{RAISES}" in text:
        raise KeyError("2022")

sys.meta_path.insert(0, Poisoned())
"""


def laid(folder: Path) -> Path:
    """The folder, with the module in it."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    return folder
