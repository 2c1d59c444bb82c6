"""The table by which a leader measures: as strict as the plan, stricter the hotter it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from peakops.plan import Plan
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import shift_sheets
from peakops.reports.stint_guide import (
    HUMIDITIES_PERCENT,
    TEMPS_C,
    Air,
    air_of,
    guide_minutes,
    stint_guide,
)
from weather import HeatRules, Kit, stint_limits

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
SUN = Air(sun_excess_k=20.0, wind_m_per_s=2.0)
RULES = HeatRules()


def minutes(air: Air = SUN, *, acclimatised: bool = True) -> np.ndarray:
    return guide_minutes(air, 165.0, CAPE, RULES, acclimatised=acclimatised)


def test_hotter_moister_and_sunnier_is_never_longer() -> None:
    found = minutes()
    assert found.shape == (len(HUMIDITIES_PERCENT), len(TEMPS_C))
    assert (np.diff(found, axis=0) <= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()
    assert found.min() < found.max() <= RULES.rotation_minutes
    assert (minutes(Air(sun_excess_k=30.0, wind_m_per_s=0.5)) <= found).all()
    assert (minutes(acclimatised=False) <= found).all()


def test_a_cell_is_the_plans_own_limit_for_such_an_hour() -> None:
    hour = pd.DataFrame(
        {
            "time": pd.date_range("2026-07-20T10:00", periods=1, freq="h", tz="Asia/Shanghai"),
            "temp_air_c": 36.0,
            "relative_humidity_percent": 60.0,
            "wind_m_per_s": 2.0,
            "radiant_temp_c": 56.0,
        }
    )
    limit = stint_limits(hour, 165.0, CAPE, RULES)["minutes"].iloc[0]
    cell = minutes()[HUMIDITIES_PERCENT.index(60.0), TEMPS_C.index(36.0)]
    assert cell == limit


def test_sun_and_wind_are_those_of_the_hours_in_the_bucket(plan: Plan) -> None:
    source = Source(plan=plan)
    slots = source.slot_weather[""]
    evening = [row for row in source.schedule if row["work_order"] == "WO-1012"]
    found = air_of(slots, evening, RULES)
    begun = evening[0]["setup_end"].floor("15min")
    inside = slots[(slots["time"] >= begun) & (slots["time"] < evening[0]["bucket_end"])]
    excess_k = (inside["radiant_temp_c"] - inside["temp_air_c"]).max()
    assert found.sun_excess_k == pytest.approx(excess_k, abs=0.05)
    assert found.wind_m_per_s == RULES.strain_wind_m_per_s / RULES.bucket_wind_share
    all_day = air_of(slots, source.schedule[:4], RULES)
    assert all_day.sun_excess_k > found.sun_excess_k


def test_where_work_stops_the_cell_is_empty(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(plan=plan)
    monkeypatch.setattr(Source, "rules", HeatRules(humidity_max_percent=70.0))
    guide = stint_guide(source, "2026-07-20", "", source.schedule[:1], ["W13"])
    assert guide["rows"][-1]["cells"] == [""] * len(TEMPS_C)
    assert all(guide["rows"][-2]["cells"])
    assert guide["stop"] == "≥ 40 °C, > 70 %"


def test_the_sheet_of_each_crew_has_its_own(plan: Plan) -> None:
    for sheet in shift_sheets(plan):
        guide = sheet.document["stint_guide"]
        assert [row["rh"] for row in guide["rows"]] == [f"≤ {rh:g}" for rh in HUMIDITIES_PERCENT]
        assert "m/s" in guide["note"][0]
