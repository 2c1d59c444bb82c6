"""Load history: its columns, and what has to be masked before anything is learnt from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from feeders.arrays import Bools, Floats
from feeders.day_grid import indexed
from feeders.level_shifts import runs
from feeders.peers import MIN_PEERS, shifts_against_peers

HISTORY_COLUMNS = {"p_mw": ("MW", -50.0, 50.0)}
"""Unit and range of every feeder column of a load history: mean of the hour, at the feeder head."""

STUCK_HOURS = 6
"""A meter that shows the same value this long is stuck. [h]"""

COARSE_SHARE = 0.1
"""A meter that would be stuck more often than this is a coarse one, not a broken one."""

SPIKE_MULTIPLE = 10.0
"""A spike is this many robust standard deviations off its neighbours in time."""

SPIKE_SHARE = 0.5
"""And at least this share of the feeder's median load."""

DARK_SHARE = 0.5
"""A feeder at zero more often than this is taken at its word."""

WHOLE_DAY_HOURS = 20
"""The mean of fewer hours than this tells which hours are missing, not the day's level. [h]"""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with an input table: where, what was found, what was wanted."""

    table: str
    key: str
    column: str
    found: str
    wanted: str


class HistoryFaults(ValueError):  # noqa: N818 - carries faults, like its siblings
    """The histories cannot be used; `faults` lists all that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.table, f.column, f.key)))
        lines = [f"{f.table} {f.column} {f.key}: {f.found}, wanted {f.wanted}" for f in self.faults]
        super().__init__("\n".join(lines))


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Hours of one column that were filled, masked or worked around, and why."""

    table: str
    column: str
    kind: str
    count: int


def clean_history(
    load: pd.DataFrame, switching_log: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Mask what a feeder's meter shows but its customers did not use.

    Parameters
    ----------
    load
        `time` (or a time-zone aware index) and one column per feeder, hourly; NaN = missing. [MW]
    switching_log
        Columns time_from, time_to, from_feeder, to_feeder: load moved by switching. An empty
        time_to means not switched back yet.

    Returns
    -------
    tuple
        The load on a gapless hourly index with NaN for whatever is missing or masked, and what was
        found, by feeder and kind, in hours: `missing`, `zeros`, `mostly_zero` (kept), `stuck`,
        `coarse_meter` (kept), `spike`, `transfer_logged`, `level_shift`, `level_shift_open` (kept:
        it lasts to the end, so it is what the feeder carries now).

    Raises
    ------
    HistoryFaults
        If the times have no zone, are not whole hours or repeat.
    """
    table = indexed(load)
    _check_times(table.index)
    hourly = table.sort_index().reindex(_hours(table.index))
    values = hourly.to_numpy(dtype=float).copy()
    repairs: list[tuple[str, npt.NDArray[np.int64]]] = [("missing", _count(np.isnan(values)))]
    for find in (_zeros, _stuck, _spikes):
        for kind, mask, keep in find(values):
            repairs.append((kind, _count(mask)))
            if not keep:
                values[mask] = np.nan
    logged = _logged(hourly, switching_log)
    repairs.append(("transfer_logged", _count(logged & np.isfinite(values))))
    values[logged] = np.nan
    for kind, mask, keep in _shifted(pd.DatetimeIndex(hourly.index), values):
        repairs.append((kind, _count(mask)))
        if not keep:
            values[mask] = np.nan
    clean = pd.DataFrame(values, index=hourly.index, columns=hourly.columns)
    return clean, _listed(list(hourly.columns), repairs)


Finding = tuple[str, Bools, bool]
"""Kind, hours found, and whether the values are kept."""


def _check_times(times: pd.Index) -> None:
    if not isinstance(times, pd.DatetimeIndex) or times.tz is None:
        raise HistoryFaults((_time_fault("", "times without a zone", "times with a zone"),))
    odd = times[(times.minute != 0) | (times.second != 0)]
    twice = times[times.duplicated()]
    faults = [_time_fault(str(t), "not a full hour", "hourly values") for t in odd]
    faults += [_time_fault(str(t), "repeated", "each hour once") for t in twice]
    if faults:
        raise HistoryFaults(tuple(faults))


def _time_fault(key: str, found: str, wanted: str) -> Fault:
    return Fault(table="load_history", key=key, column="time", found=found, wanted=wanted)


def _hours(times: pd.Index) -> pd.DatetimeIndex:
    return pd.date_range(times.min(), times.max(), freq="h", name="time")


def _count(mask: Bools) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = mask.sum(axis=0)
    return counts


