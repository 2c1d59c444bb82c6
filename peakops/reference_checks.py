"""Names in one table that must exist in another, and elements that must exist in the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from peakops.columns import Column
from peakops.errors import InputFault
from peakops.file_contract import TABLES
from peakops.scenario_files import ScenarioFiles
from peakops.tables import ReadTable, unknown_name
from peakops.wanted import did_you_mean, quoted


def unknown_names(files: ScenarioFiles) -> Iterator[InputFault]:
    """Names that the table they refer to does not have."""
    for key, table in TABLES.items():
        for column in table.columns:
            if column.refers is not None and _can_be_judged(files, column.refers[0]):
                yield from _unknown(files, files.tables[key], column, column.refers)


def _can_be_judged(files: ScenarioFiles, target: str) -> bool:
    """A required table without rows has its own fault already."""
    return not (files.tables[target].frame.empty and TABLES[target].required)


def _unknown(
    files: ScenarioFiles, table: ReadTable, column: Column, target: tuple[str, str]
) -> Iterator[InputFault]:
    frame = files.tables[target[0]].frame
    known = set(frame[target[1]]) - {""}
    for position, cell in enumerate(table.frame[column.name]):
        for name in cell if isinstance(cell, tuple) else (cell,):
            if name and name not in known:
                wish = unknown_name(name, known, target[0], _called(frame, target[1], name))
                yield table.fault(position, column.name, quoted(name), wish)


def _called(frame: pd.DataFrame, key: str, name: str) -> list[str]:
    """Short names of the rows with that full name."""
    if "name" not in frame:
        return []
    return [short for short in frame.loc[frame["name"] == name, key] if short]


def unknown_elements(files: ScenarioFiles) -> Iterator[InputFault]:
    """Elements of work orders, histories and ratings that the network lacks.

    Other tables' elements are checked with the network itself, by `feeders.network`.
    """
    if files.network is None:
        return
    orders = files.tables["work_orders"]
    buses = ((bus,) for bus in orders.frame["bus"])
    yield from _absent(orders, "bus", buses, files.network.buses, "bus")
    switches = orders.frame["section_switches"]
    yield from _absent(orders, "section_switches", switches, files.network.switches, "switch")
    history = files.tables["bus_history"]
    told_once = history.frame["bus"].mask(history.frame["bus"].duplicated())
    yield from _absent(history, "bus", ((bus,) for bus in told_once), files.network.buses, "bus")
    rated = files.tables["transformers"]
    trafos = ((index,) for index in rated.frame["transformer"])
    yield from _absent(rated, "transformer", trafos, files.network.transformers, "transformer")
    yield from _absent_types(files.tables["line_types"], files.network.line_types)


def _absent_types(table: ReadTable, known: frozenset[str]) -> Iterator[InputFault]:
    for position, name in enumerate(table.frame["std_type"]):
        if name and name not in known:
            wish = "a std_type of a line in the network file" + did_you_mean(name, known)
            yield table.fault(position, "std_type", quoted(name), wish)


def _absent(
    table: ReadTable,
    column: str,
    cells: Iterable[tuple[float, ...]],
    known: frozenset[int],
    element: str,
) -> Iterator[InputFault]:
    for position, numbers in enumerate(cells):
        for number in numbers:
            if number == number and number not in known:  # a bus unread or told before is NaN
                wish = f"the index of a {element} in the network file"
                yield table.fault(position, column, f"{number:g}", wish)
