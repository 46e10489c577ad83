"""**Name a platform's kind**: rows of ``data/systems.csv`` → the class of a platform's name.

A generic name takes an area: ``{area}CIM平台`` reads 福田CIM平台.

>>> kind_of = classifier([{"name": "{area}CIM平台", "class": "CIM平台", "generic": "1"}])
>>> kind_of("福田CIM平台"), kind_of("穗好办")
('CIM平台', '')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

AREA = "{area}"


def _pattern(name: str, generic: bool) -> re.Pattern[str]:
    """How a name reads: with any area in its place, a generic one without a place behind any."""
    reads = re.escape(name).replace(re.escape(AREA), ".+")
    return re.compile(f".*{reads}" if generic and AREA not in name else reads)


def classifier(rows: Iterable[Mapping[str, str]]) -> Callable[[str], str]:
    """A function from a platform's name to its class, "" where no row reads the name.

    ``rows`` have name, class and generic; plain names come first, longer ones first.
    """
    order = sorted(rows, key=lambda row: (row["generic"], -len(row["name"])))
    known = [(_pattern(row["name"], bool(row["generic"])), row["class"]) for row in order]

    @cache
    def kind_of(system: str) -> str:
        if not system:
            return ""
        return next((kind for reads, kind in known if reads.fullmatch(system)), "")

    return kind_of
