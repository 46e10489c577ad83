"""The five reports as HTML, DOCX, PDF, scan, picture and zip claim what they claim as text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import report_files as files

import extract
from extract import formats, reports
from extract.__main__ import main
from extract.model import DuibiaoError, File, ReportError

WITHOUT_OFFICE = pytest.mark.skipif(files.SOFFICE is None, reason="LibreOffice is not installed")

LOSSLESS: dict[str, tuple[str, Callable[[files.Parts], bytes]]] = {
    "modern page, known container": (".html", files.page_modern),
    "modern page, unknown container": (".html", lambda p: files.page_modern(p, 'class="main-x"')),
    "old page of tables in GBK": (".htm", files.page_of_tables),
    "page pasted from Word": (".html", files.page_from_word),
    "DOCX": (".docx", lambda p: files.docx(p.lines, "某区2022年工作总结 内部资料")),
}


def stem(name: str) -> str:
    return name.removesuffix(".txt")


@pytest.mark.parametrize("name", files.NAMES, ids=stem)
@pytest.mark.parametrize("shape", LOSSLESS)
def test_html_and_docx_claim_the_same(shape: str, name: str) -> None:
    suffix, make = LOSSLESS[shape]
    report = files.read_back(make(files.parts(name)), f"报告{suffix}")
    assert files.claims(report) == files.true_claims(name)
    expected = reports.read(files.SEEDS / name, catalogue={})
    assert (report.agency, report.area, report.period, report.published) == (
        expected.agency,
        expected.area,
        expected.period,
        expected.published,
    )


def kept(found: files.Claims, name: str) -> float:
    """The share of a report's claims that were found again."""
    truth = files.true_claims(name)
    return (found & truth).total() / truth.total()


@pytest.fixture(scope="session")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, bytes]]:
    """Two reports as DOCX and PDF, as LibreOffice saves them."""
    place, names = files.office_place(tmp_path_factory), files.NAMES[:2]
    made = [files.docx(files.parts(n).lines, "某区2022年工作总结 内部资料") for n in names]
    documents = files.all_converted(made, ".docx", "docx", place)
    pdfs = files.all_converted(documents, ".docx", "pdf", place)
    return dict(zip(names, zip(documents, pdfs, strict=True), strict=True))


@WITHOUT_OFFICE
@pytest.mark.parametrize("name", files.NAMES[:2], ids=stem)
def test_docx_and_pdf_of_libreoffice(name: str, by_office: dict[str, tuple[bytes, bytes]]) -> None:
    docx, pdf = by_office[name]
    assert files.claims(files.read_back(docx, "a.docx")) == files.true_claims(name)
    report = files.read_back(pdf, "a.pdf")
    assert kept(files.claims(report), name) >= 0.98
    assert "内部资料" not in report.text


@pytest.mark.parametrize("name", files.NAMES, ids=stem)
def test_pdf_with_a_font_that_is_not_embedded(name: str) -> None:
    report = files.read_back(files.pdf_of_cid_font(files.parts(name).lines), "a.pdf")
    assert kept(files.claims(report), name) >= 0.98
    assert "— 1 —" not in report.text


