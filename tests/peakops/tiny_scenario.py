"""A tiny valid scenario on disk: 2 substations, 4 feeders, 2 crews, 30 days of history.

`write_tiny(folder)` writes it; `set_cell` then breaks one thing.
Row numbers are those of a spreadsheet: the header is row 1.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import numpy as np
import pandas as pd

from .tiny_network import network_text

ISSUED = "2026-07-19T16:00"
DATE = "2026-07-20"
DAYS = 2
HISTORY_DAYS = 30
FEEDERS = ("F1", "F2", "F3", "F4")
BUS_OF_ORDER = 5  # bus B of feeder F1

SETTINGS = """\
name: tiny
timezone: Asia/Shanghai
issued: 2026-07-19T16:00
date: 2026-07-20
days: 2
seed: 7
place:
  lat: 30.54
  lon: 119.97
  elevation_m: 10
  wind_height_m: 10
limits:
  lunch: [11:30, 13:00]
heat:
  rotation_minutes: 30
solver:
  effort: 1.0
"""

TABLES = {
    "feeders": """\
feeder,substation,head_line,head_switch,limit_a,power_factor,failures_per_km_year
F1,North,0,0,400,0.95,0.05
F2,North,2,2,400,0.95,0.05
F3,South,4,4,400,0.95,0.05
F4,South,6,6,400,0.95,0.05
""",
    "sources": """\
substation,loop_zone,vector_group,neutral,va_degree,vm_pu
North,Z1,YNd11,resonant,0,1.02
South,Z1,YNd11,resonant,0,1.02
""",
    "switches": """\
switch,type,remote,auto_reclose,auto_close,limit_a
0,breaker,yes,yes,no,600
1,load_break,yes,no,no,600
2,breaker,yes,yes,no,600
3,load_break,yes,no,no,600
4,breaker,yes,yes,no,600
5,load_break,yes,no,no,600
6,breaker,yes,yes,no,600
7,load_break,yes,no,no,600
8,load_break,yes,no,no,600
9,load_break,no,no,no,600
""",
    "customers": """\
bus,customers,sensitive_kind,sensitive_count
4,40,none,0
5,25,hospital,1
6,30,none,0
7,20,none,0
8,50,none,0
9,10,none,0
10,30,none,0
11,15,none,0
""",
    "weather_daily": """\
date,tmax_official_c,issued_at
2026-07-20,37.0,2026-07-19T15:00
2026-07-21,36.0,2026-07-19T15:00
""",
    "restrictions": """\
feeder,from,to,kind,note
F2,2026-07-20T12:00,2026-07-20T14:00,no_live_work,
""",
    "switching_log": """\
time_from,time_to,from_feeder,to_feeder,note
2026-07-05T08:00,2026-07-05T12:00,F1,F3,
""",
    "work_orders": """\
work_order,title,job_type,feeder,bus,section_switches,priority,mandatory,emergency,approver,\
moisture_proof_tools,release,due,window_start,window_end,surveyed,ticket,ticket_from,ticket_to,\
locked_crew,locked_start,after,notes
W1,Connect a lead,CONNECT,F1,5,0;1,5,no,no,,no,2026-07-20T00:00,2026-07-21T18:00,\
2026-07-20T08:00,2026-07-20T17:00,yes,T1,2026-07-20T06:00,2026-07-20T18:00,,,,
W2,Cut a lead,CONNECT,F3,9,,3,no,no,,no,2026-07-20T00:00,2026-07-21T18:00,,,yes,,,,,,W1,
W3,Replace a switch,SWITCH,F4,11,,8,yes,no,,yes,2026-07-20T00:00,2026-07-22T18:00,,,yes,,,,\
C1,2026-07-21T06:30,,
""",
    "crews": """\
crew,name,base_lat,base_lon,shift_start,shift_end
C1,Crew one,30.54,119.97,05:00,20:00
C2,Crew two,30.56,119.99,05:00,20:00
""",
    "vehicles": """\
vehicle,kind,crew,unavailable_from,unavailable_to,test_valid_to
V1,bucket_truck,C1,,,2027-01-31
V2,bucket_truck,C2,2026-07-21T12:00,2026-07-21T18:00,2027-01-31
""",
    "contacts": """\
role,substation,name,phone,lat,lon
permitter,North,Dispatch,0572-1,,
hospital,,County hospital,0572-2,30.55,119.96
""",
    "workers": """\
worker,name,crew,roles,certificates,certificate_valid_to,acclimatisation_day,\
outdoor_minutes_today,strain_start_c,heat_restriction
A1,Wang,C1,leader;supervisor,simple;complex,2027-01-31,,0,,none
A2,Li,C1,supervisor;ground,simple;complex,2027-01-31,,0,,none
A3,Zhang,C1,bucket,simple;complex,2027-01-31,,0,,none
A4,Liu,C1,bucket,simple;complex,2027-01-31,,0,,none
A5,Chen,C1,bucket;ground,simple;complex,2027-01-31,,0,37.0,none
A6,Yang,C1,bucket;ground,simple;complex,2027-01-31,2,0,,none
A7,Zhao,C1,ground,,,,30,,none
B1,Huang,C2,leader;supervisor,simple;complex,2027-01-31,,0,,none
B2,Zhou,C2,supervisor;ground,simple;complex,2027-01-31,,0,,none
B3,Wu,C2,bucket,simple;complex,2027-01-31,,0,,none
B4,Xu,C2,bucket,simple;complex,2027-01-31,,0,,none
B5,Sun,C2,ground,,,,0,,not_outdoors_35c
""",
    "job_types": """\
