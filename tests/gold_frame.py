"""A tidy table made of the reference annotations, so that the dashboard is tested by itself.

The indicators here are provisional: a few key words each, enough to compare the seeds.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from extract.tidy import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
AREAS = {
    "深圳市": ("440300", "city"),
    "广州市": ("440100", "city"),
    "福田区": ("440304", "district"),
    "龙岗区": ("440307", "district"),
}
REPORTS = {
    "000_ec63c8f6af4f5c22.txt": (
        "深圳市福田区政务服务数据管理局2022年工作总结和2023年工作计划",
        "2022",
    ),
    "001_0ed795091897200c.txt": (
        "龙岗区政务服务数据管理局2022年上半年工作总结和下半年工作思路",
        "2022-H1",
    ),
    "002_19229e3d3300add3.txt": ("广州市政务服务数据管理局2022年工作总结", "2022"),
    "003_87ec75e6bf1bab96.txt": (
        "深圳市福田区政务服务数据管理局2023年工作总结和2024年工作计划",
        "2023",
    ),
    "004_725406cbe758a7e0.txt": ("深圳市政务服务数据管理局2022年工作总结和2023年工作计划", "2022"),
}
# (id, name, category, unit, polarity, nature, broader, pattern on the measured property)
INDICATORS = (
    ("satisfaction", "满意率", "satisfaction", "%", "good_high", "rate", "", "^$"),
    (
        "satisfaction_hotline",
        "热线满意率",
        "satisfaction",
        "%",
        "good_high",
        "rate",
        "satisfaction",
        "市民满意率|群众满意率",
    ),
    (
        "satisfaction_business",
        "营商环境诉求满意率",
        "satisfaction",
        "%",
        "good_high",
        "rate",
        "satisfaction",
        "营商环境类诉求办理满意率",
    ),
    (
        "requests",
        "诉求受理量",
        "work_orders",
        "件",
        "neutral",
        "flow",
        "",
        "受理工单|受理市民企业诉求|受理市12345转办件|累计受理市民诉求|分拨工单$|受理业务",
    ),
    ("online_rate", "网上可办率", "online_rate", "%", "good_high", "rate", "", "网上办$|单点登录"),
    ("completion", "办结率", "completion_rate", "%", "good_high", "rate", "", "办结率"),
    (
        "app_services",
        "服务APP接入事项",
        "service_items",
        "项",
        "good_high",
        "stock",
        "",
        "APP(接入)?服务$",
    ),
    (
        "no_certificate",
        "免证办事项",
        "service_items",
        "项",
        "good_high",
        "stock",
        "",
        "免证办”(覆盖)?事项",
    ),
    (
        "cross_items",
        "跨省通办事项",
        "cross_region",
        "项",
        "good_high",
        "stock",
        "",
        "跨省通办事项|高频通办事项",
    ),
    (
        "cross_regions",
        "跨域通办地区",
        "cross_region",
        "个",
        "good_high",
        "stock",
        "",
        "地区$|合作城市",
    ),
    (
        "cross_halls",
        "全市域通办大厅",
        "cross_region",
        "个",
        "good_high",
        "stock",
        "",
        "通办大厅数|政务服务场所",
    ),
    (
        "response",
        "办结时限",
        "response_time",
        "小时",
        "good_low",
        "duration",
        "",
        "办结时间|核心报告时间",
    ),
    ("api_calls", "数据接口调用量", "interface_calls", "次", "neutral", "flow", "", "调用"),
    (
        "smart_items",
        "智能审批事项",
        "service_items",
        "项",
        "good_high",
        "stock",
        "",
        "智能审批事项|信用审批事项",
    ),
    ("grids", "综合网格", "grid_population", "个", "neutral", "stock", "", "工作网格|综合网格"),
    ("rank_national", "全国评估名次", "rank_award", "名", "good_low", "rank", "", "评估"),
)
POPULATION = (
    (
        "440300",
        "深圳市",
        "2022-12-31",
        17661800,
        "常住人口",
        "深圳市2022年国民经济和社会发展统计公报",
    ),
    (
        "440100",
        "广州市",
        "2022-12-31",
        18734100,
        "常住人口",
        "广州市2022年国民经济和社会发展统计公报",
    ),
    (
        "440307",
        "龙岗区",
        "2022-12-31",
        4073600,
        "常住人口",
        "龙岗区2022年国民经济和社会发展统计公报",
    ),
    ("440304", "福田区", "2020-11-01", 1553225, "常住人口", "第七次全国人口普查"),
)


def _period(text: str) -> tuple[str, str]:
    if "/" in text:
        first, last = text.split("/")
        return _period(first)[0], _period(last)[1]
    year = text[:4]
    half = {"H1": ("-01-01", "-06-30"), "H2": ("-07-01", "-12-31")}
    start, end = half.get(text[5:], ("-01-01", "-12-31"))
    if re.fullmatch(r"\d{4}-\d{2}", text):
        last_day = pd.Timestamp(text + "-01").days_in_month
        return f"{text}-01", f"{text}-{last_day:02d}"
    return year + start, year + end


def _bounds(row: dict[str, Any]) -> tuple[float | None, float | None]:
    value = float(row["value"])
    return {
        "exact": (value, value),
        "over": (value, None),
        "at_least": (value, None),
        "nearly": (None, value),
        "at_most": (None, value),
    }.get(row["qualifier"], (None, None))


def _indicator(row: dict[str, Any]) -> tuple[str, str]:
    for key, name, category, *_, pattern in INDICATORS:
        if row["category"] == category and re.search(pattern, row["measured_property"]):
            return key, name
    return "", ""


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, 0, start) for mark in "。；\n") + 1
    rights = [text.find(mark, end) for mark in "。；\n"]
    right = min((r for r in rights if r >= 0), default=len(text))
    return text[left : right + 1].strip()


def _section(text: str, start: int) -> str:
    headings = re.findall(r"^\s*([一二三四五六]、[^。\n]{2,30})$", text[:start], flags=re.M)
    return headings[-1] if headings else ""


def observations() -> pd.DataFrame:
    """The tidy table of the annotations, with the columns of ``extract.COLUMNS``."""
    return _table().copy()


@cache
def _table() -> pd.DataFrame:
    texts = {name: (ROOT / "seeds" / name).read_text(encoding="utf-8") for name in REPORTS}
    rows = []
    annotations = (ROOT / "tests/reference_annotations.jsonl").read_text(encoding="utf-8")
    for line in annotations.splitlines():
        row = json.loads(line)
        text = texts[row["report_id"]]
        code, level = AREAS.get(row["reference_area"], ("", "subdistrict"))
        low, high = _bounds(row)
        first, last = _period(row["time_period"])
        indicator, name = _indicator(row)
        rows.append(
            {
                **{column.name: row.get(column.name, "") for column in COLUMNS},
                "observation_id": f"{row['report_id'][:3]}-{row['start']}",
                "area_code": code,
                "area_level": level,
                "period_start": first,
                "period_end": last,
                "indicator": indicator,
                "indicator_name": name,
                "value_low": low,
                "value_high": high,
                "direction": "up" if row["kind"] == "change" else "",
                "sentence": _sentence(text, row["start"], row["end"]),
                "section": _section(text, row["start"]),
                "rule": "annotated",
                "confidence": 0.95,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.astype({column.name: column.dtype for column in COLUMNS})[
        [column.name for column in COLUMNS]
    ]


def reports() -> pd.DataFrame:
    """The five seeds as ``extract.Store().reports()`` gives them."""
    table = observations()
    rows = []
    for name, (title, period) in REPORTS.items():
        own = table[table["report_id"] == name]
        rows.append(
            {
                "report_id": name,
                "title": title,
                "agency": own["agency"].iloc[0],
                "area": own["reference_area"].mode()[0],
                "period": period,
                "published": None,
                "source_url": "",
                "notes": "",
                "text": (ROOT / "seeds" / name).read_text(encoding="utf-8"),
            }
        )
    return pd.DataFrame(rows)


def indicators() -> pd.DataFrame:
    """The provisional taxonomy with the columns of ``data/indicators.csv``."""
    rows = [
        {
            "id": key,
            "name_zh": name,
            "name_en": key.replace("_", " "),
            "category": category,
            "definition": f"{name}的口径",
            "unit": unit,
            "polarity": polarity,
            "nature": nature,
            "broader": broader,
            "channel": "",
            "synonyms": "",
            "exclude": "",
            "example": "",
            "counter_example": "",
        }
        for key, name, category, unit, polarity, nature, broader, _ in INDICATORS
    ]
    return pd.DataFrame(rows)


def population() -> pd.DataFrame:
    """Population with the columns of ``data/population.csv``."""
    names = ("area_code", "area", "date", "value", "kind", "source")
    return pd.DataFrame(POPULATION, columns=names).assign(unit="人", example="")
