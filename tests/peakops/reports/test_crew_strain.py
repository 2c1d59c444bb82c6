from dataclasses import replace
from itertools import pairwise

import pytest

from peakops.reports.crew_strain import CUP_ML, LABEL_SHARE, crew_strain, drinking, spread
from peakops.reports.pdf import write_shift_plans
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import shift_sheets

NUMBERS = {"WO-1001": "①", "WO-1007": "②"}


@pytest.fixture(scope="module")
def strain(plan) -> dict:
    return crew_strain(Source(plan=plan), "C1", "2026-07-20", NUMBERS)


def test_a_row_per_worker_as_the_tables_have_it(plan, strain) -> None:
    assert [(p["mark"], p["name"]) for p in strain["people"]] == [
        ("a", "沈镕喆"), ("b", "陆堃"), ("c", "钱昇"), ("d", "费珺"), ("e", "姚祎"), ("f", "章建国"),
    ]  # fmt: skip
    table = plan.tables["carry_over"]
    own = table[(table["worker"] == "W13") & (table["date"] == "2026-07-20")].iloc[0]
    third = strain["people"][2]
    assert third["outdoors"] == str(own["outdoor_minutes"])
    assert third["bucket"] == str(own["bucket_minutes"])
    assert third["peak"] == f"{own['core_peak_c']:.2f}"
    assert third["water"] == f"{own['sweat_loss_g'] / 1000:.1f}"


def test_the_highest_temperature_comes_with_its_time(plan, strain) -> None:
    table = plan.tables["strain"]
    mine = table[(table["worker"] == "W13") & (table["date"] == "2026-07-20")]
    when = mine.loc[mine["core_c"].idxmax(), "time"]
    assert strain["people"][2]["peak_at"] == f"{when:%H:%M}"


def test_workers_of_the_same_course_share_a_line(strain) -> None:
    assert [line["mark"] for line in strain["lines"]] == ["a b", "c d", "e f"]
    kinds = [{bar["kind"] for bar in line["bars"]} for line in strain["lines"]]
    assert kinds[0] == {"setup", "watch", "teardown"}
    assert kinds[1] == {"setup", "bucket"}


def test_a_line_has_every_step_and_its_peak(plan, strain) -> None:
    table = plan.tables["strain"]
    mine = table[(table["worker"] == "W13") & (table["date"] == "2026-07-20")]
    line = strain["lines"][1]
    assert len(line["points"]) == len(mine)
    assert line["peak"]["core"] == max(point["core"] for point in line["points"])


def test_the_axis_widens_only_for_values_beyond_it(plan, with_table) -> None:
    def axis(offset: float) -> tuple[float, float]:
        table = plan.tables["strain"]
        changed = table.assign(core_c=(table["core_c"] - 37) / 10 + 37 + offset)
        document = crew_strain(
            Source(plan=with_table(plan, strain=changed)), "C1", "2026-07-20", NUMBERS
        )
        return document["low"], document["high"]

    assert axis(0) == (36.5, 38.2)
    assert axis(-1.2)[0] == 35.5
    assert axis(1.5)[1] > 38.5


@pytest.mark.parametrize(
    ("lost_g", "minutes", "cups", "every"),
    [
        (2500.0, 500, "10", "50 min"),
        (2501.0, 500, "11", "45 min"),  # a cup more, a little more often
        (100.0, 480, "1", "480 min"),
        (3000.0, 60, "6", "10 min"),  # never more than 1.5 l an hour
    ],
)
def test_the_loss_is_drunk_in_cups(lost_g: float, minutes: int, cups: str, every: str) -> None:
    assert drinking(lost_g, minutes) == {"cups": cups, "every": every}
    assert 60 / int(every.split()[0]) * CUP_ML <= 1500


def test_labels_keep_apart_and_in_order() -> None:
    found = spread([37.0, 37.01, 36.5], 36.5, 38.5)
    assert found[0] == 37.0
    assert found[1] == pytest.approx(37.0 + 2 * LABEL_SHARE)
    assert found[2] == 36.5


def test_labels_of_high_values_stay_beside_the_figure() -> None:
    found = spread([38.3, 38.31, 38.32], 36.5, 38.5)
    assert found == pytest.approx([38.5 - 4 * LABEL_SHARE, 38.5 - 2 * LABEL_SHARE, 38.5])


def test_labels_are_a_letter_apart_where_the_axis_is_wide(strain) -> None:
    axis_pt, letter_pt = 68, 8  # as strain.typ draws them
    assert LABEL_SHARE * axis_pt >= letter_pt
    places = sorted(line["label_c"] for line in strain["lines"])
    scale_pt = axis_pt / (strain["high"] - strain["low"])
    assert all((upper - lower) * scale_pt >= letter_pt for lower, upper in pairwise(places))


def test_the_shade_is_named_where_the_rule_asks_for_it(plan, strain) -> None:
    shade = "监护及待命人员站在遮阳伞或车辆阴影处。"
    assert shade in [note[0] for note in strain["notes"]]
    sun = replace(plan, scenario=replace(plan.scenario, heat={"watch_place": "sun"}))
    notes = crew_strain(Source(plan=sun), "C1", "2026-07-20", NUMBERS)["notes"]
    assert shade not in [note[0] for note in notes]
    assert any("ISO 7933 excludes" in note[1] for note in notes)


def test_the_sheet_prints_it_in_three_pages_as_before(plan, tmp_path, text_of) -> None:
    from pypdf import PdfReader

    path = write_shift_plans(plan, tmp_path)[0]
    shown = text_of(path)
    for part in ("全天预测热应激", "rectaltemp.", "37.5", "每隔一杯", "遮阳伞"):
        assert part in shown
    assert len(PdfReader(path).pages) == 3


def test_every_sheet_has_its_strain(plan) -> None:
    assert all(sheet.document["strain"]["people"] for sheet in shift_sheets(plan))
