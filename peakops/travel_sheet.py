"""travel.csv: every drive of a crew."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from peakops.clock import Clock
from peakops.out_tables import frame
from peakops.timesheet import Trip


def travel_table(found: Sequence[tuple[int, Trip]], clock: Clock) -> pd.DataFrame:
    """travel.csv from (day, trip) pairs; a crew's own base is called ``base``."""
    return frame(
        "travel",
        [
            {
                "crew": trip.crew,
                "date": pd.Timestamp(clock.date(day)),
                "from": _place(trip.start),
                "to": _place(trip.end),
                "depart": clock.time(trip.depart),
                "arrive": clock.time(trip.arrive),
                "km": trip.km,
            }
            for day, trip in found
        ],
    )


def _place(name: str) -> str:
    return "base" if name.startswith("base:") else name
