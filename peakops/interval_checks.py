"""Times that come in pairs: an interval must not end before it starts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peakops.errors import InputFault
from peakops.scenario_files import ScenarioFiles
from peakops.tables import ReadTable, key_text

INTERVALS = (
    ("restrictions", "from", "to"),
    ("switching_log", "time_from", "time_to"),
    ("work_orders", "release", "due"),
    ("work_orders", "window_start", "window_end"),
    ("work_orders", "ticket_from", "ticket_to"),
    ("vehicles", "unavailable_from", "unavailable_to"),
    ("absences", "from", "to"),
    ("crews", "shift_start", "shift_end"),
)


def reversed_intervals(files: ScenarioFiles) -> Iterator[InputFault]:
    """Ends that are not after their start; open ends are left out."""
    for key, start, end in INTERVALS:
        table = files.tables[key]
        for position in np.flatnonzero(_is_reversed(table.frame[start], table.frame[end])):
            yield _reversed(table, int(position), start, end)


def nobody_away(files: ScenarioFiles) -> Iterator[InputFault]:
    """Absences of neither a worker nor a vehicle, or of both."""
    table = files.tables["absences"]
    both = (table.frame["worker"] != "") == (table.frame["vehicle"] != "")
    for position in np.flatnonzero(both.to_numpy(dtype=bool)):
        found = "both" if table.frame["worker"].iloc[position] else "neither"
        yield table.fault(int(position), "worker", found, "a worker or a vehicle")


def _is_reversed(starts: pd.Series, ends: pd.Series) -> np.ndarray:
    if starts.dtype == object:  # times of day as text, 05:00 before 13:30
        return ((starts != "") & (ends != "") & (ends <= starts)).to_numpy(dtype=bool)
    return (ends <= starts).to_numpy(dtype=bool)


def _reversed(table: ReadTable, position: int, start: str, end: str) -> InputFault:
    begins, ends = (key_text(table.frame[name].iloc[position]) for name in (start, end))
    note = "; shifts over midnight are two crews' rows" if table.frame[end].dtype == object else ""
    return table.fault(position, end, ends, f"a time after {start}, {begins}{note}")
