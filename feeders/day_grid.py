"""Times as days and hours of the clock on the wall."""

from __future__ import annotations

import pandas as pd


def indexed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table indexed by its time: a `time` column becomes the index."""
    return table.set_index("time") if "time" in table.columns else table


def wall_days(times: pd.DatetimeIndex) -> tuple[pd.DatetimeIndex, pd.Index[int]]:
    """Split times into the local day (naive midnight) and the local hour of day."""
    wall = times.tz_localize(None)
    return pd.DatetimeIndex(wall.normalize()), wall.hour


def day_range(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Naive midnights from the day of `first` to the day of `last`, both included."""
    start, end = (stamp.tz_localize(None).normalize() for stamp in (first, last))
    return pd.date_range(start, end, freq="D")
