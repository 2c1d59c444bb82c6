"""Coincidence factors in a written plan: complete, and what the loads beside them give."""

from __future__ import annotations

import pytest

from peakops.check import check
from peakops.errors import InputFaults
from tests.peakops import plan_edits as edit

AT_8, LATE = "2026-07-20T08:00+08:00", "2026-07-22T00:00+08:00"
NORTH = {"transformer": "0", "time": AT_8}  # F1 and F2, 3.1 MW in sum; row 18


def faults(folder):
    with pytest.raises(InputFaults) as raised:
        check(folder)
    return [(f.file, f.row, f.column, f.found) for f in raised.value.faults]


def test_a_joint_load_below_the_sum_is_clean(folder):
    edit.set_cells(folder, "coincidence", NORTH, p90_joint_mw="2.900", factor="0.9355")
    assert check(folder).clean


def test_a_joint_load_above_the_sum_or_none_has_the_factor_one(folder):
    edit.set_cells(folder, "coincidence", NORTH, p90_joint_mw="3.150")
    edit.set_cells(folder, "coincidence", NORTH | {"transformer": "1"}, p90_joint_mw="-0.100")
    assert check(folder).clean


def test_a_factor_eases_its_transformer(folder):
    edit.overload_feeder(folder, "F1", "2026-07-20T20:00+08:00", 12.0)
    edit.overload_feeder(folder, "F2", "2026-07-20T20:00+08:00", 7.5)
    at_20 = {"transformer": "0", "time": "2026-07-20T20:00+08:00"}
    assert "trafo:0" in {alarm.element for alarm in check(folder).base_alarms}
    edit.set_cells(folder, "coincidence", at_20, p90_joint_mw="15.600", factor="0.8000")
    assert "trafo:0" not in {alarm.element for alarm in check(folder).base_alarms}


# cells of the row of transformer 0 at 08:00, found                                       # reason
BREACHES = [
    ({"factor": "0.9000"}, "transformer 0: 0.9000"),  # the loads give 1
    ({"factor": "1.1000"}, "transformer 0: 1.1000"),  # above 1
    ({"factor": "-1.0000"}, "transformer 0: -1.0000"),  # no share
    ({"p90_joint_mw": "3.150", "factor": "1.0161"}, "transformer 0: 1.0161"),  # above 1
    ({"p90_joint_mw": "2.900"}, "transformer 0: 1.0000"),  # 0.9355
    ({"p90_sum_mw": "3.200", "p90_joint_mw": "3.200"}, "transformer 0: sum 3.200 MW"),  # 3.1
    ({"feeders": "F1"}, "transformer 0: F1"),  # F2 too
    ({"feeders": "F1;F3"}, "transformer 0: F1 F3"),  # F3 hangs on the other one
]


@pytest.mark.parametrize(("cells", "found"), BREACHES)
def test_a_row_that_contradicts_itself_or_the_forecast_is_a_breach(folder, cells, found):
    edit.set_cells(folder, "coincidence", NORTH, **cells)
    report = check(folder)
    assert report.codes == ("coincidence",)
    (breach,) = report.breaches
    assert (breach.file, breach.row, breach.found) == ("coincidence.csv", 18, found)


def test_an_edited_forecast_is_found_by_its_sum(folder):
    where = {"feeder": "F2", "time": AT_8}
    edit.set_cells(folder, "load_forecast", where, p90_mw="1.501")
    assert check(folder).codes == ("coincidence",)


# cells of the same row; row, column, found                                                # reason
FAULTS = [
    ({"transformer": "1"}, 19, "transformer", f"a row too many for transformer 1 at {AT_8}"),
    ({"transformer": "7"}, 18, "transformer", "7"),  # unknown
    ({"transformer": "0.5"}, 18, "transformer", "0.5"),  # no index
    ({"time": LATE}, 18, "transformer", f"a row too many for transformer 0 at {LATE}"),
    ({"feeders": "F1;F9"}, 18, "feeders", "F9"),  # unknown
    ({"factor": ""}, 18, "factor", "an empty cell"),
    ({"factor": "much"}, 18, "factor", "much"),
]


@pytest.mark.parametrize(("cells", "row", "column", "found"), FAULTS)
def test_a_wrong_row_is_a_fault_with_its_place(folder, cells, row, column, found):
    edit.set_cells(folder, "coincidence", NORTH, **cells)
    assert ("coincidence.csv", row, column, found) in faults(folder)


def test_a_missing_hour_is_a_fault(folder):
    edit.drop_rows(folder, "coincidence", **NORTH)
    assert faults(folder) == [
        ("coincidence.csv", None, "transformer", f"no row for transformer 0 at {AT_8}")
    ]
