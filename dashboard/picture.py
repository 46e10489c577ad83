"""A chart as a picture to take along: what stands around it, and the script that saves it.

The browser itself puts the picture together, so that its own fonts show the Chinese and nothing
leaves the machine.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from dashboard.charts import FONT, Chart
from dashboard.comparison import Comparison
from dashboard.language import is_english, listed, say
from dashboard.wording import label, period_text

SCRIPT = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")
MARKUP = (
    "<div class='save'><button type='button' class='png'></button>"
    "<button type='button' class='svg'></button><span role='status'></span></div>"
)
STYLE = f"""
.save {{display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; font-family: {FONT};}}
button {{font: inherit; font-size: .875rem; color: #12436D; background: #FFFFFF;
  border: 1px solid #7F8A96; border-radius: .5rem; min-height: 2.5rem; padding: .25rem .75rem;
  cursor: pointer;}}
button:hover {{border-color: #12436D;}}
button:focus-visible {{outline: 3px solid #12436D; outline-offset: 1px;}}
"""


def words(chart: Chart, key: str, asked: str, made: datetime) -> dict[str, object]:
    """What the script is told: the chart's key, its words, the filters, the date, the file name.

    ``asked`` are the filters in words: ``期间 2022年；换算 每万人``.
    """
    return {
        "chart": key,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "notes": [chart.source, _made(asked, made)],
        "font": FONT,
        "file": file_name(chart.subtitle, made),
        "png": say("保存 PNG"),
        "svg": say("保存 SVG"),
        "wait": say("图还没有画好，请稍候再试。"),
        "failed": say("浏览器没能生成图片，请换用 SVG 或另一种浏览器。"),
    }


def _made(asked: str, made: datetime) -> str:
    """The filters, who drew the chart, and when."""
    return say("筛选：{asked}。制图：对标，{made:%Y年%m月%d日}。", asked=asked, made=made)


def printed(asked: str, made: datetime) -> str:
    """The filters of a page, and when it was printed."""
    return say("{asked}。{made:%Y年%m月%d日}打印。", asked=asked, made=made)


def asked(comparison: Comparison) -> str:
    """The filters of a comparison in words: ``期间 2022年；机构 全部；换算 每万人``."""
    scope = comparison.scope
    parts = [
        say("期间 {period}", period=period_text(comparison.period)),
        say("机构 {agencies}", agencies=listed(scope.agencies))
        if scope.agencies
        else say("机构 全部"),
        say("换算 {basis}", basis=label("basis", scope.basis)),
    ]
    return say("；").join([*parts, say("含相近口径")] if scope.kin else parts)


def file_name(subject: str, made: datetime) -> str:
    """A file name without its ending and without signs that a system refuses."""
    about = subject.split(say("，"))[0]
    name = re.sub(r'[\\/:*?"<>|\s]+', "-" if is_english() else "", about)
    return say("对标_{name}_{made:%Y%m%d}", name=name, made=made)
