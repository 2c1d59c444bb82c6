"""A new scenario folder: commented settings, Excel templates, an example to be replaced."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from peakops.errors import InputFaults, UsageError
from peakops.file_contract import NETWORK, SCENARIO_FILE, TABLES
from peakops.publish import staging
from peakops.scenario import Scenario, scenario_or_faults
from peakops.scenario_files import read_files
from peakops.settings import TOP_KEYS
from peakops.settings_template import settings_text

WORKBOOKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "orders.xlsx": ("work_orders", "job_types", "job_steps", "kits"),
        "people.xlsx": ("crews", "workers", "vehicles", "absences", "contacts"),
        "weather.xlsx": ("weather_forecast", "weather_daily", "stations", "holidays"),
        "grid.xlsx": (
            "feeders", "sources", "switches", "switch_state", "restrictions", "customers",
            "line_types", "transformers", "switching_log",
        ),
    }
)  # fmt: skip
"""The templates: what changes every day comes first. Learned durations are written, not typed."""

COPIED = ("load_history", "weather_history")
"""Histories are long: they stay CSV, as a measuring system writes them."""

NETWORK_WORKBOOK = "network.xlsx"
README = "README.md"


def init_folder(out: Path) -> tuple[str, ...]:
    """Write a scenario folder that can be planned at once and filled with one's own tables.

    Parameters
    ----------
    out
        A folder that does not exist yet or is empty.

    Returns
    -------
    tuple
        Names of the files written.

    Raises
    ------
    UsageError
        When the folder holds something; nothing is written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder: it stays as it is")
    with resources.as_file(resources.files("peakops") / "example") as source, staging(out) as new:
        _write(read_example(source), source, new)
        return tuple(sorted(path.name for path in new.iterdir()))


def read_example(source: Path) -> Scenario:
    """The example that comes with the package."""
    scenario, faults = scenario_or_faults(*read_files(source, histories=True))
    if scenario is None or faults:
        raise InputFaults(faults)
    return scenario


def _write(example: Scenario, source: Path, new: Path) -> None:
    from peakops.reports.network_template import network_template
    from peakops.reports.templates import template_bytes

    network = (source / f"{NETWORK}.json").read_text(encoding="utf-8")
    (new / NETWORK_WORKBOOK).write_bytes(network_template(network, example.issued))
    for name, keys in WORKBOOKS.items():
        (new / name).write_bytes(template_bytes(example, keys))
    for name in (*(f"{key}.csv" for key in COPIED), README):
        shutil.copyfile(source / name, new / name)
    files = {key: name for name, keys in WORKBOOKS.items() for key in keys}
    ordered = {NETWORK: NETWORK_WORKBOOK}
    ordered |= {key: files[key] for key in TABLES if key in files}
    text = settings_text(_values(example), example.place, ordered)
    (new / SCENARIO_FILE).write_text(text, encoding="utf-8")


def _values(example: Scenario) -> dict[str, object]:
    """The plain settings as they are written."""
    texts = {
        "issued": example.issued.strftime("%Y-%m-%dT%H:%M"),
        "date": example.date.isoformat(),
        "timezone": example.timezone,
    }
    return {c.name: texts.get(c.name, getattr(example, c.name, "")) for c in TOP_KEYS}
