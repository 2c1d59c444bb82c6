"""Faults that only several rows or tables together show: series, crews, jobs, cycles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakops.errors import InputFault
from peakops.order_checks import find_cycles
from peakops.scenario import read_scenario
from peakops.tables import Repair

from .test_validate_cells import faults_of
from .tiny_scenario import read_cells, set_cell, write_cells

Rows = list[list[str]]


def change_rows(folder: Path, key: str, change: Callable[[Rows], Rows]) -> None:
    path = folder / f"{key}.csv"
    write_cells(path, change(read_cells(path)))


def only_faults(folder: Path, file: str) -> list[tuple[int | None, str | None, str, str]]:
    """Faults of one file; no other file has any."""
    faults = faults_of(folder)
    assert {fault.file for fault in faults} <= {file}
    return [(fault.row, fault.column, fault.found, fault.wanted) for fault in faults]


# change of the rows (header first); row, found, wanted                                    # reason
FORECASTS = [
    (lambda r: r[:9] + r[12:], 10, "a gap from 2026-07-19T23:00 to 2026-07-20T03:00", "every hour"),  # three hours gone
    (lambda r: [*r[:20], r[21], r[20], *r[22:]], 22, "2026-07-20T11:00 after 2026-07-20T12:00", "rows in the order of time"),  # swapped
    (lambda r: r[:-7], 56, "2026-07-21T22:00 as the last hour", "hours up to 2026-07-22T00:00, one past the end of the plan"),  # ends early
    (lambda r: r[:-6], 57, "2026-07-21T23:00 as the last hour", "hours up to 2026-07-22T00:00, one past the end of the plan"),  # one hour short
    (lambda r: r[:1] + r[10:], 2, "2026-07-20T01:00 as the first hour", "hours from 2026-07-20T00:00, the start of the plan"),  # begins late
    (lambda r: [*r[:3], [r[3][0].replace(":00", ":15"), *r[3][1:]], *r[4:]], 4, "2026-07-19T18:15", "full hours"),  # a quarter past
]  # fmt: skip


@pytest.mark.parametrize(("change", "row", "found", "wanted"), FORECASTS)
def test_a_forecast_with_a_hole(
    tiny: Path, change: Callable[[Rows], Rows], row: int, found: str, wanted: str
) -> None:
    change_rows(tiny, "weather_forecast", change)
    assert (row, "time", found, wanted) in only_faults(tiny, "weather_forecast.csv")


def test_a_forecast_just_long_enough(tiny: Path) -> None:
    change_rows(tiny, "weather_forecast", lambda rows: [rows[0], *rows[9:-5]])
    assert faults_of(tiny) == ()


@pytest.mark.parametrize("key", ["load_history", "weather_history"])
def test_a_history_later_than_issued(tiny: Path, key: str) -> None:
    """The hour that begins when the plan is issued is not over."""
    change_rows(tiny, key, lambda rows: [*rows, ["2026-07-19T16:00", *rows[-1][1:]]])
    wish = "nothing that was not known at 2026-07-19T16:00, when the plan was issued"
    assert only_faults(tiny, f"{key}.csv") == [(722, "time", "2026-07-19T16:00", wish)]


def test_every_late_row_is_counted(tiny: Path) -> None:
    late = [[f"2026-07-19T{hour}:00", "1", "1", "1", "1"] for hour in (16, 17, 18)]
    change_rows(tiny, "load_history", lambda rows: rows + late)
    ((row, _, found, _),) = only_faults(tiny, "load_history.csv")
    assert (row, found) == (722, "2026-07-19T16:00, and 2 later rows")


def test_a_history_that_ends_early_is_noted(tiny: Path) -> None:
    change_rows(tiny, "load_history", lambda rows: rows[:-2])
    assert read_scenario(tiny).repairs == ()
    change_rows(tiny, "load_history", lambda rows: rows[:-1])
    assert read_scenario(tiny).repairs == (
        Repair(file="load_history.csv", column="time", kind="history_ends_early_h", count=3),
    )


def test_gaps_in_a_history_are_no_faults(tiny: Path) -> None:
    change_rows(tiny, "load_history", lambda rows: rows[:50] + rows[60:])
    set_cell(tiny, "load_history", 5, "F2", "")
    assert read_scenario(tiny).tables["load_history"]["F2"].isna().sum() == 1


def test_a_feeder_without_any_value(tiny: Path) -> None:
    change_rows(
        tiny, "load_history", lambda rows: rows[:1] + [[*r[:2], "", *r[3:]] for r in rows[1:]]
    )
    found = "no number in the whole column"
    assert only_faults(tiny, "load_history.csv") == [(2, "F2", found, "measured values")]


def test_humidity_as_a_share(tiny: Path) -> None:
    def shares(rows: Rows) -> Rows:
        place = rows[0].index("relative_humidity_percent")
        return rows[:1] + [
            [*r[:place], f"{float(r[place]) / 100:g}", *r[place + 1 :]] for r in rows[1:]
        ]

    change_rows(tiny, "weather_forecast", shares)
    wish = "a number from 0 to 100 % (all values look like shares of 1)"
    ((row, column, found, wanted),) = only_faults(tiny, "weather_forecast.csv")
    assert (row, column, wanted) == (2, "relative_humidity_percent", wish)
    assert found == "at most 0.75 in the whole column"


@pytest.mark.parametrize(
    ("column", "length", "far", "more", "unit"),
    [
        ("temp_air_c", 1, 50.0, "", "8 °C"),
        ("temp_air_c", 2, 50.0, " and 1 more", "8 °C"),
        ("temp_air_c", 1, 5.0, "", "8 °C"),
        ("relative_humidity_percent", 1, 4.0, "", "50 %"),
        ("wind_speed_m_per_s", 1, 33.0, "", "20 m/s"),
    ],
)
def test_a_forecast_that_jumps_there_and_back(
    tiny: Path, column: str, length: int, far: float, more: str, unit: str
) -> None:
    cells = read_cells(tiny / "weather_forecast.csv")
    place = cells[0].index(column)
    before, after = cells[9][place], cells[10 + length][place]
    for row in range(11, 11 + length):
        set_cell(tiny, "weather_forecast", row, column, f"{far:g}")
    ((row, where, found, wanted),) = only_faults(tiny, "weather_forecast.csv")
    assert (row, where) == (11, column)
    assert found == f"{far:g}{more} between {float(before):g} and {float(after):g}"
    assert wanted == f"no jump of more than {unit} there and back"


def test_a_forecast_that_drops_and_stays_low(tiny: Path) -> None:
    cells = read_cells(tiny / "weather_forecast.csv")
    for row in range(20, len(cells) + 1):
        set_cell(tiny, "weather_forecast", row, "temp_air_c", "19")
    assert faults_of(tiny) == ()


def _with_station(name: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[*rows[0], "station"], *([*row, name] for row in rows[1:])]


def test_a_feeder_s_station_must_have_weather(tiny: Path) -> None:
    (tiny / "stations.csv").write_text(
        "station,lat,lon,elevation_m,wind_height_m\nHill,30.6,119.9,300,10\nTown,30.5,120,5,10\n"
    )
    for key in ("weather_forecast", "weather_history"):
        change_rows(tiny, key, _with_station("Town"))
    change_rows(tiny, "feeders", _with_station("Town"))
    assert faults_of(tiny) == ()
    set_cell(tiny, "feeders", 3, "station", "Hill")
    assert only_faults(tiny, "feeders.csv") == [
        (3, "station", "Hill", "a station of weather_forecast.csv (Town)"),
        (3, "station", "Hill", "a station of weather_history.csv (Town)"),
    ]


def test_stations_are_checked_one_by_one(tiny: Path) -> None:
    """Two stations may share times; each must be whole."""
    (tiny / "stations.csv").write_text(
        "station,lat,lon,elevation_m,wind_height_m\nHill,30.6,119.9,300,10\nTown,30.5,120,5,10\n"
    )

    def both(rows: Rows) -> Rows:
        town, hill = _with_station("Town")(rows), _with_station("Hill")(rows)
        return town + hill[1:12] + hill[13:]

    change_rows(tiny, "weather_forecast", both)
    ((_, column, found, wanted),) = only_faults(tiny, "weather_forecast.csv")
    assert (column, wanted) == ("time", "every hour")
    assert found == "a gap from 2026-07-20T02:00 to 2026-07-20T04:00 at station Hill"


def test_a_cycle_is_named_in_the_order_of_work(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 2, "after", "W3")  # W2 is after W1 already
    set_cell(tiny, "work_orders", 4, "after", "W2")
    wish = "orders that can be done one after the other"
    assert only_faults(tiny, "work_orders.csv") == [(2, "after", "W1 → W2 → W3 → W1", wish)]


def test_two_cycles_are_two_faults() -> None:
    after = {"a": ["b"], "b": ["a"], "c": ["d", "x"], "d": ["c"], "e": ["a", "c"]}
    assert find_cycles(after) == [("a", "b"), ("c", "d")]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), unique=True), max_size=6
    )
)
def test_cycles_are_found_exactly_where_no_order_of_work_exists(
    after: dict[str, list[str]],
) -> None:
    cycles = find_cycles(after)
    for cycle in cycles:
        for first, second in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            assert first in after[second]
    assert bool(cycles) == (not _can_be_done(after))


def _can_be_done(after: dict[str, list[str]]) -> bool:
    """Do what can be done until nothing more can."""
    done = {name for before in after.values() for name in before} - set(after)
    while ready := [n for n in after if n not in done and set(after[n]) <= done]:
        done.update(ready)
    return set(after) <= done


def test_a_joint_job_wants_two_crews(tiny: Path) -> None:
    change_rows(tiny, "crews", lambda rows: rows[:2])
    change_rows(tiny, "workers", lambda rows: [row for row in rows if row[2] != "C2"])
    set_cell(tiny, "vehicles", 3, "crew", "")
    assert only_faults(tiny, "work_orders.csv") == [
        (4, "job_type", "SWITCH, which needs 2 crews", "a job for 1 crew, or another crew in crews")
    ]


def test_a_job_without_bucket_steps(tiny: Path) -> None:
    change_rows(tiny, "job_steps", lambda rows: rows[:2] + rows[4:])
    wish = "a step of phase bucket with minutes, in job_steps"
    found = "CONNECT without minutes in the bucket"
    assert only_faults(tiny, "job_types.csv") == [(2, "code", found, wish)]


def test_a_job_whose_bucket_steps_take_no_time(tiny: Path) -> None:
    set_cell(tiny, "job_steps", 3, "minutes", "0")
    set_cell(tiny, "job_steps", 4, "minutes", "0")
    assert [(fault.file, fault.row, fault.column) for fault in faults_of(tiny)] == [
        ("job_steps.csv", 3, "minutes"),
        ("job_steps.csv", 4, "minutes"),
        ("job_types.csv", 2, "code"),
    ]


def test_a_later_switching_state_is_not_known(tiny: Path) -> None:
    (tiny / "switch_state.csv").write_text("switch,closed,since\n8,no,2026-07-19T17:00\n")
    assert [place[:2] for place in only_faults(tiny, "switch_state.csv")] == [(2, "since")]


def test_an_open_end_in_the_switching_log(tiny: Path) -> None:
    set_cell(tiny, "switching_log", 2, "time_to", "")
    assert pd.isna(read_scenario(tiny).tables["switching_log"]["time_to"].iloc[0])


def test_no_orders_at_all_is_a_plan_too(tiny: Path) -> None:
    change_rows(tiny, "work_orders", lambda rows: rows[:1])
    assert faults_of(tiny) == ()


def test_faults_are_sorted_and_told_once(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 4, "feeder", "F9")
    set_cell(tiny, "work_orders", 2, "feeder", "F9")
    set_cell(tiny, "crews", 2, "base_lat", "x")
    faults = faults_of(tiny)
    assert [(fault.file, fault.row) for fault in faults] == [
        ("crews.csv", 2),
        ("work_orders.csv", 2),
        ("work_orders.csv", 4),
    ]
    assert len(set(faults)) == len(faults)
    assert isinstance(faults[0], InputFault)
