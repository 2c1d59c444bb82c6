"""The weather of a heatwave's members, and days beyond the plan."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakops.errors import InputFaults, UsageError
from peakops.heatwave_member import Shared
from peakops.heatwave_spec import Member
from peakops.heatwave_weather import Recipe, longer_scenario, member_scenario, read_measured
from peakops.validate import read_inputs

from .heatwave_case import RECIPE


def test_a_member_hotter_by_a_degree_is_the_derived_scenario(
    heatwave_shared: Shared, tiny: Path, tmp_path: Path
) -> None:
    derived = tmp_path / "derived"
    derived.mkdir()
    text = "base: ../tiny\nheatwave:\n  shift_c: 1.0\n  days: 1\n  humidity: hold_rh\n"
    (derived / "scenario.yaml").write_text(text, encoding="utf-8")
    wanted, _ = read_inputs(derived)
    found = member_scenario(heatwave_shared.scenario, Member(kind="shift", shift_c=1.0), RECIPE)
    for name in ("weather_forecast", "weather_daily"):
        pd.testing.assert_frame_equal(found.tables[name], wanted.tables[name])


@pytest.mark.parametrize(
    ("member", "maxima"),
    [
        (Member(kind="hot_days", shift_c=2.0, days=1), [39.0, 36.0]),
        (Member(kind="hot_days", shift_c=2.0, days=9), [39.0, 38.0]),
        (Member(kind="warm_nights", shift_c=2.0, days=2), [37.0, 36.0]),
    ],
)
def test_the_official_maximum_follows_the_heatwave(
    heatwave_shared: Shared, member: Member, maxima: list[float]
) -> None:
    found = member_scenario(heatwave_shared.scenario, member, RECIPE).tables
    daily = found["weather_daily"].drop_duplicates("date", keep="last")
    assert daily["tmax_official_c"].tolist()[-2:] == maxima
    assert len(found["weather_forecast"]) == len(
        heatwave_shared.scenario.tables["weather_forecast"]
    )


def test_a_measured_heatwave_lies_over_the_plan(heatwave_shared: Shared, tmp_path: Path) -> None:
    history = pd.read_csv(heatwave_shared.scenario.paths["weather_history"])
    history["temp_air_c"] += 4.0
    path = tmp_path / "hangzhou.csv"
    history.to_csv(path, index=False)
    measured = read_measured(path, heatwave_shared.scenario, 2)
    recipe = Recipe(humidity="hold_rh", seed=7, measured=measured)
    found = member_scenario(heatwave_shared.scenario, Member(kind="measured", days=2), recipe)
    daily = found.tables["weather_daily"].drop_duplicates("date", keep="last")
    assert daily["tmax_official_c"].tolist()[-2:] == [41.0, 40.0]
    with pytest.raises(ValueError, match="without its measured weather"):
        member_scenario(heatwave_shared.scenario, Member(kind="measured", days=2), RECIPE)
    with pytest.raises(InputFaults, match="90 whole day"):
        read_measured(path, heatwave_shared.scenario, 90)
    history.assign(station=["A", "B"] * (len(history) // 2)).to_csv(path, index=False)
    with pytest.raises(InputFaults, match="one station"):
        read_measured(path, heatwave_shared.scenario, 2)
    path.write_text("time\n", encoding="utf-8")
    with pytest.raises(InputFaults):
        read_measured(path, heatwave_shared.scenario, 2)
    with pytest.raises(UsageError, match="No such file"):
        read_measured(tmp_path / "none.csv", heatwave_shared.scenario, 2)


def test_days_beyond_the_plan_repeat_its_hottest_and_leave_the_plan(
    heatwave_shared: Shared, heatwave_members: pd.DataFrame
) -> None:
    longer = longer_scenario(heatwave_shared.scenario, 4)
    assert longer.days == 4
    assert longer_scenario(heatwave_shared.scenario, 2) is heatwave_shared.scenario
    short, long = heatwave_members.loc["shift+0.0-d1"], heatwave_members.loc["shift+0.0-d3"]
    assert short["orders_done"] == long["orders_done"]
    assert short["priority_weight"] == long["priority_weight"]
