"""What the heat stage fills in or cuts in the weather forecast, counted by hour."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from peakops.tables import Repair

FILE = "weather_forecast"


def weather_repairs(
    hourly: Mapping[str, pd.DataFrame], slots: Mapping[str, pd.DataFrame]
) -> tuple[Repair, ...]:
    """Hours in which something else than the forecast's own value is used.

    Parameters
    ----------
    hourly
        The forecast of each station.
    slots
        Its slot weather.

    Returns
    -------
    tuple
        ``clear_sky`` where radiation is missing by day and the sky is taken as clear,
        ``cut_to_clear_sky`` where it is more than the sun's height allows, ``standard_pressure``
        where pressure is missing and follows from the elevation; none with a count of zero.
    """
    counts = dict.fromkeys(_KINDS, 0)
    for station, table in slots.items():
        joined = _by_hour(hourly[station], table)
        missing = joined["ghi_given"].isna()
        counts["ghi_w_per_m2", "clear_sky"] += int((missing & (joined["ghi_used"] > 0)).sum())
        # half a unit is rounding
        cut = joined["ghi_given"] > joined["ghi_used"] + 0.5
        counts["ghi_w_per_m2", "cut_to_clear_sky"] += int(cut.sum())
        counts["pressure_hpa", "standard_pressure"] += int(joined["pressure_given"].isna().sum())
    return tuple(
        Repair(file=FILE, column=column, kind=kind, count=count)
        for (column, kind), count in counts.items()
        if count
    )


_KINDS = (
    ("ghi_w_per_m2", "clear_sky"),
    ("ghi_w_per_m2", "cut_to_clear_sky"),
    ("pressure_hpa", "standard_pressure"),
)


def _by_hour(hourly: pd.DataFrame, slots: pd.DataFrame) -> pd.DataFrame:
    """Given and used values of each hour of the plan."""
    used = slots.groupby(slots["time"].dt.floor("h"))["ghi_w_per_m2"]
    given = hourly.drop_duplicates("time").set_index("time").reindex(used.max().index)
    empty = pd.Series(float("nan"), index=given.index)
    return pd.DataFrame(
        {
            "ghi_used": used.max(),
            "ghi_given": given.get("ghi_w_per_m2", empty).astype(float),
            "pressure_given": given.get("pressure_hpa", empty).astype(float),
        }
    )
