"""Who works when in the hand-made plan: schedule, stints, phases, travel, standby."""

from __future__ import annotations

import itertools

import pandas as pd

from peakops.out_columns import OUT_COLUMNS
from tests.peakops.reports.made_names import CREWS, DAYS, HUMIDITY, TEMP_C, at, worker

# work order, day, crew, support, start, set-up end, stint lengths, bucket end, end, transfer
JOBS = (
    ("WO-1001", 0, "C1", "", "07:15", "07:45", (26, 25, 25, 24), "10:00", "10:20", "WO-1001-T1"),
    ("WO-1007", 0, "C1", "", "10:45", "11:15", (25, 25), "12:10", "12:30", ""),
    ("WO-1003", 0, "C2", "", "07:15", "07:45", (28, 27), "08:45", "09:05", ""),
    ("WO-1012", 0, "C2", "", "17:15", "17:45", (26, 26), "18:42", "19:00", ""),
    ("WO-1020", 1, "C1", "C2", "07:00", "07:45", (30,) * 8, "12:20", "12:50", ""),
)  # fmt: skip
LATEST = {"WO-1007": "11:00"}


def schedule() -> pd.DataFrame:
    rows = []
    for order, day, crew, support, start, setup_end, _, bucket_end, end, plan in JOBS:
        crews = [crew, *([support] if support else [])]
        rows.append((
            order, pd.Timestamp(DAYS[day]), crew, support, at(day, start), at(day, end),
            at(day, setup_end), at(day, bucket_end), worker(crew, 1),
            ";".join(worker(c, 2) for c in crews),
            ";".join(worker(c, n) for c in crews for n in (3, 4, 5, 6)), "", "",
            ";".join(["浙E-D1021" if c == "C1" else "浙E-D1022" for c in crews]
                     + (["浙E-P2001"] if support else [])), plan, False, False,
            at(day, LATEST.get(order, start)), "lunch_missing" if order in LATEST else "travel_too_short",
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["schedule"]))


def stints() -> pd.DataFrame:
    rows = []
    for order, day, crew, support, _, setup_end, lengths, *_rest in JOBS:
        now = at(day, setup_end)
        for k, minutes in enumerate(lengths):
            end = now + pd.Timedelta(minutes=minutes)
            hour = now.hour
            for c, n in itertools.product([crew, *([support] if support else [])], (1, 2)):
                pair = "AB"[k % 2] + ("" if not support else str(1 + (c != crew)))
                rows.append(
                    (
                        worker(c, 2 + n + 2 * (k % 2)),
                        order,
                        pair,
                        now,
                        end,
                        200,
                        "cape",
                        TEMP_C[hour],
                        HUMIDITY[hour],
                        round(TEMP_C[hour] * 0.6 + 13, 1),
                        30,
                        ("rotation", "strain", "continuous_exposure")[k % 3],
                        37.4 + 0.05 * k,
                        38.0,
                    )
                )
            now = end + pd.Timedelta(minutes=5)
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["stints"]))  # fmt: skip


def day_of(crew: str, day: int) -> list[tuple]:
    return [job for job in JOBS if job[1] == day and crew in (job[2], job[3])]


def worker_phases(stint_table: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple] = []
    for crew, day, n in itertools.product(CREWS, (0, 1), range(1, 7)):
        who = worker(crew, n)
        now = None
        for order, _, _, _, start, setup_end, _, bucket_end, end, _ in day_of(crew, day):
            begin = at(day, start)
            leave = begin - pd.Timedelta(minutes=25)
            if now is not None and now < leave:
                lunch = min(now + pd.Timedelta(minutes=30), leave)
                rows.append((who, day, "lunch", "", now, lunch, False))
                rows += [(who, day, "standby", "", lunch, leave, False)] if lunch < leave else []
            rows.append(
                (who, day, "travel", "", leave if now is None else max(leave, now), begin, False)
            )
            rows.append((who, day, "setup", order, begin, at(day, setup_end), True))
            mine = stint_table[
                (stint_table["worker"] == who) & (stint_table["work_order"] == order)
            ]
            spot = at(day, setup_end)
            for stint in mine.to_dict("records"):
                if stint["start"] > spot:
                    rows.append((who, day, "rest", order, spot, stint["start"], False))
                rows.append((who, day, "bucket", order, stint["start"], stint["end"], True))
                spot = stint["end"]
            if n > 2:
                rows.append((who, day, "rest", order, spot, at(day, end), False))
            else:
                rows.append((who, day, "standby", order, spot, at(day, bucket_end), True))
                rows.append((who, day, "teardown", order, at(day, bucket_end), at(day, end), True))
            now = at(day, end)
        if now is not None:
            rows.append((who, day, "travel", "", now, now + pd.Timedelta(minutes=25), False))
    return pd.DataFrame(
        [(w, pd.Timestamp(DAYS[d]), p, o, a, b, out, 165, "cape", o if out else "cab",
          37.6 if out else 37.4, 37.5 if out else 37.2) for w, d, p, o, a, b, out in rows], columns=list(OUT_COLUMNS["worker_phases"]),
    )  # fmt: skip


def travel() -> pd.DataFrame:
    rows = []
    for crew, day in itertools.product(CREWS, (0, 1)):
        before = "base"
        for order, _, _, _, start, *_rest in day_of(crew, day):
            begin = at(day, start)
            rows.append(
                (
                    crew,
                    pd.Timestamp(DAYS[day]),
                    before,
                    order,
                    begin - pd.Timedelta(minutes=25),
                    begin,
                    11.2,
                )
            )
            before = order
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["travel"]))


def standby() -> pd.DataFrame:
    """One crew has an order to do instead, one has none; nothing is said of the second day."""
    nobody = ("", "", pd.NaT, pd.NaT, "", "", "", "", "", "")
    rows = [
        ("C1", pd.Timestamp(DAYS[0]), "WO-1001", "WO-1030", "", at(0, "07:45"), at(0, "10:15"), "W11",
         "W12", "W13;W14", "", "浙E-D1021", ""),
        ("C2", pd.Timestamp(DAYS[0]), "WO-1003", *nobody),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["standby"]))
