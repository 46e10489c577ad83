"""The formats of a workbook, each made once: fonts, rules, colours, and numbers in their dress."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dashboard import amounts

FONT, INK, BLUE, RULE = "Microsoft YaHei", "#1D2733", "#12436D", "#C6CFD8"
WHITE, OWN = "#FFFFFF", "#DCE8F2"  # ink on OWN 12:1, blue on OWN 8:1
#: Styles in which text runs over several lines.
WRAPPED = frozenset(
    (
        *("wrap", "wrap_own", "wrap_bare", "head", "head_bare", "finding"),
        *("column", "column_right", "banner", "banner_right"),
    )
)
#: Styles in bold, whose text is a little wider.
BOLD = WRAPPED - {"wrap", "wrap_bare"}
_PLAIN = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter"}
_RULE = {"bottom": 1, "bottom_color": RULE}  # long rows are followed across a page
_RIGHT = {"align": "right", "indent": 1}
_LINK = {"font_color": BLUE, "underline": 1}
# Excel has room for 200 to 250 number formats of our own, depending on its language.
FORMATS = 180


def _looks() -> dict[str, dict[str, Any]]:
    """What each named style looks like: ruled, ``_own`` as those of 本单位, ``_bare``."""
    column = {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": INK}
    banner = {"bold": True, "text_wrap": True, "font_color": WHITE, "bg_color": BLUE}
    looks: dict[str, dict[str, Any]] = {
        "text": {},
        "right": _RIGHT,
        "wrap": {"text_wrap": True},
        "head": {"bold": True, "text_wrap": True},
        "finding": {"bold": True, "font_size": 14, "text_wrap": True},
        "date": {"num_format": "yyyy-mm-dd", "align": "left"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        "share": {"num_format": "0%", **_RIGHT},
        "open": {"locked": False},
        "open_share": {"num_format": "0.00%", "locked": False},
        "link": _LINK,
        "link_right": {**_LINK, **_RIGHT},
    }
    ruled = {name: {**look, **_RULE} for name, look in looks.items()}
    own = {f"{name}_own": {**look, "bold": True, "bg_color": OWN} for name, look in ruled.items()}
    plain = {f"{name}_bare": look for name, look in looks.items()}
    heads: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 20, "font_color": BLUE},
        "column": column,
        "column_right": {**column, **_RIGHT},
        "banner": banner,
        "banner_right": {**banner, **_RIGHT},
    }
    return {**ruled, **own, **plain, **heads}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[str, str, bool], Any] = {}
        self._patterns: set[str] = set()
        self._dressed = lru_cache(maxsize=20_000)(self._dress)
        self.named = {name: book.add_format({**_PLAIN, **look}) for name, look in _looks().items()}

    def number(
        self,
        value: float,
        unit: str,
        before: str = "",
        after: str = "",
        look: str = "",
        link: bool = False,
    ) -> Any:
        """The format under which a cell shows what ``amounts.text`` says.

        ``look`` is "" or ``_own``. When Excel has no room for more patterns the
        digits stand alone.
        """
        return self._dressed(value, unit, before, after, look, link)

    def _dress(
        self, value: float, unit: str, before: str, after: str, look: str, link: bool
    ) -> Any:
        pattern = amounts.excel_format(value, unit, before, after)
        if pattern not in self._patterns and len(self._patterns) >= FORMATS:
            pattern = amounts.excel_format(value, unit if amounts.is_percent(unit) else "")
        key = (pattern, look, link)
        if key not in self._numbers:
            self._patterns.add(pattern)
            extra = {**_looks()[f"right{look}"], **(_LINK if link else {})}
            dress = {**_PLAIN, **extra, "num_format": pattern}
            self._numbers[key] = self._book.add_format(dress)
        return self._numbers[key]
