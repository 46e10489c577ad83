"""**Read**: what a report's head says of it, and how bytes become text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import reports
from extract.bodies import full_name, parse
from extract.formats.decoding import decode
from extract.gazetteer import _entry, catalogue
from extract.model import Area, ReferenceDataError, ReportError
from extract.periods import period
from extract.reference import SEEDS, Row

CASES = Path(__file__).parent / "cases" / "heads.tsv"


def _cases() -> list[list[str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("_set", "head", "agency", "area", "span", "published"), _cases())
def test_heads(_set: str, head: str, agency: str, area: str, span: str, published: str) -> None:
    report = reports.detect(head.replace("⏎", "\n"), "case.txt")
    found = (
        report.agency or "-",
        report.area.name if report.area else "-",
        report.period.text if report.period else "-",
        str(report.published) if report.published else "-",
    )
    assert found == (agency, area, span, published)
    assert report.area is not None or any("未知" in note for note in report.notes)


@pytest.mark.parametrize("entry", catalogue().values(), ids=list(catalogue()))
def test_the_five_reports_by_their_own_text(entry) -> None:  # type: ignore[no-untyped-def]
    """What detection alone gets, the catalogue left out."""
    report = reports.read(SEEDS / entry.report_id, catalogue={})
    assert (report.agency, report.area) == (entry.agency, entry.area)
    assert report.period == period(entry.period)
    assert (report.published, report.title) == (entry.published, entry.title)
    assert report.text == (SEEDS / entry.report_id).read_bytes().decode("utf-8")


def test_an_inferred_place_says_from_what() -> None:
    report = reports.read(SEEDS / "000_ec63c8f6af4f5c22.txt", catalogue={})
    assert any("推断" in note and "河套深港科技创新合作区" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("合肥市12345政务服务便民热线2022年度运行报告\n受理诉求389万件。", "机构据热线名称"),
        ("前三季度我市新登记企业2万户\n来源:洛阳日报\n记者从市财政局获悉", "“洛阳日报”"),
        ("莲花街道2022年工作总结\n杭州市上城区莲花街道办件3万件。", "“上城区莲花街道”"),
    ],
)
def test_what_was_inferred_is_told(text: str, told: str) -> None:
    report = reports.detect(text, "x")
    assert report.agency and any(told in note for note in report.notes)


def test_a_traditional_title_keeps_its_own_characters() -> None:
    report = reports.detect("濟南市行政審批服務局２０２１年工作總結\n受理訴求３２萬餘件", "x")
    assert report.title == "濟南市行政審批服務局２０２１年工作總結"
    assert report.agency == "济南市行政审批服务局"


def test_the_catalogue_confirms_or_corrects(tmp_path: Path) -> None:
    file = tmp_path / "003_87ec75e6bf1bab96.txt"
    file.write_text("南山区教育局2022年工作总结", encoding="utf-8")
    report = reports.read(file)
    assert report.agency == "深圳市福田区政务服务数据管理局"
    assert report.published == date(2024, 3, 7)
    assert any("目录" in note for note in report.notes)


def test_the_caller_has_the_last_word(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("XX市人力资源和社会保障局2023年工作总结", encoding="utf-8")
    area = Area("常州市", "320400", "city")
    report = reports.read(
        file, agency="常州市人力资源和社会保障局", area=area, period=period("2022")
    )
    assert (report.agency, report.area) == ("常州市人力资源和社会保障局", area)
    assert report.period == period("2022")
    assert any("由使用者指定" in note for note in report.notes)


@pytest.mark.parametrize(
    ("cells", "cure"),
    [
        ({"agency": ""}, "补齐"),
        ({"level": "town"}, "之一"),
        ({"published": "2022年"}, "2022-07-19"),
    ],
)
def test_a_broken_row_of_the_catalogue_is_refused(cells: dict[str, str], cure: str) -> None:
    row = {
        "report_id": "x.txt",
        "agency": "深圳市教育局",
        "area": "深圳市",
        "area_code": "440300",
        "level": "city",
        "period": "2022",
        "title": "",
        "published": "",
        "source_url": "",
        "inferred": "",
    }
    with pytest.raises(ReferenceDataError, match=rf"catalogue\.csv 第 7 行.*{cure}"):
        _entry(Row("catalogue.csv", 7, row | cells))


# --- bytes → text -----------------------------------------------------------------------------

TEXT = "2022年,区政务服务数据管理局受理工单15万件。\r\n满意率98.5%。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_usual_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_line_ends_are_kept() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\r\nb\rc\n"


@given(
    st.text(alphabet=st.sampled_from("全市受理工单的数据服务管理局,。0123456789%\n"), min_size=12)
)
def test_gb18030_prose_is_read_as_such(text: str) -> None:
    assert decode(text.encode("gb18030")) == text or not any(c > "\x7f" for c in text)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (b"\xef\xbb\xbf \n", "空文件"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"PK\x03\x04\x14\x00", "Office"),
        (b"\x89PNG\r\n\x1a\n\x00", "图片"),
        (bytes(range(256)) * 4, "不是文本"),
        (b"\xef\xbb\xbfab\xff", "不合规"),
    ],
)
def test_what_is_no_text_is_refused_with_a_cure(data: bytes, says: str) -> None:
    with pytest.raises(ReportError, match=says) as caught:
        decode(data, "某报告.txt")
    assert "“某报告.txt”" in str(caught.value) and "请" in str(caught.value)


def test_a_format_that_is_not_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("受理工单3200件。", encoding="utf-8")
    with pytest.raises(ReportError, match=r"\.md 还不支持.*请另存为"):
        reports.read(tmp_path / "x.md")
    with pytest.raises(ReportError, match=r"打不开.*请检查"):
        reports.read(tmp_path / "missing.txt")


@given(st.text(max_size=300))
def test_any_text_has_a_head(text: str) -> None:
    report = reports.detect(text, "x")
    assert report.text == text
    assert bool(report.agency) <= (report.area is not None)


# --- names of bodies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("龙岗区政数局", "深圳市龙岗区政务服务数据管理局"),
        ("广东省深圳市教育局", "深圳市教育局"),
        ("安吉县教育局", "安吉县教育局"),
        ("国家税务总局厦门市思明区税务局", "国家税务总局厦门市思明区税务局"),
        ("深圳市公安局福田分局", "深圳市公安局福田分局"),
        ("苏州工业园区管委会", "苏州工业园区管理委员会"),
        ("兰州新区政务服务中心", "兰州新区政务服务中心"),
        ("朝阳区教育局", ""),
        ("区教育局", ""),
    ],
)
def test_full_official_names(name: str, full: str) -> None:
    body = parse(name)
    assert body is not None
    assert full_name(body) == full


@pytest.mark.parametrize(
    "name", ["本网", "深圳特区报", "福田政府在线", "一件事一次办", "我局", "", "区"]
)
def test_what_is_no_body(name: str) -> None:
    assert parse(name) is None
