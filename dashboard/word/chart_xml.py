"""The XML of a chart as Word wants it: what Excel takes for granted is written down.

The library writes charts of Excel 2007, in which what is absent is off. Elsewhere an absent
switch is on: labels would show their series, titles would lie over the bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml

from dashboard import amounts
from dashboard.books.book import Plot
from dashboard.excel.chart_series import short
from dashboard.excel.styles import FONT, INK
from dashboard.language import is_english
from dashboard.word import chart_room
from dashboard.word.chart_room import Frame, Room

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = {"c": _C, "a": _A, "r": _R}
_SCALE = 0.8  # of the fonts: a page is smaller than a sheet
_LABEL = "idx delete layout tx numFmt spPr txPr dLblPos dLbl"
_AXIS = "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark"
# Where, what, its value, and the elements that stand before it.
_SWITCHES = (
    (".", "roundedCorners", "0", "date1904 lang"),
    ("c:chart", "autoTitleDeleted", "0", "title"),
    ("c:chart", "dispBlanksAs", "gap", "title autoTitleDeleted plotArea legend plotVisOnly"),
    (".//c:title", "overlay", "0", "tx layout"),
    (".//c:barChart", "varyColors", "0", "barDir grouping"),
    (".//c:lineChart", "varyColors", "0", "grouping"),
    (".//c:lineChart/c:ser", "smooth", "0", "val"),
    (".//c:barChart/c:ser", "invertIfNegative", "0", "idx order tx spPr"),
    (".//c:barChart/c:ser/c:dPt", "invertIfNegative", "0", "idx"),
    (".//c:dPt", "bubble3D", "0", "idx invertIfNegative marker"),
    (".//c:dLbls", "showLegendKey", "0", _LABEL),
    (".//c:dLbl", "showLegendKey", "0", _LABEL),
    *(
        (f".//c:{labels}", f"show{name}", "0", f"show{before}")
        for before, name in (
            ("Val", "CatName"),
            ("CatName", "SerName"),
            ("SerName", "Percent"),
            ("Percent", "BubbleSize"),
        )
        for labels in ("dLbls", "dLbl")
    ),
    (".//c:errBars", "noEndCap", "0", "errDir errBarType errValType"),
    (".//c:catAx", "delete", "0", "axId scaling"),
    (".//c:valAx", "delete", "0", "axId scaling"),
    (".//c:valAx", "majorTickMark", "none", _AXIS),
    (".//c:catAx", "minorTickMark", "none", _AXIS),
    (".//c:valAx", "minorTickMark", "none", _AXIS),
    (".//c:catAx", "noMultiLvlLbl", "1", "auto lblAlgn lblOffset"),
)
_FONT = (
    f'<c:txPr xmlns:c="{_C}" xmlns:a="{_A}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr>'
    f'<a:defRPr sz="900"><a:solidFill><a:srgbClr val="{INK[1:]}"/></a:solidFill>'
    f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/></a:defRPr></a:pPr>'
    '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)


def for_word(chart: bytes, plot: Plot, frame: Frame) -> Any:
    """The root of the chart of a plot, for a document."""
    root: Any = parse_xml(chart)
    for old in root.xpath("c:printSettings", namespaces=_SPACES):
        root.remove(old)
    if not frame.titled:
        _untitle(root)
    _dressed(root, plot)
    for where, name, value, before in _SWITCHES:
        for parent in root.iterfind(where, _SPACES):
            _switch(parent, name, value, before.split())
    _placed(root, chart_room.room(plot, frame))
    _stepped(root, chart_room.steps(plot, frame))
    _spoken(root)
    if root.find("c:txPr", _SPACES) is None:
        root.append(parse_xml(_FONT))
    return root


def link(root: Any, relation: str) -> None:
    """Leads a chart to its workbook, by the name of a relationship: ``rId1``."""
    inner = '<c:autoUpdate val="0"/>'
    root.append(parse_xml(_tag("c:externalData", f'r:id="{relation}"', inner)))


def _tag(name: str, attributes: str, inner: str = "") -> str:
    """An element as XML."""
    spaces = f'xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"'
    return f"<{name} {spaces} {attributes}>{inner}</{name}>"


def _untitle(root: Any) -> None:
    """Takes the title away, and the one that Word would make up."""
    chart = root.find("c:chart", _SPACES)
    for title in chart.findall("c:title", _SPACES):
        chart.remove(title)
    _switch(chart, "autoTitleDeleted", "1", [])


def _switch(parent: Any, name: str, value: str, before: list[str]) -> None:
    """Writes an element down unless it is there, behind those that come before it."""
    if parent.find(f"c:{name}", _SPACES) is not None:
        return
    _put(parent, parse_xml(_tag(f"c:{name}", f'val="{value}"')), before)


def _put(parent: Any, element: Any, before: list[str]) -> None:
    """Puts an element behind those that come before it."""
    tags = {f"{{{_C}}}{tag}" for tag in before}
    places = [place for place, child in enumerate(parent) if child.tag in tags]
    parent.insert(max(places, default=-1) + 1, element)


def _dressed(root: Any, plot: Plot) -> None:
    """The figures beside the marks in their dress, for programs that skip their words.

    None is broken into lines: ``超3200.0`` above ``万件``.
    """
    for label in root.iterfind(".//c:dLbl", _SPACES):
        amount = plot.amounts[int(label.find("c:idx", _SPACES).get("val"))]
        words = (short(amount.unit), amount.before, amount.after)
        pattern = escape(amounts.excel_format(amount.value, *words), {'"': "&quot;"})
        if label.find("c:numFmt", _SPACES) is None:
            element = _tag("c:numFmt", f'formatCode="{pattern}" sourceLinked="0"')
            _put(label, parse_xml(element), ["idx", "layout", "tx"])
        look = label.getparent().find("c:txPr", _SPACES)
        if look is not None and label.find("c:txPr", _SPACES) is None:
            _put(label, deepcopy(look), ["idx", "layout", "tx", "numFmt", "spPr"])
    for body in root.xpath(".//c:dLbls//c:txPr/a:bodyPr", namespaces=_SPACES):
        body.set("wrap", "none")


def _placed(root: Any, room: Room) -> None:
    """The marks in the room that the page has: a sheet's chart has another shape."""
    for layout in root.xpath(".//c:layout/c:manualLayout", namespaces=_SPACES):
        layout.getparent().remove(layout)
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    shares = "".join(f'<c:{side} val="{getattr(room, side):.4f}"/>' for side in "xywh")
    area = root.find(".//c:plotArea", _SPACES)
    for old in area.findall("c:layout", _SPACES):
        area.remove(old)
    inner = f"<c:manualLayout>{modes}{shares}</c:manualLayout>"
    area.insert(0, parse_xml(_tag("c:layout", "", inner)))


