import re
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from peakops.reports import pdf, write_shift_plans
from peakops.reports.shift_plan import ShiftSheet, shift_sheets
from tests.peakops.reports.placed import placed_texts, right_end

A4_POINTS = (595.28, 841.89)


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("plan") / "shift-plans"
    write_shift_plans(plan, target)
    return target


def file_of(folder: Path, sheet: ShiftSheet) -> Path:
    return folder / f"{sheet.date}-{sheet.crew}.pdf"


def test_only_crews_with_work_get_a_sheet(folder) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "2026-07-20-C1.pdf",
        "2026-07-20-C2.pdf",
        "2026-07-21-C1.pdf",
        "2026-07-21-C2.pdf",
    ]


def test_file_names_are_safe_and_each_crew_has_its_own(plan, with_table, tmp_path) -> None:
    names = {"C1": "a/../b 班", "C2": "a/..:b 班"}
    tables = plan.scenario.tables
    crews, workers = (tables[name].replace(names) for name in ("crews", "workers"))
    scenario = replace(plan.scenario, tables={**tables, "crews": crews, "workers": workers})
    changed = with_table(plan, schedule=plan.tables["schedule"].replace(names))
    paths = write_shift_plans(replace(changed, scenario=scenario), tmp_path)
    assert [path.name for path in paths[:2]] == [
        "2026-07-20-a_.._b_班.pdf",
        "2026-07-20-a_.._b_班-2.pdf",
    ]
    assert len(set(paths)) == len(paths) == 4


def test_many_files_side_by_side_are_the_same_bytes_as_one_by_one(
    plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [sheet.document for sheet in shift_sheets(plan)]
    issued = plan.scenario.issued
    one_by_one = list(pdf.compile_many("shift_plan.typ", documents, issued, workers=1))
    assert list(pdf.compile_many("shift_plan.typ", documents, issued, workers=2)) == one_by_one
    monkeypatch.setattr(pdf, "ProcessPoolExecutor", Killed)
    for Killed.at_once in (True, False):
        assert list(pdf.compile_many("shift_plan.typ", documents, issued, 2)) == one_by_one


class Killed(ThreadPoolExecutor):
    """Processes that are killed: before they get work, or while they do it."""

    at_once = True

    def __init__(self, workers: int, **_: object) -> None:
        super().__init__(workers)

    def submit(self, *_: object) -> Future[Any]:
        if self.at_once:
            raise BrokenProcessPool
        return super().submit(_die)


def _die() -> None:
    raise BrokenProcessPool


def test_no_work_no_sheet(plan, with_table, tmp_path) -> None:
    empty = with_table(plan, schedule=plan.tables["schedule"].iloc[:0])
    assert write_shift_plans(empty, tmp_path / "none") == ()
    assert list((tmp_path / "none").iterdir()) == []


def test_sheets_are_a4_of_at_most_three_pages(folder) -> None:
    for path in folder.iterdir():
        pages = PdfReader(path).pages
        assert 1 <= len(pages) <= 3
        for page in pages:
            size = (float(page.mediabox.width), float(page.mediabox.height))
            assert size == pytest.approx(A4_POINTS, abs=0.1)


def test_each_sheet_names_its_own_orders_and_workers_and_nobody_elses(
    plan, folder, text_of
) -> None:
    workers = plan.scenario.tables["workers"]
    names = dict(zip(workers["worker"], workers["name"], strict=True))
    for sheet in shift_sheets(plan):
        shown = text_of(file_of(folder, sheet))
        rows = plan.tables["schedule"]
        mine = rows[(rows["date"] == sheet.date) & ((rows["crew"] == sheet.crew) | (rows["support_crew"] == sheet.crew))]  # fmt: skip
        allowed = set(mine["work_order"]) | {"WO-1001"} & set(
            mine["work_order"].replace("WO-1007", "WO-1001")
        )
        for row in plan.tables["standby"].to_dict("records"):
            if (row["crew"], str(row["date"].date())) == (sheet.crew, sheet.date):
                allowed |= {row["work_order"]} - {""}
        assert set(re.findall(r"WO-\d{4}", shown)) == allowed
        own = set(workers["worker"][workers["crew"] == sheet.crew]) | set(mine["leader"])
        for worker, name in names.items():
            if name != "王伟":
                assert (name in shown) == (worker in own), (sheet.date, sheet.crew, name)
        assert ("王伟W21" in shown) == (sheet.crew == "C2")


def test_every_time_and_stint_of_the_crew_is_on_its_sheet(plan, folder, text_of) -> None:
    for sheet in shift_sheets(plan):
        shown = text_of(file_of(folder, sheet))
        for job in sheet.document["jobs"]:
            assert f"{job['start']}–{job['end']}" in shown
            for key in ("depart", "setup_end", "bucket_end"):
                assert job[key] in shown
            for stint in job["stints"]:
                assert f"{stint['from']}–{stint['to']}" in shown
            for block in job["blocks"]:
                assert block["device"] in shown
            for step in job["switching"]:
                assert step["device"].replace(" ", "") in shown


def test_who_watches_when_stands_in_both_languages(relieved, tmp_path, text_of) -> None:
    write_shift_plans(relieved, tmp_path / "plans")
    shown = text_of(tmp_path / "plans" / "2026-07-20-C1.pdf")
    assert "现场人员轮换" in shown
    assert "Watchesinturn" in shown.replace(" ", "")
    for watch in shift_sheets(relieved)[0].document["jobs"][1]["watches"]:
        assert f"{watch['from']}–{watch['to']}" in shown


def test_the_sentence_on_agreed_times_stands_wherever_reclosing_is_blocked(folder, text_of) -> None:
    sentence = "禁止约时停用或恢复重合闸"
    assert sentence in text_of(folder / "2026-07-20-C1.pdf")
    assert "不应出现" not in text_of(folder / "2026-07-20-C1.pdf")  # the state not chosen


def test_no_text_outside_the_page(folder) -> None:
    width, height = A4_POINTS
    for path in folder.iterdir():
        placed = placed_texts(path)
        assert len(placed) > 100
        for n, x, y, size, text in placed:
            assert 20 < x < width - 20, (path.name, n, text)
            assert 15 < y < height - 20, (path.name, n, text)
            assert 4 < size < 40
            assert right_end(x, size, text) < width - 15, (path.name, n, text)


def test_long_and_odd_texts_stay_on_the_page(plan, with_order, tmp_path, text_of) -> None:
    title = '#panic("x") $a^2$ *粗* _斜_ <标> @引用 [链接] \\ 🔥 ' + "武康线" * 90
    changed = with_order(plan, "WO-1001", title=title, notes="A" * 300, pole="杆" * 80)
    path = write_shift_plans(changed, tmp_path)[0]
    shown = text_of(path)
    assert '#panic("x")$a^2$*粗*_斜_<标>@引用[链接]\\[U+1F525]武康线武康线' in shown
    assert "A" * 300 in shown
    for _, x, _, size, text in placed_texts(path):
        assert right_end(x, size, text) < A4_POINTS[0] - 15


def test_twelve_jobs_of_one_crew_fit(plan, with_table, tmp_path, text_of) -> None:
    import pandas as pd

    schedule, orders = plan.tables["schedule"], plan.scenario.tables["work_orders"]
    ids = [f"WO-20{n:02d}" for n in range(12)]
    many = pd.concat([schedule.iloc[[1]].assign(work_order=name) for name in ids])
    more = pd.concat([orders, *(orders.iloc[[1]].assign(work_order=name) for name in ids)])
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "work_orders": more})
    path = write_shift_plans(replace(with_table(plan, schedule=many), scenario=scenario), tmp_path)[
        0
    ]
    shown = text_of(path)
    assert all(name in shown for name in ids)
    assert "⑫" in shown


