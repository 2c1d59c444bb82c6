"""The inputs of a plan with what came up: a folder of its own, read and checked like any other."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
from ruamel.yaml import YAML

from peakops.changes_file import Changes, Entry
from peakops.clock import clock_text
from peakops.csv_text import guarded
from peakops.errors import InputFault, InputFaults
from peakops.file_contract import SCENARIO_FILE, TABLES
from peakops.plan_folder import settings_document, write_weather
from peakops.published import Published
from peakops.raw_tables import read_raw
from peakops.scenario import Scenario
from peakops.tables import read_table
from peakops.validate import read_inputs

if TYPE_CHECKING:
    from feeders.network import Network

Cells = pd.DataFrame
"""A table as text."""


@contextmanager
def changed_inputs(
    published: Published, changes: Changes, now: pd.Timestamp
) -> Iterator[tuple[Scenario, Network]]:
    """Read a plan's inputs with changes; the folder lasts as long as the context.

    Raises
    ------
    InputFaults
        With every fault that the changes bring, as those of the changes' own files.
    """
    with TemporaryDirectory(prefix="peakops-") as name:
        folder = Path(name) / "inputs"
        shutil.copytree(published.folder / "inputs", folder)
        writer = _Inputs(published, changes, now, folder)
        writer.write()
        try:
            found = read_inputs(folder, histories=False)
        except InputFaults as error:
            raise InputFaults(writer.of_changes(fault) for fault in error.faults) from None
        yield found


class _Inputs:
    """Rewrites the tables that a change concerns."""

    def __init__(
        self, published: Published, changes: Changes, now: pd.Timestamp, folder: Path
    ) -> None:
        self.scenario, self.changes, self.now, self.folder = (
            published.scenario,
            changes,
            now,
            folder,
        )
        self.files: dict[str, str] = {}
        self.first_new_row = 2 + len(self.scenario.tables["work_orders"])

    def write(self) -> None:
        """Write every table that changes, and scenario.yaml."""
        edits: Mapping[str, Callable[[Cells], Cells]] = {
            "work_orders": self._orders,
            "absences": self._absences,
            "workers": self._workers,
        }
        for key, edit in edits.items():
            before = self._cells(key)
            after = edit(before.copy())
            if not after.equals(before):
                self._write(key, after)
        for key in ("weather_forecast", "weather_daily"):
            self._newer_weather(key)
        self._settings()

    def of_changes(self, fault: InputFault) -> InputFault:
        """A fault of a row that a change wrote, as one of the change."""
        number = None if fault.row is None else fault.row - self.first_new_row
        if fault.file == self.files.get("work_orders") and number is not None and number >= 0:
            entry = self.changes.new_orders[number]
            return replace(
                fault,
                file=self.changes.file,
                row=entry.line,
                column=f"{self.changes.order_prefix}{fault.column or ''}" or None,
            )
        return fault

    def _cells(self, key: str) -> Cells:
        path = self.folder / self.scenario.paths[key].name
        if not path.exists():
            return pd.DataFrame(columns=list(TABLES[key].names), dtype=object)
        raw = read_raw(path.read_bytes(), path.suffix, key)
        return pd.DataFrame(dict(zip(raw.header, raw.columns, strict=True))).astype(str)

    def _write(self, key: str, cells: Cells) -> None:
        self._remove(key)
        self.files[key] = f"{key}.csv"
        with (self.folder / f"{key}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(cells.columns)
            writer.writerows(_guarded(key, cells).itertuples(index=False))

    def _remove(self, key: str) -> None:
        """Remove the old file of a table, unless other tables are sheets of it."""
        names = [path.name for path in self.scenario.paths.values()]
        old = self.scenario.paths[key].name
        if names.count(old) == 1:
            (self.folder / old).unlink(missing_ok=True)

    def _orders(self, cells: Cells) -> Cells:
        for entry in self.changes.withdrawn:
            named = cells["work_order"] == entry.values["work_order"]
            cells = _set(cells, named, withdrawn="yes", mandatory="no", emergency="no")
        for entry in self.changes.unlocked:
            named = cells["work_order"] == entry.values["work_order"]
            cells = _set(cells, named, locked_start="", locked_crew="")
        new = pd.DataFrame([dict(entry.values) for entry in self.changes.new_orders], dtype=object)
        return pd.concat([cells, new], ignore_index=True).fillna("")

    def _absences(self, cells: Cells) -> Cells:
        workers = self.scenario.tables["workers"]
        away = [(entry, [entry.values["worker"]]) for entry in self.changes.workers_out]
        away += [
            (entry, list(workers.loc[workers["crew"] == entry.values["crew"], "worker"]))
            for entry in self.changes.crews_out
        ]
        new = [_absence(entry, worker=name, vehicle="") for entry, names in away for name in names]
        new += [
            _absence(entry, worker="", vehicle=entry.values["vehicle"])
            for entry in self.changes.vehicles_out
        ]
        if not new:
            return cells
        return pd.concat([cells, pd.DataFrame(new, dtype=object)], ignore_index=True).fillna("")

    def _workers(self, cells: Cells) -> Cells:
        """Minutes outdoors of an earlier day do not become those of the plan's first day."""
        zone, first = self.scenario.timezone, self.scenario.date
        issued = self.scenario.issued.tz_convert(zone).date()
        if issued < first == self.now.date():
            return cells.assign(outdoor_minutes_today="0")
        return cells

    def _newer_weather(self, key: str) -> None:
        """The newer forecast from now on; what is past stays as it was known."""
        path = getattr(self.changes, key)
        if path is None:
            return
        old = self.scenario.tables[key]
        zone = ZoneInfo(self.scenario.timezone)
        read = read_table(path.name, path.read_bytes(), TABLES[key], zone)
        if read.faults:
            raise InputFaults(read.faults)
        column = "time" if "time" in old else "date"
        begin = self.now.floor("h") if column == "time" else pd.Timestamp(self.now.date())
        table = pd.concat([old[old[column] < begin], read.frame[read.frame[column] >= begin]])
        self.files[key] = f"{key}.csv"
        write_weather(table, self.folder / f"{key}.csv")

    def _settings(self) -> None:
        document = settings_document(self.scenario)
        files = {**document["files"], **self.files}
        files = {key: name for key, name in files.items() if (self.folder / name).exists()}
        document |= {"issued": clock_text(self.now), "files": files}
        yaml = YAML()
        with (self.folder / SCENARIO_FILE).open("w", encoding="utf-8", newline="\n") as stream:
            yaml.dump(document, stream)


def _guarded(key: str, cells: Cells) -> Cells:
    """Cells as they stand in a CSV file."""
    texts = [
        name
        for name in map(str, cells)
        if TABLES[key].column(name).kind not in ("number", "integer")
    ]
    return cells.assign(**{name: [guarded(cell) for cell in cells[name]] for name in texts})


def _absence(entry: Entry, **who: str) -> dict[str, str]:
    return who | {
        "from": clock_text(entry.values["from"]),
        "to": clock_text(entry.values["to"]),
        "note": entry.values["reason"],
    }


def _set(cells: Cells, named: pd.Series, **values: str) -> Cells:
    """Set columns of some rows; a column that is not there yet is empty elsewhere."""
    for column, value in values.items():
        before = cells[column] if column in cells else pd.Series("", index=cells.index)
        cells = cells.assign(**{column: before.mask(named, value)})
    return cells
