"""What the hand-made plan was made from: orders, job types, people, grid, forecast."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from peakops.network_places import NetworkPlaces
from peakops.scenario import ForecastSettings, Limits, Place, Scenario, SolverSettings
from tests.peakops.reports.made_names import (
    CREWS,
    DAYS,
    HUMIDITY,
    NAMES,
    ROLES,
    TEMP_C,
    ZONE,
    at,
    worker,
)


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


def scenario() -> Scenario:
    return Scenario(
        name="德清县供电公司", timezone=ZONE, issued=at(0, "15:00") - pd.Timedelta(days=1),
        date=dt.date.fromisoformat(DAYS[0]), days=2, seed=1, heat={}, limits=Limits(),
        place=Place(lat=30.54, lon=119.97, elevation_m=10, wind_height_m=10), forecast=ForecastSettings(), solver=SolverSettings(),
        folder=Path(), network_text="{}",
        network_places=NetworkPlaces(file="network.json"), row_numbers={}, repairs=(), files={}, paths={},
        tables={"durations": pd.DataFrame(columns=["job_type", "crew", "factor"]),
                "work_orders": orders(), "job_types": job_types(), "job_steps": job_steps(),
                "weather_forecast": weather_forecast(),
                "stations": pd.DataFrame({"station": pd.Series(dtype=object)}),
                **people(), **grid_inputs()},
        inputs_sha256={},
    )  # fmt: skip
