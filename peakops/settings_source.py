"""scenario.yaml and that of its base, laid over one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peakops.errors import InputFault
from peakops.file_contract import SCENARIO_FILE
from peakops.yaml_nodes import Section, Value, read_yaml

MERGED = ("place", "limits", "forecast", "solver", "heat", "files")
"""Sections of which a derived scenario replaces single keys."""


@dataclass(frozen=True, kw_only=True)
class SettingsSource:
    """The keys of a scenario, before they are checked.

    Parameters
    ----------
    own, merged
        Keys of its own file, and those over the keys of its base.
    folder, base_folder
        Its folder and that of its base; the same where it is not derived.
    texts
        The YAML files read, by the name under which they are reported.
    """

    own: Section
    merged: Section
    folder: Path
    base_folder: Path
    texts: Mapping[str, bytes]


def read_source(folder: Path) -> tuple[SettingsSource | None, tuple[InputFault, ...]]:
    """Read the YAML files of a scenario folder.

    Returns
    -------
    The keys (None where a file cannot be read) and faults of the YAML itself.
    """
    own, texts, faults = _read_file(folder, SCENARIO_FILE)
    base_value = own.get("base") if own is not None else None
    if own is None or base_value is None:
        source = None if own is None else _plain(folder, own, texts)
        return source, faults
    named = base_value.content if isinstance(base_value.content, str) else ""
    if not named:
        return None, (*faults, base_value.fault("base", "no folder", "the folder of a scenario"))
    base, base_texts, base_faults = _read_file(folder / named, f"{named}/{SCENARIO_FILE}")
    if base is None:
        return None, faults + base_faults
    if "base" in base:
        wish = "a scenario that is not derived itself"
        base_faults += (base_value.fault("base", "a derived scenario", wish),)
    source = SettingsSource(
        own=own,
        merged=_merged(base, own),
        folder=folder,
        base_folder=folder / named,
        texts={**base_texts, **texts},
    )
    return source, faults + base_faults


def _plain(folder: Path, own: Section, texts: Mapping[str, bytes]) -> SettingsSource:
    return SettingsSource(own=own, merged=own, folder=folder, base_folder=folder, texts=texts)


def _read_file(
    folder: Path, name: str
) -> tuple[Section | None, dict[str, bytes], tuple[InputFault, ...]]:
    try:
        data = (folder / SCENARIO_FILE).read_bytes()
    except (OSError, ValueError):  # ValueError: a null character in the name
        wish = "the settings of the scenario"
        fault = InputFault(file=name, row=None, column=None, found="no such file", wanted=wish)
        return None, {}, (fault,)
    section, faults = read_yaml(name, data)
    return section if section or not faults else None, {name: data}, faults


def _merged(base: Section, own: Section) -> Section:
    """Lay the own keys over those of the base."""
    sections = {
        key: _laid_over(base[key], own[key]) for key in MERGED if key in base and key in own
    }
    unnamed = {key: value for key, value in base.items() if key != "name"}  # a name is its own
    return {**unnamed, **own, **sections}


def _laid_over(base: Value, own: Value) -> Value:
    if not (isinstance(base.content, Mapping) and isinstance(own.content, Mapping)):
        return own
    return Value(file=own.file, line=own.line, content={**base.content, **own.content})
