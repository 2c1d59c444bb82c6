"""Cells of a plan's tables as they are printed."""

from __future__ import annotations

import math

import pandas as pd


def split(joined: object) -> tuple[str, ...]:
    """Names of a ``;``-joined list; nothing for an empty one."""
    return tuple(part.strip() for part in str(joined).split(";") if part.strip())


def filled(value: object) -> bool:
    """Whether a cell holds something."""
    if value is None or value == "":
        return False
    return not (isinstance(value, float) and math.isnan(value)) and value is not pd.NaT


def clock_label(time: object) -> str:
    """``HH:MM`` of a time, ``—`` where it is not known."""
    return pd.Timestamp(str(time)).strftime("%H:%M") if filled(time) else "—"


def number(value: object, decimals: int, unit: str = "") -> str:
    """Write a number with fixed decimals and its unit, ``—`` where it is not known."""
    if not filled(value):
        return "—"
    return f"{float(str(value)):.{decimals}f}{unit}"


def day_text(date: object) -> str:
    """``YYYY-MM-DD`` of a date in whatever form the tables hold it."""
    return pd.Timestamp(str(date)).strftime("%Y-%m-%d")
