"""Crews that can never work, and what a job asks of one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakops.crew_checks import can_fill
from peakops.job_checks import PeopleWanted
from peakops.scenario import read_scenario

from .test_validate_cells import faults_of
from .test_validate_tables import change_rows, only_faults
from .tiny_scenario import set_cell

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


def test_without_a_table_of_workers_no_crew_is_called_short_of_them(tiny: Path) -> None:
    (tiny / "workers.csv").unlink()
    assert [(fault.file, fault.found) for fault in faults_of(tiny)] == [
        ("workers.csv", "no such file")
    ]


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
    change_rows(tiny, "work_orders", lambda rows: [rows[0], *(rows[i] for i in orders)])
    for row in (11, 12):
        set_cell(tiny, "workers", row, "roles", "ground")
    wishes = [fault.wanted for fault in faults_of(tiny)]
    assert len(wishes) == 1
    assert wishes[0].startswith(leading)
    assert wishes[0].endswith(f"as for {code}")


def test_a_class_three_job_of_one_crew_wants_a_leader_and_a_supervisor(tiny: Path) -> None:
    set_cell(tiny, "job_types", 2, "class", "III")
    set_cell(tiny, "job_types", 2, "persons", "5")
    change_rows(tiny, "work_orders", lambda rows: rows[:3])
    set_cell(tiny, "workers", 9, "roles", "supervisor")
    ((row, _, _, wanted),) = only_faults(tiny, "crews.csv")
    assert row == 3
    assert wanted.startswith("a leader and another supervisor")
