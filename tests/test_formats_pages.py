"""Web pages: the article and nothing else, its tables, and what the head of the page says."""

from __future__ import annotations

from datetime import date

import pytest
import report_files as files
from lxml import html

from extract import reports
from extract.formats import blocks, webpage
from extract.formats.decoding import decode_page
from extract.model import ReferenceDataError, ReportError
from extract.pipeline import observe
from extract.reference import Row, table

PROSE = "2022年,全市12345热线受理工单超3200万件,市民满意率98.48%,各项工作取得新成效。"
BODY = "".join(f"<p>{PROSE}</p>" for _ in range(3))


def page(body: str, head: str = "") -> webpage.Reading:
    return webpage.read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def lines(markup: str) -> list[str]:
    return blocks.lines(html.fromstring(f"<div>{markup}</div>"))


# --- the article ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", files.NAMES)
@pytest.mark.parametrize("container", ['id="zoom"', 'class="main-x"'])
def test_nothing_around_the_article_is_read(name: str, container: str) -> None:
    """Menus, path, side list, share bar, counters, record number, telephone, postcode."""
    text = files.read_back(files.page_modern(files.parts(name), container), "a.html").text
    for word in ("志愿者上门", "8.8万件", "82918333", "518000", "第123456位", "7056", "分享到",
                 "打印本页", "走进12345", "98765", "ICP"):  # fmt: skip
        assert word not in text, word


def rows(role: str) -> list[Row]:
    return [row for row in table("containers") if row["role"] == role]


@pytest.mark.parametrize("row", rows("main"), ids=lambda row: row["part"])
def test_each_container_holds_the_article_of_its_example(row: Row) -> None:
    side = "".join(f"<p>推荐阅读:某街道37名志愿者{PROSE}</p>" for _ in range(9))
    close = row["example"][1:].split(" ")[0]
    found = page(f"<div class=unknown>{side}</div>{row['example']}{BODY}</{close}>")
    assert found.text == "\n".join([PROSE] * 3)
    assert found.notes == ()


@pytest.mark.parametrize("row", rows("furniture"), ids=lambda row: row["part"])
def test_each_piece_of_furniture_is_left_out(row: Row) -> None:
    word = "某街道37名志愿者"
    opened, _, rest = row["example"].partition(">")
    close = opened[1:].split(" ")[0]
    markup = f"{opened}>{word}{rest.partition('<')[0]}</{close}>"
    assert page(f"<div id=zoom>{markup}{BODY}</div>").text == "\n".join([PROSE] * 3)


@pytest.mark.parametrize("row", rows("line"), ids=lambda row: row["part"])
def test_each_line_of_furniture_is_left_out_and_prose_is_not(row: Row) -> None:
    found = page(f"<div id=zoom>{BODY}<p>{row['example']}</p></div>")
    assert found.text == "\n".join([PROSE] * 3)
    if counter := row["counter_example"]:
        assert counter in page(f"<div id=zoom>{BODY}<p>{counter}</p></div>").text


def test_a_row_with_an_unknown_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Row("containers.csv", 9, {"role": "body", "part": "#x", "example": "x"})
    monkeypatch.setattr(webpage, "table", lambda _name: (bad,))
    webpage._parts.cache_clear()
    with pytest.raises(ReferenceDataError, match=r"containers\.csv 第 9 行.*请写成 main"):
        webpage._parts()
    webpage._parts.cache_clear()


def test_an_uncertain_place_is_told() -> None:
    found = page("<p>受理工单5件。</p><ul><li>首页</li></ul>")
    assert "受理工单5件。" in found.text
    assert found.notes == (webpage.UNCERTAIN,)


def test_a_page_that_a_script_fills_is_refused() -> None:
    with pytest.raises(ReportError, match=r"没有文字.*请在浏览器里复制"):
        page("<script>document.write('受理工单5件')</script>")


# --- what the head says -----------------------------------------------------------------------