code,name_zh,name_en,class,method,crews_needed,bucket_workers,persons,metabolic_rate_w_per_m2,\
kit,reclosing_blocked,certificates,vehicle_kinds,switching
CONNECT,带电接引线,Connect a lead,II,glove,1,2,4,165,cape,yes,simple,bucket_truck,none
SWITCH,带电更换开关,Replace a switch,III,glove,2,4,9,200,cape,yes,complex,bucket_truck,relieve
""",
    "job_steps": """\
job_type,step,phase,minutes,handover_after,safe_state_minutes,text_zh,text_en
CONNECT,1,setup,20,no,0,现场复勘,Survey the site again
CONNECT,2,bucket,20,yes,10,绝缘遮蔽,Cover live parts
CONNECT,3,bucket,20,no,10,接引线,Connect the lead
CONNECT,4,teardown,15,no,0,收工,Leave
SWITCH,1,setup,30,no,0,现场复勘,Survey the site again
SWITCH,2,bucket,20,yes,10,绝缘遮蔽,Cover live parts
SWITCH,3,bucket,20,no,10,更换开关,Replace the switch
SWITCH,4,teardown,20,no,0,收工,Leave
""",
    "kits": """\
kit,clo,im,cav_c,mass_kg,source
cape,0.9,0.25,4,6,estimate
""",
    "holidays": """\
date,kind
2026-10-01,holiday
""",
}


def write_tiny(folder: Path, history_days: int = HISTORY_DAYS) -> Path:
    """Write the scenario into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.yaml").write_text(SETTINGS, encoding="utf-8")
    for key, text in (TABLES | series_texts(history_days)).items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    (folder / "network.json").write_text(network_text(), encoding="utf-8")
    return folder


def set_cell(folder: Path, key: str, row: int, column: str, value: str) -> None:
    """Change one cell of a CSV table; `row` as in a spreadsheet, the header is row 1."""
    path = folder / f"{key}.csv"
    table = read_cells(path)
    table[row - 1][table[0].index(column)] = value
    write_cells(path, table)


def read_cells(path: Path) -> list[list[str]]:
    """Rows of a CSV file, the header first."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_cells(path: Path, rows: list[list[str]]) -> None:
    """Write the rows of a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@functools.cache
def series_texts(history_days: int = HISTORY_DAYS) -> dict[str, str]:
    """CSV texts of the load and weather series."""
    issued = pd.Timestamp(ISSUED)
    past = pd.date_range(issued - pd.Timedelta(days=history_days), issued, freq="h")[:-1]
    future = pd.date_range(issued, pd.Timestamp(DATE) + pd.Timedelta(days=DAYS, hours=5), freq="h")
    return {
        "load_history": _csv(_load(past)),
        "weather_history": _csv(_weather(past)),
        "weather_forecast": _csv(_weather(future)),
    }


def bus_history_text() -> str:
    """Buses of F1 with opposite days: bus 4 by day, bus 5 (`BUS_OF_ORDER`) in the evening. [MW]"""
    times = pd.date_range(end=pd.Timestamp(ISSUED), periods=HISTORY_DAYS * 24 + 1, freq="h")[:-1]
    day = times.hour.isin(range(8, 18))
    buses = {4: np.where(day, 1.5, 0.5), 5: np.where(day, 0.5, 1.5)}
    tables = [pd.DataFrame({"time": _clock(times), "bus": b, "p_mw": p}) for b, p in buses.items()]
    return _csv(pd.concat(tables))


def _load(times: pd.DatetimeIndex) -> pd.DataFrame:
    """Evening peak, a little noise, a level per feeder. [MW]"""
    noise = np.random.default_rng(7).normal(0, 0.02, (len(times), len(FEEDERS)))
    day = 1 + 0.4 * np.sin((times.hour.to_numpy() - 12) / 24 * 2 * np.pi)
    levels = np.array([2.0, 1.5, 1.8, 1.2])
    values = np.round(day[:, None] * levels * (1 + noise), 3)
    return pd.DataFrame({"time": _clock(times)} | dict(zip(FEEDERS, values.T, strict=True)))


def _weather(times: pd.DatetimeIndex) -> pd.DataFrame:
    """A clear July day of the county, 27 to 37 °C, every day the same."""
    swing = np.sin((times.hour.to_numpy() + 0.5 - 9) / 24 * 2 * np.pi)
    sun = np.clip(np.sin((times.hour.to_numpy() + 0.5 - 6) / 12 * np.pi), 0, None)
    sun[(times.hour < 5) | (times.hour > 18)] = 0
    return pd.DataFrame(
        {
            "time": _clock(times),
            "temp_air_c": np.round(32 + 5 * swing, 1),
            "relative_humidity_percent": np.round(60 - 15 * swing, 0),
            "wind_speed_m_per_s": 2.0,
            "ghi_w_per_m2": np.round(900 * sun, 0),
            "pressure_hpa": 1004.0,
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.1,
        }
    )


def _clock(times: pd.DatetimeIndex) -> np.ndarray:
    return times.strftime("%Y-%m-%dT%H:%M").to_numpy()


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
