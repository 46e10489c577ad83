"""A list of words → one compact pattern that finds the longest of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Trie = dict[str, "_Trie"]


def alternation(words: Iterable[str]) -> str:
    """The pattern that matches any of the words, longest first, sharing their beginnings.

    >>> alternation(["项", "个", "个月"])
    '(?:个(?:月)?|项)'
    """
    root: _Trie = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: _Trie) -> str:
    branches = [
        re.escape(char) + (_pattern(child) if set(child) != {""} else "")
        for char, child in sorted(node.items())
        if char
    ]
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return body + ("?" if "" in node else "")
