"""Word documents and workbooks: what the reader of the page sees, once, and nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import report_files as files
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.formats import sheets
from extract.formats import word as documents
from extract.formats.shown import shown
from extract.model import ReportError
from extract.pipeline import observe


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(*paragraphs: str) -> str:
    """The text of a DOCX whose body is the given XML."""
    document = files.blank_document()
    body = document.element.body
    for index, paragraph in enumerate(paragraphs):
        body.insert(index, parse_xml(paragraph.replace(">", f" {nsdecls('w')}>", 1)))
    return documents.read(saved(document), "a.docx").text


def run(text: str, tag: str = "t") -> str:
    return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"


# --- DOCX -------------------------------------------------------------------------------------


def test_tracked_insertions_count_and_deletions_do_not() -> None:
    marked = 'w:id="1" w:author="甲" w:date="2023-01-01T00:00:00Z"'
    found = text_of(
        f"<w:p>{run('受理工单')}<w:del {marked}>{run('3100', 'delText')}</w:del>"
        f"<w:ins {marked}>{run('3200')}</w:ins>{run('万件')}</w:p>"
    )
    assert found == "受理工单3200万件"


def test_struck_out_words_do_not_count() -> None:
    found = text_of(
        f"<w:p>{run('受理')}<w:r><w:rPr><w:strike/></w:rPr><w:t>3100</w:t></w:r>{run('5件')}</w:p>"
    )
    assert found == "受理5件"


def test_content_controls_and_text_boxes_are_read_once() -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
        'compatibility/2006"><mc:Choice Requires="wps"><w:drawing><wp:anchor xmlns:wp="http://'
        'schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http:'
        '//schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><wps:wsp xmlns:wps="http:'
        '//schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:txbx><w:txbxContent>'
        "<w:p><w:r><w:t>框里8件</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        '<v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r>'
        "<w:t>框里8件</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent><w:p>{run('控件里7件')}</w:p></w:sdtContent></w:sdt>"
    found = text_of(control, box, f"<w:p>{run('正文9件')}</w:p>")
    assert sorted(found.splitlines()) == sorted(["框里8件", "控件里7件", "正文9件"])


def test_merged_and_nested_tables() -> None:
    document = files.blank_document()
    outer = document.add_table(rows=3, cols=3)
    cells = [["类别", "指标", "数量(件)"], ["政务服务", "办件", "3,200"], ["", "投诉", "5"]]
    for row, texts in zip(outer.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    outer.cell(1, 0).merge(outer.cell(2, 0))
    inner = outer.cell(2, 1).add_table(rows=2, cols=2)
    for row, texts in zip(inner.rows, [["其中", "数量"], ["热线", "4"]], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert documents.read(saved(document), "a.docx").text.splitlines() == [
        "类别\t指标\t数量(件)",
        "政务服务\t办件\t3,200",
        "政务服务\t投诉\t5",
        "其中\t数量",
        "热线\t4",
    ]


def test_headers_and_footers_are_left_out() -> None:
    data = files.docx(["甲区2022年工作总结", "受理工单5件。"], "第7期 内部资料3份")
    assert documents.read(data, "a.docx").text == "甲区2022年工作总结\n受理工单5件。"


def test_a_document_of_pictures_says_so() -> None:
    document = files.blank_document()
    from PIL import Image

    document.add_picture(io.BytesIO(files.picture(Image.new("RGB", (9, 9)))))
    with pytest.raises(ReportError, match="只有图片,请导出为 PDF"):
        documents.read(saved(document), "a.docx")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_macros_are_not_run_and_told() -> None:
    data = with_part(files.docx(["受理工单5件。"]), "word/vbaProject.bin", b"\xd0\xcf")
    assert documents.read(data, "a.docm").notes == (documents.MACROS,)


# --- XLSX -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (3200, "General", "3200"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1,234.50"),
        (32000000, "#,##0", "32,000,000"),
        (0.9848, "0.00%", "98.48%"),
        (0.125, "0%", "13%"),
        (-5, "0.0", "-5.0"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"零"', "零"),
        (12, '0"万件"', "12万件"),
        (7, "000", "007"),
        (1.5, "0.##", "1.5"),
        (2, "0.##", "2"),
        (1234567, '#,##0,"千"', "1,235千"),
        (32000, '0!.0,"万"', "3.2万"),
        (12.5, "¥#,##0.00", "¥12.50"),
        (12.5, '[$¥-804]#,##0.00;[Red]-0', "¥12.50"),
        (12.5, "_ * #,##0.00_ ", "12.50"),
        (1e15, "0.00E+00", "1000000000000000"),
        (date(2022, 7, 1), "yyyy年m月", "2022年7月"),
        (datetime(2022, 7, 1), 'yyyy"年"m"月"d"日"', "2022年7月1日"),
        (datetime(2022, 7, 1, 8, 5), "yyyy-mm-dd hh:mm", "2022-07-01 08:05"),
        (datetime(2022, 7, 1), "mm-dd-yy", "07-01-22"),
        (time(8, 5, 9), "h:mm:ss", "8:05:09"),
        (datetime(2022, 7, 1), "[$-804]yyyy/m/d;@", "2022/7/1"),
        (True, "General", "是"),
        ("受理\n工单", "@", "受理工单"),
        (None, "General", ""),
        (float("nan"), "0", ""),
    ],
)  # fmt: skip
def test_a_cell_as_the_workbook_shows_it(value: Any, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


def book(**sheets_: list[list[Any]]) -> Any:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets_.items():
        sheet: Any = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def test_rows_are_lines_and_hidden_sheets_are_told() -> None:
    made = book(
        办件=[["2022年办件情况"], [], ["指标", "数量(万件)", "满意率"], ["工单", 3200, 0.985],
            ["热线", None, "—"], [], ["注:据统计"]],
        底稿=[["密"]],
        Sheet3=[["甲", 1], ["乙", 2]],
    )  # fmt: skip
    made["办件"]["C4"].number_format = "0.0%"
    made["底稿"].sheet_state = "hidden"
    found = sheets.read(saved(made), "a.xlsx")
    assert found.text.splitlines() == [
        "办件", "2022年办件情况", "指标\t数量(万件)\t满意率", "工单\t3200\t98.5%", "热线\t—\t—",
        "注:据统计", "甲\t1", "乙\t2",
    ]  # fmt: skip
    assert found.notes == ("隐藏的工作表没有读取:“底稿”",)


def test_the_figures_of_a_workbook_are_found() -> None:
    made = book(表=[["深圳市政务服务数据管理局2022年统计表"], ["指标", "数量(万件)", "满意率"],
                   ["受理工单", 3200, 0.985], ["网上办件", 1234.5, 0.99]])  # fmt: skip
    for cell in ("C3", "C4"):
        made["表"][cell].number_format = "0.0%"
    report = files.read_back(saved(made), "a.xlsx")
    columns = [column.name for column in files.COLUMNS]
    value, agency = columns.index("value"), columns.index("agency")
    found = list(observe(report))
    assert {row[value] for row in found} == {32_000_000.0, 12_345_000.0, 98.5, 99.0}
    assert {row[agency] for row in found} == {"深圳市政务服务数据管理局"}


def test_a_formula_counts_with_its_saved_result() -> None:
    made = book(办件=[["工单", "=1+2"], ["热线", 5]])
    found = sheets.read(saved(made), "a.xlsx")
    assert found.text.splitlines() == ["办件", "工单", "热线\t5"]
    assert "有 1 个公式没有保存计算结果" in found.notes[0]


def test_a_sheet_that_claims_to_be_endless_ends() -> None:
    made = book(Sheet=[["甲", 1]])
    made["Sheet"]["XFD1048576"] = "远"
    assert sheets.read(saved(made), "a.xlsx").text == "甲\t1"


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(ReportError, match="没有内容"):
        sheets.read(saved(book(Sheet=[])), "a.xlsx")
