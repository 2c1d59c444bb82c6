"""A transfer of the small plan as a loop: allowed where all is known and holds, else a breach."""

from __future__ import annotations

import pytest

from peakops import check
from tests.peakops import plan_edits as edit
from tests.peakops.plan_codes import breaches

SOUTH = {"substation": "South"}


def with_columns(folder, name, key, **columns):
    """Add columns to an input table, given by the value of its key."""
    table = edit.read(folder, name)
    for column, values in columns.items():
        table[column] = [values.get(value, "") for value in table[key]]
    edit.write(folder, name, table)


@pytest.fixture
def looped(folder):
    """W6's load goes over in a loop: tie 9 closes before switch 7 opens, and back."""
    with_columns(folder, "inputs/switches", "switch", phases_checked={"9": "yes"})
    with_columns(
        folder, "inputs/feeders", "feeder", overcurrent_pickup_a={"F2": "480", "F4": "480"}
    )
    order = {"1": ("9", "tie 7", "close"), "2": ("7", "section F4", "open"),
             "3": ("7", "section F4", "close"), "4": ("9", "tie 7", "open")}  # fmt: skip
    for number, (switch, name, action) in order.items():
        edit.set_cells(folder, "switching", {"step": number}, switch=switch, switch_name=name,
                       action=action, method="make_before_break", why="")  # fmt: skip
    return folder


def codes(folder):
    return {breach.code for breach in breaches(folder)}


def test_a_loop_where_everything_is_known_and_holds(looped):
    assert check.check(looped).clean


def test_unchecked_phases(looped):
    edit.set_cells(looped, "inputs/switches", {"switch": "9"}, phases_checked="")
    assert codes(looped) == {"loop_forbidden"}
    assert {b.found for b in breaches(looped)} == {"phases unchecked at 9"}
    assert {b.time_from.hour for b in breaches(looped)} == {7, 9}  # there and back


@pytest.mark.parametrize("column", ["loop_zone", "vector_group"])
def test_another_zone_or_vector_group(looped, column):
    edit.set_cells(looped, "inputs/sources", SOUTH, **{column: "Dyn11"})
    assert codes(looped) == {"loop_forbidden"}


def test_an_unknown_pickup(looped):
    edit.set_cells(looped, "inputs/feeders", {"feeder": "F2"}, overcurrent_pickup_a="")
    assert {b.found for b in breaches(looped)} == {"F2: no pick-up known"}


def test_reclosing_that_stays_on(looped):
    edit.set_cells(looped, "inputs/job_types", {"code": "SWITCH"}, reclosing_blocked="no")
    edit.drop_rows(looped, "blocks", work_order="W6")
    assert "loop_forbidden" in codes(looped)


def test_a_current_above_the_pickup_by_load_flow(looped):
    edit.set_cells(looped, "inputs/feeders", {"feeder": "F2"}, overcurrent_pickup_a="70")
    loops = [b for b in check.check(looped).breaches if b.code == "loop_forbidden"]
    assert {b.limit for b in loops} == {"below 70 A"}
    assert len(loops) == 2


def test_a_step_that_calls_itself_otherwise(looped):
    edit.set_cells(looped, "switching", {"step": "1"}, method="break_before_make")
    assert codes(looped) == {"files_disagree"}


def test_life_support_on_the_live_section_worked_on(folder):
    where = {"bus": "5"}
    edit.set_cells(
        folder, "inputs/customers", where, sensitive_kind="dialysis", sensitive_count="2"
    )
    assert codes(folder) == set()
    edit.set_cells(folder, "inputs/customers", where, sensitive_kind="life_support")
    assert codes(folder) == {"no_restoration"}
