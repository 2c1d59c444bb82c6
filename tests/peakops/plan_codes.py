"""Codes that a check finds in a plan folder, fast: what did not change is not read again."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pandas as pd

import weather
from feeders.network import Network
from peakops import check
from peakops.checks import flows
from peakops.checks.cells import FileReader, Layout, Row
from peakops.checks.climate import Climate, read_climate
from peakops.checks.files import read_plan_files
from peakops.checks.jobs import read_jobs
from peakops.checks.network import read_grid, read_inputs_network
from peakops.checks.records import Breach
from peakops.checks.roots import without_consequences
from peakops.checks.written import WrittenPlan
from peakops.scenario import Scenario
from weather import HeatRules, StrainCourse, WorkerDay, day_strain

NETWORK_FILES = ("network.json", "feeders.csv", "sources.csv", "switches.csv", "customers.csv")


def breaches(folder: Path, *, load_flow: bool = False) -> tuple[Breach, ...]:
    """Breaches of a plan; those of the load flow only if wanted."""
    plan = written(folder)
    with remembered_days():
        found = [breach for rule in check.RULES for breach in rule(plan)]
    if load_flow:
        found += flows.run(plan).breaches
    return without_consequences(found)


def codes(folder: Path, *, load_flow: bool = False) -> list[str]:
    """Codes of the breaches, each once, sorted."""
    return sorted({breach.code for breach in breaches(folder, load_flow=load_flow)})


_courses: dict[tuple[int, HeatRules, WorkerDay], StrainCourse] = {}


@contextmanager
def remembered_days() -> Iterator[None]:
    """Follow only the workers' days that no plan before had in the same weather."""
    with patch.object(weather, "follow_all", _follow_new):
        yield


def _follow_new(
    days: Sequence[WorkerDay], tables: Mapping[str, pd.DataFrame], rules: HeatRules
) -> tuple[StrainCourse, ...]:
    sky = hash(tuple(int(pd.util.hash_pandas_object(table).sum()) for table in tables.values()))
    new = [day for day in dict.fromkeys(days) if (sky, rules, day) not in _courses]
    for day, course in zip(new, day_strain.follow_all(new, tables, rules), strict=True):
        _courses[sky, rules, day] = course
    return tuple(_courses[sky, rules, day] for day in days)


def written(folder: Path) -> WrittenPlan:
    """The plan as the check reads it."""
    inputs = folder / "inputs"
    scenario, climate = _inputs(Source(_digest(inputs), inputs))
    network = _network(Source(_digest(inputs, *NETWORK_FILES), inputs))
    with patch.object(FileReader, "read", _read_once):
        files = read_plan_files(folder, scenario)
    return WrittenPlan(
        scenario=scenario,
        files=files,
        jobs=read_jobs(files["schedule"], scenario),
        climate=climate,
        grid=read_grid(files, network),
    )


_read = FileReader.read
_files: dict[tuple[object, ...], list[Row]] = {}


def _read_once(reader: FileReader, file: str, layout: Layout) -> list[Row]:
    """Rows of a file, parsed once for each content that it has without a fault."""
    path = reader.folder / file
    content = path.read_bytes() if path.exists() else b""
    known = tuple(sorted((kind, names) for kind, names in reader.known.items()))
    key = (file, hashlib.sha256(content).digest(), reader.timezone, known)
    if key in _files:
        return _files[key]
    faults = len(reader.faults)
    rows = _read(reader, file, layout)
    if len(reader.faults) == faults:
        _files[key] = rows
    return rows


def _digest(inputs: Path, *names: str) -> str:
    """Hash of the files of these names, of all files where none is given."""
    paths = [inputs / name for name in names] if names else sorted(inputs.iterdir())
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Source:
    """Input files, known by their content wherever they lie."""

    digest: str
    inputs: Path = field(compare=False)


@functools.lru_cache(maxsize=4)
def _inputs(source: Source) -> tuple[Scenario, Climate]:
    scenario = check.read_inputs(source.inputs)
    return scenario, read_climate(scenario)


@functools.lru_cache(maxsize=4)
def _network(source: Source) -> Network:
    return read_inputs_network(check.read_inputs(source.inputs))
