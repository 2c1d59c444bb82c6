"""Load history: what has to be masked before anything is learnt from it.

`clean_history` does all at once. For more feeders than fit into memory, `clean_columns` looks at
what their own meters show, lot by lot; `shifts_against_peers` then compares the daily means of all
feeders, and `mask_shifts` masks what it found, again lot by lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders import column_kernels
from feeders.arrays import Floats, Ints, Reals
from feeders.column_medians import for_lots
from feeders.history_records import HISTORY_COLUMNS as HISTORY_COLUMNS
from feeders.history_records import LARGEST_MW
from feeders.history_records import Fault as Fault
from feeders.history_records import HistoryFaults as HistoryFaults
from feeders.history_records import Repair as Repair
from feeders.level_shifts import Shift
from feeders.meter_faults import Counts, mask_spikes, mask_stuck, mask_zeros
from feeders.peers import shifts_against_peers
from feeders.time_steps import TimeSteps, time_steps
from feeders.unit_changes import mask_unit_changes

WHOLE_DAY_HOURS = 20
"""The mean of fewer hours than this tells which hours are missing, not the day's level. [h]"""

ROWS_AT_ONCE = 512
"""Rows of a lot that are turned into columns together, while they are at hand."""

Span = tuple[int, int]
"""First row, and the row after the last."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CleanColumns:
    """Feeders without what their own meters give away.

    Parameters
    ----------
    load
        One column per feeder on a gapless index; NaN where missing or masked. [MW]
    daily_mw
        Daily means, shape (days, feeders); NaN for days known in part. [MW]
    steps
        The rows of `load`, and their days.
    repairs
        What was found, by feeder and kind, in hours.
    """

    load: pd.DataFrame
    daily_mw: Floats
    steps: TimeSteps
    repairs: tuple[Repair, ...]


def clean_history(
    load: pd.DataFrame, switching_log: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Mask what a feeder's meter shows but its customers did not use.

    Parameters
    ----------
    load
        `time` (or a time-zone aware index) and one column per feeder, every 15, 30 or 60 minutes;
        NaN = missing. Days and times of day are those of its time zone. [MW]
    switching_log
        Columns time_from, time_to, from_feeder, to_feeder: load moved by switching. An empty
        time_to means not switched back yet.

    Returns
    -------
    tuple
        The load on a gapless index of the same step with NaN for whatever is missing or masked,
        and what was found, by feeder and kind, in hours (begun ones count whole): `missing`,
        `unit_change` (converted: kW taken for MW), `unit_change_masked`, `zeros`, `mostly_zero`
        (kept), `stuck`, `coarse_meter` (kept), `spike`, `restless` (kept: spikes are its nature),
        `large` (kept: often more than a feeder carries),
        `transfer_logged`, `level_shift`, `level_shift_open` (kept: it lasts to the end, so it is
        what the feeder carries now).

    Raises
    ------
    HistoryFaults
        If the times have no zone, repeat, have another step or lie between two full steps.
    """
    clean = clean_columns(load, switching_log)
    shifts = shifts_against_peers(clean.daily_mw, clean.steps.days)
    masked = mask_shifts(clean, shifts)
    place = {feeder: i for i, feeder in enumerate(clean.load.columns)}
    repairs = sorted((*clean.repairs, *masked), key=lambda repair: place[repair.column])
    return clean.load, tuple(repairs)


def clean_columns(load: pd.DataFrame, switching_log: pd.DataFrame | None = None) -> CleanColumns:
    """Mask what each feeder's values show by themselves; see `clean_history`."""
    where = np.flatnonzero(load.columns != "time")
    names = load.columns[where]
    found = pd.Index(load["time"]) if len(where) < load.shape[1] else load.index
    steps = time_steps(found)
    position = found.get_indexer(steps.times)
    logged = _logged(steps, switching_log)
    single = (load.dtypes.iloc[where] == np.float32).all()
    kind = np.float32 if single else np.float64
    clean = np.empty((len(names), len(steps.times)), kind)

    def work(lot: slice) -> tuple[Floats, Counts]:
        values = load.iloc[:, _side_by_side(where[lot])].to_numpy(dtype=kind)
        columns = _columns_at(values, position)
        counts = _clean(columns, steps, [logged.get(name, []) for name in names[lot]])
        clean[lot] = columns
        least = steps.rows(WHOLE_DAY_HOURS)
        return column_kernels.daily_means(columns, steps.day_starts, least), counts

    parts = for_lots(work, len(names))
    return CleanColumns(
        load=pd.DataFrame(clean.T, index=steps.times, columns=names, copy=False),
        daily_mw=np.hstack([np.empty((len(steps.days), 0)), *(daily for daily, _ in parts)]),
        steps=steps,
        repairs=tuple(_listed(names, steps, [counts for _, counts in parts])),
    )


