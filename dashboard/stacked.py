"""A table of words that becomes a list on a narrow screen, and the page as it prints on A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboard.language import is_english, say

_TABLE = """<style>
table.stacked {border-collapse: collapse; width: 100%; font-size: .95rem; line-height: 1.6;}
table.stacked th, table.stacked td {text-align: left; vertical-align: top; padding: .45em .7em;
  border-bottom: 1px solid #C6CFD8; overflow-wrap: anywhere;}
table.stacked thead th {white-space: nowrap;}
table.stacked tbody th {font-weight: 700; min-width: 6em; max-width: 15em;}
table.stacked td {min-width: 5em;}
table.stacked th.short, table.stacked td.short {white-space: nowrap;}
table.stacked td.right {text-align: right; font-variant-numeric: tabular-nums;}
@media (max-width: 640px) {
  table.stacked, table.stacked tbody, table.stacked tr, table.stacked th, table.stacked td
    {display: block; width: auto;}
  table.stacked thead {position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%);}
  table.stacked tr {border-bottom: 1px solid #C6CFD8; padding: .5em 0;}
  table.stacked th, table.stacked td, table.stacked td.right,
  table.stacked th.short, table.stacked td.short {border: 0; max-width: none;
    white-space: normal; padding: .1em 0; text-align: left;}
  table.stacked td::before {content: attr(data-name) "%COLON"; margin-right: .3em; color: #4B5661;}
  table.stacked td.blank {display: none;}
}
</style>"""

#: The same on every page: captions dark enough to read; on paper whole, on A4, without what is
#: only for the mouse.
PAGE = """<style>
/* Streamlit's own grey of captions is too light to read: 4.2:1. */
[data-testid="stCaptionContainer"] {color: #4B5661; opacity: 1 !important;}
@media screen { [class*="st-key-printed"] {display: none;} }
@media print {
  @page {size: A4 landscape; margin: 12mm;}
  html, body, #root, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"], [data-testid="stMainBlockContainer"] {position: static !important;
    height: auto !important; overflow: visible !important; display: block !important;
    min-width: 0 !important; max-width: none !important;}
  [data-testid="stMainBlockContainer"] {padding: 0 !important;}
  [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stDataFrame"],
  [data-testid="stExpander"], [data-testid="stDownloadButton"], [data-testid="stButton"],
  [data-testid="stBidiComponentRegular"], [data-testid="stTextInput"], [data-testid="stSlider"],
  [data-testid="stDialog"], [data-testid="stBidiComponentIsolated"], [data-testid="stToggle"],
  [data-testid="stCheckbox"], [data-testid="stTooltipIcon"] {display: none !important;}
  [class*="st-key-printed"] {display: block !important;}
  .st-key-unprinted {display: none !important;}
  .scroll {overflow: visible !important;}
  tr, blockquote, [data-testid="stPlotlyChart"] {break-inside: avoid;}
  thead {display: table-header-group;}
  h1, h2, h3 {break-after: avoid;}
  * {print-color-adjust: exact;}
}
</style>"""


SHORT, SHORT_EN = 7, 14  # characters that stay on one line; of a figure as many as in English


def table_html(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    caption: str,
    right: Sequence[str] = (),
) -> str:
    """A table whose first column heads each row; the columns of ``right`` hold numbers."""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
    body = "".join(_row(header, [str(cell) for cell in row], right) for row in rows)
    style = _TABLE.replace("%COLON", say("："))
    return (
        f"{style}<table class='stacked' aria-label='{escape(caption)}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(header: Sequence[str], cells: Sequence[str], right: Sequence[str]) -> str:
    made = [f"<th scope='row' class='{_kind(cells[0])}'>{escape(cells[0])}</th>"]
    for name, cell in zip(header[1:], cells[1:], strict=True):
        kind = "right" if name in right else _kind(cell)
        made.append(f"<td class='{kind}' data-name='{escape(name)}'>{escape(cell) or '—'}</td>")
    return f"<tr>{''.join(made)}</tr>"


def _kind(cell: str) -> str:
    """Whether a cell stays on one line, or is hidden in a list because there is nothing in it."""
    short = SHORT_EN if is_english() or cell[:1].isdigit() else SHORT
    return "" if len(cell) > short else "short" if cell else "blank"