@pytest.fixture(scope="session")
def old_document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A report as a DOC of LibreOffice."""
    made = files.docx(files.parts(files.NAMES[2]).lines)
    return files.converted(made, ".docx", "doc", files.office_place(tmp_path_factory))


@WITHOUT_OFFICE
@pytest.mark.parametrize("suffix", ["doc", "wps"])
def test_doc_and_wps_through_libreoffice(suffix: str, old_document: bytes) -> None:
    report = files.read_back(old_document, f"a.{suffix}")
    assert files.claims(report) == files.true_claims(files.NAMES[2])
    assert report.file is not None and report.file.kind == "doc"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_encoding_claims_the_same(encoding: str) -> None:
    name = files.NAMES[0]
    data = (files.SEEDS / name).read_text(encoding="utf-8").encode(encoding)
    assert files.claims(files.read_back(data, "a.txt")) == files.true_claims(name)


def test_a_page_labelled_gb2312_claims_the_same() -> None:
    name = files.NAMES[0]
    page = files.page_modern(files.parts(name)).decode().replace('"utf-8"', '"gb2312"')
    report = files.read_back(page.encode("gb18030"), "a.html")
    assert files.claims(report) == files.true_claims(name)


# --- archives and folders ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_zip_file_keeps_its_chinese_names(encoding: str) -> None:
    name = files.NAMES[4]
    parts = files.parts(name)
    inner = files.zipped({"内层/深圳.html": files.page_modern(parts)})
    packed = files.zipped(
        {
            "深圳市2022年总结.docx": files.docx(parts.lines),
            "二〇二二/深圳.txt": (files.SEEDS / name).read_bytes(),
            "又一包.zip": inner,
            "__MACOSX/._深圳.txt": b"\0\5\26\7",
            "~$深圳市2022年总结.docx": b"x",
            "网页_files/a.png": b"x",
            "样式.css": b"x",
        },
        encoding,
    )
    *found, told = formats.open((packed, "年报.zip"))
    assert [d.file.name for d in found if isinstance(d, formats.Document)] == [
        "年报.zip/深圳市2022年总结.docx",
        "年报.zip/二〇二二/深圳.txt",
        "年报.zip/又一包.zip/内层/深圳.html",
    ]
    for document in found:
        assert isinstance(document, formats.Document)
        assert files.claims(reports.report(document, catalogue={})) == files.true_claims(name)
    assert isinstance(told, formats.Broken)
    assert told.stage == "skip" and "1 个文件(.css)" in told.reason


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path: Path) -> None:
    (tmp_path / "乙" / "丙").mkdir(parents=True)
    (tmp_path / "乙" / "丙" / "深.txt").write_text("受理工单3200件。", encoding="utf-8")
    (tmp_path / "乙" / "坏.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "甲.htm").write_text("<p>受理工单5件。</p>", encoding="utf-8")
    (tmp_path / ".藏.txt").write_text("1", encoding="utf-8")
    (tmp_path / "样式.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "绕").symlink_to(tmp_path, target_is_directory=True)
    found = list(extract.documents(tmp_path))
    names = [d.name if isinstance(d, extract.Broken) else d.file.name for d in found]
    assert names == ["甲.htm", "乙/坏.pdf", "乙/丙/深.txt", tmp_path.name]
    assert isinstance(found[-1], extract.Broken) and found[-1].stage == "skip"


# --- the front door ---------------------------------------------------------------------------


def test_a_report_knows_its_file(tmp_path: Path) -> None:
    data = files.docx(files.parts(files.NAMES[2]).lines)
    (tmp_path / "广州.docx").write_bytes(data)
    report = extract.read(tmp_path / "广州.docx")
    digest = hashlib.sha256(data).hexdigest()
    assert report.file == File("广州.docx", "docx", digest, len(data))
    assert report.report_id == "广州.docx"


def test_what_the_caller_says_counts() -> None:
    (document,) = extract.documents(("受理工单3200件。".encode(), "x.txt"))
    assert isinstance(document, extract.Document)
    report = extract.report(document, agency="某市某局", area="广州市", period="2021-H1")
    assert (report.agency, report.area and report.area.name) == ("某市某局", "广州市")
    assert report.period is not None and report.period.text == "2021-H1"
    with pytest.raises(DuibiaoError, match="不认识地区"):
        extract.report(document, area="某地")


def test_an_archive_is_no_single_report(tmp_path: Path) -> None:
    text = "受理工单3200件。".encode()
    (tmp_path / "a.zip").write_bytes(files.zipped({"甲.txt": text, "乙.txt": text}))
    with pytest.raises(ReportError, match="压缩包,里面有 2 份报告"):
        extract.read(tmp_path / "a.zip")
    with pytest.raises(ReportError, match="文件夹"):
        extract.read(tmp_path)
    (tmp_path / "b.zip").write_bytes(files.zipped({"甲.txt": text}))
    assert extract.read(tmp_path / "b.zip").report_id == "b.zip/甲.txt"
    assert len(extract.observations(tmp_path)) == 3


def test_progress_is_heard_page_by_page() -> None:
    heard: list[tuple[str, int, int]] = []
    pdf = files.pdf_of_cid_font(files.parts(files.NAMES[4]).lines)
    list(extract.documents((pdf, "a.pdf"), lambda *told: heard.append(told)))
    count = heard[0][2]
    assert count > 2
    assert heard == [("a.pdf", number, count) for number in range(count)]


def test_several_sources_at_once(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("受理工单3200件。", encoding="utf-8")
    sources: list[extract.Source] = [tmp_path / "甲.txt", ("办件5件。".encode(), "乙.txt")]
    found = [d for d in extract.documents(sources) if isinstance(d, extract.Document)]
    assert [d.text for d in found] == ["受理工单3200件。", "办件5件。"]


# --- the command ------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_command_takes_files_of_every_kind(
    jobs: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告").mkdir()
    one, other = files.parts(files.NAMES[2]), files.parts(files.NAMES[4])
    text = "广州市数据局2022年工作总结\n受理工单超3200万件。".encode()
    inner = files.zipped({"甲.txt": text, "坏.pdf": b"%PDF-1.7", "样式.css": b"x"}, "gb18030")
    for name, data in {
        "广州.docx": files.docx(one.lines),
        "深圳.html": files.page_modern(other),
        "年报.zip": inner,
        "毒.docx": b"MZ",
    }.items():
        (tmp_path / "报告" / name).write_bytes(data)
    assert main(["extract", "报告", "--jobs", jobs, "-o", "表.csv"]) == 2
    *said, written = capsys.readouterr().err.splitlines()
    count = files.true_claims(files.NAMES[2]).total() + files.true_claims(files.NAMES[4]).total()
    assert written == f"3 份报告,{count + 1} 条数字,已写入 表.csv。"
    assert sorted(re.findall("“(.*?)”", "".join(line[:40] for line in said))) == [
        "年报.zip",
        "年报.zip/坏.pdf",
        "毒.docx",
    ]
    rows = (tmp_path / "表.csv").read_text(encoding="utf-8-sig")
    assert "年报.zip/甲.txt" in rows
