"""`validate` with the network: soundness from `feeders`, placed in files and rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from peakops.errors import InputFault, InputFaults
from peakops.scenario import Scenario, read_scenario
from peakops.validate import placed_fault, placed_faults, read_inputs, validate

from .tiny_scenario import read_cells, set_cell, write_cells


@dataclass(frozen=True, kw_only=True)
class Fake:
    """A fault as a package below reports it."""

    table: str = "feeders"
    key: str = "F3"
    column: str = "head_line"
    found: str = "77"
    wanted: str = "a line"


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    return read_scenario(tiny_source)


PLACED = [
    (Fake(), "feeders.csv", 4, "head_line", "77"),  # by name
    (Fake(table="switches", key="2", column="type"), "switches.csv", 4, "type", "77"),  # by number
    (Fake(table="customers", key="6", column="bus"), "customers.csv", 4, "bus", "77"),  # by number
    (Fake(table="load_history", key="2026-06-20T00:00", column="time"), "load_history.csv", 10, "time", "77"),  # by time
    (Fake(table="weather_daily", key="2026-07-21", column=""), "weather_daily.csv", 3, None, "77"),  # by date
    (Fake(key="F9"), "feeders.csv", None, "head_line", "F9: 77"),  # no such row: the key is told
    (Fake(key=""), "feeders.csv", None, "head_line", "77"),  # about the column
    (Fake(table="network", key="line 12", column="max_i_ka"), "network.json", None, "max_i_ka", "line 12: 77"),  # an element
    (Fake(table="restrictions", key="F1"), "restrictions.csv", None, "head_line", "F1: 77"),  # rows without a name
    (Fake(table="strange", key="1"), "strange", None, "head_line", "1: 77"),  # unknown table
]  # fmt: skip


@pytest.mark.parametrize(("fault", "file", "row", "column", "found"), PLACED)
def test_a_fault_is_placed(
    scenario: Scenario, fault: Fake, file: str, row: int | None, column: str | None, found: str
) -> None:
    wanted = InputFault(file=file, row=row, column=column, found=found, wanted="a line")
    assert placed_fault(scenario, fault) == wanted


def test_placed_faults_are_sorted_and_told_once(scenario: Scenario) -> None:
    faults = placed_faults(scenario, [Fake(), Fake(key="F1"), Fake()])
    assert [fault.row for fault in faults] == [2, 4]


def test_the_tiny_scenario_is_sound_with_its_network(tiny: Path) -> None:
    assert validate(tiny) == ()
    scenario, network = read_inputs(tiny)
    assert scenario.name == "tiny"
    assert network.feeder_of_bus[5] == "F1"


def _edit_element(folder: Path, element: str, index: int, column: str, value: object) -> None:
    """Change one cell of the pandapower file."""
    content = json.loads((folder / "network.json").read_text())
    holder = content["_object"][element]
    frame = json.loads(holder["_object"])
    frame["data"][frame["index"].index(index)][frame["columns"].index(column)] = value
    holder["_object"] = json.dumps(frame)
    (folder / "network.json").write_text(json.dumps(content))


# element, index, column, value; words of the fault                                        # reason
NETWORKS = [
    ("switch", 8, "closed", True, "a loop"),  # loop
    ("switch", 2, "closed", False, "no supply"),  # island
    ("line", 3, "max_i_ka", None, "missing"),  # no rating
    ("load", 0, "p_mw", None, "missing"),  # NaN load
    ("line", 3, "length_km", 0.0, "zero"),  # no impedance
]


@pytest.mark.parametrize(("element", "index", "column", "value", "found"), NETWORKS)
def test_an_unsound_network(
    tiny: Path, element: str, index: int, column: str, value: object, found: str
) -> None:
    _edit_element(tiny, element, index, column, value)
    faults = validate(tiny)
    assert faults
    told = [fault.found for fault in faults if fault.file == "network.json"]
    assert any(found in text for text in told)


def test_a_silent_tap_changer(tiny: Path) -> None:
    """pandapower would ignore the tap position without a word."""
    _edit_element(tiny, "trafo", 0, "tap_changer_type", None)
    _edit_element(tiny, "trafo", 0, "tap_pos", 2)
    (fault,) = validate(tiny)
    assert (fault.file, fault.column) == ("network.json", "tap_changer_type")
    assert fault.found.startswith("trafo 0")


# table, row, column, value                                                                # reason
ELEMENTS = [
    ("feeders", 3, "head_line", "99"),  # no such line
    ("feeders", 3, "head_switch", "99"),  # no such switch
    ("switches", 4, "switch", "99"),  # no such switch
    ("customers", 4, "bus", "99"),  # no such bus
]


@pytest.mark.parametrize(("key", "row", "column", "value"), ELEMENTS)
def test_an_element_that_the_network_does_not_have(
    tiny: Path, key: str, row: int, column: str, value: str
) -> None:
    set_cell(tiny, key, row, column, value)
    assert (f"{key}.csv", row, column, value) in {
        (fault.file, fault.row, fault.column, fault.found) for fault in validate(tiny)
    }


def test_an_order_on_another_feeder_s_bus(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 3, "bus", "7")
    assert validate(tiny) == (
        InputFault(
            file="work_orders.csv",
            row=3,
            column="feeder",
            found="F3",
            wanted="F2, which supplies bus 7 today",
        ),
    )


def test_an_order_on_a_busbar(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 3, "bus", "2")
    (fault,) = validate(tiny)
    assert (fault.row, fault.column, fault.found) == (3, "bus", "2")
    assert fault.wanted == "a bus that F3 supplies today"


def test_tables_and_network_are_judged_in_one_go(tiny: Path) -> None:
    _edit_element(tiny, "line", 3, "max_i_ka", None)
    set_cell(tiny, "crews", 2, "base_lat", "x")
    set_cell(tiny, "work_orders", 3, "feeder", "F9")
    assert {fault.file for fault in validate(tiny)} == {
        "crews.csv",
        "network.json",
        "work_orders.csv",
    }


def test_a_network_is_not_judged_by_tables_that_are_wrong(tiny: Path) -> None:
    set_cell(tiny, "feeders", 2, "head_line", "x")
    (fault,) = validate(tiny)
    assert (fault.file, fault.row, fault.column) == ("feeders.csv", 2, "head_line")


def test_a_network_without_settings_is_not_judged(tiny: Path) -> None:
    (tiny / "scenario.yaml").write_text("name: x\n")
    assert {fault.file for fault in validate(tiny)} == {"scenario.yaml"}


def test_read_inputs_raises_what_validate_returns(tiny: Path) -> None:
    rows = read_cells(tiny / "kits.csv")
    write_cells(tiny / "kits.csv", rows[:1])
    with pytest.raises(InputFaults) as error:
        read_inputs(tiny)
    assert error.value.faults == validate(tiny)


def test_faults_want_a_place_that_exists() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        InputFault(file="a", row=0, column=None, found="", wanted="")
    with pytest.raises(ValueError, match="without a fault"):
        InputFaults(())
