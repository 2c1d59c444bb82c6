"""What goes wrong with real histories, planted: each is found, named and handled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeders.history import Repair, clean_columns, clean_history, mask_shifts
from feeders.history_records import LARGEST_MW
from feeders.level_shifts import Shift
from feeders.peers import shifts_against_peers
from tests.feeders import synthetic

STEPS = pytest.mark.parametrize("minutes", [15, 30, 60])


def history(
    minutes: int = 60, first: str = "2025-03-01", end: str = "2025-06-09", zone: str = synthetic.ZONE
) -> pd.DataFrame:  # fmt: skip
    """Six feeders of 1 to 6 MW in any step and zone. [MW]"""
    times = pd.date_range(first, end, freq="h", tz=zone, inclusive="left", name="time")
    hourly = synthetic.loads(synthetic.weather(times))
    fine = pd.date_range(times[0], periods=len(times) * 60 // minutes, freq=f"{minutes}min")
    between = hourly.reindex(fine.rename("time")).interpolate()
    noise = np.random.default_rng(7).normal(1.0, 0.004, between.shape)
    return between if minutes == 60 else (between * noise).round(4)


def found(repairs: tuple[Repair, ...]) -> dict[tuple[str, str], int]:
    return {(repair.column, repair.kind): repair.count for repair in repairs}


def changed(
    load: pd.DataFrame, feeder: str, first: str, last: str, by: float = 1.0, plus: float = 0.0
) -> pd.DataFrame:
    table = load.copy()
    table.loc[first:last, feeder] = table.loc[first:last, feeder] * by + plus
    return table


@STEPS
def test_a_sound_history_is_left_alone_at_any_step(minutes: int) -> None:
    load = history(minutes)
    clean, repairs = clean_history(load)
    assert repairs == ()
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


@STEPS
def test_a_transfer_is_masked(minutes: int) -> None:
    load = changed(history(minutes), "F02", "2025-05-12 09:00", "2025-05-19 16:00", by=1.5)
    clean, repairs = clean_history(load)
    assert found(repairs) == {("F02", "level_shift"): 8 * 24}
    assert clean.loc["2025-05-12":"2025-05-19", "F02"].isna().all()
    assert clean["F02"].isna().sum() == 8 * 24 * 60 // minutes


@STEPS
def test_a_stuck_meter_is_masked(minutes: int) -> None:
    load = changed(history(minutes), "F03", "2025-05-12 04:00", "2025-05-12 13:59", 0.0, 1.2345)
    assert found(clean_history(load)[1]) == {("F03", "stuck"): 10}


@STEPS
def test_a_spike_is_masked_and_its_neighbours_are_not(minutes: int) -> None:
    load = changed(history(minutes), "F04", "2025-05-12 04:00", "2025-05-12 04:00", by=4.0)
    clean, repairs = clean_history(load)
    assert found(repairs) == {("F04", "spike"): 1}  # a quarter of an hour is a begun hour
    assert clean["F04"].isna().sum() == 1


@STEPS
@pytest.mark.parametrize(("unit", "kind"), [(1e3, "unit_change"), (1e6, "unit_change"), (1e-3, "unit_change_masked")])  # fmt: skip
def test_another_unit_for_some_days_from_and_to_the_middle_of_a_day(
    minutes: int, unit: float, kind: str
) -> None:
    load = history(minutes)
    table = changed(load, "F01", "2025-05-12 14:00", "2025-05-15 09:59", by=unit)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F01", kind): 68}
    span = slice("2025-05-12 14:00", "2025-05-15 09:59")
    if unit > 1.0:
        pd.testing.assert_frame_equal(clean, load, check_freq=False)
    else:
        assert clean.loc[span, "F01"].isna().all()
        pd.testing.assert_frame_equal(
            clean.drop(clean.loc[span].index), load.drop(load.loc[span].index)
        )


@pytest.mark.parametrize("first", ["2025-03-01", "2025-03-20 10:00", "2025-06-08 15:00"])
def test_another_unit_for_good(first: str) -> None:
    load = history()
    clean, repairs = clean_history(changed(load, "F01", first, "2025-06-09", by=1000.0))
    assert found(repairs) == {("F01", "unit_change"): len(load.loc[first:])}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_all_feeders_in_kilowatts_all_the_time() -> None:
    load = history()
    clean, repairs = clean_history(load * 1000.0)
    assert found(repairs) == {(name, "unit_change"): len(load) for name in load.columns}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_a_small_feeder_in_kilowatts_whose_nights_look_like_megawatts() -> None:
    load = history().assign(F00=lambda table: table["F00"] / table["F00"].median() * 0.07)
    clean, repairs = clean_history(
        changed(load, "F00", "2025-04-01", "2025-04-20 23:00", by=1000.0)
    )
    assert found(repairs) == {("F00", "unit_change"): 20 * 24}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_a_feeder_that_came_alive_gave_no_other_unit() -> None:
    load = history().assign(F00=lambda table: table["F00"] / 1000.0)
    alive = changed(load, "F00", "2025-05-26", "2025-06-09", by=1000.0)
    assert "unit_change" not in {kind for _, kind in found(clean_history(alive)[1])}


def test_a_spare_feeder_in_use_for_the_last_weeks_is_believed() -> None:
    load = history()
    load.loc[:"2025-05-20 23:00", "F00"] = 0.0
    clean, repairs = clean_history(load)
    assert found(repairs) == {("F00", "mostly_zero"): 81 * 24}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_what_no_feeder_carries_is_masked_if_it_is_no_other_unit() -> None:
    load = history()
    table = changed(load, "F01", "2025-05-12", "2025-05-14 23:00", by=0.0, plus=80.0)
    table.loc["2025-05-12":"2025-05-14", "F01"] += np.linspace(0.0, 1.0, 72)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F01", "spike"): 72}
    assert clean["F01"].isna().sum() == 72


def test_half_of_the_values_missing_leaves_the_rest_alone() -> None:
    load = history()
    gone = np.random.default_rng(5).random(load.shape) < 0.5
    clean, repairs = clean_history(load.mask(gone))
    assert {kind for _, kind in found(repairs)} == {"missing"}
    np.testing.assert_array_equal(clean.isna().to_numpy(), gone)


def test_infinite_values_are_missing() -> None:
    load = changed(history(), "F01", "2025-05-12 04:00", "2025-05-12 05:00", plus=np.inf)
    assert found(clean_history(load)[1]) == {("F01", "missing"): 2}


@STEPS
def test_a_week_old_feeder_is_told_from_a_faulty_one(minutes: int) -> None:
    load = history(minutes)
    load.loc[:"2025-06-01 23:59", "F05"] = np.nan
    clean, repairs = clean_history(load)
    assert found(repairs) == {("F05", "missing"): (len(load) * minutes // 60) - 7 * 24}
    assert clean["F05"].notna().sum() == 7 * 24 * 60 // minutes


@pytest.mark.parametrize("minutes", [15, 60])
def test_a_history_of_one_week(minutes: int) -> None:
    load = history(minutes, "2025-06-02", "2025-06-09")
    table = changed(load, "F01", "2025-06-05", "2025-06-05 23:59", by=1000.0)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F01", "unit_change"): 24}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_feeders_of_zeros_and_of_nothing() -> None:
    load = history().assign(F00=0.0, F01=np.nan)
    clean, repairs = clean_history(load)
    assert found(repairs) == {("F00", "mostly_zero"): len(load), ("F01", "missing"): len(load)}
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


@pytest.mark.parametrize("minutes", [15, 60])
def test_days_on_which_the_clock_is_set(minutes: int) -> None:
    spring = history(minutes, zone="Europe/Amsterdam")
    autumn = history(minutes, "2025-08-01", "2025-11-10", zone="Europe/Amsterdam")
    for load, day in ((spring, "2025-03-30"), (autumn, "2025-10-26")):
        assert clean_history(load)[1] == ()
        spiky = changed(load, "F04", f"{day} 04:00", f"{day} 04:00", by=4.0)
        assert found(clean_history(spiky)[1]) == {("F04", "spike"): 1}
        days = slice(f"{pd.Timestamp(day) - pd.Timedelta(days=3)}", f"{day} 23:59")
        moved = load.copy()
        moved.loc[days, "F02"] *= 1.5
        hours = len(load.loc[days]) * minutes // 60
        assert found(clean_history(moved)[1]) == {("F02", "level_shift"): hours}


def test_lots_of_feeders_cleaned_apart_and_compared_together() -> None:
    load = changed(history(), "F02", "2025-05-12 09:00", "2025-05-19 16:00", by=1.5)
    load = changed(load, "F04", "2025-05-12 04:00", "2025-05-12 04:00", by=4.0)
    lots = [clean_columns(load.iloc[:, :2]), clean_columns(load.iloc[:, 2:])]
    daily = np.hstack([lot.daily_mw for lot in lots])
    shifts = shifts_against_peers(daily, lots[0].steps.days)
    own = [Shift(**{**vars(s), "feeder": s.feeder - 2}) for s in shifts]  # all in the second lot
    repairs = (*lots[0].repairs, *lots[1].repairs, *mask_shifts(lots[1], own))
    clean, wanted = clean_history(load)
    pd.testing.assert_frame_equal(pd.concat([lot.load for lot in lots], axis=1), clean)
    assert found(repairs) == found(wanted)


def test_single_precision_stays_so_and_finds_the_same() -> None:
    load = changed(history(), "F04", "2025-05-12 04:00", "2025-05-12 04:00", by=4.0)
    clean, repairs = clean_history(load.astype(np.float32))
    assert set(clean.dtypes) == {np.dtype(np.float32)}
    assert found(repairs) == found(clean_history(load)[1])


def dirty() -> pd.DataFrame:
    """One of everything. [MW]"""
    load = changed(history(), "F00", "2025-05-12 04:00", "2025-05-12 05:00", by=0.0)
    load = changed(load, "F01", "2025-05-13 14:00", "2025-05-15 09:00", by=1000.0)
    load = changed(load, "F02", "2025-05-12 09:00", "2025-05-19 16:00", by=1.5)
    load = changed(load, "F03", "2025-05-12 04:00", "2025-05-12 13:00", 0.0, 1.2345)
    load = changed(load, "F04", "2025-05-12 04:00", "2025-05-12 04:00", by=4.0)
    load = changed(load, "F05", "2025-06-05", "2025-06-08 23:00", by=1.5)
    return changed(load, "F05", "2025-04-02", "2025-04-03 23:00", by=0.001)


DIRTY = dirty()
CLEAN, REPAIRS = clean_history(DIRTY)


def test_one_of_everything_is_found() -> None:
    assert sorted(found(REPAIRS)) == [
        ("F00", "zeros"), ("F01", "unit_change"), ("F02", "level_shift"), ("F03", "stuck"),
        ("F04", "spike"), ("F05", "level_shift_open"), ("F05", "unit_change_masked"),
    ]  # fmt: skip
    assert CLEAN.abs().max().max() <= LARGEST_MW


@settings(max_examples=15, deadline=None)
@given(st.permutations(list(DIRTY.columns)))
def test_the_order_of_the_feeders_does_not_matter(order: list[str]) -> None:
    clean, repairs = clean_history(DIRTY[order])
    pd.testing.assert_frame_equal(clean, CLEAN[order])
    assert found(repairs) == found(REPAIRS)
    assert [repair.column for repair in repairs] == sorted(
        (repair.column for repair in repairs), key=order.index
    )


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(list(DIRTY.columns)), st.floats(0.2, 1.5))
def test_a_feeder_scaled_is_cleaned_to_the_same_scaled(feeder: str, factor: float) -> None:
    clean, repairs = clean_history(DIRTY.assign(**{feeder: DIRTY[feeder] * factor}))
    wanted = CLEAN.assign(**{feeder: CLEAN[feeder] * factor})
    pd.testing.assert_frame_equal(clean, wanted, rtol=1e-9)
    assert found(repairs) == found(REPAIRS)
