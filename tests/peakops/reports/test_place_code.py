import re

import pytest
import segno
from pypdf import PdfReader

from peakops.reports.pdf import compile_pdf
from peakops.reports.place_code import geo_uri, place_code
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import shift_document


def drawn(code: dict) -> list[list[int]]:
    """Modules of a code as its path draws them."""
    modules = [[0] * code["size"] for _ in range(code["size"])]
    for run in code["path"].split("M")[1:]:
        found = re.fullmatch(r"(\d+) (\d+)h(\d+)v1h-\3z ?", run)
        assert found, run
        x, y, length = map(int, found.groups())
        modules[y][x : x + length] = [1] * length
    return modules


@pytest.mark.parametrize("place", [(30.542, 119.98), (-33.86785, -151.20732), (0.0, 0.0)])
def test_the_runs_draw_the_code_of_the_place(place) -> None:
    code = place_code(place)
    wanted = segno.make(geo_uri(*place), error="m", micro=False)
    assert drawn(code) == [list(row) for row in wanted.matrix]
    assert code["text"] == geo_uri(*place)


def test_five_decimals_are_a_metre() -> None:
    assert geo_uri(30.542, 119.98) == "geo:30.54200,119.98000"
    assert geo_uri(-0.5, 1e-7) == "geo:-0.50000,0.00000"


def test_no_place_no_code(plan, with_order) -> None:
    assert place_code(None) == {}
    nowhere = with_order(plan, "WO-1001", bus=99)
    codes = [job["place_code"] for job in document_of(nowhere)["jobs"]]
    assert [code.get("text") for code in codes] == [None, "geo:30.55000,120.00000"]


def document_of(plan, language: str = "both") -> dict:
    return shift_document(Source(plan=plan, language=language), "C1", "2026-07-20")


def first_sheet(plan, folder, language: str = "both"):
    path = folder / "sheet.pdf"
    document = document_of(plan, language)
    path.write_bytes(compile_pdf("shift_plan.typ", document, plan.scenario.issued))
    return path


def alternatives(path) -> list[str]:
    """Texts that stand for pictures in a PDF, for those who listen to it."""
    found = []

    def walk(node) -> None:
        if "/Alt" in node:
            found.append(str(node["/Alt"]))
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if hasattr(kid, "keys"):
                walk(kid)

    walk(PdfReader(path).trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize(("language", "name"), [("zh", "作业地点坐标二维码"), ("en", "QR code")])
def test_the_code_is_on_the_job_card_with_a_text_for_it(plan, tmp_path, language, name) -> None:
    path = first_sheet(plan, tmp_path, language)
    told = [text for text in alternatives(path) if "geo:" in text]
    assert len(told) == 2
    assert name in told[0]
    assert told[0].endswith("geo:30.54200,119.98000")


def test_a_card_without_a_place_has_no_code(plan, with_order, tmp_path, text_of) -> None:
    nowhere = with_order(with_order(plan, "WO-1001", bus=99), "WO-1007", bus=99)
    path = first_sheet(nowhere, tmp_path)
    assert not [text for text in alternatives(path) if "geo:" in text]
    assert "WO-1001" in text_of(path)
