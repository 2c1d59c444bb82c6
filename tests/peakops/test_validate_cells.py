"""One wrong cell, one fault: the whole record, so that every word a dispatcher reads is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakops.errors import InputFault, InputFaults
from peakops.file_contract import HISTORIES
from peakops.scenario import read_scenario

from .tiny_scenario import set_cell

# table, row, column, value; found (None: the value), wanted                             # reason
CELLS = [
    ("work_orders", 2, "priority", "11", None, "a whole number from 1 to 10"),  # above
    ("work_orders", 2, "priority", "0", None, "a whole number from 1 to 10"),  # below
    ("work_orders", 2, "priority", "2.5", None, "a whole number from 1 to 10"),  # a fraction
    ("work_orders", 2, "priority", "high", None, "a whole number from 1 to 10"),  # a word
    ("work_orders", 2, "priority", "", "an empty cell", "a whole number from 1 to 10"),  # empty
    ("work_orders", 2, "bus", "=A2", None, "a whole number of at least 0 (not a formula)"),  # formula
    ("work_orders", 2, "bus", "99", None, "the index of a bus in the network file"),  # unknown bus
    ("work_orders", 2, "section_switches", "1;77", "77", "the index of a switch in the network file"),  # unknown switch
    ("work_orders", 2, "section_switches", "1;b", None, "whole numbers separated by ;"),  # no number
    ("work_orders", 2, "feeder", "F9", None, "a name from feeders (F1, F2, F3, F4)"),  # unknown feeder
    ("work_orders", 2, "feeder", "", "an empty cell", "a name without ;"),  # empty name
    ("work_orders", 3, "job_type", "CONECT", None, "a name from job_types (CONNECT, SWITCH); did you mean CONNECT?"),  # unknown job type
    ("work_orders", 4, "locked_crew", "C7", None, "a name from crews (C1, C2)"),  # unknown crew
    ("work_orders", 3, "after", "W1;W8", "W8", "a name from work_orders (W1, W2, W3)"),  # unknown order
    ("work_orders", 3, "after", "W2", "W2 → W2", "orders that can be done one after the other"),  # its own successor
    ("work_orders", 2, "due", "2026-07-19T18:00", None, "a time after release, 2026-07-20T00:00"),  # due before release
    ("work_orders", 2, "due", "soon", None, "a date and time such as 2026-07-20T08:15"),  # a word
    ("work_orders", 2, "due", "2026-07-21", None, "a date and time such as 2026-07-21T08:15 (the hour is missing)"),  # no hour
    ("work_orders", 2, "due", "2026-07-21T18:00Z", None, "local time of Asia/Shanghai (+08:00 then), with that offset or none"),  # wrong zone
    ("work_orders", 2, "due", "", "an empty cell", "a date and time such as 2026-07-20T08:15"),  # empty
    ("work_orders", 2, "window_end", "2026-07-20T07:00", None, "a time after window_start, 2026-07-20T08:00"),  # ends before it starts
    ("work_orders", 2, "ticket_to", "2026-07-20T06:00", None, "a time after ticket_from, 2026-07-20T06:00"),  # ends as it starts
    ("work_orders", 2, "mandatory", "maybe", None, "yes or no (是 or 否)"),  # a word
    ("work_orders", 2, "surveyed", "", "an empty cell", "yes or no (是 or 否)"),  # unknown
    ("work_orders", 4, "locked_start", "2026-07-22T00:00", None, "a start from 2026-07-20T00:00 to before 2026-07-22T00:00, the plan's days"),  # after the plan
    ("work_orders", 4, "locked_start", "2026-07-19T23:45", None, "a start from 2026-07-20T00:00 to before 2026-07-22T00:00, the plan's days"),  # before the plan
    ("work_orders", 4, "locked_start", "2026-07-21T06:40", None, "a start on a quarter of an hour"),  # between slots
    ("work_orders", 3, "work_order", "W1", "W1 again, as in row 2", "each work_order once"),  # duplicate id
    ("feeders", 2, "substation", "Nort", None, "a name from sources (North, South); did you mean North?"),  # unknown substation
    ("feeders", 2, "limit_a", "0.4", None, "a number from 1 to 5000 A (0.4 looks like kA)"),  # kA
    ("feeders", 2, "limit_a", "nan", None, "a number from 1 to 5000 A"),  # NaN as text
    ("feeders", 2, "limit_a", "inf", None, "a number from 1 to 5000 A"),  # infinite
    ("feeders", 2, "power_factor", "95", None, "a number from 0.5 to 1 (95 looks like %)"),  # percent
    ("sources", 2, "vm_pu", "10.2", None, "a number from 0.8 to 1.2 p.u."),  # kV
    ("sources", 3, "substation", "North", "North again, as in row 2", "each substation once"),  # duplicate
    ("switches", 2, "type", "Breaker", None, "one of breaker (断路器), load_break (负荷开关), disconnector (隔离开关); did you mean breaker?"),  # capital
    ("switches", 3, "switch", "0", "0 again, as in row 2", "each switch once"),  # duplicate
    ("customers", 3, "bus", "4", "4 again, as in row 2", "each bus once"),  # duplicate
    ("customers", 2, "sensitive_kind", "school", None, "one of none (无), nursing (养老), water (供水), dialysis (透析), hospital (医院), life_support (生命支持)"),  # unknown kind
    ("restrictions", 2, "feeder", "F8", None, "a name from feeders (F1, F2, F3, F4)"),  # unknown feeder
    ("restrictions", 2, "to", "2026-07-20T11:00", None, "a time after from, 2026-07-20T12:00"),  # ends before it starts
    ("switching_log", 2, "to_feeder", "X", None, "a name from feeders (F1, F2, F3, F4)"),  # unknown feeder
    ("switching_log", 2, "time_to", "2026-07-04T08:00", None, "a time after time_from, 2026-07-05T08:00"),  # ends before it starts
    ("weather_daily", 3, "date", "2026-07-20", "2026-07-20 again, as in row 2", "each date once"),  # duplicate day
    ("weather_daily", 2, "tmax_official_c", "98.6", None, "a number from -40 to 60 °C (98.6 looks like °F)"),  # Fahrenheit
    ("weather_daily", 2, "date", "20.7.2026", None, "a date such as 2026-07-20"),  # other order
    ("weather_daily", 2, "issued_at", "2026-07-19T17:00", None, "nothing that was not known at 2026-07-19T16:00, when the plan was issued"),  # later bulletin
    ("crews", 3, "crew", "C1", "C1 again, as in row 2", "each crew once"),  # duplicate crew
    ("crews", 2, "shift_start", "25:00", None, "a time of day such as 07:30, from 00:00 to 24:00"),  # no such hour
    ("crews", 2, "shift_end", "04:00", None, "a time after shift_start, 05:00; shifts over midnight are two crews' rows"),  # over midnight
    ("crews", 2, "base_lat", "3054", None, "a number from -90 to 90 °"),  # lost point
    ("vehicles", 2, "crew", "C3", None, "a name from crews (C1, C2)"),  # unknown crew
    ("vehicles", 3, "unavailable_to", "2026-07-21T12:00", None, "a time after unavailable_from, 2026-07-21T12:00"),  # no time at all
    ("contacts", 2, "substation", "East", None, "a name from sources (North, South)"),  # unknown substation
    ("contacts", 3, "lon", "", "an empty cell", "both of lat and lon, or neither"),  # half a position
    ("workers", 2, "roles", "leader;boss", None, "one or more, separated by ;, of leader (工作负责人), supervisor (专责监护人), bucket (斗内电工), ground (地面电工)"),  # unknown role
    ("workers", 2, "certificates", "simple/complex", None, "one or more, separated by ;, of simple (简单项目资质), complex (复杂项目资质)"),  # slash
    ("workers", 2, "certificate_valid_to", "2026-07-19", "2026-07-19, before the plan", "a date from 2026-07-20 on, or no certificate"),  # expired
    ("workers", 3, "worker", "A1", "A1 again, as in row 2", "each worker once"),  # duplicate
    ("workers", 2, "acclimatisation_day", "5", None, "a whole number from 1 to 4 d"),  # full needs no day
    ("workers", 2, "heat_restriction", "asthma", None, "one of none (无), not_outdoors_35c (35 °C 起不得室外作业)"),  # no medical reason
    ("job_types", 2, "kit", "cap", None, "a name from kits (cape); did you mean cape?"),  # unknown kit
    ("job_types", 2, "vehicle_kinds", "bucket_truck;bypass_truck", "bypass_truck", "a name from vehicles (bucket_truck)"),  # unknown vehicle kind
    ("job_types", 2, "vehicle_kinds", " ; ", ";", "one or more names separated by ;"),  # empty list
    ("job_types", 2, "class", "5", None, "one of I (第一类), II (第二类), III (第三类), IV (第四类)"),  # digits
    ("job_types", 2, "bucket_workers", "3", None, "2, one pair per crew"),  # one and a half pairs
    ("job_types", 3, "persons", "5", None, "enough for the bucket workers, a leader and each crew's supervisor"),  # too few
    ("job_steps", 2, "job_type", "CONNEC", None, "a name from job_types (CONNECT, SWITCH); did you mean CONNECT?"),  # unknown job
    ("job_steps", 3, "step", "1", "CONNECT, 1 again, as in row 2", "each job_type and step once"),  # duplicate step
    ("job_steps", 2, "minutes", "1.5 h", None, "a whole number from 0 to 1440 min"),  # unit in the cell
    ("job_steps", 3, "minutes", "0", None, "at least 1 minute for a step in the bucket"),  # no time
    ("job_steps", 5, "phase", "setup", "setup in step 4, after a later phase", "setup, then bucket, then teardown"),  # wrong order
    ("kits", 2, "im", "25", None, "a number from 0.01 to 0.6 (25 looks like %)"),  # percent
    ("load_history", 5, "F2", "51000000", None, "a number from -50000 to 50000 MW (5.1e+07 looks like W)"),  # W; kW are converted
    ("load_history", 5, "F2", "#REF!", None, "a number from -50000 to 50000 MW"),  # failed formula
    ("load_history", 5, "time", "", "an empty cell", "a date and time such as 2026-07-20T08:15"),  # no time
    ("weather_history", 5, "temp_air_c", "95", None, "a number from -40 to 60 °C (95 looks like °F)"),  # Fahrenheit
    ("weather_history", 5, "relative_humidity_percent", "106", None, "a number from 0 to 105 %"),  # above fog
    ("weather_forecast", 5, "relative_humidity_percent", "106", None, "a number from 0 to 100 %"),  # above
    ("weather_forecast", 5, "thunder_probability", "30", None, "a number from 0 to 1 (30 looks like %)"),  # percent
    ("weather_forecast", 5, "pressure_hpa", "100400", None, "a number from 500 to 1100 hPa (100400 looks like Pa)"),  # Pa
    ("weather_forecast", 5, "rain_mm_per_h", "", "an empty cell", "a number from 0 to 300 mm/h"),  # a gap
    ("weather_forecast", 5, "time", "2026-07-19T17:00", "2026-07-19T17:00 again, as in row 3", "each station and time once"),  # doubled hour
]  # fmt: skip


def faults_of(folder: Path, *, histories: bool = True) -> tuple[InputFault, ...]:
    """Faults of the files by themselves and of one another, without the network's."""
    try:
        read_scenario(folder, histories=histories)
    except InputFaults as error:
        return error.faults
    return ()


def test_the_tiny_scenario_has_no_fault(tiny: Path) -> None:
    assert faults_of(tiny) == ()


@pytest.mark.parametrize(("key", "row", "column", "value", "found", "wanted"), CELLS)
def test_a_wrong_cell(
    tiny: Path, key: str, row: int, column: str, value: str, found: str | None, wanted: str
) -> None:
    set_cell(tiny, key, row, column, value)
    expected = InputFault(
        file=f"{key}.csv",
        row=row,
        column=column,
        found=value if found is None else found,
        wanted=wanted,
    )
    faults = faults_of(tiny, histories=key in HISTORIES)
    assert expected in faults
    if "again" not in expected.found:  # a name overwritten is missed elsewhere
        assert len(faults) == 1


def test_an_emergency_wants_an_approver(tiny: Path) -> None:
    set_cell(tiny, "work_orders", 2, "emergency", "yes")
    assert faults_of(tiny) == (
        InputFault(
            file="work_orders.csv",
            row=2,
            column="approver",
            found="an empty cell",
            wanted="the name of who approved the emergency",
        ),
    )
    set_cell(tiny, "work_orders", 2, "approver", "Mr Shen")
    assert faults_of(tiny) == ()