def mask_shifts(clean: CleanColumns, shifts: Iterable[Shift]) -> tuple[Repair, ...]:
    """Mask days on another level in the load itself; those still on are kept, but told.

    Parameters
    ----------
    clean
        Its load is changed in place.
    shifts
        By position of the feeder among these columns.
    """
    values = clean.load.to_numpy(copy=False)
    starts = clean.steps.day_starts
    counts: dict[tuple[int, str], int] = {}
    for shift in shifts:
        part = values[starts[shift.first] : starts[shift.stop], shift.feeder]
        key = (shift.feeder, "level_shift_open" if shift.open else "level_shift")
        counts[key] = counts.get(key, 0) + int(np.isfinite(part).sum())
        if not shift.open:
            part[:] = np.nan
    return tuple(
        _repair(clean.load.columns[feeder], kind, clean.steps, rows)
        for (feeder, kind), rows in sorted(counts.items())
        if rows
    )


def _side_by_side(places: Ints) -> slice | Ints:
    """The same columns as a slice if they are, which need not be copied."""
    first, stop = int(places[0]), int(places[-1]) + 1
    return slice(first, stop) if stop - first == len(places) else places


def _columns_at(values: Reals, position: Ints) -> Floats:
    """One row per feeder, its values in the order of time; NaN where there is none at -1."""
    if (position < 0).any() or (position[1:] < position[:-1]).any():
        values = np.where((position < 0)[:, None], np.nan, values[position])
    columns = np.empty(values.shape[::-1])
    for first in range(0, len(values), ROWS_AT_ONCE):
        columns[:, first : first + ROWS_AT_ONCE] = values[first : first + ROWS_AT_ONCE].T
    return columns


def _clean(columns: Floats, steps: TimeSteps, logged: list[list[Span]]) -> Counts:
    """Mask in place, and count the rows of each column by kind, in the order of the work."""
    unknown, zeros, odd = column_kernels.first_look(columns, LARGEST_MW)
    counts: Counts = {"missing": unknown}
    counts |= mask_unit_changes(columns, odd, steps)
    counts |= mask_zeros(columns, zeros)
    counts |= mask_stuck(columns, steps)
    counts |= mask_spikes(columns, steps)
    transfers = [_mask_spans(column, spans) for column, spans in zip(columns, logged, strict=True)]
    return counts | {"transfer_logged": np.array(transfers)}


def _mask_spans(column: Floats, spans: list[Span]) -> int:
    masked = 0
    for first, stop in spans:
        masked += int(np.isfinite(column[first:stop]).sum())
        column[first:stop] = np.nan
    return masked


def _logged(steps: TimeSteps, log: pd.DataFrame | None) -> dict[str, list[Span]]:
    """Rows in which a feeder gave or took load by switching that was reversed since."""
    spans: dict[str, list[Span]] = {}
    if log is None:
        return spans
    for row in log.to_dict("records"):
        if pd.isna(row["time_to"]) or row["time_to"] > steps.times[-1]:
            continue  # still on: the feeder carries this load now
        begun = row["time_from"] - pd.Timedelta(minutes=steps.minutes)
        span = (
            int(steps.times.searchsorted(begun, side="right")),
            int(steps.times.searchsorted(row["time_to"], side="left")),
        )
        for feeder in (row["from_feeder"], row["to_feeder"]):
            spans.setdefault(feeder, []).append(span)
    return spans


def _listed(names: pd.Index, steps: TimeSteps, lots: list[Counts]) -> Iterator[Repair]:
    first = 0
    for counts in lots:
        width = len(counts["missing"])
        for column in range(width):
            for kind, rows in counts.items():
                if rows[column]:
                    yield _repair(names[first + column], kind, steps, int(rows[column]))
        first += width


def _repair(feeder: str, kind: str, steps: TimeSteps, rows: int) -> Repair:
    return Repair(table="load_history", column=feeder, kind=kind, count=steps.hours(rows))
