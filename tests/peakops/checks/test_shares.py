"""Shares of buses in a written plan: believed where they are complete and add up."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from peakops.check import check
from peakops.errors import InputFaults
from tests.peakops import plan_edits as edit

HOURS = pd.date_range("2026-07-20", periods=48, freq="h", tz="Asia/Shanghai")
AT_8, LATE = "2026-07-20T08:00+08:00", "2026-07-22T00:00+08:00"


@pytest.fixture
def shared(folder):
    """The plan with shares of F1's buses 4 and 5; rows 2 and 3 are those of the first hour."""
    rows = [
        (hour.isoformat(timespec="minutes"), "F1", bus, share)
        for hour, (bus, share) in itertools.product(HOURS, (("4", "0.900000"), ("5", "0.100000")))
    ]
    edit.write(folder, "bus_shares", pd.DataFrame(rows, columns=["time", "feeder", "bus", "share"]))
    return folder


def faults(folder):
    with pytest.raises(InputFaults) as raised:
        check(folder)
    return [(f.file, f.row, f.column, f.found) for f in raised.value.faults]


def test_a_plan_with_shares_is_clean(shared):
    assert check(shared).clean


def test_shares_decide_where_the_load_is(shared):
    """At 7 MW the line behind the first bus is full only where the last bus has the load."""
    edit.overload_feeder(shared, "F1", "2026-07-20T20:00+08:00", 7.0)
    elements = {alarm.element for alarm in check(shared).base_alarms}
    assert "line:1" not in elements
    edit.set_cells(shared, "bus_shares", {"bus": "4"}, share="0.000000")
    edit.set_cells(shared, "bus_shares", {"bus": "5"}, share="1.000000")
    assert {alarm.element for alarm in check(shared).base_alarms} >= elements | {"line:1"}


def test_shares_that_do_not_add_up_are_a_breach(shared):
    edit.set_cells(shared, "bus_shares", {"bus": "4", "time": AT_8}, share="0.900100")
    report = check(shared)
    assert report.codes == ("bus_shares",)
    (breach,) = report.breaches
    assert (breach.file, breach.row, breach.found) == ("bus_shares.csv", 18, "F1: 1.000100")


def test_shares_rounded_to_the_last_digit_add_up(shared):
    edit.set_cells(shared, "bus_shares", {"bus": "4", "time": AT_8}, share="0.899999")
    assert check(shared).clean


# cells of the row of bus 4 at 08:00, row 18; row, column, found                           # reason
CELLS = [
    ({"bus": "8"}, 18, "bus", "8"),  # a bus of F3
    ({"bus": "2"}, 18, "bus", "2"),  # the busbar
    ({"bus": "4.5"}, 18, "bus", "4.5"),  # no index
    ({"bus": "5"}, 19, "bus", f"a row too many for F1 bus 5 at {AT_8}"),  # bus 5 twice
    ({"time": LATE}, 18, "bus", f"a row too many for F1 bus 4 at {LATE}"),  # after the plan
    ({"feeder": "F9"}, 18, "feeder", "F9"),  # unknown
    ({"share": ""}, 18, "share", "an empty cell"),  # unknown
]


@pytest.mark.parametrize(("cells", "row", "column", "found"), CELLS)
def test_a_wrong_row_is_a_fault_with_its_place(shared, cells, row, column, found):
    edit.set_cells(shared, "bus_shares", {"bus": "4", "time": AT_8}, **cells)
    assert ("bus_shares.csv", row, column, found) in faults(shared)


def test_a_missing_hour_is_a_fault(shared):
    edit.drop_rows(shared, "bus_shares", bus="5", time=AT_8)
    assert faults(shared) == [("bus_shares.csv", None, "bus", f"no row for F1 bus 5 at {AT_8}")]