HEAD = (
    "<title>2022年工作总结_某区政府</title><meta name=ArticleTitle content='2022年工作总结'>"
    "<meta name=PubDate content='2023-02-10 09:30'>"
    "<meta name=ContentSource content='龙岗区教育局'>"
    "<link rel=canonical href='https://www.lg.gov.cn/a/1.html'>"
)


def test_the_head_tells_headline_date_source_and_address() -> None:
    found = page(f"<div id=zoom>{BODY}</div>", HEAD)
    assert (found.title, found.published, found.source, found.source_url) == (
        "2022年工作总结",
        date(2023, 2, 10),
        "龙岗区教育局",
        "https://www.lg.gov.cn/a/1.html",
    )
    assert found.text.splitlines()[0] == "2022年工作总结"


def test_a_report_has_what_only_the_head_of_its_page_says() -> None:
    data = f"<html><head>{HEAD}</head><body><div id=zoom>{BODY}</div></body></html>".encode()
    report = files.read_back(data, "a.html")
    assert (report.agency, report.published) == ("深圳市龙岗区教育局", date(2023, 2, 10))
    assert report.period is not None and report.period.text == "2022"
    assert report.source_url == "https://www.lg.gov.cn/a/1.html"
    assert not any("发布日期未知" in note for note in report.notes)
    for values in observe(report):
        assert str(values[report_column("quote")]) in report.text


def report_column(name: str) -> int:
    return [column.name for column in files.COLUMNS].index(name)


def test_the_text_of_a_page_goes_before_its_head() -> None:
    body = f"<div id=zoom><p>2022年工作总结</p><p>发布日期:2023-01-05</p>{BODY}</div>"
    data = f"<html><head>{HEAD}</head><body>{body}</body></html>".encode()
    assert files.read_back(data, "a.html").published == date(2023, 1, 5)


@pytest.mark.parametrize(
    ("head", "body", "title", "published", "source"),
    [
        ("<title>甲区2022年工作总结-甲区政府</title>", "", "甲区2022年工作总结", None, ""),
        ("<title>甲区政府网</title>", "<h1>甲区2022年工作总结</h1>", "甲区政府网", None, ""),
        ("<title>甲区2022年工作总结</title>", "<h1>甲区2022年工作总结</h1>",
         "甲区2022年工作总结", None, ""),
        ("", "<div>发布时间:2023年1月5日 来源:甲区政数局 浏览:8</div>", "", date(2023, 1, 5),
         "甲区政数局"),
        ("<meta name=PubDate content=昨>", "<time datetime=2023-01-05>", "", date(2023, 1, 5), ""),
        ("<meta name=PubDate content=2023-13-45>", "", "", None, ""),
    ],
)  # fmt: skip
def test_headline_date_and_source_in_other_places(
    head: str, body: str, title: str, published: date | None, source: str
) -> None:
    found = page(f"{body}<div id=zoom>{BODY}</div>", head)
    assert (found.title, found.published, found.source) == (title, published, source)


def test_a_page_saved_by_a_browser_knows_where_it_came_from() -> None:
    remark = "<!-- saved from url=(0031)http://www.szlg.gov.cn/a/1.html -->"
    found = webpage.read(f"{remark}<html><body><div id=zoom>{BODY}</div>".encode(), "a.html")
    assert found.source_url == "http://www.szlg.gov.cn/a/1.html"


@pytest.mark.parametrize(
    ("label", "codec"),
    [("gb2312", "gb18030"), ("GBK", "gbk"), ("utf-8", "utf-8"), ("big5", "big5hkscs"),
     ("gb2312", "utf-8"), ("", "gb18030"), ("", "utf-16")],
)  # fmt: skip
def test_a_page_in_every_encoding(label: str, codec: str) -> None:
    text = f"<html><meta charset='{label}'><body>市政務服務數據" + "工單八萬件" * 20
    assert decode_page(text.encode(codec)) == text


