"""Columns of the tables that `peakops forecast` and `peakops backtest` write, as in out_tables."""

from __future__ import annotations

from feeders.accuracy import SCORE_COLUMNS
from peakops.out_columns import OUT_COLUMNS, Columns

SUMMED: Columns = {
    "hours": 0,
    "nrmse_percent": 2,
    "naive_nrmse_percent": 2,
    "vanilla_nrmse_percent": 2,
    "bias_percent": 2,
    "inside_percent": 1,
}
"""Errors over all feeders, each hour's as a share of its feeder's mean load."""

FORECAST_COLUMNS: dict[str, Columns] = {
    "load_forecast": OUT_COLUMNS["load_forecast"],
    "peaks": {
        "date": "date",
        "feeder": "text",
        "hour": 0,
        "hour_from": 0,
        "hour_to": 0,
        "p10_mw": 3,
        "p50_mw": 3,
        "p90_mw": 3,
        "limit_mw": 3,
        "p90_percent": 1,
    },
    "transformers": {
        "time": "time",
        "transformer": 0,
        "name": "text",
        "feeders": "text",
        "p50_mw": 3,
        "p90_mw": 3,
        "p90_sum_mw": 3,
        "rating_mva": 3,
        "p90_percent": 1,
    },
    "repairs": {"file": "text", "column": "text", "kind": "text", "count": 0},
}

BACKTEST_COLUMNS: dict[str, Columns] = {
    "scores": {"feeder": "text"} | dict.fromkeys(SCORE_COLUMNS, 2) | {"hours": 0},
    "scores_by_lead": {"lead_days": 0, **SUMMED},
    "scores_by_hour": {"hour": 0, **SUMMED},
    "scores_by_heat": {
        "heat_class": 0,
        "tmax_from_c": 1,
        "tmax_to_c": 1,
        "days": 0,
        **SUMMED,
    },
    "worst_days": {
        "date": "date",
        "feeder": "text",
        "peak_error_percent": 1,
        "peak_mw": 3,
        "peak_p50_mw": 3,
        "tmax_c": 1,
        "day_kind": "text",
        "reason": "text",
    },
}
