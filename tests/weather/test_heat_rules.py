from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.heat_rules import exposure_minutes, stint_limits, watch_limits
from weather.rule_set import HeatRules
from weather.strain import strain_minutes
from weather.strain_model import Kit

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = Kit(clo=0.5, im=0.38, cav_c=0.0)
Table = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def case(reference: Path) -> dict[str, Any]:
    return json.loads((reference / "heat_exposure_table" / "case.json").read_text("utf-8"))


@pytest.mark.parametrize(("number", "work"), [*enumerate(["light", "medium", "heavy"])])
def test_every_cell_is_closed_at_its_upper_end(
    case: dict[str, Any], number: int, work: str
) -> None:
    rate = case["metabolic_rate_w_per_m2"][work]
    wanted = [row[number] for row in case["minutes"]]
    lowest = np.array([low for low, _ in case["columns_c"]]) + 0.1
    highest = np.array([high for _, high in case["columns_c"]], dtype=float)
    highest[-1] = 43.9  # from 44 °C there is no continuous exposure
    assert exposure_minutes(lowest, 60.0, rate).tolist() == wanted
    assert exposure_minutes(highest, 60.0, rate).tolist() == wanted


def test_cool_air_has_the_first_column() -> None:
    assert exposure_minutes([10.0, 30.0], 75.0, 165.0).tolist() == [70, 70]


def test_no_exposure_from_44_degrees() -> None:
    assert exposure_minutes([43.9, 44.0, 50.0], 50.0, 100.0).tolist() == [20, 0, 0]


@pytest.mark.parametrize(
    ("rh", "minutes"),
    [(75.0, 70), (75.1, 60), (85.0, 60), (85.1, 50), (95.0, 50), (95.1, 40), (100.0, 40)],
)
def test_humidity_moves_a_column_per_begun_step(rh: float, minutes: int) -> None:
    assert exposure_minutes(31.0, rh, 165.0) == minutes


def test_humid_cool_air_starts_one_column_earlier() -> None:
    assert exposure_minutes([29.0, 29.0, 29.0], [80.0, 90.0, 100.0], 165.0).tolist() == [70, 60, 50]


def test_humidity_can_move_beyond_the_last_column() -> None:
    assert exposure_minutes([43.0, 43.0, 41.0], [75.0, 76.0, 90.0], 100.0).tolist() == [20, 0, 0]


@pytest.mark.parametrize(("rate", "minutes"), [(129.9, 60), (130.0, 50), (200.0, 50), (200.1, 40)])
def test_work_class_changes_at_its_bounds(rate: float, minutes: int) -> None:
    assert exposure_minutes(35.0, 60.0, rate) == minutes


def test_exposure_follows_an_override() -> None:
    rules = HeatRules(exposure_medium_minutes=(70, 60, 50, 35, 30, 20, 10))
    assert exposure_minutes(37.0, 60.0, 165.0, rules) == 35


@given(
    temp=st.floats(15, 46),
    rh=st.floats(10, 100),
    rate=st.floats(60, 300),
    hotter=st.floats(0, 10),
    moister=st.floats(0, 50),
    harder=st.floats(0, 150),
)
def test_worse_never_lengthens_the_cell(
    temp: float, rh: float, rate: float, hotter: float, moister: float, harder: float
) -> None:
    before = exposure_minutes(temp, rh, rate)
    assert exposure_minutes(temp + hotter, rh, rate) <= before
    assert exposure_minutes(temp, min(100.0, rh + moister), rate) <= before
    assert exposure_minutes(temp, rh, rate + harder) <= before


def test_stint_is_the_rotation_in_mild_weather(slot_table: Table) -> None:
    mild = slot_table(temp_air_c=24.0, radiant_temp_c=24.0)
    found = stint_limits(mild, 165.0, COTTON)
    assert found["minutes"].tolist() == [30] * 4
    assert found["rule"].unique().tolist() == ["rotation"]


def test_stint_is_the_strain_limit_under_the_cape(slot_table: Table) -> None:
    hot = slot_table(temp_air_c=37.0, radiant_temp_c=70.0)
    found = stint_limits(hot, 165.0, CAPE)
    assert found["minutes"].tolist() == strain_minutes(hot, 165.0, CAPE).tolist()
    assert found["minutes"].max() < 30
    assert found["rule"].unique().tolist() == ["strain"]


def test_stint_is_the_cell_where_that_is_shortest(slot_table: Table) -> None:
    dry = slot_table(temp_air_c=43.0, radiant_temp_c=43.0, relative_humidity_percent=15.0)
    found = stint_limits(dry, 165.0, COTTON)
    assert found["minutes"].tolist() == [10] * 4
    assert found["rule"].unique().tolist() == ["continuous_exposure"]


def test_a_tie_names_the_legal_rule_first(slot_table: Table) -> None:
    cool_work = slot_table(temp_air_c=39.0, radiant_temp_c=39.0, relative_humidity_percent=30.0)
    found = stint_limits(cool_work, 165.0, COTTON)
    assert found["minutes"].tolist() == [30] * 4
    assert found["rule"].unique().tolist() == ["continuous_exposure"]


def test_strain_can_be_left_out(slot_table: Table) -> None:
    hot = slot_table(temp_air_c=37.0, radiant_temp_c=70.0)
    found = stint_limits(hot, 165.0, CAPE, HeatRules(use_strain=False))
    assert found["minutes"].tolist() == [30] * 4
    assert found["rule"].unique().tolist() == ["rotation"]


def test_rotation_is_a_rule(slot_table: Table) -> None:
    mild = slot_table(temp_air_c=24.0, radiant_temp_c=24.0)
    found = stint_limits(mild, 165.0, COTTON, HeatRules(rotation_minutes=45))
    assert found["minutes"].tolist() == [45] * 4


def test_stint_table_has_a_row_per_slot_and_leaves_the_weather_alone(slot_table: Table) -> None:
    slots = slot_table(8).iloc[4:]
    before = slots.copy()
    found = stint_limits(slots, 165.0, CAPE)
    assert found["time"].tolist() == slots["time"].tolist()
    assert found["minutes"].dtype == np.int64
    assert found.index.tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(slots, before)


def test_those_who_watch_have_a_limit_only_if_everyone_is_limited(slot_table: Table) -> None:
    slots = slot_table(3, temp_air_c=[33.0, 38.5, 44.0])
    assert watch_limits(slots, HeatRules()) == ()
    assert watch_limits(slots, HeatRules(exposure_applies_to="everyone")) == (70, 40, 0)
