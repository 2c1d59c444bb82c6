"""A hand-made plan of two days: two crews at work, a joint job, a transfer, an idle crew."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakops.out_columns import OUT_COLUMNS
from peakops.plan import Plan
from peakops.plan_issue import first_issue
from peakops.scenario import ForecastSettings, Limits, Place, Scenario, SolverSettings
from tests.peakops.reports.strained import carry_over, strain_table

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


def orders() -> pd.DataFrame:
    rows = [
        ("WO-1001", "10kV武康112线17号杆带负荷更换柱上开关", "III-24", "F101", 3, "武康112线17号杆", 9),
        ("WO-1007", "10kV舞阳115线支线3号杆带电接引流线", "II-9", "F102", 5, "舞阳115线莫干支3号杆", 6),
        ("WO-1003", "10kV乾元203线22号杆更换避雷器", "II-7", "F201", 7, "乾元203线22号杆", 5),
        ("WO-1012", "10kV新市207线9号杆跌落式熔断器发热处理（应急）", "II-10", "F202", 8, "新市207线9号杆", 10),
        ("WO-1020", "10kV乾元203线旁路作业更换变压器台架", "IV-30", "F201", 6, "乾元203线31号杆", 8),
        ("WO-1030", "10kV雷甸301线直线杆改终端杆", "III-21", "F201", 6, "", 4),
    ]  # fmt: skip
    columns = ["work_order", "title", "job_type", "feeder", "bus", "pole", "priority"]
    table = pd.DataFrame(rows, columns=columns)
    none = pd.Series([pd.NaT] * len(rows)).dt.tz_localize(ZONE)
    return table.assign(
        section_switches=[()] * len(rows), lat=float("nan"), lon=float("nan"),
        mandatory=table["work_order"] == "WO-1012", emergency=table["work_order"] == "WO-1012",
        approver=["", "", "", "运检部主任 沈国华", "", ""], moisture_proof_tools=False,
        release=at(0, "00:00"), due=at(1, "23:45"), window_start=none, window_end=none,
        surveyed=True, ticket=["带2026-0720-01", "带2026-0720-02", "", "", "带2026-0721-01", ""],
        ticket_from=[at(0, "06:30"), at(0, "08:00"), pd.NaT, pd.NaT, at(1, "06:00"), pd.NaT],
        ticket_to=[at(0, "12:00"), at(0, "14:00"), pd.NaT, pd.NaT, at(1, "15:00"), pd.NaT],
        locked_crew="", locked_start=none, after=[(), ("WO-1001",), (), (), (), ()],
        notes=["17号杆与舞阳115线同杆，注意下层低压线", "", "", "", "", ""],
    )  # fmt: skip


def job_types() -> pd.DataFrame:
    rows = [
        ("III-24", "带负荷更换柱上开关", "Replace a pole switch under load", "III", "glove", 1, 4, 6,
         200.0, "cape", True, ("complex",), ("bucket_truck",), "relieve"),
        ("II-9", "带电接引流线", "Connect a lead", "II", "glove", 1, 2, 4,
         165.0, "cape", False, ("simple",), ("bucket_truck",), "none"),
        ("II-7", "更换避雷器", "Replace an arrester", "II", "glove", 1, 2, 4,
         165.0, "cape", False, ("simple",), ("bucket_truck",), "none"),
        ("II-10", "更换熔断器", "Replace a fuse cut-out", "II", "glove", 1, 2, 4,
         165.0, "cape", True, ("simple",), ("bucket_truck",), "none"),
        ("IV-30", "旁路作业检修架空线路", "Bypass overhead line work", "IV", "bypass", 2, 8, 18,
         200.0, "cape", True, ("complex",), ("bucket_truck", "bypass_truck"), "none"),
        ("III-21", "直线杆改终端杆", "Line pole to terminal pole", "III", "glove", 1, 4, 6,
         200.0, "cape", True, ("complex",), ("bucket_truck",), "none"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "code", "name_zh", "name_en", "class", "method", "crews_needed", "bucket_workers",
        "persons", "metabolic_rate_w_per_m2", "kit", "reclosing_blocked", "certificates",
        "vehicle_kinds", "switching",
    ])  # fmt: skip


def job_steps() -> pd.DataFrame:
    steps = [
        ("setup", 15, False, "现场复勘，向调度申请停用重合闸", "Re-survey; ask dispatch", "误登杆塔", "核对线路名称、杆号"),
        ("setup", 15, False, "宣读工作票、交底，工器具检测，测风速湿度", "Brief, test tools, measure wind and RH", "", ""),
        ("bucket", 25, True, "由近至远、先带电体后接地体遮蔽", "Cover near to far, live before earthed", "相间短路", "遮蔽搭接不小于150 mm"),
        ("bucket", 30, True, "安装绝缘引流线，检测分流", "Fit the shunt, check the current", "带负荷断引流线", "确认分流正常后再断开"),
        ("bucket", 25, True, "更换设备，恢复引线", "Replace the device, reconnect", "高空落物", "使用绝缘传递绳"),
        ("bucket", 20, False, "由远至近拆除遮蔽，撤离", "Uncover far to near, leave", "触电", "监护人全程监护"),
        ("teardown", 20, False, "清点工器具，报完工，终结工作票", "Count tools, report, close ticket", "", ""),
    ]  # fmt: skip
    rows = [
        (code, n, phase, minutes, handover, 5 if phase == "bucket" else 0, zh, en, hazard, control)
        for code in ("III-24", "II-9", "II-7", "II-10", "IV-30")
        for n, (phase, minutes, handover, zh, en, hazard, control) in enumerate(steps, start=1)
    ]
    return pd.DataFrame(rows, columns=[
        "job_type", "step", "phase", "minutes", "handover_after", "safe_state_minutes",
        "text_zh", "text_en", "hazard_zh", "control_zh",
    ])  # fmt: skip


def people() -> dict[str, pd.DataFrame]:
    staff = [
        (worker(crew, n), name, crew, tuple(roles.split(";")))
        for crew, names in NAMES.items()
        for n, (name, roles) in enumerate(zip(names, ROLES, strict=True), start=1)
    ]
    crews = [(c, name, 30.54, 119.97, "06:00", "20:00") for c, name in CREWS.items()]
    vehicles = [("浙E-D1021", "bucket_truck", "C1"), ("浙E-D1022", "bucket_truck", "C2"),
                ("浙E-P2001", "bypass_truck", "")]  # fmt: skip
    contacts = [("permitter", "武康变", "县调 值班员", "0572-800-1101"), ("issuer", "", "沈国华", "138-0572-0001"),
                ("permitter", "乾元变", "县调 二席", "0572-800-1102"),
                ("hospital", "", "德清县人民医院", "120 / 0572-806-2345")]  # fmt: skip
    nan = float("nan")
    return {
        "workers": pd.DataFrame(staff, columns=["worker", "name", "crew", "roles"]).assign(
            acclimatisation_day=nan),
        "crews": pd.DataFrame(crews, columns=[
            "crew", "name", "base_lat", "base_lon", "shift_start", "shift_end"]),
        "vehicles": pd.DataFrame(vehicles, columns=["vehicle", "kind", "crew"]),
        "contacts": pd.DataFrame(contacts, columns=["role", "substation", "name", "phone"]).assign(
            lat=nan, lon=nan),
        "kits": pd.DataFrame([("cape", 0.9, 0.25, 4.0, 6.0, "-")], columns=[
            "kit", "clo", "im", "cav_c", "mass_kg", "source"]),
    }  # fmt: skip


def grid_inputs() -> dict[str, pd.DataFrame]:
    feeders = [("F101", "武康变", 0, 0, 480.0), ("F102", "武康变", 1, 1, 400.0),
               ("F201", "乾元变", 2, 2, 520.0), ("F202", "乾元变", 3, 3, float("nan"))]  # fmt: skip
    table = pd.DataFrame(
        feeders, columns=["feeder", "substation", "head_line", "head_switch", "limit_a"]
    )
    nan = float("nan")
    return {
        "feeders": table.assign(ct_primary_a=nan, overcurrent_pickup_a=nan, power_factor=0.95,
                                failures_per_km_year=0.1, same_pole_feeder="", station=""),
        "switches": pd.DataFrame(
            [(n, "breaker", True, True, False, nan) for n in range(6)],
            columns=["switch", "type", "remote", "auto_reclose", "auto_close", "limit_a"]),
        "customers": pd.DataFrame(
            [(n, 100, "none", 0) for n in range(1, 9)],
            columns=["bus", "customers", "sensitive_kind", "sensitive_count"]),
    }  # fmt: skip


def scenario() -> Scenario:
    return Scenario(
        name="德清县供电公司", timezone=ZONE, issued=at(0, "15:00") - pd.Timedelta(days=1),
        date=dt.date.fromisoformat(DAYS[0]), days=2, seed=1, heat={}, limits=Limits(),
        place=Place(lat=30.54, lon=119.97, elevation_m=10, wind_height_m=10), forecast=ForecastSettings(), solver=SolverSettings(),
        folder=Path(), network_text="{}", row_numbers={}, repairs=(), files={}, paths={},
        tables={"durations": pd.DataFrame(columns=["job_type", "crew", "factor"]),
                "work_orders": orders(), "job_types": job_types(), "job_steps": job_steps(),
                "weather_forecast": weather_forecast(),
                "stations": pd.DataFrame({"station": pd.Series(dtype=object)}),
                **people(), **grid_inputs()},
        inputs_sha256={},
    )  # fmt: skip


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


def weather_forecast() -> pd.DataFrame:
    """Hourly, of the station without a name, as the slots above."""
    hours = pd.date_range(DAYS[0], periods=48, freq="h", tz=ZONE)
    cooler = 2.5 * (np.arange(48) // 24)
    return pd.DataFrame(
        {
            "time": hours,
            "station": "",
            "temp_air_c": np.tile(TEMP_C, 2) - cooler,
            "relative_humidity_percent": np.tile(HUMIDITY, 2).astype(float),
            "wind_speed_m_per_s": 2.5,
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
        }
    )


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


def standby() -> pd.DataFrame:
    """One crew has an order to do instead, one has none; nothing is said of the second day."""
    nobody = ("", "", pd.NaT, pd.NaT, "", "", "", "", "", "")
    rows = [
        ("C1", pd.Timestamp(DAYS[0]), "WO-1001", "WO-1030", "", at(0, "07:45"), at(0, "10:15"), "W11",
         "W12", "W13;W14", "", "浙E-D1021", ""),
        ("C2", pd.Timestamp(DAYS[0]), "WO-1003", *nobody),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(OUT_COLUMNS["standby"]))


def build_plan() -> Plan:
    buses = [(n, f"{feeder} {n}号节点", 119.95 + 0.01 * n, 30.53 + 0.004 * n, feeder, feeder[:2])
             for n, feeder in enumerate(("F101", "F101", "F101", "F102", "F102", "F201", "F201", "F202"), start=1)]  # fmt: skip
    branches = [("line", n, f"L{n}", a, b, f, False) for n, (a, b, f) in enumerate(
        [(1, 2, "F101"), (2, 3, "F101"), (4, 5, "F102"), (6, 7, "F201")])]  # fmt: skip
    branches += [("switch", 5, "武康112/舞阳115联络开关", 3, 5, "F101", True)]
    return Plan(
        scenario=scenario(),
        tables=out_tables(),
        summary={
            "orders_total": 6, "orders_scheduled": 5, "priority_weight": 38, "gap": 0.004,
            "worst_loading": {"loading_max_percent": 88.4, "element": "line:2", "time": "2026-07-20T09:00+08:00"},
            "worst_voltage": {"vm_min_pu": 0.957, "element": "bus:5", "time": "2026-07-20T09:00+08:00"},
            "hottest_stint": {"wbgt_c": 36.0, "temp_air_c": 38.7, "worker": "W23", "work_order": "WO-1012", "time": "2026-07-20T17:45+08:00"},
            "strain": {"core_peak_c": 37.94, "core_peak_worker": "W23", "sweat_loss_g": 3120, "sweat_loss_worker": "W11",
                       "core_limit_c": 38.0, "water_limit_g": 3500, "exceedances_planned_away": 12, "exceedances_left": 0},
            "customer_hours_at_risk": 3.214, "base_alarms": 1, "violations": 0, "breaches": 0,
        },
        buses=pd.DataFrame(buses, columns=["bus", "name", "lon", "lat", "feeder", "bus_section"]),
        branches=pd.DataFrame(branches, columns=[
            "kind", "index", "name", "from_bus", "to_bus", "feeder", "normally_open"]),
        issue=first_issue(at(0, "15:00") - pd.Timedelta(days=1)),
    )  # fmt: skip


@pytest.fixture(scope="session")
def plan() -> Plan:
    return build_plan()


@pytest.fixture
def with_order() -> Callable[..., Plan]:
    """A plan in which cells of one work order differ."""

    def change(plan: Plan, order: str, **cells: object) -> Plan:
        table = plan.scenario.tables["work_orders"].copy()
        for column, value in cells.items():
            table[column] = table[column].where(table["work_order"] != order, value)
        tables = {**plan.scenario.tables, "work_orders": table}
        return replace(plan, scenario=replace(plan.scenario, tables=tables))

    return change


@pytest.fixture
def with_table() -> Callable[..., Plan]:
    """A plan in which whole out tables differ."""

    def change(plan: Plan, **tables: pd.DataFrame) -> Plan:
        return replace(plan, tables={**plan.tables, **tables})

    return change


@pytest.fixture(scope="session")
def text_of() -> Callable[[Path], str]:
    """Text of a PDF without white space or invisible breaks, as written by the reader."""
    from pypdf import PdfReader

    def read(path: Path) -> str:
        pages = (page.extract_text() for page in PdfReader(path).pages)
        return re.sub("[\\s\u200b]", "", "".join(pages))

    return read


@pytest.fixture
def relieved(plan, with_table) -> Plan:
    """The plan in which W16 takes over from the leader, who supervises, when all are down."""
    schedule = plan.tables["schedule"].assign(supervisor=plan.tables["schedule"]["leader"])
    schedule.loc[schedule["work_order"] == "WO-1007", "relief"] = "W16"
    job = schedule.set_index("work_order").loc["WO-1007"]
    change = job["bucket_end"]
    turns = ((job["leader"], job["start"], change), ("W16", change, job["end"]))
    rows = [("WO-1007", duty, *turn) for duty in ("leader", "supervisor") for turn in turns]
    watches = pd.DataFrame(rows, columns=list(OUT_COLUMNS["watches"]))
    return with_table(plan, watches=watches, schedule=schedule)
