from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.history import HISTORY_COLUMNS, Fault, HistoryFaults, Repair, clean_history
from tests.feeders import synthetic


@pytest.fixture(scope="module")
def load() -> pd.DataFrame:
    return synthetic.before(synthetic.loads(synthetic.weather()))


def found(repairs: tuple[Repair, ...]) -> dict[tuple[str, str], int]:
    return {(repair.column, repair.kind): repair.count for repair in repairs}


def planted(load: pd.DataFrame, feeder: str, first: str, last: str, value: object) -> pd.DataFrame:
    table = load.copy()
    table.loc[first:last, feeder] = value
    return table


def scaled(load: pd.DataFrame, feeder: str, first: str, last: str, by: float) -> pd.DataFrame:
    return planted(load, feeder, first, last, load.loc[first:last, feeder] * by)


def test_a_sound_history_is_left_alone(load: pd.DataFrame) -> None:
    clean, repairs = clean_history(load)
    assert repairs == ()
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_the_callers_table_is_not_touched(load: pd.DataFrame) -> None:
    table = planted(load, "F01", "2025-06-03 04:00", "2025-06-03 12:00", 0.0)
    copy = table.copy()
    clean_history(table)
    pd.testing.assert_frame_equal(table, copy)


def test_a_time_column_is_as_good_as_an_index(load: pd.DataFrame) -> None:
    clean, _ = clean_history(load.reset_index())
    pd.testing.assert_frame_equal(clean, load, check_freq=False)


def test_gaps_stay_unknown_and_are_counted(load: pd.DataFrame) -> None:
    table = planted(load, "F02", "2025-06-03 04:00", "2025-06-03 12:00", np.nan)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F02", "missing"): 9}
    assert clean["F02"].isna().sum() == 9


def test_missing_rows_are_gaps_of_every_feeder(load: pd.DataFrame) -> None:
    clean, repairs = clean_history(load.drop(load.index[100:104]))
    assert found(repairs) == {(feeder, "missing"): 4 for feeder in load.columns}
    assert len(clean) == len(load)


def test_zeros_of_a_live_feeder_are_masked(load: pd.DataFrame) -> None:
    table = planted(load, "F01", "2025-06-03 04:00", "2025-06-03 12:00", 0.0)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F01", "zeros"): 9}
    assert clean["F01"].isna().sum() == 9


def test_a_feeder_mostly_at_zero_is_believed(load: pd.DataFrame) -> None:
    clean, repairs = clean_history(load.assign(F01=0.0))
    assert found(repairs) == {("F01", "mostly_zero"): len(load)}
    assert (clean["F01"] == 0.0).all()


def test_a_stuck_meter_is_masked_from_six_hours_on(load: pd.DataFrame) -> None:
    five = planted(load, "F03", "2025-06-03 04:00", "2025-06-03 08:00", 1.2345)
    assert clean_history(five)[1] == ()
    six = planted(load, "F03", "2025-06-03 04:00", "2025-06-03 09:00", 1.2345)
    clean, repairs = clean_history(six)
    assert found(repairs) == {("F03", "stuck"): 6}
    assert clean["F03"].isna().sum() == 6


def test_a_constant_feeder_is_not_stuck(load: pd.DataFrame) -> None:
    table = load.assign(F03=2.0)
    table.loc[table.index[50:60], "F03"] = np.nan
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F03", "missing"): 10}
    assert clean["F03"].dropna().eq(2.0).all()


def test_a_coarse_meter_is_kept_and_named(load: pd.DataFrame) -> None:
    coarse = load.assign(F03=(load["F03"] / 2).round() * 2 + 2)
    clean, repairs = clean_history(coarse)
    assert ("F03", "coarse_meter") in found(repairs)
    assert ("F03", "stuck") not in found(repairs)
    assert clean["F03"].notna().all()


@pytest.mark.parametrize("factor", [4.0, -2.0, 0.05])
def test_a_spike_is_masked_and_its_neighbours_are_not(load: pd.DataFrame, factor: float) -> None:
    table = scaled(load, "F04", "2025-06-03 04:00", "2025-06-03 04:00", factor)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F04", "spike"): 1}
    assert np.isnan(clean.loc["2025-06-03 04:00", "F04"])


