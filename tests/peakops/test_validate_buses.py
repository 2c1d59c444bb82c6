"""Faults of a bus history: buses, hours, and what could not be known yet."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from peakops.errors import InputFault
from peakops.scenario import read_scenario
from peakops.tables import Repair
from peakops.validate import validate

from .test_validate_cells import faults_of
from .test_validate_tables import change_rows, only_faults
from .tiny_scenario import bus_history_text, set_cell, write_cells

FILE = "bus_history.csv"


@pytest.fixture
def with_buses(tiny: Path) -> Path:
    """A tiny scenario with a history of buses 4 and 5; row 2 is the first hour of bus 4."""
    (tiny / FILE).write_text(bus_history_text(), encoding="utf-8")
    return tiny


def test_a_bus_history_is_read(with_buses: Path) -> None:
    assert faults_of(with_buses) == ()
    table = read_scenario(with_buses).tables["bus_history"]
    assert table["bus"].unique().tolist() == [4, 5]
    assert len(table) == 2 * 720


def test_rows_may_stand_in_any_order_and_have_gaps(with_buses: Path) -> None:
    set_cell(with_buses, "bus_history", 3, "p_mw", "")
    change_rows(with_buses, "bus_history", lambda rows: [rows[0], *rows[:0:-1]])
    assert faults_of(with_buses) == ()


# bus in rows 3 and 4; wanted                                                              # reason
BUSES = [
    ("99", "the index of a bus in the network file"),  # unknown
    ("2", "a bus that a feeder supplies"),  # the busbar
]


@pytest.mark.parametrize(("bus", "wanted"), BUSES)
def test_a_bus_without_a_share_is_named_once(with_buses: Path, bus: str, wanted: str) -> None:
    for row in (3, 4):
        set_cell(with_buses, "bus_history", row, "bus", bus)
    assert validate(with_buses) == (_fault(3, bus, wanted),)


def _fault(row: int, found: str, wanted: str) -> InputFault:
    return InputFault(file=FILE, row=row, column="bus", found=found, wanted=wanted)


def test_a_bus_without_a_load_in_service(with_buses: Path) -> None:
    content = json.loads((with_buses / "network.json").read_text())
    holder = content["_object"]["load"]
    frame = json.loads(holder["_object"])
    frame["data"][0][frame["columns"].index("in_service")] = False  # the load at bus 4
    holder["_object"] = json.dumps(frame)
    (with_buses / "network.json").write_text(json.dumps(content))
    assert validate(with_buses) == (_fault(2, "4", "a bus with a load in service"),)


@pytest.mark.parametrize(
    ("column", "value", "found", "wanted"),
    [
        ("p_mw", "51", "51", "a number from -50 to 50 MW"),  # kW or a broken meter
        ("bus", "4.5", "4.5", "a whole number"),  # no index
        ("time", "2026-06-19T17:30", "2026-06-19T17:30", "full hours"),  # half past
    ],
)
def test_a_wrong_cell(with_buses: Path, column: str, value: str, found: str, wanted: str) -> None:
    set_cell(with_buses, "bus_history", 3, column, value)
    ((row, place, told, wish),) = only_faults(with_buses, FILE)
    assert (row, place, told) == (3, column, found)
    assert wish.startswith(wanted)


def test_an_hour_of_a_bus_twice(with_buses: Path) -> None:
    change_rows(with_buses, "bus_history", lambda rows: [*rows, rows[1]])
    assert only_faults(with_buses, FILE) == [
        (1442, "bus", "2026-06-19T16:00, 4 again, as in row 2", "each time and bus once")
    ]


def test_values_of_the_hour_of_issue_are_not_known(with_buses: Path) -> None:
    late = [["2026-07-19T16:00", "4", "1"], ["2026-07-19T17:00", "4", "1"]]
    change_rows(with_buses, "bus_history", lambda rows: rows + late)
    wish = "nothing that was not known at 2026-07-19T16:00, when the plan was issued"
    found = "2026-07-19T16:00, and 1 later rows"
    assert only_faults(with_buses, FILE) == [(1442, "time", found, wish)]


def test_nothing_but_gaps_is_a_fault(with_buses: Path) -> None:
    rows = [["time", "bus", "p_mw"], ["2026-07-01T00:00", "4", ""]]
    write_cells(with_buses / FILE, rows)
    found = "no number in the whole column"
    assert only_faults(with_buses, FILE) == [(2, "p_mw", found, "measured values")]


def test_a_bus_history_that_ends_early_is_noted(with_buses: Path) -> None:
    change_rows(
        with_buses,
        "bus_history",
        lambda rows: [row for row in rows if row[0] < "2026-07-19" or row is rows[0]],
    )
    assert read_scenario(with_buses).repairs == (
        Repair(file=FILE, column="time", kind="history_ends_early_h", count=16),
    )


def test_a_bus_history_as_parquet(with_buses: Path) -> None:
    table = pd.read_csv(with_buses / FILE)
    table.to_parquet(with_buses / "buses.parquet")
    (with_buses / FILE).unlink()
    with (with_buses / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write("files: {bus_history: buses.parquet}\n")
    assert faults_of(with_buses) == ()
    assert len(read_scenario(with_buses).tables["bus_history"]) == len(table)
