"""The words of the field into which reports are dropped, in place of Streamlit's English ones."""

from __future__ import annotations

from dashboard import uploader
from dashboard.language import listed, say

MOST = 100  # megabytes of one file

_STYLE = """<style>
[data-testid="stFileUploaderDropzoneInstructions"]::after {content: "%LIMIT";}
/* Streamlit marks a file that is too large, and says why in English, and not on screen. */
[data-testid="stFileUploader"]:has([role="alert"])::after
  {content: "%REFUSED"; color: #A11D33; font-size: .875rem;}
/* This page has no files to take beside its title: no room for them on a narrow screen. */
@media (max-width: 640px) { .st-key-head {min-height: 0 !important;} }
</style>"""


def style(most: int) -> str:
    """Puts our words in place of Streamlit's; ``most`` is the largest file in megabytes."""
    kinds = listed(("txt", "html", "docx", "pdf", "xlsx", "jpg", "png", "zip"))
    limit = say("可把文件拖到这里；{kinds} 等，每个不超过{n}兆字节", kinds=kinds, n=most)
    refused = say("标红的文件超过{n}兆字节，没有上传；请拆分后再试。", n=most)
    own = _STYLE.replace("%LIMIT", limit).replace("%REFUSED", refused)
    return uploader.style(most) + own
