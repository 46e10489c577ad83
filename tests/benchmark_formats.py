"""How well and how fast files are read: ``python tests/benchmark_formats.py [format ...]``.

The five reports are made into files of each format and read back. Recall is the share of the
claims of the text that are found again with every field the same; extra are claims that the
text does not hold. Time is elapsed, the reading process already begun.

A scan takes some seconds a page: name formats to measure only those.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import report_files as files

from extract import formats, reports

PLACE = tempfile.TemporaryDirectory()
HEADER = "某区2022年工作总结 内部资料"


@cache
def office_pdf(name: str) -> bytes:
    """The report as Word made it and LibreOffice printed it."""
    docx = files.docx(files.parts(name).lines, HEADER)
    return files.converted(docx, ".docx", "pdf", Path(PLACE.name))


def _office(target: str) -> Callable[[files.Parts], bytes]:
    def make(report: files.Parts) -> bytes:
        docx = files.docx(report.lines, HEADER)
        return files.converted(docx, ".docx", target, Path(PLACE.name))

    return make


FORMATS: dict[str, tuple[str, Callable[[files.Parts], bytes]]] = {
    "txt": (".txt", lambda p: (files.SEEDS / p.entry.report_id).read_bytes()),
    "html-modern": (".html", files.page_modern),
    "html-unknown": (".html", lambda p: files.page_modern(p, 'class="main-x"')),
    "html-tables": (".html", files.page_of_tables),
    "html-word": (".html", files.page_from_word),
    "mht": (".mht", lambda p: files.web_archive(files.page_modern(p))),
    "docx": (".docx", lambda p: files.docx(p.lines, HEADER)),
    "docx-office": (".docx", _office("docx")),
    "doc": (".doc", _office("doc")),
    "zip": (".zip", lambda p: files.zipped({"报告.html": files.page_modern(p)}, "gb18030")),
    "pdf-cid": (".pdf", lambda p: files.pdf_of_cid_font(p.lines)),
    "pdf-office": (".pdf", lambda p: office_pdf(p.entry.report_id)),
    "scan": (".pdf", lambda p: files.scan(files.pictures(office_pdf(p.entry.report_id)))),
    "png": (".zip", lambda p: pages_as_pictures(p.entry.report_id)),
}


def pages_as_pictures(name: str) -> bytes:
    """A zip file with a PNG for each page."""
    images = files.pictures(office_pdf(name))
    return files.zipped({f"{i}.png": files.picture(image) for i, image in enumerate(images)})


def measure(label: str) -> str:
    """A line on one format: recall, extra claims, milliseconds a file and a page."""
    suffix, make = FORMATS[label]
    found = wanted = extra = pages = 0
    took = 0.0
    list(formats.open((b"<html><body>1</body></html>", "warm.html")))
    for name in files.NAMES:
        data = make(files.parts(name))
        start = time.perf_counter()
        documents = list(formats.open((data, f"报告{suffix}")))
        took += time.perf_counter() - start
        truth, claims = files.true_claims(name), files.Claims()
        for document in documents:
            assert isinstance(document, formats.Document), document
            claims += files.claims(reports.report(document, catalogue={}))
            pages += len(document.file.pages)
        if label == "png":  # a page alone does not say whose it is: only what it states counts
            truth, claims = figures(truth), figures(claims)
        found += (truth & claims).total()
        wanted += truth.total()
        extra += (claims - truth).total()
    a_page = f"{took / pages * 1000:>10,.0f}" if pages else f"{'':>10}"
    a_file = took / len(files.NAMES) * 1000
    return f"{label:<14}{found:>6}/{wanted}{found / wanted:>9.2%}{extra:>7}{a_file:>11,.0f}{a_page}"


def figures(claims: files.Claims) -> files.Claims:
    """The claims by quote, value and unit alone."""
    found = files.Claims()
    for fields, count in claims.items():
        found[(fields[0], fields[1], fields[4])] += count
    return found


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("formats", nargs="*", metavar="format", help=", ".join(FORMATS))
    given = arguments.parse_args().formats or list(FORMATS)
    if unknown := set(given) - set(FORMATS):
        arguments.error(f"no such format: {', '.join(sorted(unknown))}")
    print(
        f"{'format':<14}{'claims':>10}{'recall':>9}{'extra':>7}{'ms a file':>11}{'ms a page':>10}"
    )
    for label in given:
        print(measure(label), flush=True)


if __name__ == "__main__":
    main()
