"""Strain of the day: followed anew, held against the limits and against what the files say."""

from __future__ import annotations

import shutil

import pytest

from peakops.checks import strain
from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit


def set_rules(folder, *lines: str) -> None:
    settings = folder / "inputs" / "scenario.yaml"
    text = settings.read_text(encoding="utf-8")
    wanted = "\n  ".join(("use_strain: true", *lines))
    assert "use_strain: false" in text
    settings.write_text(text.replace("use_strain: false", wanted), encoding="utf-8")


@pytest.fixture(scope="module")
def mild(written_case, tmp_path_factory):
    """The plan with strain, in which nobody gets too hot."""
    folder = shutil.copytree(written_case, tmp_path_factory.mktemp("mild") / "plan")
    set_rules(folder)
    edit.refresh(folder)
    return folder


@pytest.fixture
def folder(mild, tmp_path):
    return shutil.copytree(mild, tmp_path / "plan")


def test_a_plan_that_tells_its_strain_is_clean(folder):
    assert plan_codes.breaches(folder) == ()


@pytest.mark.parametrize(
    ("file", "where", "values"),
    [
        ("worker_phases", {"worker": "A3", "phase": "bucket"}, {"core_peak_c": "37.00"}),
        ("worker_phases", {"worker": "A3", "phase": "bucket"}, {"core_end_c": "36.90"}),
        ("worker_phases", {"worker": "A3", "phase": "bucket"}, {"metabolic_rate_w_per_m2": "65"}),
        ("worker_phases", {"worker": "A3", "phase": "bucket"}, {"kit": ""}),
        ("worker_phases", {"worker": "A3", "phase": "setup"}, {"place": "shade"}),
        ("stints", {"worker": "A3", "work_order": "W1"}, {"predicted_core_c": "37.00"}),
        ("stints", {"worker": "A3", "work_order": "W1"}, {"core_limit_c": "38.5"}),
        ("strain", {"worker": "A3", "date": "2026-07-20"}, {"core_c": "36.90"}),
        ("strain", {"worker": "A3", "date": "2026-07-20"}, {"sweat_loss_g": "100"}),
        ("strain", {"worker": "A3", "date": "2026-07-20"}, {"worker": "A1"}),
    ],
)
def test_another_temperature_or_work_than_the_day_has_disagrees(folder, file, where, values):
    edit.set_cells(folder, file, where, **values)
    found = plan_codes.breaches(folder)
    assert {breach.code for breach in found} == {"files_disagree"}
    assert {breach.file for breach in found} == {f"{file}.csv"}


def test_who_comes_too_warm_gets_too_hot(folder):
    edit.set_cells(folder, "inputs/workers", {"worker": "A3"}, strain_start_c="39.0")
    edit.refresh(folder)
    (breach,) = plan_codes.breaches(folder)
    assert (breach.code, breach.workers, breach.work_orders) == ("strain_core", ("A3",), ())
    assert breach.limit == "38 °C"


def test_a_lower_limit_names_everybody_who_passes_it_and_where(folder):
    settings = folder / "inputs" / "scenario.yaml"
    text = settings.read_text(encoding="utf-8")
    low = text.replace("use_strain: true", "use_strain: true\n  core_limit_c: 37.2")
    settings.write_text(low, encoding="utf-8")
    edit.refresh(folder)
    hot = {
        (row["worker"], row["date"])
        for row in edit.read(folder, "worker_phases").to_dict("records")
        if row["core_peak_c"] and float(row["core_peak_c"]) > 37.205
    }
    found = list(strain.strain_core(plan_codes.written(folder)))
    named = {(breach.workers[0], str(breach.time_from.date())) for breach in found}
    assert hot
    assert hot <= named
    assert all(breach.work_orders for breach in found)


def test_water_lost_beyond_the_share_is_named(written_case, tmp_path):
    folder = shutil.copytree(written_case, tmp_path / "dry")
    set_rules(folder, "water_loss_share: 0.005")
    edit.refresh(folder)
    found = list(strain.strain_water(plan_codes.written(folder)))
    assert found
    assert {breach.limit for breach in found} == {"350 g"}
    assert all(float(breach.found.split()[0]) > 350.0 for breach in found)


def test_without_strain_nobody_is_followed(written_case, tmp_path):
    folder = shutil.copytree(written_case, tmp_path / "off")
    edit.set_cells(folder, "inputs/workers", {"worker": "A3"}, strain_start_c="39.0")
    edit.refresh(folder)
    assert plan_codes.breaches(folder) == ()


def test_a_day_that_cannot_be_followed_breaks_other_rules(folder):
    where = {"worker": "A3", "phase": "setup"}
    late = edit.read(folder, "worker_phases")
    start = late[(late["worker"] == "A3") & (late["phase"] == "setup")]["start"].iloc[0]
    edit.set_cells(folder, "worker_phases", {**where, "start": start}, end="2026-07-20T17:30+08:00")
    assert "files_disagree" in plan_codes.codes(folder)
