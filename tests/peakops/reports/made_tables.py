"""The out tables of the hand-made plan: its work, and the weather and grid around it."""

from __future__ import annotations

import itertools

import pandas as pd

from peakops.out_columns import OUT_COLUMNS
from tests.peakops.reports.made_names import DAYS, HUMIDITY, TEMP_C, at
from tests.peakops.reports.made_work import (
    schedule,
    standby,
    stints,
    travel,
    worker_phases,
)
from tests.peakops.reports.strained import carry_over, strain_table


def weather_slots() -> pd.DataFrame:
    rows = []
    for day, quarter in itertools.product((0, 1), range(96)):
        hour = quarter // 4
        closed = day == 0 and 14 <= hour < 17
        cooler = 2.5 * day
        rows.append(
            (
                at(day, "00:00") + pd.Timedelta(minutes=15 * quarter),
                "",
                TEMP_C[hour] - cooler,
                HUMIDITY[hour],
                2.0,
                500.0,
                "clear_sky",
                round(TEMP_C[hour] * 0.6 + 13 - cooler, 1),
                round(TEMP_C[hour] * 0.6 + 10 - cooler, 1),
                not closed,
                "hottest_hours" if closed else "",
            )
        )
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["weather_slots"]))  # fmt: skip


def load_forecast() -> pd.DataFrame:
    rows = []
    for feeder, day, hour in itertools.product(("F101", "F102", "F201", "F202"), (0, 1), range(24)):
        mw = (3.0 + 0.2 * (TEMP_C[hour] - 28)) * (1 + 0.1 * int(feeder[1:]) / 100)
        rows.append((at(day, f"{hour:02d}:00"), feeder, 0.93 * mw, mw, 1.08 * mw))
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["load_forecast"]))


def out_tables() -> dict[str, pd.DataFrame]:
    bucket = stints()
    t1 = "WO-1001-T1"
    rows = {
        "transfers": [(t1, "WO-1001", 1, "F101", "F102", 1.84, 0, 300, 6000.0)],
        "switching": [
            (t1, 1, "before", 4, "武康112线分段2号开关", "open", "break_before_make", "vector_group", 71.0, 0.982, 1.84),
            (t1, 2, "before", 5, "武康112/舞阳115联络开关", "close", "break_before_make", "vector_group", 88.4, 0.957, 0.0),
            (t1, 3, "after", 5, "武康112/舞阳115联络开关", "open", "break_before_make", "vector_group", 71.0, 0.982, 1.84),
            (t1, 4, "after", 4, "武康112线分段2号开关", "close", "break_before_make", "vector_group", 74.2, 0.971, 0.0),
        ],
        "blocks": [
            ("WO-1001", t1, "F101", 0, "武康变112开关", "head_breaker"),
            ("WO-1001", t1, "F102", 1, "舞阳115线出线开关", "receiving_head"),
            ("WO-1001", t1, "F102", 5, "武康112/舞阳115联络开关", "auto_close_tie"),
            ("WO-1001", "", "F101", 0, "不应出现", "head_breaker"),
            ("WO-1012", "", "F202", 3, "乾元变207开关", "head_breaker"),
            ("WO-1020", "", "F201", 2, "乾元变203开关", "head_breaker"),
        ],
        "load_flow_checks": [
            (at(0, f"{h:02d}:00"), "a1b2", "4;6", "" if cause else "WO-1001", "F102", 0.957, "bus:5", 60.0 + 3 * h,
             "feeder:F102", 0.0, True, True, cause)
            for h, cause in ((7, ""), (8, ""), (9, ""), (15, "base"))
        ],
        "findings": [(1, "violation", "line_overload", at(0, "14:00"), at(0, "15:00"),
                      "WO-1001;WO-1003", "", "line:2", 103.2, 100.0, "separated", True)],
        "unscheduled": [("WO-1030", "feeder_at_limit", "feeder_at_limit", 140, 32, "due_plus_day"),
                        ("WO-1030", "feeder_at_limit", "hottest_hours", 24, 0, "")],
        "bus_shares": [], "coincidence": [], "line_factors": [], "feeder_limits": [],
        "transformer_heat": [], "windows": [
            ("WO-1001", t1, at(0, "07:00") + pd.Timedelta(minutes=15 * k), True, "", "", 12.0, 0.25,
             300, 150, 1.2, 0.6, 35.0)
            for k in range(14)
        ],
        "heat_rules": [
            (pd.Timestamp(DAYS[0]), "hottest_hours", "site", 12, "14:00-17:00", "hottest_hours",
             "3", "h", "安监总安健〔2012〕89号", "art. 8(1)"),
            (pd.Timestamp(DAYS[0]), "humidity", "bucket", 40, "00:00-07:00;21:00-24:00",
             "humidity_max_percent", "80", "%", "GB/T 18857", "2008, foreword")],
        "day_bands": [
            (pd.Timestamp(DAYS[0]), 39.0, "official", "restricted", 360.0, at(0, "14:00"), at(0, "17:00")),
            (pd.Timestamp(DAYS[1]), 36.0, "official", "rotate", float("nan"), pd.NaT, pd.NaT)],
    }  # fmt: skip
    made = {
        name: pd.DataFrame(data, columns=list(OUT_COLUMNS[name])) for name, data in rows.items()
    }
    phases = worker_phases(bucket)
    strain = strain_table(phases)
    return made | {
        "watches": pd.DataFrame(columns=list(OUT_COLUMNS["watches"])),
        "schedule": schedule(), "stints": bucket, "worker_phases": phases, "strain": strain,
        "carry_over": carry_over(phases, strain),
        "standby": standby(),
        "travel": travel(), "weather_slots": weather_slots(), "load_forecast": load_forecast(),
    }  # fmt: skip
