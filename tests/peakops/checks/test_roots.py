"""Only what stands for itself is reported."""

from __future__ import annotations

import pandas as pd
import pytest

from peakops.checks.records import Breach, in_order
from peakops.checks.roots import without_consequences

TIME = pd.Timestamp("2026-07-20T08:00+08:00")


def breach(code, *orders, workers=(), crews=(), day=0):
    return Breach(code=code, work_orders=orders, workers=workers, crews=crews,
                  time_from=TIME + pd.Timedelta(days=day))  # fmt: skip


EXPLAINED = [
    (breach("crew_overlap", "A", "B"), breach("travel_too_short", "A", "B")),
    (breach("crew_overlap", "A", "B"), breach("person_twice", "A", "B", workers=("w",))),
    (breach("crew_overlap", "A", "B", crews=("C",)), breach("lunch_missing", "A", crews=("C",))),
    (
        breach("supervisor_in_bucket", "A", workers=("s",)),
        breach("role_missing", "A", workers=("s",)),
    ),
    (breach("stint_over_limit", "A"), breach("handover_point", "A")),
    (breach("certificate", "A"), breach("files_disagree", "A")),
    (breach("certificate", "A", crews=("C",)), breach("files_disagree", crews=("C",))),
    (breach("certificate", "A", workers=("w",)), breach("files_disagree", workers=("w",))),
]

APART = [
    (breach("crew_overlap", "A", "B"), breach("travel_too_short", "B", "C")),
    (breach("crew_overlap", "A", "B", crews=("C",)),
     breach("lunch_missing", "A", crews=("C",), day=1)),
    (breach("supervisor_in_bucket", "A", workers=("s",)), breach("certificate", "A", workers=("x",))),
    (breach("stint_over_limit", "A"), breach("outdoor_cap", "A")),
    (breach("certificate", "A"), breach("files_disagree", "B")),
    (breach("certificate", "A", crews=("C",)), breach("files_disagree", crews=("C",), day=1)),
    (breach("files_disagree", "A"), breach("files_disagree", "A", "B")),
    (breach("lunch_missing", crews=("C",)), breach("crew_overlap", "A", "B", crews=("D",))),
]  # fmt: skip


@pytest.mark.parametrize(("root", "consequence"), EXPLAINED)
def test_a_consequence_is_left_out_in_either_order(root, consequence):
    assert without_consequences([root, consequence]) == (root,)
    assert without_consequences([consequence, root]) == (root,)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_stands_for_itself_is_kept(one, other):
    assert set(without_consequences([one, other])) == {one, other}


def test_breaches_are_sorted_by_time_and_told_once():
    late, early = breach("rain", "A", day=1), breach("wind", "A")
    assert in_order([late, early, late]) == (early, late)
    untimed = Breach(code="mandatory_missing", work_orders=("A",))
    assert in_order([early, untimed]) == (untimed, early)
    assert untimed.as_dict()["time_from"] is None
    assert untimed.line() == "mandatory_missing: A: schedule.csv"
