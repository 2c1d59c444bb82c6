"""What SCADA would have stored: noise, transferred load, stuck meters and gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.layout import FEEDERS
from generator.weather import ISSUED

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A week in which one feeder carries part of a neighbour's load.

    Parameters
    ----------
    start, end
        Whole hours.
    giver, taker
        Feeders.
    share
        Part of the giver's load.
    logged
        Whether the switching log knows of it.
    note
        What the log says.
    """

    start: str
    end: str
    giver: str
    taker: str
    share: float
    logged: bool
    note: str = ""


TRANSFERS = (
    Transfer(
        start="2025-08-04T08:00",
        end="2025-08-11T17:00",
        giver="余不线",
        taker="东衡线",
        share=0.36,
        logged=False,
    ),
    Transfer(
        start="2026-06-08T08:00",
        end="2026-06-15T17:00",
        giver="舞阳线",
        taker="下渚湖线",
        share=0.34,
        logged=True,
        note="舞阳线55#杆后段改造，负荷转供下渚湖线",
    ),
)


def measured_loads(expected: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """What SCADA would have stored until the moment of issue, defects included. [MW]"""
    history = expected[expected.index < ISSUED]
    shared = 0.007 * _day_noise(len(history), rng)
    noisy = {}
    for feeder in FEEDERS:
        own = 0.007 * _day_noise(len(history), rng) + 0.012 * _hour_noise(len(history), rng)
        noisy[feeder.key] = history[feeder.key].to_numpy() * np.exp(shared + own)
    table = pd.DataFrame(noisy, index=history.index)
    for transfer in TRANSFERS:
        table = _transferred(table, transfer)
    table = table.round(3)
    return _gaps(_stuck(table, rng), rng)


def switching_log() -> pd.DataFrame:
    """The transfers somebody wrote down."""
    rows = [item for item in TRANSFERS if item.logged]
    return pd.DataFrame(
        {
            "time_from": [item.start for item in rows],
            "time_to": [item.end for item in rows],
            "from_feeder": [item.giver for item in rows],
            "to_feeder": [item.taker for item in rows],
            "note": [item.note for item in rows],
        }
    )


def _day_noise(hours: int, rng: np.random.Generator) -> Floats:
    days = -(-hours // 24)
    return np.repeat(rng.standard_normal(days), 24)[:hours]


def _hour_noise(hours: int, rng: np.random.Generator) -> Floats:
    shocks, values, last = rng.standard_normal(hours) * math.sqrt(1 - 0.8**2), np.empty(hours), 0.0
    for position in range(hours):
        last = 0.8 * last + shocks[position]
        values[position] = last
    return values


def _transferred(table: pd.DataFrame, transfer: Transfer) -> pd.DataFrame:
    during = (table.index >= transfer.start) & (table.index < transfer.end)
    moved = (table[transfer.giver] * transfer.share).where(during, 0.0)
    return table.assign(
        **{
            transfer.giver: table[transfer.giver] - moved,
            transfer.taker: table[transfer.taker] + moved,
        }
    )


def _stuck(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    values = table.to_numpy().copy()
    for _ in range(14):
        column = int(rng.integers(len(FEEDERS)))
        start = int(rng.integers(200, len(values) - 24 * 10))
        values[start : start + int(rng.integers(8, 40)), column] = values[start, column]
    return pd.DataFrame(values, index=table.index, columns=table.columns)


def _gaps(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    values = table.to_numpy().copy()
    for _ in range(60):
        column, hours = int(rng.integers(len(FEEDERS))), int(rng.integers(1, 6))
        start = int(rng.integers(200, len(values) - 24 * 4))
        values[start : start + hours, column] = np.nan
    for substation in ("武康变", "洛舍变", "雷甸变"):  # the remote terminal was down
        columns = [n for n, feeder in enumerate(FEEDERS) if feeder.substation == substation]
        start = int(rng.integers(2000, len(values) - 24 * 30))
        values[start : start + int(rng.integers(20, 70)), columns] = np.nan
    return pd.DataFrame(values, index=table.index, columns=table.columns)
