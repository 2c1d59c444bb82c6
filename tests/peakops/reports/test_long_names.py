"""Pages of a plan whose crews, people, feeders, devices and orders have very long names."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from peakops.plan import Plan
from peakops.reports import pdf
from peakops.reports.dispatch import dispatch_document
from peakops.reports.overview import overview_document
from peakops.reports.shift_plan import shift_sheets
from tests.peakops.reports.placed import placed_texts, right_end

LONG = {
    "F101": "德清经济开发区武康南片工业园区双回Ⅱ专线",
    "F102": "莫干山国际旅游度假区民宿集聚区环网Ⅲ线",
    "带电作业一班": "浙江省湖州市德清县武康街道供电所配网不停电作业中心带电作业一班",
    "沈镕喆": "阿卜杜热合曼·买买提艾力",
    "武康变": "110kV武康高新智能制造园区变电站",
    "武康112/": "德清经济开发区武康南片工业园区双回Ⅱ专线112/",
    "WO-10": "DQ-GD-2026-07-DDZY-0000",
    "带2026-0720-01": "德清供电-配带-2026年07月-第0000027号（含附页3张）",
}
ISSUED = pd.Timestamp("2026-07-19 15:00", tz="Asia/Shanghai")


def renamed(value: Any) -> Any:
    """The same document, its names long."""
    if isinstance(value, str):
        return reduce(lambda text, name: text.replace(name, LONG[name]), LONG, value)
    if isinstance(value, dict):
        return {key: renamed(item) for key, item in value.items()}
    return [renamed(item) for item in value] if isinstance(value, list) else value


def pages_of(template: str, document: dict[str, Any], path: Path) -> list[str]:
    """Text of each page."""
    path.write_bytes(pdf.compile_pdf(template, document, ISSUED))
    return [page.extract_text() for page in PdfReader(path).pages]


@pytest.fixture
def documents(plan: Plan) -> dict[str, dict[str, Any]]:
    return {
        "shift_plan.typ": shift_sheets(plan)[0].document,
        "overview.typ": overview_document(plan),
        "dispatch.typ": dispatch_document(plan),
    }


@pytest.mark.parametrize(
    ("template", "more"), [("shift_plan.typ", 1), ("overview.typ", 1), ("dispatch.typ", 2)]
)
def test_long_names_squeeze_no_column(
    documents: dict[str, dict[str, Any]], tmp_path: Path, template: str, more: int
) -> None:
    short = pages_of(template, documents[template], tmp_path / "short.pdf")
    long = pages_of(template, renamed(documents[template]), tmp_path / "long.pdf")
    assert len(long) <= len(short) + more
    for page in long:
        # A squeezed column has one or two letters in each line.
        tiny = [line for line in page.splitlines() if len(line.strip()) == 1 and line > "一"]
        assert len(tiny) < 10, tiny


MOVED = {
    "id": "WO-1001",
    "title": "10kVF101带电断引线",
    "change": ["时间、人员", "time, people"],
    "before": ["07-20 07:15–10:20 沈镕喆、沈镕喆、沈镕喆"] * 2,
    "after": ["07-20 08:00–11:05 带电作业一班 沈镕喆、沈镕喆"] * 2,
    "reason": ["最热三小时禁止室外作业、班组任务重叠", "hottest three hours closed"],
    "because": "WO-1012",
    "emergency": False,
}


def test_what_changed_stays_readable_for_long_names(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    sheet, log = documents["shift_plan.typ"], documents["dispatch.typ"]
    sheet["changes"] = {**sheet["changes"], "rows": [MOVED] * 4}
    log["changes"] = {"at": "2026-07-20 06:30", "of": "2026-07-19 15:00", "rows": [MOVED] * 4}
    for template, document in (("shift_plan.typ", sheet), ("dispatch.typ", log)):
        first = pages_of(template, renamed(document), tmp_path / "changed.pdf")[0]
        assert first.count("最热三小时禁止室外") >= 4


def test_long_telephone_numbers_leave_room_for_names(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    sheet = documents["shift_plan.typ"]
    name, phone = (
        "阿卜杜热合曼·买买提艾力（工作票签发人）",
        "0572-555-0110转8012 / +86 138 0000 0110",
    )
    person = {"name": name, "phone": phone, "note": "", "place": ""}
    sheet["contacts"] = [{**sheet["contacts"][0], "people": [person]}]
    pages = pages_of("shift_plan.typ", sheet, tmp_path / "contacts.pdf")
    lines = "\n".join(pages).split(sheet["contacts"][0]["role"][0])[-1].splitlines()
    assert any(name[:8] in line for line in lines)


def test_whoever_has_a_long_name_has_room_to_sign(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "signatures.pdf"
    sheet = renamed(documents["shift_plan.typ"])
    pages_of("shift_plan.typ", sheet, path)
    placed = placed_texts(path)
    last = max(page for page, *_ in placed)
    signed = [
        y for page, _, y, size, text in placed if page == last and text == "时间" and size < 7
    ]
    names = [y for page, _, y, size, _ in placed if page == last and size == 9]
    assert min(signed) == max(signed)
    assert min(y for y in names if y > signed[0]) > signed[0] + 12


def test_a_long_note_stays_inside_its_card(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    overview = documents["overview.typ"]
    note = "热点 116.9 °C · 110kV洛舍钢琴小镇户内智能变电站2号主变（夏季临时增容）末"
    overview["summary"] = [{**card, "note": note} for card in overview["summary"]]
    path = tmp_path / "cards.pdf"
    pages_of("overview.typ", overview, path)
    placed = placed_texts(path)
    heading = max(y for page, _, y, _, text in placed if page == 0 and text == "线路与作业地点")
    notes = [y for page, _, y, size, _ in placed if page == 0 and size == 6.5 and y > heading]
    assert len(notes) >= 4 * len(overview["summary"])
    assert min(notes) > heading + 12


def test_each_part_of_a_job_names_it_as_its_card_may_go_over_pages(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    document = documents["shift_plan.typ"]
    text = "".join("".join(pages_of("shift_plan.typ", document, tmp_path / "sheet.pdf")).split())
    for job in document["jobs"]:
        assert f"{job['label']}{job['id']}进斗轮换" in text
        assert f"{job['label']}{job['id']}停用重合闸" in text or not job["blocks"]


FOREIGN = "John Christopher Featherstonehaugh"


def test_a_foreign_name_stays_in_its_column(plan: Plan, tmp_path: Path) -> None:
    overview = overview_document(plan, "en")
    for day in overview["days"]:
        for ranked in day["strain"].values():
            ranked[:] = [row | {"name": FOREIGN, "crew": "长" * 30} for row in ranked]
    path = tmp_path / "foreign.pdf"
    pages_of("overview.typ", overview, path)
    placed = [text for text in placed_texts(path) if text[0] == 1]
    names = [text for text in placed if "Featherstonehaugh" in text[4]]
    crews = [x for _, x, _, _, text in placed if text.startswith("长长长")]
    assert len(names) == 6
    for _, x, _, size, text in names:
        assert right_end(x, size, text) <= min(crew for crew in crews if crew > x)


def test_long_names_of_a_pair_share_no_line(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    sheet = documents["shift_plan.typ"]
    for stint in (stint for job in sheet["jobs"] for stint in job["stints"]):
        stint["names"] = ["迪丽达尔·吐尔逊阿依", FOREIGN]
    path = tmp_path / "pair.pdf"
    pages_of("shift_plan.typ", sheet, path)
    foreign = [x for _, x, _, _, text in placed_texts(path) if text.startswith("John")]
    local = [x for _, x, _, _, text in placed_texts(path) if text.startswith("迪丽达尔")]
    assert len(foreign) == sum(len(job["stints"]) for job in sheet["jobs"])
    assert foreign == pytest.approx(local)


@pytest.mark.parametrize("template", ["shift_plan.typ", "overview.typ", "dispatch.typ"])
def test_the_foot_of_a_page_is_one_line(
    documents: dict[str, dict[str, Any]], tmp_path: Path, template: str
) -> None:
    document = renamed(documents[template])
    document["utility"] = (
        "国网浙江省电力有限公司湖州供电公司德清县供电公司配电网不停电作业中心（迎峰度夏临时指挥部）"
    )
    path = tmp_path / "foot.pdf"
    pages_of(template, document, path)
    feet = [y for page, _, y, size, _ in placed_texts(path) if page == 0 and size == 7 and y < 34]
    assert len(feet) >= 3
    assert max(feet) - min(feet) < 0.5


def test_the_peak_of_a_feeder_is_not_torn(
    documents: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    sheet = documents["shift_plan.typ"]
    for letters in range(15, 30):
        sheet["feeders"] = [
            feeder | {"name": "长" * letters, "peak": "6.80 MW 19:00 (90 %)"}
            for feeder in sheet["feeders"]
        ]
        text = "".join(pages_of("shift_plan.typ", sheet, tmp_path / "peak.pdf"))
        assert text.count("6.80 MW 19:00 (90 %)") == len(sheet["feeders"])
