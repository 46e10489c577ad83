"""The kinds of native charts, with what the library lacks: Chinese fonts, language, own mark."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.chart_line import ChartLine

from dashboard.language import is_english

OWN_MARK, OWN_SIZE = "diamond", 14  # not told by colour alone


class _Spoken:
    """Names each font for Chinese too, and the language of the chart; labels never wrap."""

    def _write_a_latin(self: Any, attributes: Any) -> None:
        self._xml_empty_tag("a:latin", attributes)
        self._xml_empty_tag("a:ea", attributes)

    def _write_d_lbls(self: Any, labels: Any) -> None:
        self.labelling = True
        super()._write_d_lbls(labels)  # type: ignore[misc]
        self.labelling = False

    def _write_a_body_pr(self: Any, rotation: Any, is_horizontal: Any) -> None:
        """Labels of marks stay on one line, however near they are to each other."""
        if getattr(self, "labelling", False):
            self._xml_empty_tag("a:bodyPr", [("wrap", "none")])
        else:
            super()._write_a_body_pr(rotation, is_horizontal)  # type: ignore[misc]

    def _write_lang(self: Any) -> None:
        self._xml_empty_tag("c:lang", [("val", "en-US" if is_english() else "zh-CN")])


class Bars(_Spoken, ChartBar):  # type: ignore[misc]
    """Horizontal bars."""


class Dots(_Spoken, ChartLine):  # type: ignore[misc]
    """Dots with or without a line; a point with a colour of its own has a shape of its own."""

    def _write_d_pt_point(self, index: int, point: Any) -> None:
        self._xml_start_tag("c:dPt")
        self._write_idx(index)
        self._xml_start_tag("c:marker")
        self._write_symbol(OWN_MARK)
        self._write_marker_size(OWN_SIZE)
        self._write_sp_pr(point)
        self._xml_end_tag("c:marker")
        self._xml_end_tag("c:dPt")


def new(book: xlsxwriter.Workbook, bars: bool) -> Any:
    """A new chart of the workbook: bars, else dots."""
    chart = book.add_chart({"type": "bar" if bars else "line"})
    # The library registers only charts of its own classes.
    chart.__class__ = Bars if bars else Dots
    return chart
