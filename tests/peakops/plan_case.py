"""A small written plan, made by hand: six orders, two crews, two days, every rule kept.

2026-07-20 (37 °C: six hours outdoors, no work 13–16 h … the hottest three)
  C1 (pairs A, B)  W1 on F1 07:30–08:50,  W5 on F1 09:15–12:05, lunch
  C2 (one pair)    W2 on F2 07:30–09:05,  W4 on F4 10:00–11:35
2026-07-21 (36 °C)
  C1 + C2          W6 on F4, both crews, F4's end section fed by F2 meanwhile, 07:30
  C1               W3 on F3 10:30, after W6; emergency, ticket to 12:30
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from peakops.checks.files import layout

from . import plan_edits
from .tiny_scenario import SETTINGS, TABLES, network_text, series_texts

DAY_1, DAY_2 = "2026-07-20", "2026-07-21"

WORK_ORDERS = """\
work_order,title,job_type,feeder,bus,section_switches,lat,lon,priority,mandatory,emergency,approver,\
moisture_proof_tools,release,due,window_start,window_end,surveyed,ticket,ticket_from,ticket_to,\
locked_crew,locked_start,after,notes
W1,Connect a lead,CONNECT,F1,5,,,,5,yes,no,,no,2026-07-20T00:00,2026-07-21T18:00,\
2026-07-20T07:00,2026-07-20T11:00,yes,T1,2026-07-20T06:00,2026-07-20T18:00,,,,
W2,Cut a lead,CONNECT,F2,7,,,,3,no,no,,no,2026-07-20T00:00,2026-07-21T18:00,,,yes,,,,,,,
W3,Clear a hanging lead,CONNECT,F3,9,,,,9,no,yes,Shen,no,2026-07-20T00:00,2026-07-21T18:00,,,yes,\
T3,2026-07-21T06:00,2026-07-21T12:30,,,W6,
W4,Change an arrester,CONNECT,F4,10,,30.60,119.99,4,no,no,,no,2026-07-20T00:00,2026-07-21T18:00,\
,,yes,,,,C2,2026-07-20T10:00,,
W5,Renew a crossarm,LONG,F1,4,,,,6,no,no,,no,2026-07-20T00:00,2026-07-21T18:00,,,yes,,,,,,,
W6,Replace a switch,SWITCH,F4,10,,30.60,119.99,8,yes,no,,no,2026-07-20T00:00,2026-07-22T18:00,\
,,yes,,,,,,,
W7,Connect a lead,CONNECT,F3,8,,,,1,no,no,,no,2026-07-20T00:00,2026-07-25T18:00,,,no,,,,,,,
"""

WORKERS = """\
worker,name,crew,roles,certificates,certificate_valid_to,acclimatisation_day,\
outdoor_minutes_today,strain_start_c,heat_restriction
A1,Wang,C1,leader;supervisor,simple;complex,2027-01-31,,0,,none
A2,Li,C1,supervisor;ground,simple;complex,2027-01-31,,0,,none
A3,Zhang,C1,bucket,simple;complex,2027-01-31,,0,,none
A4,Liu,C1,bucket,simple;complex,2027-01-31,,0,,none
A5,Chen,C1,bucket,simple;complex,2027-01-31,,0,37.0,none
A6,Yang,C1,bucket,simple;complex,2027-01-31,4,0,,none
A7,Zhao,C1,ground,,,,30,,none
A8,Qian,C1,ground,,,,0,,none
B1,Huang,C2,leader;supervisor,simple;complex,2027-01-31,,0,,none
B2,Zhou,C2,supervisor;ground,simple;complex,2027-01-31,,0,,none
B3,Wu,C2,bucket,simple;complex,2027-01-31,,0,,none
B4,Xu,C2,bucket,simple;complex,2027-01-31,,0,,none
B5,Sun,C2,ground,,,,0,,none
B6,Feng,C2,bucket;ground,simple,,,0,,not_outdoors_35c
"""

VEHICLES = """\
vehicle,kind,crew,unavailable_from,unavailable_to,test_valid_to
V1,bucket_truck,C1,,,2027-01-31
V2,bucket_truck,C2,2026-07-21T17:00,2026-07-21T18:00,2027-01-31
V3,bypass_truck,,,,
V4,bucket_truck,,,,2026-07-19
"""

JOB_TYPES = """\
code,name_zh,name_en,class,method,crews_needed,bucket_workers,persons,metabolic_rate_w_per_m2,\
kit,reclosing_blocked,certificates,vehicle_kinds,switching
CONNECT,带电接引线,Connect a lead,II,glove,1,2,4,165,cape,yes,simple,bucket_truck,none
LONG,带电更换横担,Renew a crossarm,II,glove,1,2,4,165,cape,yes,complex,bucket_truck;bypass_truck,none
SWITCH,带负荷更换开关,Replace a switch,III,glove,2,4,9,165,cape,yes,complex,bucket_truck,relieve
"""

JOB_STEPS = """\
job_type,step,phase,minutes,handover_after,safe_state_minutes,text_zh,text_en
CONNECT,1,setup,20,no,0,现场复勘,Survey the site again
CONNECT,2,bucket,20,yes,10,绝缘遮蔽,Cover live parts
CONNECT,3,bucket,20,no,10,接引线,Connect the lead
CONNECT,4,teardown,15,no,0,收工,Leave
LONG,1,setup,20,no,0,现场复勘,Survey the site again
LONG,2,bucket,30,yes,10,绝缘遮蔽,Cover live parts
LONG,3,bucket,30,yes,10,支撑导线,Hold the conductors
LONG,4,bucket,30,yes,10,更换横担,Renew the crossarm
LONG,5,bucket,30,no,10,拆除遮蔽,Uncover
LONG,6,teardown,15,no,0,收工,Leave
SWITCH,1,setup,30,no,0,现场复勘,Survey the site again
SWITCH,2,bucket,25,yes,10,绝缘遮蔽,Cover live parts
SWITCH,3,bucket,25,no,10,更换开关,Replace the switch
SWITCH,4,teardown,20,no,0,收工,Leave
"""

PLANNED = {"work_orders": WORK_ORDERS, "workers": WORKERS, "vehicles": VEHICLES,
           "job_types": JOB_TYPES, "job_steps": JOB_STEPS}  # fmt: skip

SCHEDULE = """\
work_order,date,crew,support_crew,start,end,setup_end,bucket_end,leader,supervisor,bucket,ground,\
relief,vehicles,transfer_plan,locked,lighting,latest_start,later_start_breaks
W1,1,C1,,07:30,08:50,07:50,08:35,A1,A1,A3;A4;A5;A6,A7,,V1,,no,no,07:30,
W2,1,C2,,07:30,09:05,07:50,08:50,B1,B1,B3;B4,B5,,V2,,no,no,07:30,
W5,1,C1,,09:15,12:05,09:35,11:50,A1,A1,A3;A4;A5;A6,A7,,V1;V3,,no,no,09:15,
W4,1,C2,,10:00,11:35,10:20,11:20,B1,B2,B3;B4,B5,,V2,,yes,no,10:00,
W6,2,C1,C2,07:30,09:35,08:00,09:15,A1,A2;B2,A3;A4;B3;B4,A7;B5,,V1;V2,W6-T1,no,no,07:30,
W3,2,C1,,10:30,11:50,10:50,11:35,A1,A1,A3;A4;A5;A6,A8,,V1,,no,no,10:30,
"""

STINTS = {
    "W1": (("A", "07:50", "08:10"), ("B", "08:15", "08:35")),
    "W2": (("A", "07:50", "08:10"), ("A", "08:30", "08:50")),
    "W5": (("A", "09:35", "10:05"), ("B", "10:10", "10:40"), ("A", "10:45", "11:15"),
           ("B", "11:20", "11:50")),
    "W4": (("A", "10:20", "10:40"), ("A", "11:00", "11:20")),
    "W6": (("A1", "08:00", "08:25"), ("A2", "08:00", "08:25"), ("A1", "08:50", "09:15"),
           ("A2", "08:50", "09:15")),
    "W3": (("A", "10:50", "11:10"), ("B", "11:15", "11:35")),
}  # fmt: skip

PAIRS = {"C1": {"A": "A3 A4", "B": "A5 A6", "A1": "A3 A4"}, "C2": {"A": "B3 B4", "A2": "B3 B4"}}

TRANSFERS = """\
transfer_plan,work_order,rank,from_feeder,to_feeder,p_mw_max,customers_interrupted,customers_switched,customer_minutes
W6-T1,W6,1,F4,F2,0.800,0,15,150
"""

SWITCHING = """\
transfer_plan,step,phase,switch,switch_name,action,method,why,loading_max_percent,vm_min_pu,lost_load_mw
W6-T1,1,before,7,section F4,open,break_before_make,phases_unchecked,30.0,1.0000,0.600
W6-T1,2,before,9,tie 7,close,break_before_make,phases_unchecked,30.0,1.0000,0.000
W6-T1,3,after,9,tie 7,open,break_before_make,phases_unchecked,30.0,1.0000,0.600
W6-T1,4,after,7,section F4,close,break_before_make,phases_unchecked,30.0,1.0000,0.000
"""

BLOCKS = """\
work_order,transfer_plan,feeder,switch,switch_name,reason
W1,,F1,0,breaker F1,head_breaker
W2,,F2,2,breaker F2,head_breaker
W3,,F3,4,breaker F3,head_breaker
W4,,F4,6,breaker F4,head_breaker
W5,,F1,0,breaker F1,head_breaker
W6,W6-T1,F4,6,breaker F4,head_breaker
W6,W6-T1,F2,2,breaker F2,receiving_head
"""


def write_plan_case(folder: Path) -> Path:
    """Write the plan into a folder, which is made."""
    write_inputs(folder / "inputs")
    for stem in ("bus_shares", "windows", "weather_slots", "load_flow_checks", "findings", "unscheduled",
                 "standby", "carry_over", "heat_rules", "day_bands", "travel", "worker_phases",
                 "strain", "watches", "line_factors", "transformer_heat"):  # fmt: skip
        header = ",".join(layout(stem).columns)
        (folder / f"{stem}.csv").write_text(header + "\n", encoding="utf-8")
    for stem, text in (("transfers", TRANSFERS), ("switching", SWITCHING), ("blocks", BLOCKS),
                       ("schedule", schedule_text()), ("stints", stints_text()),
                       ("load_forecast", load_text()), ("coincidence", coincidence_text()),
                       ("feeder_limits", limits_text())):  # fmt: skip
        (folder / f"{stem}.csv").write_text(text, encoding="utf-8")
    plan_edits.refresh(folder)
    return folder


def write_inputs(folder: Path) -> None:
    """The inputs of the plan: the tiny scenario with orders and people of its own."""
    folder.mkdir(parents=True)
    settings = SETTINGS.replace("rotation_minutes: 30", "use_strain: false")
    (folder / "scenario.yaml").write_text(settings, encoding="utf-8")
    series = {"weather_forecast": series_texts()["weather_forecast"]}
    tables = {key: text for key, text in TABLES.items() if key != "switching_log"}
    for key, text in (tables | series | PLANNED).items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    (folder / "network.json").write_text(network_text(), encoding="utf-8")


def at(day: str, clock: str) -> str:
    """A time of a file."""
    return f"{DAY_1 if day == '1' else DAY_2}T{clock}+08:00"


TIMES = ("start", "end", "setup_end", "bucket_end", "latest_start")


def schedule_text() -> str:
    """schedule.csv with full times."""
    header, *rows = (line.split(",") for line in SCHEDULE.splitlines())
    times = [header.index(name) for name in TIMES]
    for row in rows:
        for position in times:
            row[position] = at(row[1], row[position])
        row[1] = row[times[0]][:10]
    return "\n".join(",".join(row) for row in (header, *rows)) + "\n"


def stints_text() -> str:
    """stints.csv; what rates a stint is filled in by `plan_edits.refresh`."""
    lines = [",".join(layout("stints").columns)]
    for row in SCHEDULE.splitlines()[1:]:
        order, day, *crews = row.split(",")[:4]
        for pair, start, end in STINTS[order]:
            crew = next(c for c in crews if pair in PAIRS.get(c, ()))
            for worker in PAIRS[crew][pair].split():
                cells = [worker, order, pair, at(day, start), at(day, end)]
                rating = ["165", "cape", "30.0", "50", "30.0", "30", "", "37.60", "38.0"]
                lines.append(",".join([*cells, *rating]))
    return "\n".join(lines) + "\n"


def load_text() -> str:
    """load_forecast.csv: constant load on every feeder, far below all limits."""
    lines = ["time,feeder,p10_mw,p50_mw,p90_mw"]
    hours = pd.date_range(DAY_1, periods=48, freq="h", tz="Asia/Shanghai")
    lines += [
        f"{hour.isoformat(timespec='minutes')},{feeder},1.000,1.200,{p90:.3f}"
        for hour in hours
        for feeder, p90 in (("F1", 1.6), ("F2", 1.5), ("F3", 1.8), ("F4", 1.4))
    ]
    return "\n".join(lines) + "\n"


def limits_text() -> str:
    """feeder_limits.csv: static, the 400 A of every feeder."""
    lines = ["time,feeder,limit_a,limit_from"]
    hours = pd.date_range(DAY_1, periods=48, freq="h", tz="Asia/Shanghai")
    lines += [
        f"{hour.isoformat(timespec='minutes')},F{number},400.0,limit_a"
        for hour in hours
        for number in (1, 2, 3, 4)
    ]
    return "\n".join(lines) + "\n"


def coincidence_text() -> str:
    """coincidence.csv: nothing known of how feeders go together, the sum counts."""
    lines = ["time,transformer,feeders,p90_sum_mw,p90_joint_mw,factor"]
    hours = pd.date_range(DAY_1, periods=48, freq="h", tz="Asia/Shanghai")
    lines += [
        f"{hour.isoformat(timespec='minutes')},{index},{feeders},{mw:.3f},{mw:.3f},1.0000"
        for hour in hours
        for index, feeders, mw in ((0, "F1;F2", 3.1), (1, "F3;F4", 3.2))
    ]
    return "\n".join(lines) + "\n"
