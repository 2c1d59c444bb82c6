"""Every fault of a scenario, that of its network included.

The network's soundness is judged by `feeders.network`, which names tables and keys; here they
become files and rows. It is imported only when there is a network to judge: it takes a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from peakops.errors import InputFault, InputFaults, in_order, untold
from peakops.file_contract import NETWORK, TABLES
from peakops.notes import by_file, input_repairs, notes
from peakops.scenario import Scenario, scenario_or_faults
from peakops.scenario_files import ScenarioFiles, read_files
from peakops.tables import key_text
from peakops.wanted import quoted

if TYPE_CHECKING:
    from feeders.network import Network

NETWORK_TABLES = ("feeders", "sources", "switches", "switch_state", "customers")


class LeafFault(Protocol):
    """A fault as the packages below report it: by table and key, not by file and row."""

    @property
    def table(self) -> str:
        """Key of the table, or ``network``."""

    @property
    def key(self) -> str:
        """Name of the row, or element of the network."""

    @property
    def column(self) -> str:
        """Column, may be empty."""

    @property
    def found(self) -> str:
        """What is there."""

    @property
    def wanted(self) -> str:
        """What should be there."""


def validate(folder: Path) -> tuple[InputFault, ...]:
    """Find every fault of a scenario folder.

    Parameters
    ----------
    folder
        Folder with scenario.yaml.

    Returns
    -------
    Faults sorted by file, row and column; empty for a sound scenario.
    """
    try:
        input_report(folder)
    except InputFaults as error:
        return error.faults
    return ()


@dataclass(frozen=True, kw_only=True)
class InputReport:
    """What there is to say of an input without faults.

    Parameters
    ----------
    notes
        What planning would fill, cut or leave out.
    read
        How much was read: thing to number.
    """

    notes: tuple[str, ...]
    read: Mapping[str, int]

    @property
    def read_text(self) -> str:
        """How much was read, in words."""
        return ", ".join(f"{number} {thing}" for thing, number in self.read.items())


def input_report(folder: Path) -> InputReport:
    """Read a scenario folder and say what would be repaired in it.

    Raises
    ------
    InputFaults
        With every fault.
    """
    scenario, network = read_inputs(folder)
    return InputReport(
        notes=notes(by_file(scenario, input_repairs(scenario, network))),
        read=_sizes(scenario, network),
    )


def _sizes(scenario: Scenario, network: Network) -> dict[str, int]:
    """What a person can count in the files, to see that all of it was found."""
    tables = scenario.tables
    counted = {
        thing: len(tables[key])
        for thing, key in (
            ("orders", "work_orders"),
            ("crews", "crews"),
            ("workers", "workers"),
            ("vehicles", "vehicles"),
            ("feeders", "feeders"),
            ("switches", "switches"),
        )
    }
    hours = {
        f"h of {what}": _hours(tables[key]["time"])
        for what, key in (
            ("load history", "load_history"),
            ("weather history", "weather_history"),
            ("weather forecast", "weather_forecast"),
        )
    }
    return {**counted, "buses": len(network.bus_table), **hours}


def _hours(times: pd.Series) -> int:
    """Different hours of a series, whatever its step and however many stations it has."""
    return int(times.dt.floor("h").nunique())


def read_inputs(folder: Path, *, histories: bool = True) -> tuple[Scenario, Network]:
    """Read a scenario and its network.

    Parameters
    ----------
    folder, histories
        As in `peakops.scenario.read_scenario`.

    Raises
    ------
    InputFaults
        With every fault of the tables and of the network at once.
    """
    files, faults = read_files(folder, histories=histories)
    scenario, faults = scenario_or_faults(files, faults)
    network: Network | None = None
    if scenario is not None and files is not None:
        if _network_is_readable(files):
            network, found = _read_network(scenario)
            faults += found
        elif files.elements_typed:
            faults += untold(_element_faults(scenario), faults)
    if not faults and scenario is not None and network is not None:
        faults = _switching_faults(scenario, network)
    if faults or scenario is None or network is None:
        raise InputFaults(faults)
    return scenario, network


def _network_is_readable(files: ScenarioFiles) -> bool:
    """Judge a network only by tables that are sound themselves."""
    return files.network is not None and not any(files.tables[key].faults for key in NETWORK_TABLES)


def _read_network(scenario: Scenario) -> tuple[Network | None, tuple[InputFault, ...]]:
    from feeders.network import read_network
    from feeders.network_checks import NetworkFaults

    try:
        tables = {key: scenario.tables[key] for key in NETWORK_TABLES}
        network = read_network(scenario.network_text, **tables)
    except NetworkFaults as error:
        return None, placed_faults(scenario, error.faults)
    faults = (*_misplaced_orders(scenario, network), *_idle_buses(scenario, network))
    return network, faults


def _element_faults(scenario: Scenario) -> tuple[InputFault, ...]:
    """Faults of the elements by themselves, where more than that cannot be judged."""
    from feeders.network import element_faults

    return placed_faults(scenario, element_faults(scenario.network_text))


def _switching_faults(scenario: Scenario, network: Network) -> tuple[InputFault, ...]:
    """Section switches that cannot be opened; needs sound orders and job types."""
    from feeders.windows import task_faults
    from peakops.grid import grid_tasks

    return placed_faults(scenario, task_faults(network, grid_tasks(scenario)))


def _misplaced_orders(scenario: Scenario, network: Network) -> Iterator[InputFault]:
    """Orders whose bus another feeder supplies: all that is planned for them would be wrong."""
    orders = scenario.tables["work_orders"]
    feeders = set(scenario.tables["feeders"]["feeder"])
    for position, (bus, feeder) in enumerate(zip(orders["bus"], orders["feeder"], strict=True)):
        supplier = network.feeder_of_bus.get(bus, feeder)  # unknown buses are faults already
        if feeder in feeders and supplier != feeder:
            row = int(scenario.row_numbers["work_orders"][position])
            yield _misplaced(scenario.files["work_orders"], row, bus, feeder, supplier)


def _misplaced(file: str, row: int, bus: int, feeder: str, supplier: str) -> InputFault:
    if supplier:
        wish = f"{supplier}, which supplies bus {bus} today"
        return InputFault(file=file, row=row, column="feeder", found=quoted(feeder), wanted=wish)
    wish = f"a bus that {feeder} supplies today"
    return InputFault(file=file, row=row, column="bus", found=f"{bus:g}", wanted=wish)


def _idle_buses(scenario: Scenario, network: Network) -> Iterator[InputFault]:
    """Buses with a history and no part in a feeder's load; the first row of each is named."""
    from feeders.shares import bus_capacity

    busy = {bus for capacity in bus_capacity(network).values() for bus in capacity.index}
    buses = scenario.tables["bus_history"]["bus"]
    for position in np.flatnonzero(~buses.duplicated() & ~buses.isin(busy)):
        bus = buses.iloc[position]
        if bus in network.feeder_of_bus:  # unknown buses are faults already
            row = int(scenario.row_numbers["bus_history"][position])
            on_feeder = network.feeder_of_bus[bus]
            wish = "a bus with a load in service" if on_feeder else "a bus that a feeder supplies"
            file = scenario.files["bus_history"]
            yield InputFault(file=file, row=row, column="bus", found=f"{bus:g}", wanted=wish)


