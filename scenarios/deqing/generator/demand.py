"""How much work is asked of how many crews: what makes the county oversubscribed.

Two measures. The first counts jobs against the rough table below, made with a greedy plan under
the heat rules; the second counts minutes on site against the minutes the rules leave.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.crews import CREWS
from generator.files import County
from generator.jobs import JOB_TYPES, bucket_minutes
from generator.orders import ORDERS
from generator.weather import PLAN_DATE

# Jobs of so many bucket minutes that three two-pair and two one-pair crews fit into three days
# of 39.5, 38.2 and 36.4 °C: set-up 30, teardown 20, travel 25, hand-over 5 min, 6 h on site.
JOBS_THAT_FIT = {60: 44, 90: 29, 120: 20, 240: 11}
IMPOSSIBLE = "W30"
DAYS = 3
TWO_PAIR_CREWS, ONE_PAIR_CREWS = 3, 2
STINT_MINUTES, HANDOVER_MINUTES, LUNCH_MINUTES, TRAVEL_MINUTES = 25, 5, 30, 25
OUTDOOR_CAP_MINUTES = 360
SHIFT_HOURS = range(6, 19)


def demand_over_capacity(*, with_impossible: bool = False) -> float:
    """Share of the three days' capacity that the orders ask for, by the table of jobs that fit."""
    return sum(
        JOB_TYPES[order.job_type].crews * _capacity_share(bucket_minutes(order.job_type))
        for number, order in enumerate(ORDERS, start=1)
        if with_impossible or f"W{number:02d}" != IMPOSSIBLE
    )


def _capacity_share(minutes: int) -> float:
    known = sorted(JOBS_THAT_FIT)
    shares = [1 / JOBS_THAT_FIT[key] for key in known]
    if minutes < known[0]:
        return shares[0] * minutes / known[0]
    return float(np.interp(minutes, known, shares))


def crew_minutes_demanded() -> int:
    """Minutes crews would spend on site and on the way for every order that can be done.

    Notes
    -----
    Class I–II jobs take the mean over two-pair and one-pair crews; from class III on two pairs.
    """
    return round(
        sum(
            _crew_minutes(order.job_type)
            for number, order in enumerate(ORDERS, start=1)
            if f"W{number:02d}" != IMPOSSIBLE
        )
    )


def _crew_minutes(code: str) -> float:
    job, bucket = JOB_TYPES[code], bucket_minutes(code)
    changes = -(-bucket // STINT_MINUTES) - 1
    two_pairs = bucket + changes * HANDOVER_MINUTES
    one_pair = bucket + changes * STINT_MINUTES
    crews = TWO_PAIR_CREWS + ONE_PAIR_CREWS
    mean = (TWO_PAIR_CREWS * two_pairs + ONE_PAIR_CREWS * one_pair) / crews
    at_height = two_pairs if job.job_class in ("III", "IV") else mean
    return job.crews * (job.setup + at_height + job.teardown + TRAVEL_MINUTES)


def crew_minutes_admissible(county: County) -> int:
    """Minutes all crews together may work in the three days, travel included.

    Notes
    -----
    Hours of the shift that are not among the hottest three (from 37 °C), dry, without thunder
    and not over 80 % humid; lunch off; at most 6 h on site on days from 37 °C, plus travel for
    three jobs a day.
    """
    return len(CREWS) * sum(_open_minutes(county, day) for day in range(DAYS))


def _open_minutes(county: County, day: int) -> int:
    date = pd.Timestamp(PLAN_DATE) + pd.Timedelta(days=day)
    hours = county.weather[county.weather["time"].dt.normalize() == date].set_index(
        county.weather["time"].dt.hour[county.weather["time"].dt.normalize() == date]
    )
    hot = hours["temp_air_c"].max() > 36.5
    hottest = _hottest_three(hours["temp_air_c"]) if hot else ()
    usable = [
        hour
        for hour in SHIFT_HOURS
        if hour not in hottest
        and hours.at[hour, "rain_mm_per_h"] == 0
        and hours.at[hour, "thunder_probability"] < 0.3
        and hours.at[hour, "relative_humidity_percent"] <= 80
    ]
    minutes = 60 * len(usable) - LUNCH_MINUTES
    return min(minutes, OUTDOOR_CAP_MINUTES + 3 * TRAVEL_MINUTES) if hot else minutes


def _hottest_three(temp: pd.Series) -> tuple[int, ...]:
    first = max(range(22), key=lambda hour: (temp.loc[hour : hour + 2].sum(), -hour))
    return first, first + 1, first + 2