def test_short_jobs_on_one_feeder_are_told_apart_in_its_curve(plan, tmp_path) -> None:
    sheet = shift_sheets(plan)[0]
    labels = "甲乙丙丁戊己庚辛壬癸"
    jobs = [{"from": 345 + 15 * n, "to": 357 + 15 * n, "label": c} for n, c in enumerate(labels)]
    feeder = {**sheet.document["feeders"][0], "jobs": jobs}
    path = tmp_path / "short.pdf"
    document = {**sheet.document, "feeders": [feeder]}
    path.write_bytes(pdf.compile_pdf("shift_plan.typ", document, plan.scenario.issued))
    places = [(x, y) for _, x, y, size, text in placed_texts(path) if text in labels and size < 8]
    assert len(places) == len(labels)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) > 7.5 or abs(y - other_y) > 7.5


def test_lunch_fits_into_its_bar(plan, tmp_path) -> None:
    write_shift_plans(plan, tmp_path, "en")
    axis_pt = (188 - 27) * 72 / 25.4
    placed = placed_texts(tmp_path / "2026-07-20-C2.pdf")
    sizes = [size for _, _, _, size, text in placed if text == "lunch" and size < 6.5]
    assert sizes
    for size in sizes:
        assert right_end(0, size, "lunch") < axis_pt * 30 / 840  # half an hour of fourteen


def test_fonts_are_embedded_and_vendored(folder) -> None:
    for path in folder.iterdir():
        for page in PdfReader(path).pages:
            for font in page["/Resources"]["/Font"].values():
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                assert "NotoSansSC" in descendant["/BaseFont"]
                assert "/FontFile2" in descendant["/FontDescriptor"]


def test_same_plan_same_bytes(plan, folder, tmp_path) -> None:
    pdf._compiler.cache_clear()
    for path in write_shift_plans(plan, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_files_carry_the_plans_time_and_archive_mark(plan, folder) -> None:
    reader = PdfReader(folder / "2026-07-20-C1.pdf")
    assert reader.metadata.creation_date == plan.scenario.issued
    assert reader.metadata.title == "带电作业班组日计划 带电作业一班 2026-07-20"
    assert b"<pdfaid:part>2</pdfaid:part>" in reader.xmp_metadata.stream.get_data()


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("zh", "工作负责人", "Leader"), ("en", "Leader", "工作负责人")],
)
def test_one_language(plan, tmp_path, text_of, language: str, there: str, absent: str) -> None:
    shown = text_of(write_shift_plans(plan, tmp_path, language)[0])
    assert there in shown
    assert absent not in shown
    assert "沈镕喆" in shown
    assert "禁止约时停用或恢复重合闸" in shown  # quoted in every language


def test_a_template_must_give_one_file(plan, monkeypatch) -> None:
    class Broken:
        def compile(self, **_: object) -> None:
            return None

    monkeypatch.setattr(pdf, "_compiler", Broken)
    with pytest.raises(TypeError, match=r"shift_plan\.typ: typst gave NoneType"):
        pdf.compile_pdf("shift_plan.typ", {}, plan.scenario.issued)
    with pytest.raises(TypeError, match="no picture"):
        pdf.compile_png("crews_picture.typ", {})