def _listed(
    feeders: list[str], counted: list[tuple[str, npt.NDArray[np.int64]]]
) -> tuple[Repair, ...]:
    return tuple(
        Repair(table="load_history", column=feeder, kind=kind, count=int(counts[i]))
        for i, feeder in enumerate(feeders)
        for kind, counts in counted
        if counts[i]
    )


def _zeros(values: Floats) -> list[Finding]:
    zero = values == 0.0
    known = np.maximum(np.isfinite(values).sum(axis=0), 1)
    dark = zero.sum(axis=0) > DARK_SHARE * known
    return [("zeros", zero & ~dark, False), ("mostly_zero", zero & dark, True)]


def _stuck(values: Floats) -> list[Finding]:
    """Runs of equal values; a feeder that never changes is constant, not stuck."""
    found = np.zeros(values.shape, dtype=bool)
    same = np.zeros(values.shape, dtype=bool)
    same[1:] = values[1:] == values[:-1]
    for feeder in np.flatnonzero(same.any(axis=0)):
        for first, stop in runs(same[:, feeder]):
            if stop - first + 1 >= STUCK_HOURS:
                found[first - 1 : stop, feeder] = True
    found &= values != 0.0
    constant = (values == _first_known(values)) | np.isnan(values)
    found &= ~constant.all(axis=0)
    coarse = found.sum(axis=0) > COARSE_SHARE * len(values)
    return [("stuck", found & ~coarse, False), ("coarse_meter", found & coarse, True)]


def _first_known(values: Floats) -> Floats:
    known = np.isfinite(values)
    return np.asarray(values[known.argmax(axis=0), np.arange(values.shape[1])])


def _spikes(values: Floats) -> list[Finding]:
    """Hours far off both their neighbours in time and the same hour of other days."""
    frame = pd.DataFrame(values)
    near = values - frame.rolling(5, center=True, min_periods=3).median().to_numpy()
    alike = frame.groupby(np.arange(len(values)) % 24).rolling(15, center=True, min_periods=5)
    usual = alike.median().droplevel(0).sort_index().to_numpy()
    size = np.nan_to_num(frame.abs().median().to_numpy())
    jump = _far_off(near, SPIKE_SHARE * size)
    burst = _far_off(values - usual, 2.0 * SPIKE_SHARE * size)
    return [("spike", (jump & _far_off(values - usual, 0.5 * SPIKE_SHARE * size)) | burst, False)]


def _far_off(offset: Floats, floor: Floats) -> Bools:
    spread = 1.4826 * np.nan_to_num(pd.DataFrame(np.abs(offset)).median().to_numpy())
    far: Bools = np.abs(offset) > np.maximum(np.maximum(SPIKE_MULTIPLE * spread, floor), 1e-9)
    return far


def _logged(hourly: pd.DataFrame, log: pd.DataFrame | None) -> Bools:
    """Hours in which a feeder gave or took load by switching that was reversed since."""
    mask = np.zeros(hourly.shape, dtype=bool)
    if log is None:
        return mask
    times = pd.DatetimeIndex(hourly.index)
    for row in log.to_dict("records"):
        if pd.isna(row["time_to"]) or row["time_to"] > times[-1]:
            continue  # still on: the feeder carries this load now
        begun = times + pd.Timedelta(hours=1) > row["time_from"]
        during = begun & (times < row["time_to"])
        for feeder in (row["from_feeder"], row["to_feeder"]):
            if feeder in hourly.columns:
                mask[during, hourly.columns.get_loc(feeder)] = True
    return mask


def _shifted(times: pd.DatetimeIndex, values: Floats) -> list[Finding]:
    """Hours of days on another level than the other feeders explain."""
    closed = np.zeros(values.shape, dtype=bool)
    still_on = closed.copy()
    if values.shape[1] >= MIN_PEERS:
        dates = pd.DatetimeIndex(times.tz_localize(None).normalize())
        days, position = np.unique(dates, return_inverse=True)
        daily = pd.DataFrame(values).groupby(position).mean().to_numpy()
        known = pd.DataFrame(values).groupby(position).count().to_numpy()
        daily = np.where(known >= WHOLE_DAY_HOURS, daily, np.nan)
        for shift in shifts_against_peers(daily, pd.DatetimeIndex(days)):
            hours = (position >= shift.first) & (position < shift.stop)
            target = still_on if shift.open else closed
            target[hours, shift.feeder] = np.isfinite(values[hours, shift.feeder])
    return [("level_shift", closed, False), ("level_shift_open", still_on, True)]