def test_a_burst_of_wrong_readings_is_masked(load: pd.DataFrame) -> None:
    table = scaled(load, "F04", "2025-06-03 04:00", "2025-06-03 13:00", 10.0)
    clean, repairs = clean_history(table)
    assert found(repairs) == {("F04", "spike"): 10}
    assert clean["F04"].max() == load["F04"].drop(table.loc["2025-06-03"].index).max()


@pytest.mark.parametrize("factor", [1.4, 0.6])
def test_a_neighbours_load_for_a_week_is_found_in_both_directions(
    load: pd.DataFrame, factor: float
) -> None:
    table = scaled(load, "F02", "2025-06-16 09:00", "2025-06-23 16:00", factor)
    clean, repairs = clean_history(table)
    masked = clean.index[clean["F02"].isna()]
    assert set(found(repairs)) == {("F02", "level_shift")}
    assert masked[0].date() == pd.Timestamp("2025-06-16").date()
    assert masked[-1].date() == pd.Timestamp("2025-06-23").date()


def test_a_shift_that_lasts_to_the_end_is_kept_and_named(load: pd.DataFrame) -> None:
    table = scaled(load, "F02", "2025-07-14 09:00", "2025-07-18 06:00", 1.5)
    clean, repairs = clean_history(table)
    assert set(found(repairs)) == {("F02", "level_shift_open")}
    assert clean["F02"].notna().all()


def test_a_holiday_week_is_no_transfer(load: pd.DataFrame) -> None:
    table = scaled(load, "F02", "2024-10-01", "2024-10-07 23:00", 0.4)
    assert clean_history(table)[1] == ()


def test_few_feeders_tell_nothing_of_shifts(load: pd.DataFrame) -> None:
    table = scaled(load, "F02", "2025-06-16 09:00", "2025-06-23 16:00", 1.4)
    assert clean_history(table[["F00", "F02"]])[1] == ()


def log(time_from: str, time_to: str | None) -> pd.DataFrame:
    stamps = [pd.Timestamp(t, tz=synthetic.ZONE) if t else pd.NaT for t in (time_from, time_to)]
    row = {"time_from": stamps[0], "time_to": stamps[1], "from_feeder": "F02"}
    return pd.DataFrame([{**row, "to_feeder": "F05", "note": ""}])


def test_a_logged_transfer_masks_both_feeders(load: pd.DataFrame) -> None:
    clean, repairs = clean_history(load, log("2025-06-16 09:30", "2025-06-17 16:00"))
    hours = 31  # 09:00 (begun) to 15:00 next day
    assert found(repairs) == {("F02", "transfer_logged"): hours, ("F05", "transfer_logged"): hours}
    masked = clean.index[clean["F05"].isna()]
    assert (masked[0].hour, masked[-1].hour) == (9, 15)


def test_a_transfer_still_on_is_what_the_feeder_carries(load: pd.DataFrame) -> None:
    assert clean_history(load, log("2025-07-16 09:30", None))[1] == ()


def test_a_log_of_unknown_feeders_changes_nothing(load: pd.DataFrame) -> None:
    strangers = log("2025-06-16 09:30", "2025-06-17 16:00").assign(from_feeder="X", to_feeder="Y")
    assert clean_history(load, strangers)[1] == ()


@pytest.mark.parametrize(
    ("spoil", "found_text"),
    [
        (lambda t: t.tz_localize(None), "times without a zone"),
        (lambda t: t.set_index(t.index + pd.Timedelta(minutes=15)), "not a full hour"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "repeated"),
    ],
)
def test_unusable_times_are_faults(load: pd.DataFrame, spoil: object, found_text: str) -> None:
    with pytest.raises(HistoryFaults, match=found_text) as caught:
        clean_history(spoil(load))  # type: ignore[operator]
    assert all(isinstance(fault, Fault) for fault in caught.value.faults)


def test_columns_say_unit_and_range() -> None:
    assert HISTORY_COLUMNS == {"p_mw": ("MW", -50_000.0, 50_000.0)}
