"""Log sheet of a feeder's day: who may work, what is blocked, what is switched, what is open."""

from __future__ import annotations

from typing import Any

from peakops.reports import grid_sheet
from peakops.reports.dispatch_parts import (
    blocked_devices,
    home_feeder,
    order_texts,
    permitters,
    substation,
)
from peakops.reports.sheet_source import Row, Source, split


def log_sheets(source: Source, rows: list[Row]) -> list[dict[str, Any]]:
    """Build the log sheets of a day: one per feeder that a job works on or reaches.

    Parameters
    ----------
    source
        The plan, indexed.
    rows
        The day's rows of schedule.csv.
    """
    reached = {feeder: None for row in rows for feeder in feeders_of(source, row)}
    known = [feeder for feeder in source.feeders if feeder in reached]
    strange = [feeder for feeder in reached if feeder not in source.feeders]
    return [_log_sheet(source, feeder, rows) for feeder in (*known, *strange)]


def feeders_of(source: Source, row: Row) -> list[str]:
    """Feeders that an order touches: its own, those blocked for it, those its transfer uses."""
    transfer = source.transfers.get(str(row["transfer_plan"]), {})
    used = [name for key in ("from_feeder", "to_feeder") for name in split(transfer.get(key, ""))]
    blocked = [str(item["feeder"]) for item in grid_sheet.blocks(source, row)]
    return list(dict.fromkeys([home_feeder(source, row), *blocked, *used]))


def _log_sheet(source: Source, feeder: str, rows: list[Row]) -> dict[str, Any]:
    touching = [row for row in rows if feeder in feeders_of(source, row)]
    home = [row for row in touching if home_feeder(source, row) == feeder]
    away = [row for row in touching if home_feeder(source, row) != feeder]
    station = substation(source, feeder)
    return {
        "name": feeder,
        "substation": station,
        "permitters": permitters(source, station),
        "orders": [order_texts(source, row) for row in home],
        "devices": _blocks(source, feeder, touching),
        "transfers": [_transfer(source, row) for row in home if _switched(source, row)],
        "elsewhere": [_transfer(source, row) for row in away if _switched(source, row)],
        "tickets": [order_texts(source, row) for row in touching],
    }


def _blocks(source: Source, feeder: str, rows: list[Row]) -> list[dict[str, Any]]:
    """Devices of a feeder, a row for each time they are blocked.

    Jobs that overlap are one block; between jobs that do not, reclosing may be on again.
    """
    found = (item for spell in _spells(rows) for item in blocked_devices(source, spell))
    return [item for item in found if item["feeder"] == feeder]


def _spells(rows: list[Row]) -> list[list[Row]]:
    """Rows in the order of their starts, those that overlap together."""
    spells: list[list[Row]] = []
    for row in rows:
        if spells and row["start"] < max(other["end"] for other in spells[-1]):
            spells[-1].append(row)
        else:
            spells.append([row])
    return spells


def _switched(source: Source, row: Row) -> bool:
    return bool(source.switching.get(str(row["transfer_plan"])))


def _transfer(source: Source, row: Row) -> dict[str, Any]:
    return {
        "id": row["work_order"],
        "feeder": home_feeder(source, row),
        **grid_sheet.transfer(source, row),
        "steps": grid_sheet.switching(source, row),
    }
