"""The PDF files against what PDF/A-2b (ISO 19005-2) asks of a file, as far as pypdf can tell.

No validator of the whole standard is among the tests: typst claims the standard, and these tests
look at its main demands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from peakops.reports import write_dispatch, write_overview, write_shift_plans

FORBIDDEN_ACTIONS = {
    "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide",
    "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView", "/GoToR", "/GoToE", "/SubmitForm",
}  # fmt: skip
STANDARD_14 = ("Helvetica", "Times", "Courier", "Symbol", "ZapfDingbats")


@pytest.fixture(scope="module")
def files(plan, tmp_path_factory) -> dict[str, PdfReader]:
    folder = tmp_path_factory.mktemp("archive")
    paths = [
        write_shift_plans(plan, folder)[0],
        write_overview(plan, folder / "overview.pdf"),
        write_dispatch(plan, folder / "dispatch.pdf"),
    ]
    return {path.name: PdfReader(path) for path in paths}


@pytest.fixture(params=["2026-07-20-C1.pdf", "overview.pdf", "dispatch.pdf"])
def pdf(files, request) -> PdfReader:
    return files[request.param]


def objects(pdf: PdfReader) -> Iterator[Any]:
    """Every object of a file, and all inside it."""
    for number in sorted({n for table in (pdf.xref[0], pdf.xref_objStm) for n in table}):
        yield from inside(pdf.get_object(IndirectObject(number, 0, pdf)))


def inside(item: Any) -> Iterator[Any]:
    """An object and its direct parts; references are visited as objects of their own."""
    yield item
    parts: Any = ()
    if isinstance(item, DictionaryObject):
        parts = [item.raw_get(key) for key in item]
    elif isinstance(item, ArrayObject):
        parts = list(item)
    for part in parts:
        if not isinstance(part, IndirectObject):
            yield from inside(part)


def dictionaries(pdf: PdfReader) -> list[DictionaryObject]:
    return [item for item in objects(pdf) if isinstance(item, DictionaryObject)]


def test_it_says_what_it_is(pdf) -> None:
    assert pdf.xmp_metadata is not None
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", xmp)
    assert re.search(r"<pdfaid:conformance>B</pdfaid:conformance>", xmp)
    assert pdf.pdf_header <= "%PDF-1.7"
    assert pdf.metadata.title in xmp  # the same in both places
    assert pdf.trailer["/ID"]


def test_colours_have_their_profile(pdf) -> None:
    (intent,) = (item.get_object() for item in pdf.root_object["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    data = profile.get_data()
    assert data[36:40] == b"acsp"  # an ICC profile
    assert profile["/N"] == {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}[data[16:20]]


def test_every_font_is_inside_and_says_what_its_glyphs_mean(pdf) -> None:
    fonts = [item for item in dictionaries(pdf) if item.get("/Type") == "/Font"]
    assert fonts
    for font in fonts:
        assert not str(font["/BaseFont"]).lstrip("/").startswith(STANDARD_14)
        if font["/Subtype"] == "/Type0":
            assert font["/ToUnicode"].get_object().get_data()
            continue
        descriptor = font["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
        assert font["/Subtype"] != "/CIDFontType2" or font["/CIDToGIDMap"]


def test_nothing_is_locked_run_or_fetched(pdf) -> None:
    assert not pdf.is_encrypted
    assert "/Names" not in pdf.root_object or not {
        "/JavaScript", "/EmbeddedFiles"} & set(pdf.root_object["/Names"].get_object())  # fmt: skip
    for item in dictionaries(pdf):
        assert item.get("/S") not in FORBIDDEN_ACTIONS
        assert not {"/AA", "/OpenAction", "/EF", "/OPI", "/Alternates"} & set(item)
        assert "/URI" not in item
        if item.get("/Filter") is not None:
            assert "/LZWDecode" not in str(item["/Filter"])
            assert not {"/F", "/FFilter", "/FDecodeParms"} & set(item)  # no stream elsewhere
        if item.get("/Subtype") == "/Image":
            assert not item.get("/Interpolate", False)


def test_readers_that_speak_find_language_and_structure(pdf) -> None:
    """More than PDF/A-2b asks for: tags, so that the text has an order and a language."""
    root = pdf.root_object
    assert str(root["/Lang"]).startswith("zh")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"].get_object()["/K"]


def han() -> list[str]:
    """Every Chinese character that the sheets can draw: GB 2312 and 通用规范汉字表."""
    from peakops.reports.glyphs import drawable

    return sorted(c for c in drawable() if "\u4e00" <= c <= "\u9fff" or ord(c) >= 0x20000)


@pytest.mark.parametrize("writer", [write_overview, write_dispatch, write_shift_plans])
def test_every_character_of_a_name_is_drawn_and_found(
    plan, with_order, tmp_path: Path, text_of, writer
) -> None:
    wanted = han()
    assert len(wanted) >= 8105
    placed = list(plan.tables["schedule"]["work_order"])[:3]
    share = -(-len(wanted) // len(placed))
    for n, order in enumerate(placed):
        plan = with_order(plan, order, title="".join(wanted[n * share : (n + 1) * share]))
    written = writer(plan, tmp_path / "out")
    paths = [written] if isinstance(written, Path) else list(written)
    assert set(wanted) <= set("".join(text_of(path) for path in paths))
