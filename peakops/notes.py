"""Notes: what was filled, cut or left out in the input, a line for each file and kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peakops.note_words import NO_REPAIRS, NOTE_WORDS
from peakops.tables import Repair

if TYPE_CHECKING:
    from feeders.network import Network
    from peakops.scenario import Scenario

FEW_NAMES = 4
"""Columns that a note names before it only counts them."""

_WHOLE_ROWS = ("", "time")


def notes(repairs: Iterable[Repair]) -> tuple[str, ...]:
    """Say what was repaired.

    Returns
    -------
    Sentences such as ``load_history.csv: 龙山线: 41 hours missing``, sorted.
    """
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item in repairs:
        if item.kind not in NO_REPAIRS:
            counts[item.file, item.kind][item.column] += item.count
    return tuple(_note(file, kind, counts[file, kind]) for file, kind in sorted(counts))


def summary_notes(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """The notes of a plan's summary."""
    return notes(Repair(**item) for item in summary.get("repairs", ()))


def note_lines(found: Iterable[str]) -> Iterator[str]:
    """Notes as the screen shows them."""
    return (f"note: {note}" for note in found)


def input_repairs(scenario: Scenario, network: Network) -> Iterator[Repair]:
    """What planning would repair in the input, as far as it shows without a forecast.

    Raises
    ------
    InputFaults
        When a history cannot be used at all.
    """
    from peakops.durations import learned_repairs
    from peakops.grid import bus_shares
    from peakops.heat import station_slots, station_tables
    from peakops.heat_repairs import weather_repairs
    from peakops.load import clean_histories, placed_history_faults

    with placed_history_faults(scenario):
        clean = clean_histories(scenario)
    hourly = station_tables(scenario.tables["weather_forecast"])
    yield from scenario.repairs
    yield from clean.repairs
    for part in clean.stations:
        yield from part.repairs
    yield from weather_repairs(hourly, station_slots(scenario))
    yield from bus_shares(scenario, network, scenario.times())[1]
    yield from learned_repairs(scenario)


def by_file(scenario: Scenario, repairs: Iterable[Repair]) -> Iterator[Repair]:
    """Repairs under the names of the files, where a stage knows its table only."""
    return (replace(item, file=scenario.files.get(item.file, item.file)) for item in repairs)


def _note(file: str, kind: str, counts: Mapping[str, int]) -> str:
    noun, words = NOTE_WORDS[kind]
    said = words.format(n=_counted(sorted(counts.values()), noun))
    return ": ".join(part for part in (file, _names(counts), said) if part)


def _names(columns: Iterable[str]) -> str:
    names = [name for name in columns if name not in _WHOLE_ROWS]
    more = len(names) - FEW_NAMES
    shown = ", ".join(names[:FEW_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _counted(counts: list[int], noun: str) -> str:
    """One count, or of several columns the span of theirs."""
    low, high = counts[0], counts[-1]
    span = f"{low}" if low == high else f"{low} to {high}"
    each = " each" if len(counts) > 1 else ""
    return f"{span} {noun}{'' if high == 1 else 's'}{each}"
