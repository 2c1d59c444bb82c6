"""A pair with somebody not used to the heat yet has stint limits of its own."""

from __future__ import annotations

import shutil

import pytest

from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit

HUMID = {"relative_humidity_percent": "55"}  # who is used to heat may still stay up half an hour
COOL = {"temp_air_c": "31.0"}
W5_11H = "2026-07-20T11:00"  # A3 and A4 are up from 10:45 to 11:15, A5 and A6 from 11:20 to 11:50


@pytest.fixture(scope="module")
def strained(written_case, tmp_path_factory):
    """The plan where strain limits stints, in a humid hour in which A6 is in the bucket."""
    folder = shutil.copytree(written_case, tmp_path_factory.mktemp("strained") / "plan")
    settings = folder / "inputs" / "scenario.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("use_strain: false", "use_strain: true"), encoding="utf-8")
    edit.set_cells(folder, "inputs/weather_forecast", {"time": W5_11H}, **HUMID)
    return folder


@pytest.fixture
def folder(strained, tmp_path):
    """A copy of the plan to edit."""
    return shutil.copytree(strained, tmp_path / "plan")


def acclimatised(folder, day: str) -> None:
    edit.set_cells(folder, "inputs/workers", {"worker": "A6"}, acclimatisation_day=day)
    edit.refresh(folder)


def test_the_usual_limit_is_too_long_for_a_new_worker_and_his_mate(folder):
    acclimatised(folder, "4")  # the fourth day, the last one
    (breach,) = plan_codes.breaches(folder)
    assert (breach.code, breach.workers) == ("stint_over_limit", ("A5", "A6"))
    assert breach.found == "30 min"
    assert breach.limit.endswith(" min (strain)")
    assert int(breach.limit.split()[0]) < 30


def test_who_is_used_to_the_heat_may_stay_as_long_as_others(folder):
    acclimatised(folder, "")
    assert plan_codes.breaches(folder) == ()


def test_without_strain_nobody_has_shorter_stints(folder):
    settings = folder / "inputs" / "scenario.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("use_strain: true", "use_strain: false"), encoding="utf-8")
    acclimatised(folder, "4")
    assert plan_codes.breaches(folder) == ()


def test_a_limit_written_for_others_disagrees(folder):
    hot = {"temp_air_c": "37.0", "relative_humidity_percent": "60"}
    edit.set_cells(folder, "inputs/weather_forecast", {"time": "2026-07-20T08:00"}, **hot)
    edit.set_cells(folder, "inputs/weather_forecast", {"time": W5_11H}, **COOL)
    acclimatised(folder, "4")
    assert plan_codes.breaches(folder) == ()  # the 20 minutes of W1 are within either limit
    where = {"work_order": "W1", "worker": "A6"}
    edit.set_cells(folder, "stints", where, stint_limit_minutes="30")
    assert plan_codes.codes(folder) == ["files_disagree"]
