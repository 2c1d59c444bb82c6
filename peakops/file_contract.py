"""Every table of a scenario, by key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from peakops.columns import Table
from peakops.grid_tables import GRID_TABLES
from peakops.work_tables import WORK_TABLES

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.key: table for table in GRID_TABLES + WORK_TABLES}
)
HISTORIES = frozenset({"load_history", "bus_history", "weather_history", "switching_log"})
NETWORK = "network"
WORK_TICKET = "work_ticket"
SUFFIX_OF: Mapping[str, str] = MappingProxyType({NETWORK: ".json", WORK_TICKET: ".docx"})
"""Ending of the files that are no tables, unless scenario.yaml names another."""
SCENARIO_FILE = "scenario.yaml"


def table_keys(*, histories: bool) -> tuple[str, ...]:
    """Keys of the tables to read, in the order of the contract."""
    return tuple(key for key in TABLES if histories or key not in HISTORIES)


def default_name(key: str) -> str:
    """Name of the file of a key, unless scenario.yaml says otherwise."""
    return key + SUFFIX_OF.get(key, ".csv")
