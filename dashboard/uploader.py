"""The words of Streamlit's own upload field, which it has in English only."""

from __future__ import annotations

from dashboard.language import say

_STYLE = """<style>
/* Not hidden: a button needs a name for those who do not see what stands behind it. */
[data-testid="stFileUploaderDropzone"] button p {font-size: 0;}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after
  {content: "%BUTTON";}
[data-testid="stFileUploaderDropzoneInstructions"] > * {display: none;}
[data-testid="stFileUploaderDropzoneInstructions"]::after
  {content: "%LIMIT"; color: #4B5661; font-size: .875rem;}
</style>"""


def style(most: int) -> str:
    """Puts our words in place of Streamlit's; ``most`` is the largest file in megabytes."""
    limit = say("可把文件拖到这里；.xlsx，不超过{n}兆字节", n=most)
    return _STYLE.replace("%BUTTON", say("选择文件")).replace("%LIMIT", limit)
