"""`validate` with the network: soundness from `feeders`, placed in files and rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peakops.errors import InputFault, InputFaults
from peakops.network_index import NETWORK_COLUMNS
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
    ("line", 3, "length_km", 0.0, "line 3: 0"),  # no impedance
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


# element, index, column, value; column, found, wanted                                    # reason
SKELETONS = [
    ("line", 3, "to_bus", 77, "line.to_bus", "line 3: 77", "the index of a bus"),  # loose end
    ("line", 3, "to_bus", [5], "line.to_bus", "line 3: [5]", "the index of a bus"),  # a list
    ("load", 0, "bus", True, "load.bus", "load 0: True", "the index of a bus"),  # no index
    ("switch", 1, "element", 55, "switch.element", "switch 1: 55", "the index of a line"),  # loose
    ("line", 3, "length_km", "1.5", "line.length_km", "line 3: 1.5", "a number"),  # text
    ("line", 3, "parallel", 0, "line.parallel", "line 3: 0", "a whole number of at least 1"),  # none
    ("line", 3, "parallel", 1.5, "line.parallel", "line 3: 1.5", "a whole number of at least 1"),  # half
    ("bus", 5, "in_service", 1, "bus.in_service", "bus 5: 1", "true or false"),  # a number
    ("switch", 8, "closed", None, "switch.closed", "switch 8: None", "true or false"),  # unknown
]  # fmt: skip


@pytest.mark.parametrize(
    ("element", "index", "column", "value", "place", "found", "wanted"), SKELETONS
)
def test_a_network_with_a_broken_skeleton(
    tiny: Path,
    element: str,
    index: int,
    column: str,
    value: object,
    place: str,
    found: str,
    wanted: str,
) -> None:
    _edit_element(tiny, element, index, column, value)
    assert validate(tiny) == (
        InputFault(file="network.json", row=None, column=place, found=found, wanted=wanted),
    )


@pytest.mark.parametrize(("element", "columns"), NETWORK_COLUMNS.items())
def test_a_network_without_a_column(tiny: Path, element: str, columns: Mapping[str, str]) -> None:
    content = json.loads((tiny / "network.json").read_text())
    frame = json.loads(content["_object"][element]["_object"])
    frame["columns"] = [f"my_{column}" for column in frame["columns"]]
    content["_object"][element]["_object"] = json.dumps(frame)
    (tiny / "network.json").write_text(json.dumps(content))
    told = {f.column for f in validate(tiny) if f.found == "no such column"}
    assert told == ({f"{element}.{column}" for column in columns} if frame["index"] else set())


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_value_in_a_network_makes_a_traceback(tiny: Path, data: st.DataObject) -> None:
    text = (tiny / "network.json").read_text()
    elements = {"bus": 12, "line": 10, "trafo": 2, "load": 8, "switch": 10, "ext_grid": 2}
    element = data.draw(st.sampled_from(sorted(elements)))
    column = data.draw(st.sampled_from(sorted(NETWORK_COLUMNS[element])))
    values = st.sampled_from([None, -1, 0, 99, 1e9, 0.5, "x", "", True, [1], {}])
    index = data.draw(st.integers(0, elements[element] - 1))
    _edit_element(tiny, element, index, column, data.draw(values))
    for fault in validate(tiny):
        assert fault.file in {path.name for path in tiny.iterdir()}
    (tiny / "network.json").write_text(text)


@pytest.mark.parametrize("column", ["et", "element", "bus"])
def test_a_list_at_a_switch_is_a_fault(tiny: Path, column: str) -> None:
    _edit_element(tiny, "switch", 0, column, [1])
    assert any(fault.file == "network.json" for fault in validate(tiny))


@pytest.mark.parametrize("in_service", [True, False])
@pytest.mark.parametrize("factor", [0, -1])
def test_a_line_that_may_carry_nothing_is_a_fault(
    tiny: Path, factor: float, *, in_service: bool
) -> None:
    _edit_element(tiny, "line", 0, "df", factor)
    _edit_element(tiny, "line", 0, "in_service", in_service)
    found = [fault for fault in validate(tiny) if fault.wanted == "a factor above 0"]
    assert [fault.found for fault in found] == [f"line 0: {factor}"]
    assert found[0].file == "network.json"


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
