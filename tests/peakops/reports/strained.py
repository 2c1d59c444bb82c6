"""Predicted strain of the hand-made plan: a made-up course that rises outdoors and falls inside."""

from __future__ import annotations

import itertools

import pandas as pd

from peakops.out_columns import OUT_COLUMNS

STEP = pd.Timedelta(minutes=5)
RISE_C_PER_MINUTE = {"bucket": 0.02, "setup": 0.01, "teardown": 0.01, "standby": 0.001}
SWEAT_G_PER_MINUTE = {"bucket": 14.0, "setup": 9.0, "teardown": 9.0, "standby": 4.0}
REST_C, FALL_PER_MINUTE = 37.0, 0.01


def strain_table(phases: pd.DataFrame) -> pd.DataFrame:
    """Steps of every worker and day, from departure to return."""
    rows: list[tuple] = []
    for (worker, date), mine in phases.groupby(["worker", "date"]):
        core, lost = REST_C, 0.0
        for phase in mine.sort_values("start").to_dict("records"):
            for end, minutes in steps(phase["start"], phase["end"]):
                if phase["outdoors"]:
                    core += RISE_C_PER_MINUTE[phase["phase"]] * minutes
                    lost += SWEAT_G_PER_MINUTE[phase["phase"]] * minutes
                else:
                    core += (REST_C - core) * FALL_PER_MINUTE * minutes
                    lost += 0.5 * minutes
                rows.append((worker, date, end, core, lost))
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["strain"]))


def steps(start: pd.Timestamp, end: pd.Timestamp) -> list[tuple[pd.Timestamp, float]]:
    """Ends and lengths of the steps of a phase. [min]"""
    edges = [*pd.date_range(start, end, freq=STEP, inclusive="left"), end]
    return [(b, (b - a).total_seconds() / 60) for a, b in itertools.pairwise(edges)]


def carry_over(phases: pd.DataFrame, strain: pd.DataFrame) -> pd.DataFrame:
    """What each worker with a phase takes into the next day."""
    rows = []
    for (worker, date), mine in phases.groupby(["worker", "date"]):
        course = strain[(strain["worker"] == worker) & (strain["date"] == date)]
        length = (mine["end"] - mine["start"]).dt.total_seconds() / 60
        rows.append(
            {
                "worker": worker,
                "date": date,
                "outdoor_minutes": int(length[mine["outdoors"]].sum()),
                "bucket_minutes": int(length[mine["phase"] == "bucket"].sum()),
                "acclimatisation_day": float("nan"),
                "core_peak_c": course["core_c"].max(),
                "strain_end_c": course["core_c"].iloc[-1],
                "sweat_loss_g": course["sweat_loss_g"].iloc[-1],
            }
        )
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["carry_over"]))