def test_a_few_broken_bytes_do_not_lose_a_page() -> None:
    data = f"<meta charset=gbk>{PROSE * 20}".encode("gb18030") + b"\xff\xff"
    assert "3200万件" in decode_page(data)


# --- lines and tables -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>甲<span>12</span><b>万</b>件</p>", ["甲12万件"]),
        ("<p>受理工单\n  3200\r\n万件</p>", ["受理工单3200万件"]),
        ("甲<br>乙<br/><br>丙", ["甲", "乙", "丙"]),
        ("<p>&nbsp;&nbsp;&emsp;甲&nbsp;乙</p>", ["甲 乙"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
        ("<h2>一、甲</h2>乙<div>丙</div>丁", ["一、甲", "乙", "丙", "丁"]),
        ("甲<script>1</script>乙<del>丙</del><s>丁</s>戊", ["甲乙戊"]),
        ("<p style='display:none'>甲</p><p hidden>乙</p><p>丙</p>", ["丙"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("Wi-Fi\nTV 甲", ["Wi-Fi TV 甲"]),
        ("甲\u200b乙\ufeff", ["甲乙"]),
    ],
)
def test_markup_as_lines(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


def grid(*rows_: str) -> list[str]:
    return lines(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows_)}</table>")


@pytest.mark.parametrize(
    ("rows_", "expected"),
    [
        (["<th>指标<th>数量", "<td>办件<td>3,200"], ["指标\t数量", "办件\t3,200"]),
        (["<td><p>指</p><p>标</p><td>数<br>量", "<td>办件<td>5"], ["指标\t数量", "办件\t5"]),
        (["<td>指标<td>数量<td>比重", "<td>办件<td><td>8%"], ["指标\t数量\t比重", "办件\t—\t8%"]),
        (["<td colspan=2>单位:万件", "<td>指标<td>数量", "<td>办件<td>5"],
         ["单位:万件", "指标\t数量", "办件\t5"]),
        (["<td rowspan=2>类别<td>指标<td>数量", "<td>办件<td>5", "<td>热线<td>来电<td>6"],
         ["类别\t指标\t数量", "—\t办件\t5", "热线\t来电\t6"]),
        (["<td rowspan=2>指标<td colspan=2>2022年", "<td>数量<td>比重", "<td>办件<td>5<td>8%"],
         ["指标\t2022年数量\t2022年比重", "办件\t5\t8%"]),
        (["<td>只有<td>一行"], ["只有\t一行"]),
    ],
)  # fmt: skip
def test_a_row_of_a_table_is_a_line(rows_: list[str], expected: list[str]) -> None:
    assert grid(*rows_) == expected


def test_a_table_inside_a_cell_stands_below_its_row() -> None:
    inner = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    found = grid("<td>项目名称与说明<td>数量", f"<td>其中各分项的数量{inner}<td>3")
    assert found == ["项目名称与说明\t数量", "其中各分项的数量\t3", "甲\t1", "乙\t2"]


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    found = grid("<td>首页<td>公开", f"<td>左栏<td>{BODY * 4}")
    assert found[:4] == ["首页", "公开", "左栏", PROSE]


def test_the_figures_of_a_page_s_table_are_found() -> None:
    table_ = (
        "<table><caption>办件情况</caption><tr><th>指标<th>数量(万件)<th>满意率"
        "<tr><td>受理工单<td>3,200<td>98.5%<tr><td>网上办件<td>1,234.5<td>99%</table>"
    )
    data = f"<html><body><div id=zoom><p>深圳市2022年工作总结</p>{BODY}{table_}</div>".encode()
    report = reports.report(*files.formats.open((data, "a.html")), catalogue={})  # type: ignore[arg-type]
    value = report_column("value")
    assert {row[value] for row in observe(report)} >= {32_000_000.0, 12_345_000.0, 98.5, 99.0}
