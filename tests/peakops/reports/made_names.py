"""Days, weather, crews and people of the hand-made plan."""

from __future__ import annotations

import pandas as pd

ZONE = "Asia/Shanghai"
DAYS = ("2026-07-20", "2026-07-21")
TEMP_C = (
    28.4, 28.1, 27.9, 27.8, 28.2, 29.1, 29.6, 30.5, 31.9, 33.4, 35.1, 36.6,
    38.0, 38.9, 39.4, 39.5, 39.3, 38.7, 38.0, 36.2, 34.0, 32.1, 30.6, 29.4,
)  # fmt: skip
HUMIDITY = (88, 89, 90, 90, 88, 85, 83, 79, 74, 68, 62, 56, 51, 47, 45, 45, 46, 48, 51, 57, 65,
            72, 79, 84)  # fmt: skip
CREWS = {"C1": "带电作业一班", "C2": "带电作业二班", "C3": "带电作业三班"}
NAMES = {
    "C1": ("沈镕喆", "陆堃", "钱昇", "费珺", "姚祎", "章建国"),
    "C2": ("王伟", "俞玥", "潘国强", "蔡志明", "王伟", "倪晓东"),
    "C3": ("慎一", "慎二", "慎三", "慎四", "慎五", "慎六"),
}
ROLES = ("leader;supervisor", "supervisor;ground", "bucket", "bucket", "bucket", "bucket;ground")


def at(day: int, clock: str) -> pd.Timestamp:
    return pd.Timestamp(f"{DAYS[day]} {clock}").tz_localize(ZONE)


def worker(crew: str, n: int) -> str:
    return f"W{crew[1]}{n}"
