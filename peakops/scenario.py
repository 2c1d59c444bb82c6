"""A scenario folder, read and checked: everything a plan is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from peakops.errors import InputFault, InputFaults
from peakops.hotter import hotter_tables
from peakops.network_places import NetworkPlaces
from peakops.scenario_checks import check_scenario
from peakops.scenario_files import ScenarioFiles, read_files
from peakops.settings import ForecastSettings, Limits, Place, SolverSettings
from peakops.tables import Repair

__all__ = ["Limits", "Place", "Repair", "Scenario", "SolverSettings", "read_scenario"]

SLOT = "15min"


@dataclass(frozen=True, kw_only=True, eq=False)
class Scenario:
    """Everything that a plan is made from.

    Parameters
    ----------
    folder, name
        Where it was read, and what it is called.
    timezone
        IANA name of the time zone of every local time.
    issued
        When the plan is made, timezone-aware; nothing later is known.
    date, days
        First day and number of days of the plan.
    seed
        Seed of everything random.
    place, limits, heat, solver
        Settings; ``heat`` holds only overrides of the heat rules.
    network_text
        The network file as JSON.
    network_places
        Where the network's elements stand in its file.
    tables
        Every table by key; an optional table that is absent has no rows.
    row_numbers
        Spreadsheet row of every row of each table, so that a fault found later can be placed.
    inputs_sha256
        File name to SHA-256 of its bytes, in hexadecimal.
    repairs
        What was filled in, counted.
    files, paths
        Table key to file name and to path.
    work_ticket
        The utility's own form of a work ticket; None for the one that comes with peakops.
    """

    folder: Path
    name: str
    timezone: str
    issued: pd.Timestamp
    date: dt.date
    days: int
    seed: int
    place: Place
    limits: Limits
    heat: Mapping[str, Any]
    forecast: ForecastSettings
    solver: SolverSettings
    network_text: str
    network_places: NetworkPlaces
    tables: Mapping[str, pd.DataFrame]
    row_numbers: Mapping[str, np.ndarray]
    inputs_sha256: Mapping[str, str]
    repairs: tuple[Repair, ...]
    files: Mapping[str, str]
    paths: Mapping[str, Path]
    work_ticket: bytes | None = None

    def __post_init__(self) -> None:
        if self.issued.tzinfo is None:
            raise ValueError("issued must carry a time zone")
        if self.days < 1:
            raise ValueError(f"a plan has at least one day, not {self.days}")

    def times(self) -> pd.DatetimeIndex:
        """Start of every hour of the plan."""
        return self._index("h")

    def slots(self) -> pd.DatetimeIndex:
        """Start of every 15-minute slot of the plan."""
        return self._index(SLOT)

    def _index(self, freq: str) -> pd.DatetimeIndex:
        start, end = (pd.Timestamp(self.date) + pd.Timedelta(days=n) for n in (0, self.days))
        zone = self.timezone
        return pd.date_range(
            start.tz_localize(zone), end.tz_localize(zone), freq=freq, inclusive="left", name="time"
        )


def read_scenario(folder: Path, *, histories: bool = True) -> Scenario:
    """Read a scenario folder.

    Parameters
    ----------
    folder
        Folder with scenario.yaml.
    histories
        Whether load_history, bus_history, weather_history and switching_log are wanted. A
        finished plan's ``inputs`` folder has none.

    Raises
    ------
    InputFaults
        With every fault of every file at once. What only the network knows (loops, islands,
        ratings) is checked by `peakops.validate.read_inputs`.
    """
    files, faults = read_files(folder, histories=histories)
    scenario, found = scenario_or_faults(files, faults)
    if scenario is None or found:
        raise InputFaults(found)
    return scenario


def scenario_or_faults(
    files: ScenarioFiles | None, faults: tuple[InputFault, ...]
) -> tuple[Scenario | None, tuple[InputFault, ...]]:
    """Check the files against one another and join them.

    Returns
    -------
    The scenario, as far as its settings are complete, and every fault.
    """
    if files is None:
        return None, faults
    found, repairs = check_scenario(files)
    return _joined(files, repairs), faults + found


def _joined(files: ScenarioFiles, repairs: tuple[Repair, ...]) -> Scenario | None:
    settings = files.settings
    values = settings.values
    if settings.place is None or any(values[key] is None for key in values if key != "name"):
        return None
    return Scenario(
        folder=files.folder,
        name=values["name"] or files.folder.resolve().name,
        timezone=settings.zone.key,
        issued=values["issued"],
        date=values["date"],
        days=int(values["days"]),
        seed=int(values["seed"]),
        place=settings.place,
        limits=settings.limits,
        heat=settings.heat,
        forecast=settings.forecast,
        solver=settings.solver,
        network_text=files.network_text,
        network_places=files.network_places,
        tables=_hotter(files, {key: table.frame for key, table in files.tables.items()}),
        row_numbers={key: table.rows for key, table in files.tables.items()},
        inputs_sha256=files.inputs_sha256,
        repairs=tuple(r for t in files.tables.values() for r in t.repairs) + repairs,
        files={key: path.name for key, path in settings.paths.items()}
        | {key: table.file for key, table in files.tables.items()},
        paths=settings.paths,
        work_ticket=files.work_ticket,
    )


def _hotter(files: ScenarioFiles, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Apply the heatwave of a derived scenario to the forecast and the official maxima."""
    wave, first = files.settings.heatwave, files.settings.first_moment
    if wave is None or first is None:
        return dict(tables)
    return hotter_tables(tables, wave, first)
