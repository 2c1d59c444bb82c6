"""Those who watch W5 relieve each other: the plan is clean, and one edit breaks exactly one rule."""

from __future__ import annotations

import shutil
from itertools import pairwise

import pandas as pd
import pytest

from peakops import check
from peakops.checks import watches
from peakops.checks.files import layout
from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit

from .test_one_edit_one_code import SHADE, all_of, cells, everyone, official, schedule, worker

DAY = "2026-07-20"
HEADS = {"leader": ("A1", "A2"), "supervisor": ("A1", "A2")}
SEATS = {**HEADS, "ground": ("A7", "A8")}


def relieve(*times, seats=SEATS):
    """Let A2 and A8 take over from A1 and A7 at these times, and so on in turn."""

    def apply(folder):
        ends = ["09:15", *times, "12:05"]
        rows = [
            ["W5", duty, pair[i % 2], f"{DAY}T{start}+08:00", f"{DAY}T{end}+08:00"]
            for duty, pair in seats.items()
            for i, (start, end) in enumerate(pairwise(ends))
        ]
        names = ";".join(dict.fromkeys(pair[1] for pair in seats.values()))
        edit.set_cells(folder, "schedule", {"work_order": "W5"}, relief=names)
        edit.write(folder, "watches", pd.DataFrame(rows, columns=list(layout("watches").columns)))
        edit.refresh(folder)

    return apply


@pytest.fixture(scope="module")
def relieved(written_case, tmp_path_factory):
    """The plan in which A2 may lead too, and everybody who watches W5 is relieved at 10:40."""
    folder = shutil.copytree(written_case, tmp_path_factory.mktemp("relieved") / "plan")
    worker("A2", roles="leader;supervisor;ground")(folder)
    relieve("10:40")(folder)
    return folder


@pytest.fixture
def folder(relieved, tmp_path):
    """A copy of the plan to edit."""
    return shutil.copytree(relieved, tmp_path / "plan")


def watch(name, duty, **values):
    return cells("watches", {"worker": name, "duty": duty}, **values)


THREE = relieve("10:05", "11:15")  # 50, 70 and 50 minutes

ALLOWED = {
    "relief at 10:40": lambda _: None,
    "two changes": THREE,
    "nobody may watch longer than 125 minutes": everyone(125),
    "rest in the shade between two watches": all_of(SHADE, THREE),
}


@pytest.mark.parametrize("apply", ALLOWED.values(), ids=ALLOWED.keys())
def test_allowed(folder, apply):
    apply(folder)
    assert plan_codes.breaches(folder) == ()


def again(order):
    """Write a row for another order too."""

    def apply(folder):
        table = edit.read(folder, "watches")
        more = table.tail(1).assign(work_order=order)
        edit.write(folder, "watches", pd.concat([table, more]))

    return apply


IN_THE_BUCKET = all_of(
    schedule("W5", bucket="A2;A4;A5;A6"),
    cells("stints", {"work_order": "W5", "worker": "A3"}, worker="A2"),
)
WATCHING = {"worker": "A2", "phase": "standby", "work_order": "W5"}

FORBIDDEN = [
    ("exposure_on_site", all_of(everyone(125), relieve("09:35"))),  # 150 minutes after it
    ("exposure_on_site", all_of(everyone(125), relieve("10:40", seats=HEADS))),  # A7 stays
    ("role_missing", worker("A2", roles="supervisor;ground")),
    ("role_missing", watch("A1", "supervisor", end=f"{DAY}T10:35+08:00")),  # five minutes nobody
    ("role_missing", watch("A2", "leader", start=f"{DAY}T10:10+08:00")),  # two leaders
    ("watch_handover", relieve("10:20")),
    ("rest_too_short", relieve("10:05", "10:40")),  # 50 minutes, then 35 of rest
    ("person_twice", schedule("W5", relief="A2;A8;A7")),
    ("supervisor_in_bucket", IN_THE_BUCKET),
    ("worker_unavailable", worker("A8", heat_restriction="not_outdoors_35c")),
    ("outdoor_cap", all_of(official(DAY, "38"), worker("A2", acclimatisation_day="1"))),
    ("files_disagree", all_of(relieve("10:40", seats=HEADS), schedule("W5", relief="A2;A8"))),
    (
        "files_disagree",
        all_of(worker("A5", roles="bucket;ground"), watch("A8", "ground", worker="A5")),
    ),
    ("files_disagree", again("W7")),
    ("files_disagree", watch("A8", "ground", end=f"{DAY}T12:10+08:00")),
    ("files_disagree", cells("worker_phases", WATCHING, outdoors="no", place="cab")),
]


@pytest.mark.parametrize(
    ("code", "apply"), FORBIDDEN, ids=[f"{i}-{c}" for i, (c, _) in enumerate(FORBIDDEN)]
)
def test_forbidden(folder, code, apply):
    apply(folder)
    found = plan_codes.breaches(folder)
    assert {breach.code for breach in found} == {code}, "\n".join(b.line() for b in found)


@pytest.mark.parametrize(
    ("rule", "apply"),
    [
        (watches.relief_role_missing, worker("A2", roles="supervisor;ground")),
        (watches.watch_gap, watch("A1", "supervisor", end=f"{DAY}T10:35+08:00")),
        (watches.watch_handover, relieve("10:20")),
        (watches.relieved_rest, relieve("10:05", "10:40")),
        (watches.watches_agree, again("W7")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_only_its_rule_sees_it(folder, rule, apply, monkeypatch):
    apply(folder)
    monkeypatch.setattr(check, "RULES", tuple(each for each in check.RULES if each is not rule))
    assert plan_codes.breaches(folder) == ()
