"""What a shift plan keeps together where a page ends."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from peakops.reports.pdf import compile_pdf
from peakops.reports.shift_plan import shift_sheets

ISSUED = pd.Timestamp("2026-07-19 15:00", tz="Asia/Shanghai")


def pages_of(document: dict[str, Any]) -> list[str]:
    """Text of each page."""
    written = compile_pdf("shift_plan.typ", document, ISSUED)
    return [page.extract_text() for page in PdfReader(io.BytesIO(written)).pages]


@pytest.fixture
def document(plan) -> dict[str, Any]:
    return deepcopy(shift_sheets(plan, "zh")[0].document)


@pytest.mark.parametrize("more", range(0, 40, 8))
def test_no_page_has_the_signatures_alone(document, more: int) -> None:
    document["alerts"] += [["高温", ""]] * more
    last = pages_of(document)[-1]
    assert "签字确认" in last
    assert "工器具检查" in last


def test_steps_on_another_page_keep_the_name_of_the_job_and_their_dangers(document) -> None:
    kind = document["steps"][0]
    group = kind["groups"][0] | {"hazard": "雷电", "steps": kind["groups"][0]["steps"][:1] * 150}
    kind["groups"] = [group]
    document["steps"] = [kind | {"name": ["接引线", ""]}]
    pages = [page for page in pages_of(document) if "撤离分钟" in page]
    assert len(pages) >= 2
    assert all("接引线" in page and "雷电" in page for page in pages)


def test_the_dangers_of_a_phase_do_not_stand_alone_at_the_foot(document) -> None:
    kind = document["steps"][0]
    first, last = kind["groups"][0], kind["groups"][-1] | {"hazard": "高空坠物"}
    step = last["steps"][0] | {"text": ["清点工器具完毕", ""]}
    for count in range(40, 60, 2):
        steps = first["steps"][:1] * count
        kind["groups"] = [first | {"steps": steps}, last | {"steps": [step]}]
        document["steps"] = [kind]
        pages = pages_of(document)
        assert all(("高空坠物" in page) == ("清点工器具完毕" in page) for page in pages)


def test_figures_on_another_page_say_again_what_their_lines_mean(document) -> None:
    document["feeders"] = document["feeders"][:1] * 30
    pages = [page for page in pages_of(document) if "峰值" in page]
    assert len(pages) >= 2
    assert all("线路负荷预测" in page and "中值 P50" in page for page in pages)


def test_a_number_keeps_its_unit_at_the_end_of_a_line(document) -> None:
    document["alerts"] = [["长" * letters + "28 °C。", ""] for letters in range(20, 36)]
    text = "".join(pages_of(document))
    assert text.count("28 °C。") == len(document["alerts"])
