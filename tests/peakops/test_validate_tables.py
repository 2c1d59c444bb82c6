"""Faults that only several rows or tables together show: series, crews, jobs, cycles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakops.crew_checks import can_fill
from peakops.errors import InputFault
from peakops.job_checks import PeopleWanted
from peakops.order_checks import find_cycles
from peakops.scenario import read_scenario
from peakops.tables import Repair

from .test_validate_cells import faults_of
from .tiny_scenario import read_cells, set_cell, write_cells

Rows = list[list[str]]


def _change(folder: Path, key: str, change: Callable[[Rows], Rows]) -> None:
    path = folder / f"{key}.csv"
    write_cells(path, change(read_cells(path)))


def _only(folder: Path, file: str) -> list[tuple[int | None, str | None, str, str]]:
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
    _change(tiny, "weather_forecast", change)
    assert (row, "time", found, wanted) in _only(tiny, "weather_forecast.csv")


def test_a_forecast_just_long_enough(tiny: Path) -> None:
    _change(tiny, "weather_forecast", lambda rows: [rows[0], *rows[9:-5]])
    assert faults_of(tiny) == ()


@pytest.mark.parametrize("key", ["load_history", "weather_history"])
def test_a_history_later_than_issued(tiny: Path, key: str) -> None:
    """The hour that begins when the plan is issued is not over."""
    _change(tiny, key, lambda rows: [*rows, ["2026-07-19T16:00", *rows[-1][1:]]])
    wish = "nothing that was not known at 2026-07-19T16:00, when the plan was issued"
    assert _only(tiny, f"{key}.csv") == [(722, "time", "2026-07-19T16:00", wish)]


def test_every_late_row_is_counted(tiny: Path) -> None:
    late = [[f"2026-07-19T{hour}:00", "1", "1", "1", "1"] for hour in (16, 17, 18)]
    _change(tiny, "load_history", lambda rows: rows + late)
    ((row, _, found, _),) = _only(tiny, "load_history.csv")
    assert (row, found) == (722, "2026-07-19T16:00, and 2 later rows")


def test_a_history_that_ends_early_is_noted(tiny: Path) -> None:
    _change(tiny, "load_history", lambda rows: rows[:-2])
    assert read_scenario(tiny).repairs == ()
    _change(tiny, "load_history", lambda rows: rows[:-1])
    assert read_scenario(tiny).repairs == (
        Repair(file="load_history.csv", column="time", kind="history_ends_early_h", count=3),
    )


def test_gaps_in_a_history_are_no_faults(tiny: Path) -> None:
    _change(tiny, "load_history", lambda rows: rows[:50] + rows[60:])
    set_cell(tiny, "load_history", 5, "F2", "")
    assert read_scenario(tiny).tables["load_history"]["F2"].isna().sum() == 1


def test_a_feeder_without_any_value(tiny: Path) -> None:
    _change(tiny, "load_history", lambda rows: rows[:1] + [[*r[:2], "", *r[3:]] for r in rows[1:]])
    found = "no number in the whole column"
    assert _only(tiny, "load_history.csv") == [(2, "F2", found, "measured values")]


def test_humidity_as_a_share(tiny: Path) -> None:
    def shares(rows: Rows) -> Rows:
        place = rows[0].index("relative_humidity_percent")
        return rows[:1] + [
            [*r[:place], f"{float(r[place]) / 100:g}", *r[place + 1 :]] for r in rows[1:]
        ]

    _change(tiny, "weather_forecast", shares)
    wish = "a number from 0 to 100 % (all values look like shares of 1)"
    ((row, column, found, wanted),) = _only(tiny, "weather_forecast.csv")
    assert (row, column, wanted) == (2, "relative_humidity_percent", wish)
    assert found == "at most 0.75 in the whole column"


def _with_station(name: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[*rows[0], "station"], *([*row, name] for row in rows[1:])]


def test_a_feeder_s_station_must_have_weather(tiny: Path) -> None:
    (tiny / "stations.csv").write_text(
        "station,lat,lon,elevation_m,wind_height_m\nHill,30.6,119.9,300,10\nTown,30.5,120,5,10\n"
    )
    for key in ("weather_forecast", "weather_history"):
        _change(tiny, key, _with_station("Town"))
    _change(tiny, "feeders", _with_station("Town"))
    assert faults_of(tiny) == ()
    set_cell(tiny, "feeders", 3, "station", "Hill")
    assert _only(tiny, "feeders.csv") == [
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

    _change(tiny, "weather_forecast", both)
    ((_, column, found, wanted),) = _only(tiny, "weather_forecast.csv")
    assert (column, wanted) == ("time", "every hour")
    assert found == "a gap from 2026-07-20T02:00 to 2026-07-20T04:00 at station Hill"


def test_a_cycle_is_named_in_the_order_of_work(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 2, "after", "W3")  # W2 is after W1 already
    set_cell(tiny, "work_orders", 4, "after", "W2")
    wish = "orders that can be done one after the other"
    assert _only(tiny, "work_orders.csv") == [(2, "after", "W1 → W2 → W3 → W1", wish)]


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
    _change(tiny, "crews", lambda rows: rows[:2])
    _change(tiny, "workers", lambda rows: [row for row in rows if row[2] != "C2"])
    set_cell(tiny, "vehicles", 3, "crew", "")
    assert _only(tiny, "work_orders.csv") == [
        (4, "job_type", "SWITCH, which needs 2 crews", "a job for 1 crew, or another crew in crews")
    ]


def test_a_job_without_bucket_steps(tiny: Path) -> None:
    _change(tiny, "job_steps", lambda rows: rows[:2] + rows[4:])
    wish = "a step of phase bucket with minutes, in job_steps"
    found = "CONNECT without minutes in the bucket"
    assert _only(tiny, "job_types.csv") == [(2, "code", found, wish)]


def test_a_job_whose_bucket_steps_take_no_time(tiny: Path) -> None:
    set_cell(tiny, "job_steps", 3, "minutes", "0")
    set_cell(tiny, "job_steps", 4, "minutes", "0")
    assert [(fault.file, fault.row, fault.column) for fault in faults_of(tiny)] == [
        ("job_steps.csv", 3, "minutes"),
        ("job_steps.csv", 4, "minutes"),
        ("job_types.csv", 2, "code"),
    ]


CONNECT = "a leader who may be the supervisor, 2 others for the bucket certified simple and 1 on the ground, as for CONNECT"  # fmt: skip

# column and cells of crew C2's workers (rows 9 to 13); hopeless                           # reason
CREWS = [
    ("roles", {9: "leader", 10: "ground"}, True),  # no supervisor
    ("roles", {9: "supervisor"}, False),  # no leader, but the other crew of a joint job gives one
    ("roles", {11: "ground"}, True),  # one in the bucket
    ("certificates", {11: ""}, True),  # one certified
    ("certificates", {11: "simple", 12: "simple"}, False),  # simple jobs remain
    ("roles", {10: "supervisor", 13: "supervisor"}, True),  # nobody on the ground
    ("roles", {10: "ground", 9: "leader;supervisor"}, False),  # one leads and supervises
    ("roles", {10: "bucket", 13: "bucket;ground"}, False),  # enough with the last on the ground
]  # fmt: skip


@pytest.mark.parametrize(("column", "cells", "hopeless"), CREWS)
def test_a_crew_that_can_fill_no_job(
    tiny: Path, column: str, cells: dict[int, str], hopeless: bool
) -> None:
    for row, value in cells.items():
        set_cell(tiny, "workers", row, column, value)
    faults = faults_of(tiny)
    assert [(fault.file, fault.row, fault.wanted) for fault in faults] == (
        [("crews.csv", 3, CONNECT)] if hopeless else []
    )
    assert all(fault.found.startswith("C2 with 5 workers (") for fault in faults)


def test_an_expired_certificate_fills_no_seat(tiny: Path) -> None:
    set_cell(tiny, "workers", 11, "certificate_valid_to", "2026-07-19")
    places = {(fault.file, fault.row, fault.column) for fault in faults_of(tiny)}
    assert places == {
        ("workers.csv", 11, "certificate_valid_to"),
        ("crews.csv", 3, "crew"),
    }


def test_a_certificate_that_ends_in_the_plan_is_the_planner_s_business(tiny: Path) -> None:
    set_cell(tiny, "workers", 11, "certificate_valid_to", "2026-07-20")
    assert faults_of(tiny) == ()


def _wanted(**changes: object) -> PeopleWanted:
    values = {
        "code": "X",
        "leader": True,
        "shared_leader": False,
        "bucket": 2,
        "ground": 1,
        "certificates": frozenset({"complex"}),
    }
    return PeopleWanted(**(values | changes))


def _team(*roles: str) -> list[dict[str, tuple[str, ...]]]:
    return [{"roles": tuple(r.split(";")), "certificates": ("simple", "complex")} for r in roles]


def test_class_three_wants_a_supervisor_beside_the_leader() -> None:
    team = _team("leader;supervisor", "bucket", "bucket", "ground")
    assert can_fill(team, _wanted(shared_leader=True))
    assert not can_fill(team, _wanted())
    assert can_fill([*team, *_team("supervisor")], _wanted())


def test_nobody_sits_in_two_seats() -> None:
    everything = "leader;supervisor;bucket;ground"
    assert not can_fill(_team(*[everything] * 4), _wanted())
    assert can_fill(_team(*[everything] * 5), _wanted())


def test_seats_are_swapped_until_all_fit() -> None:
    """The first bucket seat must not keep the only one who can stay on the ground."""
    team = _team("leader", "supervisor", "bucket;ground", "bucket", "bucket")
    assert can_fill(team, _wanted())


def test_people_wanted_are_those_the_planner_looks_for(tiny: Path) -> None:
    from peakops.job_checks import people_wanted
    from peakops.job_shapes import job_shapes

    scenario = read_scenario(tiny)
    shapes = job_shapes(scenario)
    for row in scenario.tables["job_types"].to_dict("records"):
        people, shape = people_wanted(pd.Series(row)), shapes[str(row["code"])]
        assert people.bucket == shape.bucket_workers
        assert people.ground == shape.ground_workers
        assert people.certificates == {shape.certificate}


def test_a_later_switching_state_is_not_known(tiny: Path) -> None:
    (tiny / "switch_state.csv").write_text("switch,closed,since\n8,no,2026-07-19T17:00\n")
    assert [place[:2] for place in _only(tiny, "switch_state.csv")] == [(2, "since")]


def test_an_open_end_in_the_switching_log(tiny: Path) -> None:
    set_cell(tiny, "switching_log", 2, "time_to", "")
    assert pd.isna(read_scenario(tiny).tables["switching_log"]["time_to"].iloc[0])


def test_no_orders_at_all_is_a_plan_too(tiny: Path) -> None:
    _change(tiny, "work_orders", lambda rows: rows[:1])
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


@pytest.mark.parametrize(
    ("code", "orders", "leading"),
    [
        ("SWITCH", [3], "a supervisor, 2 others"),  # each crew of a joint job
        ("CONNECT", [1, 2], "a leader who may be the supervisor, 2 others"),  # class II
    ],
)
def test_the_wish_for_a_crew_follows_the_jobs_there_are(
    tiny: Path, code: str, orders: list[int], leading: str
) -> None:
    _change(tiny, "work_orders", lambda rows: [rows[0], *(rows[i] for i in orders)])
    for row in (11, 12):
        set_cell(tiny, "workers", row, "roles", "ground")
    wishes = [fault.wanted for fault in faults_of(tiny)]
    assert len(wishes) == 1
    assert wishes[0].startswith(leading)
    assert wishes[0].endswith(f"as for {code}")


def test_a_class_three_job_of_one_crew_wants_a_leader_and_a_supervisor(tiny: Path) -> None:
    set_cell(tiny, "job_types", 2, "class", "III")
    set_cell(tiny, "job_types", 2, "persons", "5")
    _change(tiny, "work_orders", lambda rows: rows[:3])
    set_cell(tiny, "workers", 9, "roles", "supervisor")
    ((row, _, _, wanted),) = _only(tiny, "crews.csv")
    assert row == 3
    assert wanted.startswith("a leader and another supervisor")
