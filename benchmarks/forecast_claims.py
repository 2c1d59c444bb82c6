"""What the forecast is meant to hold, and what of it a run did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST = {
    "quarter_hours_2011_2013": {"nrmse": 4.2, "peak_error": 2.8},
    "hourly_highest_2013_2015": {"nrmse": 4.7, "peak_error": 3.1},
}
"""Largest errors with the temperatures that came. [%]"""

RATIOS = {"naive": 1.0, "tao_vanilla": 0.75, "lightgbm": 0.95}
"""Our nRMSE at most this multiple of a peer's."""

HOT_BIAS = 1.0
COVERAGE = (78.0, 82.0)
HOT_COVERAGE = (74.0, 86.0)
PEAK_COVERAGE = (87.0, 93.0)
LIMITS = {
    "beyond_training_peak_bias": (-1.5, 1.5),
    "beyond_training_worst": (-5.0, 100.0),
    "transfer_error_day3": (0.0, 10.0),
    "seconds_10000_memory": (0.0, 1.0),
    "seconds_10000_parquet": (0.0, 15.0),
    "peak_mib": (0.0, 3072.0),
}


def broken(result: dict[str, Any]) -> list[str]:
    """Name every figure of a result that is outside what is meant to hold."""
    found = [text for name, scores in result["sets"].items() for text in _of_set(name, scores)]
    for name, (low, high) in LIMITS.items():
        if result[name] is None or not low <= result[name] <= high:
            found.append(f"{name} {result[name]}, meant {low} to {high}")
    return found


def _of_set(name: str, scores: dict[str, dict[str, float | None]]) -> Iterator[str]:
    ours = scores["peakops"]
    bands = [("coverage80", COVERAGE), ("hot_coverage80", HOT_COVERAGE)]
    bands.append(("peak_coverage90", PEAK_COVERAGE))
    for metric, (low, high) in bands:
        if not low <= (ours[metric] or 0.0) <= high:
            yield f"{name} {metric} {ours[metric]}, meant {low} to {high}"
    for metric, most in MOST.get(name, {}).items():
        if (ours[metric] or 0.0) > most:
            yield f"{name} {metric} {ours[metric]}, meant at most {most}"
    if name in MOST and abs(ours["hot_bias"] or 0.0) > HOT_BIAS:
        yield f"{name} hot_bias {ours['hot_bias']}, meant within {HOT_BIAS}"
    for peer, ratio in RATIOS.items():
        other = scores.get(peer, {}).get("nrmse")
        if other is not None and (ours["nrmse"] or 0.0) > ratio * other:
            yield f"{name} nrmse {ours['nrmse']}, meant {ratio} of {peer}'s {other}"
