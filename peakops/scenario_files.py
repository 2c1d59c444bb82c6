"""The files of a scenario folder, each read and checked by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from peakops.errors import InputFault, untold
from peakops.file_contract import NETWORK, TABLES, WORK_TICKET, default_name, table_keys
from peakops.network_index import NetworkIndex, read_index
from peakops.network_places import NetworkPlaces
from peakops.network_workbook import NetworkText, read_network_workbook
from peakops.raw_tables import READERS, UnreadableTableError, decode
from peakops.read_settings import Settings, read_settings
from peakops.tables import ReadTable, empty_table, read_table
from peakops.wanted import did_you_mean, some_of

MOST_FILES_NAMED = 20
"""Files that a fault lists, of a folder that may hold many."""


@dataclass(frozen=True, kw_only=True)
class ScenarioFiles:
    """What a scenario folder holds, before its tables are compared with one another.

    Parameters
    ----------
    folder
        The folder.
    settings
        scenario.yaml.
    tables
        Every table of the contract; one that is absent or was not wanted has no rows.
    network_text
        The network file as JSON, empty where it could not be read.
    network_places
        Where the network's elements stand in its file.
    network
        Indexes of the network's elements, None where the file has faults itself.
    elements_typed
        Whether all values of its elements are of the kind they should be, or stand in for one.
    inputs_sha256
        File name to SHA-256.
    histories
        Whether the histories were read.
    work_ticket
        The utility's own form of a work ticket; None where it has none.
    """

    folder: Path
    settings: Settings
    tables: Mapping[str, ReadTable]
    network_text: str
    network_places: NetworkPlaces
    network: NetworkIndex | None
    elements_typed: bool
    inputs_sha256: Mapping[str, str]
    histories: bool
    work_ticket: bytes | None = None


def read_files(
    folder: Path, *, histories: bool
) -> tuple[ScenarioFiles | None, tuple[InputFault, ...]]:
    """Read every file of a scenario folder.

    Returns
    -------
    The files (None without readable settings) and the faults of each file by itself.
    """
    if not folder.is_dir():
        found = "a file" if folder.exists() else "no such folder"
        return None, (_fault(folder.name or str(folder), found, "a scenario folder"),)
    settings, faults = read_settings(folder)
    if settings is None:
        return None, faults
    reader = _FilesReader(settings, histories=histories)
    return reader.read(folder), faults + tuple(reader.faults)


def _fault(file: str, found: str, wanted: str) -> InputFault:
    return InputFault(file=file, row=None, column=None, found=found, wanted=wanted)


class _FilesReader:
    """Reads file after file; collects faults and hashes on the way."""

    def __init__(self, settings: Settings, *, histories: bool) -> None:
        self.settings = settings
        self.histories = histories
        self.faults: list[InputFault] = []
        self.elements_typed = False
        self.hashes = {name: _sha256(data) for name, data in settings.sources.items()}

    def read(self, folder: Path) -> ScenarioFiles:
        tables: dict[str, ReadTable] = {}
        for key in TABLES:
            feeders = tables["feeders"].frame["feeder"].tolist() if "feeders" in tables else []
            tables[key] = self._table(key, [name for name in feeders if name])
            self.faults += tables[key].faults
        network = self._network()
        index = self._index(network)
        work_ticket = self._work_ticket()
        self.faults += _stray_files(self.settings.paths)
        return ScenarioFiles(
            folder=folder,
            settings=self.settings,
            tables=tables,
            network_text=network.text or "",
            network_places=network.places,
            network=index,
            elements_typed=self.elements_typed,
            inputs_sha256=dict(sorted(self.hashes.items())),
            histories=self.histories,
            work_ticket=work_ticket,
        )

    def _table(self, key: str, feeders: list[str]) -> ReadTable:
        path, table = self.settings.paths[key], TABLES[key]
        wanted = key in table_keys(histories=self.histories)
        data = self._bytes(path, required=table.required) if wanted else None
        if data is None:
            return empty_table(path.name, table, self.settings.zone)
        read = read_table(path.name, data, table, self.settings.zone, feeders)
        shared = list(self.settings.paths.values()).count(path) > 1
        return read.in_file(f"{path.name} sheet {key}") if shared else read

    def _bytes(self, path: Path, *, required: bool) -> bytes | None:
        """Content of a file; a required one that is missing is a fault."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            if required:
                self.faults.append(_fault(path.name, "no such file", self._wish(path)))
            return None
        except OSError as error:
            self.faults.append(_fault(path.name, str(error.strerror), "a readable file"))
            return None
        self.hashes[path.name] = _sha256(data)
        return data

    def _wish(self, path: Path) -> str:
        """Name the missing file, and what may be meant to be it."""
        used = {other.name for other in self.settings.paths.values()}
        strays = [name for name in _names_beside(path) if name not in used]
        same = [name for name in strays if Path(name).stem == path.stem]
        if same:
            return f"{path.name}, or {same[0]} named in scenario.yaml under files"
        keys = [key for key, other in self.settings.paths.items() if other == path]
        if path.name not in map(default_name, keys):
            return _named_wish(path, keys)
        return path.name + did_you_mean(path.name, strays)

    def _network(self) -> NetworkText:
        path = self.settings.paths[NETWORK]
        nothing = NetworkText(text=None, places=NetworkPlaces(file=path.name))
        data = self._bytes(path, required=True)
        if data is None:
            return nothing
        if path.suffix.lower() == ".xlsx":
            read = read_network_workbook(path.name, data)
            self.faults += read.faults
            return read
        try:
            return replace(nothing, text=decode(data))
        except UnreadableTableError as error:
            self.faults.append(error.fault(path.name))
            return nothing

    def _work_ticket(self) -> bytes | None:
        """The form of a work ticket; one that scenario.yaml names must be there."""
        path = self.settings.paths[WORK_TICKET]
        named = path.name != default_name(WORK_TICKET)
        data = self._bytes(path, required=named)
        if data is not None:
            from peakops.ticket_template import template_faults

            self.faults += template_faults(path.name, data)
        return data

    def _index(self, network: NetworkText) -> NetworkIndex | None:
        """Indexes of a network without a fault; a cell is told of once."""
        if network.text is None:
            return None
        index, faults = read_index(network.places, network.text)
        self.faults += untold(faults, self.faults)
        in_cells = network.places.rows is not None and all((f.row or 0) > 1 for f in faults)
        self.elements_typed = not faults or in_cells
        return None if faults or network.faults else index


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _names_beside(path: Path) -> list[str]:
    """Files in the folder of a path."""
    folder = path.parent
    return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []


def _named_wish(path: Path, keys: Iterable[str]) -> str:
    """Where scenario.yaml names the file, and which files it could name."""
    there = _names_beside(path)
    where = ", ".join(f"files.{key}" for key in keys)
    held = f"the folder holds {some_of(there, MOST_FILES_NAMED)}" + did_you_mean(path.name, there)
    return f"{path.name}, which scenario.yaml names under {where}, or one that is there: {held}"


def _stray_files(paths: Mapping[str, Path]) -> Iterable[InputFault]:
    """Table files nobody reads that look like a misspelled optional table."""
    used = {path.name for path in paths.values()}
    absent = sorted(p.name for key, p in paths.items() if key in TABLES and not p.exists())
    present = {key for key, path in paths.items() if path.exists()}
    folders = {path.parent: path for path in paths.values()}
    for name in (name for path in folders.values() for name in _names_beside(path)):
        guess = did_you_mean(name, absent) if Path(name).stem not in present else ""
        if Path(name).suffix.lower() in READERS and name not in used and guess:
            yield _fault(name, "a table that is not read", "a known file name" + guess)
