"""What cannot be read, or names nobody knows, is a fault with its place; all at once."""

from __future__ import annotations

import pytest

from peakops.check import check
from peakops.errors import InputFaults, UsageError
from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit


def faults(folder):
    with pytest.raises(InputFaults) as raised:
        check(folder)
    return [(f.file, f.row, f.column, f.found) for f in raised.value.faults]


def cells(name, where, **values):
    return lambda folder: edit.set_cells(folder, name, where, **values)


def text(name, old, new):
    def apply(folder):
        path = folder / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return apply


W2 = {"work_order": "W2"}

FAULTY = [
    (cells("schedule", W2, leader="X9"), ("schedule.csv", 3, "leader", "X9")),
    (cells("schedule", W2, bucket="B3;X9"), ("schedule.csv", 3, "bucket", "X9")),
    (cells("schedule", W2, crew="C9"), ("schedule.csv", 3, "crew", "C9")),
    (cells("schedule", W2, vehicles="V9"), ("schedule.csv", 3, "vehicles", "V9")),
    (cells("schedule", W2, transfer_plan="W2-T9"), ("schedule.csv", 3, "transfer_plan", "W2-T9")),
    (cells("schedule", W2, work_order="W99"), ("schedule.csv", 3, "work_order", "W99")),
    (cells("schedule", W2, start="07:30"), ("schedule.csv", 3, "start", "07:30")),
    (cells("schedule", W2, start="2026-07-20T07:30"),
     ("schedule.csv", 3, "start", "2026-07-20T07:30")),  # no offset
    (cells("schedule", W2, start="2026-07-20T27:30+08:00"),
     ("schedule.csv", 3, "start", "2026-07-20T27:30+08:00")),
    (cells("schedule", W2, date="20 July"), ("schedule.csv", 3, "date", "20 July")),
    (cells("schedule", W2, locked="maybe"), ("schedule.csv", 3, "locked", "maybe")),
    (cells("schedule", W2, crew=""), ("schedule.csv", 3, "crew", "an empty cell")),
    (cells("stints", W2 | {"worker": "B3"}, stint_limit_minutes="1,5"),
     ("stints.csv", 6, "stint_limit_minutes", "1,5")),
    (cells("worker_phases", {"phase": "setup"}, phase="party"),
     ("worker_phases.csv", 3, "phase", "party")),
    (cells("travel", {"from": "W2"}, to="moon"), ("travel.csv", 9, "to", "moon")),
    (cells("switching", {"step": "1"}, switch="77"), ("switching.csv", 2, "switch", "77")),
    (cells("load_forecast", {"feeder": "F1"}, feeder="F9"),
     ("load_forecast.csv", 2, "feeder", "F9")),
    (text("schedule.csv", "leader", "boss"), ("schedule.csv", 1, "boss", "an unknown column")),
    (text("schedule.csv", "leader", "boss"), ("schedule.csv", 1, "leader", "no such column")),
    (text("schedule.csv", "leader", "crew"), ("schedule.csv", 1, "crew", "the column twice")),
    (text("schedule.csv", ",V1,", ",V1,V1,"), ("schedule.csv", 2, None, "20 cells")),
    (lambda folder: (folder / "findings.csv").unlink(),
     ("findings.csv", None, None, "no such file")),
    (lambda folder: (folder / "findings.csv").write_bytes("轮换".encode("gb18030")),
     ("findings.csv", None, None, "byte 0 is not UTF-8")),
    (lambda folder: (folder / "findings.csv").write_bytes(b""),
     ("findings.csv", 1, "round", "no such column")),
    (lambda folder: (folder / "inputs" / "crews.csv").unlink(),
     ("inputs/crews.csv", None, None, "no such file")),
    (cells("inputs/workers", {"worker": "A1"}, crew="C9"), ("inputs/workers.csv", 2, "crew", "C9")),
]  # fmt: skip


@pytest.mark.parametrize(("apply", "place"), FAULTY, ids=[str(place) for _, place in FAULTY])
def test_a_fault_is_named_with_its_place(folder, apply, place):
    apply(folder)
    found = faults(folder)
    file, row, column, value = place
    assert any((f, r, c) == (file, row, column) and value in text for f, r, c, text in found), found


def test_all_faults_come_at_once(folder):
    edit.set_cells(folder, "schedule", W2, leader="X9", start="soon")
    edit.set_cells(folder, "stints", W2, worker="X8")
    assert {(file, column) for file, _, column, _ in faults(folder)} == {
        ("schedule.csv", "leader"),
        ("schedule.csv", "start"),
        ("stints.csv", "worker"),
    }


def test_a_forecast_with_a_gap_or_a_row_too_many_is_a_fault(folder):
    table = edit.read(folder, "load_forecast")
    edit.write(folder, "load_forecast", table.drop(index=[3]))
    assert faults(folder) == [
        ("load_forecast.csv", None, "time", "no row for F4 at 2026-07-20T00:00+08:00")
    ]
    edit.write(folder, "load_forecast", table.iloc[[*range(len(table)), 3]])
    assert faults(folder) == [
        ("load_forecast.csv", len(table) + 2, "time",
         "a row too many for F4 at 2026-07-20T00:00+08:00")
    ]  # fmt: skip


def test_a_faulty_network_is_a_fault_of_the_inputs(folder):
    edit.set_cells(folder, "inputs/feeders", {"feeder": "F1"}, head_switch="1")
    assert all(file == "inputs/feeders.csv" for file, _, _, _ in faults(folder))


def test_no_folder_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        check(tmp_path / "nowhere")


def test_plan_json_is_not_looked_at(folder):
    (folder / "plan.json").write_text("not even JSON", encoding="utf-8")
    assert plan_codes.codes(folder) == []