def placed_faults(scenario: Scenario, faults: Iterable[LeafFault]) -> tuple[InputFault, ...]:
    """Faults by table and key as faults by file and row.

    Parameters
    ----------
    scenario
        Where the tables came from.
    faults
        Faults of a package below, such as `feeders.network_checks.Fault`.
    """
    return in_order(placed_fault(scenario, fault) for fault in faults)


def placed_fault(scenario: Scenario, fault: LeafFault) -> InputFault:
    """Return one such fault with the file and row; a key without a row stays in the text."""
    if fault.table == NETWORK:
        return scenario.network_places.key(fault.key, fault.column, fault.found, fault.wanted)
    row = _row_of(scenario, fault.table, fault.key)
    found = f"{fault.key}: {fault.found}" if fault.key and row is None else fault.found
    return InputFault(
        file=scenario.files.get(fault.table, fault.table),
        row=row,
        column=fault.column or None,
        found=quoted(found),
        wanted=fault.wanted,
    )


def _row_of(scenario: Scenario, table: str, key: str) -> int | None:
    if table not in TABLES or not TABLES[table].unique:
        return None
    names = scenario.tables[table][TABLES[table].unique[0]]
    for position, name in enumerate(names):
        if key_text(name) == key:
            return int(scenario.row_numbers[table][position])
    return None
