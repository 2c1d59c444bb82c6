"""Colours of the workbook as data: which words and numbers of a column are marked, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weather.rule_set import HeatRules

RED, ORANGE, YELLOW, GREEN, BLUE, GREY = (
    "#F4A6A0", "#F9CB9C", "#FFF2B3", "#C6E5B3", "#BDD7EE", "#E3E3E3"
)  # fmt: skip
HEADER, INPUT_HEADER = "#1F4E79", "#4F6228"
"""Of a result and of an input; both dark enough for white letters."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "band": {"stop": RED, "restricted": ORANGE, "rotate": YELLOW, "none": GREEN},
    "phase": {"bucket": ORANGE, "rest": GREEN, "setup": YELLOW, "teardown": YELLOW,
              "standby": GREY, "travel": GREY, "lunch": GREEN},
    "outdoor_allowed": {"no": RED},
    "ok": {"no": RED},
    "resolved": {"no": RED, "yes": GREEN},
    "cause": {"plan": RED, "base": YELLOW},
    "locked": {"yes": BLUE},
    "lighting": {"yes": BLUE},
    "outdoors": {"yes": YELLOW},
    "emergency": {"yes": RED},
    "mandatory": {"yes": ORANGE},
    "withdrawn": {"yes": GREY},
    "surveyed": {"no": YELLOW},
}  # fmt: skip
"""Column → word → colour."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A bound from which on a number is marked.

    Parameters
    ----------
    at
        The bound, in the unit of the column.
    colour
        Of the cell.
    below
        Whether numbers below it are marked instead.
    """

    at: float
    colour: str
    below: bool = False


def bounds(rules: HeatRules, heavy_percent: float, most_percent: float) -> dict[str, list[Bound]]:
    """Bounds of each column, the worst first.

    Parameters
    ----------
    rules
        Heat rules in force.
    heavy_percent, most_percent
        Loading from which on an element is heavily and too heavily loaded. [%]
    """
    heat = [
        Bound(at=rules.stop_tmax_c, colour=RED),
        Bound(at=rules.restricted_tmax_c, colour=ORANGE),
        Bound(at=rules.rotate_tmax_c, colour=YELLOW),
    ]
    loading = [Bound(at=most_percent, colour=RED), Bound(at=heavy_percent, colour=ORANGE)]
    core = [
        Bound(at=rules.core_limit_c, colour=RED),
        Bound(at=rules.core_limit_c - 0.2, colour=ORANGE),
    ]
    return {
        "temp_air_c": heat,
        "tmax_official_c": heat,
        "loading_max_percent": loading,
        "predicted_core_c": core,
        "core_peak_c": core,
        "margin_percent": [Bound(at=0.0, colour=RED, below=True)],
        "closed_hours": [Bound(at=0.25, colour=YELLOW)],
        "lost_load_mw": [Bound(at=0.001, colour=YELLOW)],
    }