def _stepped(root: Any, steps: Sequence[float]) -> None:
    """The axis of figures from zero by round steps, where it was left to the program."""
    axis = root.find(".//c:valAx", _SPACES)
    if len(steps) < 2 or axis.find("c:majorUnit", _SPACES) is not None:
        return
    scaling = axis.find("c:scaling", _SPACES)
    _switch(scaling, "max", repr(steps[-1]), ["logBase", "orientation"])
    _switch(scaling, "min", "0", ["logBase", "orientation", "max"])
    _switch(axis, "majorUnit", repr(steps[1] - steps[0]), ["crossBetween"])


def _spoken(root: Any) -> None:
    """Smaller fonts, named for Chinese too, and the language of the text."""
    language = "en-US" if is_english() else "zh-CN"
    for words in root.xpath(".//a:defRPr | .//a:rPr", namespaces=_SPACES):
        if size := words.get("sz"):
            words.set("sz", str(round(int(size) * _SCALE / 100) * 100))
        latin = words.find("a:latin", _SPACES)
        if latin is not None and words.find("a:ea", _SPACES) is None:
            latin.addnext(parse_xml(_tag("a:ea", f'typeface="{latin.get("typeface")}"')))
    for words in root.xpath(".//a:rPr | .//a:endParaRPr", namespaces=_SPACES):
        words.set("lang", language)
    for spoken in root.findall("c:lang", _SPACES):
        spoken.set("val", language)
