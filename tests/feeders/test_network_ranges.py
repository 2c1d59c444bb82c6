"""Values that an element can have, and those that only a slip of the pen gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandapower
import pytest

from feeders.network_ranges import RANGES, Range, range_faults
from tests.feeders import small_net

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    "scenarios/deqing/network.json",
    "peakops/example/network.json",
    "tests/feeders/data/simbench_small.json",
)


def small() -> Any:
    """A net with a row in every table that has a range."""
    net = small_net.two_substations().net
    pandapower.create_sgen(net, 12, p_mw=0.1)
    return net


def named(known: Range) -> str:
    return f"{known.table}.{known.column}"


@pytest.mark.parametrize("known", RANGES, ids=named)
def test_values_up_to_the_bounds_are_right(known: Range) -> None:
    net = small()
    least = known.low + 1e-6 if known.above else known.low
    for value in (least, known.high):
        net[known.table].loc[0, known.column] = value
        assert list(range_faults(net)) == []


@pytest.mark.parametrize("known", RANGES, ids=named)
def test_values_beyond_the_bounds_are_faults(known: Range) -> None:
    net = small()
    net[known.table][known.column] = net[known.table][known.column].astype(float)
    most = known.low if known.above else known.low - 1e-3
    for value, found in ((most, f"{most:.15g}"), (known.high + 1.0, f"{known.high + 1:g}"),
                         (float("inf"), "inf"), (float("nan"), "missing")):  # fmt: skip
        net[known.table].loc[0, known.column] = value
        (fault,) = range_faults(net)
        assert (fault.table, fault.key) == ("network", f"{known.table} 0")
        assert (fault.column, fault.found) == (known.column, found)
        assert known.source


# table, column, found, wanted
HINTS = [
    ("line", "length_km", 1100.0, "a number above 0 and up to 100 km (1100 looks like m)"),
    ("line", "max_i_ka", 515.0, "a number above 0 and up to 10 kA (515 looks like A)"),
    ("line", "r_ohm_per_km", -3.0, "a number from 0.005 to 10 ohm/km"),
    ("trafo", "sn_mva", 31500.0, "a number above 0 and up to 1000 MVA (31500 looks like kVA)"),
    ("ext_grid", "vm_pu", 102.0, "a number from 0.8 to 1.2 pu (102 looks like %)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value", "wanted"), HINTS)
def test_another_unit_is_recognised(table: str, column: str, value: float, wanted: str) -> None:
    net = small()
    net[table].loc[0, column] = value
    assert [fault.wanted for fault in range_faults(net)] == [wanted]


def test_what_is_out_of_service_is_not_judged() -> None:
    net = small()
    net.line.loc[13, ["r_ohm_per_km", "in_service"]] = [-3.0, False]
    assert list(range_faults(net)) == []


@pytest.mark.parametrize(
    "name", ["mv_oberrhein", "create_cigre_network_mv", "example_multivoltage"]
)
def test_pandapower_s_own_networks_are_within(name: str) -> None:
    assert list(range_faults(small_net.benchmark(name))) == []


@pytest.mark.parametrize("name", FILES)
def test_networks_that_are_planned_with_are_within(name: str) -> None:
    net = pandapower.from_json_string((ROOT / name).read_text(encoding="utf-8"))
    assert list(range_faults(net)) == []
