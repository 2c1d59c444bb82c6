"""Every rule: the small plan keeps it, and one edit breaks exactly it."""

from __future__ import annotations

import pytest

from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit
from tests.peakops.one_edit import (
    AFTER,
    BEFORE_SUNRISE,
    DAY_1,
    DAY_2,
    NIGHT_WORK,
    SHADE,
    W6_8H,
    again,
    all_of,
    away,
    cells,
    closed_window,
    crew,
    everyone,
    official,
    order,
    restricted,
    schedule,
    settings,
    shift,
    stint,
    swap,
    vehicle,
    weather,
    worker,
)

ALLOWED = {
    "as written": lambda _: None,
    "a later order, sheets rewritten": shift("W5", 25),
    "a job that may begin later": all_of(
        order("W3", ticket_to=""), schedule("W3", latest_start=f"{DAY_2}T10:45+08:00")
    ),
    "work beside the hottest hours": settings(
        "use_strain: false",
        "use_strain: false\n  hottest_fixed_from: '12:05'\n  hottest_fixed_to: '13:00'",
    ),
    "thunder not likely": weather(W6_8H, thunder_probability="0.29"),
    "wind at its limit": weather(W6_8H, wind_speed_m_per_s="10"),
    "humid air, moisture-proof tools": all_of(
        order("W6", moisture_proof_tools="yes"), weather(W6_8H, relative_humidity_percent="90")
    ),
    "work at night, with lighting": all_of(
        NIGHT_WORK, BEFORE_SUNRISE, schedule("W6", lighting="yes")
    ),
    "exposure limits everyone, the table is long enough": everyone(170),
    "a new worker's share of the time outdoors, rest in the cab": worker(
        "A6", acclimatisation_day="2"
    ),
    "rest in the shade, on the sheets too": all_of(SHADE, edit.refresh),
    "an emergency on a day of 40 °C": all_of(
        official(DAY_2, "41"),
        order("W6", emergency="yes", approver="Shen"),
    ),
    "four hours ten outdoors": settings(
        "use_strain: false", "use_strain: false\n  outdoor_cap_minutes: 250"
    ),
    "restricted in heat, at home that day": worker("B6", heat_restriction="not_outdoors_35c"),
    "a certificate up to the day": worker("A3", certificate_valid_to=DAY_2),
    "rest as long as the stint": stint("W2", 1, "08:30", "08:50"),
    "shift from the departure on": crew("C1", shift_start="06:00"),
    "back from repair at the start": vehicle(
        "V2", unavailable_from=f"{DAY_1}T00:00", unavailable_to=f"{DAY_1}T07:30"
    ),
    "a window around the job": order(
        "W1", window_start=f"{DAY_1}T07:30", window_end=f"{DAY_1}T08:50"
    ),
    "a ticket that ends half an hour later": order("W3", ticket_to=f"{DAY_2}T12:20"),
    "no live work on a feeder that only takes load": restricted(
        "F2", f"{DAY_2}T08:00", f"{DAY_2}T09:00", "no_live_work"
    ),
    "an order not surveyed and not planned": order("W7", surveyed="no"),
    "a worker away after his job": away("B3,", f"{DAY_1}T11:35", f"{DAY_1}T20:00"),
    "a vehicle away after its job": away(",V2", f"{DAY_1}T11:35", f"{DAY_1}T20:00"),
    "a mandatory order that opens after the plan": order(
        "W7", mandatory="yes", window_start=f"{AFTER}T00:00", window_end=f"{AFTER}T12:00"
    ),
    "a mandatory order withdrawn": order("W7", mandatory="yes", withdrawn="yes"),
}

FORBIDDEN = [
    # heat and weather
    (
        "hottest_hours",
        all_of(
            restricted("F2", f"{DAY_2}T18:00", f"{DAY_2}T19:00", "no_live_work"), shift("W2", 290)
        ),
    ),
    (
        "hottest_hours",  # the teardown alone
        settings(
            "use_strain: false",
            "use_strain: false\n  hottest_fixed_from: '12:00'\n  hottest_fixed_to: '13:00'",
        ),
    ),
    (
        "hottest_hours",  # one person still outdoors
        cells(
            "worker_phases",
            {"worker": "A7", "work_order": "W5", "phase": "teardown"},
            end=f"{DAY_1}T13:05+08:00",
        ),
    ),
    ("stop_day", official(DAY_1, "40")),
    ("stop_day", official(DAY_2, "41")),
    ("rain", weather(W6_8H, rain_mm_per_h="0.1")),
    ("rain", weather(f"{DAY_2}T12:00", rain_mm_per_h="0.1")),  # half an hour after the bucket
    ("thunder", weather(W6_8H, thunder_probability="0.3")),
    ("wind", weather(W6_8H, wind_speed_m_per_s="10.1")),
    ("humidity", weather(W6_8H, relative_humidity_percent="90")),
    ("darkness", BEFORE_SUNRISE),
    ("darkness", all_of(BEFORE_SUNRISE, schedule("W6", lighting="yes"))),
    ("darkness", all_of(BEFORE_SUNRISE, order("W6", emergency="yes", approver="Shen"))),
    ("exposure_on_site", everyone(169)),
    ("lighting_missing", all_of(NIGHT_WORK, BEFORE_SUNRISE)),
    ("files_disagree", schedule("W6", lighting="yes")),
    ("files_disagree", SHADE),  # the sheets still rest in the cab
    (
        "outdoor_cap",
        settings("use_strain: false", "use_strain: false\n  outdoor_cap_minutes: 249"),
    ),
    ("outdoor_cap", worker("A7", acclimatisation_day="3")),
    (
        "outdoor_cap",  # minutes spent before the plan was issued
        all_of(
            settings("issued: 2026-07-19T16:00", "issued: 2026-07-20T04:00"),
            worker("A7", outdoor_minutes_today="111"),
        ),
    ),
    (
        "outdoor_cap",  # only the sheet says so
        all_of(
            settings("use_strain: false", "use_strain: false\n  outdoor_cap_minutes: 250"),
            cells(
                "worker_phases", {"worker": "A7", "phase": "travel", "date": DAY_1}, outdoors="yes"
            ),
        ),
    ),
    (
        "outdoor_cap",  # rest in the shade counts
        all_of(worker("A6", acclimatisation_day="2"), SHADE, edit.refresh),
    ),
    # people
    ("role_missing", schedule("W5", leader="")),
    ("role_missing", schedule("W6", supervisor="A2")),
    ("role_missing", all_of(schedule("W6", supervisor="A1;B2"), edit.refresh)),
    ("role_missing", all_of(schedule("W3", supervisor="A7"), edit.refresh)),
    ("role_missing", all_of(schedule("W3", leader="A2"), edit.refresh)),
    ("role_missing", all_of(schedule("W2", ground=""), edit.refresh)),
    ("role_missing", swap("W1", "A3", "A2")),
    ("role_missing", lambda folder: edit.drop_rows(folder, "stints", worker="A3", work_order="W1")),
    ("supervisor_in_bucket", lambda folder: edit.supervisor_into_bucket(folder, "W1")),
    ("supervisor_in_bucket", lambda f: edit.supervisor_into_bucket(f, "W6", sheets=False)),
    ("supervisor_in_bucket", schedule("W2", bucket="B1;B4")),
    ("supervisor_in_bucket", cells("stints", {"worker": "B3", "work_order": "W2"}, worker="B1")),
    (
        "supervisor_in_bucket",
        cells(
            "worker_phases",
            {"worker": "B1", "work_order": "W2", "phase": "standby"},
            phase="bucket",
        ),
    ),
    ("certificate", worker("A3", certificate_valid_to="2026-07-20")),
    ("certificate", worker("A7", certificate_valid_to="2026-07-19")),
    ("certificate", worker("A5", certificates="simple")),
    ("worker_unavailable", worker("A4", heat_restriction="not_outdoors_35c")),
    ("worker_unavailable", swap("W2", "B5", "A8")),
    ("person_twice", all_of(schedule("W4", ground="B2"), edit.refresh)),
    ("person_twice", all_of(schedule("W3", ground="A8;A8"), edit.refresh)),
    ("crews_missing", schedule("W6", support_crew="")),
    ("crews_missing", schedule("W3", support_crew="C2")),
    # stints
    ("stint_over_limit", lambda folder: edit.lengthen_stint(folder, "W5", 1, 5)),
    ("stint_over_limit", lambda folder: edit.lengthen_stint(folder, "W5", 3, 1)),
    (
        "stint_over_limit",
        cells(
            "stints", {"worker": "A3", "start": f"{DAY_1}T09:35+08:00"}, end=f"{DAY_1}T10:06+08:00"
        ),
    ),
    (
        "stint_over_limit",
        all_of(
            settings("use_strain: false", "use_strain: false\n  rotation_minutes: 24"),
            edit.refresh,
        ),
    ),
    ("rest_too_short", stint("W2", 1, "08:29", "08:49")),
    ("rest_too_short", lambda folder: edit.same_pair_again(folder, "W1", 0)),
    ("rest_too_short", lambda folder: edit.same_pair_again(folder, "W5", 1)),
    ("handover_too_short", stint("W1", 1, "08:12", "08:32")),
    ("handover_point", all_of(stint("W1", 0, "07:50", "08:15"), stint("W1", 1, "08:20", "08:35"))),
    ("bucket_minutes_missing", stint("W1", 1, "08:15", "08:30")),
    ("bucket_minutes_missing", lambda f: edit.drop_rows(f, "stints", pair="A2", work_order="W6")),
    # the crew's day
    ("setup_too_short", schedule("W1", setup_end=f"{DAY_1}T07:45+08:00")),
    ("teardown_too_short", schedule("W1", end=f"{DAY_1}T08:45+08:00")),
    ("crew_overlap", shift("W5", -30)),
    ("travel_too_short", shift("W5", -24)),
    (
        "travel_too_short",
        cells("travel", {"crew": "C2", "from": "W2"}, depart=f"{DAY_1}T09:55+08:00"),
    ),
    ("outside_shift", crew("C1", shift_start="07:30")),
    ("outside_shift", crew("C1", shift_end="12:05")),
    ("lunch_missing", shift("W5", 26)),
    (
        "lunch_missing",
        all_of(
            shift("W5", 25),
            lambda folder: edit.drop_rows(folder, "worker_phases", worker="A7", phase="lunch"),
        ),
    ),
    # vehicles
    ("vehicle_missing", schedule("W1", vehicles="")),
    ("vehicle_missing", schedule("W3", vehicles="V2")),
    ("vehicle_missing", schedule("W1", vehicles="V4")),
    ("vehicle_missing", schedule("W6", vehicles="V1")),
    ("vehicle_missing", vehicle("V1", test_valid_to=DAY_1)),
    (
        "vehicle_missing",
        vehicle("V2", unavailable_from=f"{DAY_1}T09:00", unavailable_to=f"{DAY_1}T09:30"),
    ),
    ("vehicle_overlap", schedule("W2", vehicles="V2;V3")),
    # orders
    ("release", order("W2", release=f"{DAY_1}T07:31")),
    ("customer_window", order("W1", window_end=f"{DAY_1}T08:49")),
    ("customer_window", order("W1", window_start=f"{DAY_1}T07:31")),
    ("ticket_window", order("W3", ticket_to=f"{DAY_2}T12:19")),
    ("ticket_window", order("W3", ticket_from=f"{DAY_2}T10:31")),
    ("predecessor", order("W3", after="W7")),
    ("predecessor", order("W1", after="W6")),
    ("lock", order("W4", locked_crew="C1")),
    ("lock", order("W4", locked_start=f"{DAY_1}T10:15")),
    ("lock", order("W7", locked_start=f"{DAY_1}T10:15")),
    ("not_surveyed", order("W2", surveyed="no")),
    ("withdrawn", order("W2", withdrawn="yes")),
    ("worker_unavailable", away("B3,", f"{DAY_1}T11:34", f"{DAY_1}T20:00")),
    ("vehicle_missing", away(",V2", f"{DAY_1}T11:34", f"{DAY_1}T20:00")),
    ("approver_missing", order("W3", approver="")),
    ("mandatory_missing", order("W7", mandatory="yes")),
    ("mandatory_missing", order("W7", emergency="yes", approver="Shen")),
    # the grid
    ("restriction", restricted("F2", f"{DAY_1}T09:00", f"{DAY_1}T09:30", "no_live_work")),
    ("restriction", restricted("F2", f"{DAY_2}T08:00", f"{DAY_2}T09:00", "planned_outage")),
    ("restriction", restricted("F2", f"{DAY_2}T08:00", f"{DAY_2}T09:00", "keep_reclosing")),
    ("reclosers_blocked", settings("limits:", "limits:\n  feeders_blocked_per_bus_section: 1")),
    ("partner_feeders", order("W4", feeder="F3", bus="8")),
    ("transfer_conflict", all_of(order("W3", feeder="F4", bus="11"), shift("W3", -45))),
    ("no_transfer", schedule("W6", transfer_plan="")),
    ("forecast_quantiles", cells("load_forecast", {"feeder": "F1"}, p50_mw="1.700")),
    ("forecast_quantiles", cells("load_forecast", {"feeder": "F1"}, p10_mw="1.300")),
    ("ratings", cells("feeder_limits", {"feeder": "F1"}, limit_a="399.0")),
    ("ratings", cells("feeder_limits", {"feeder": "F1"}, limit_from="line")),
    ("outside_plan", all_of(order("W3", ticket_to=""), shift("W3", 1440))),
    ("outside_plan", all_of(order("W2", release="2026-07-19T00:00"), shift("W2", -1440))),
    # files that contradict one another
    ("files_disagree", again("W2")),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "schedule", work_order="W2")),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "travel", crew="C2", date=DAY_1)),
    (
        "files_disagree",
        schedule("W2", setup_end=f"{DAY_1}T09:00+08:00", bucket_end=f"{DAY_1}T08:50+08:00"),
    ),
    ("files_disagree", cells("travel", {"to": "W4"}, arrive=f"{DAY_1}T10:01+08:00")),
    ("files_disagree", schedule("W2", date=DAY_2)),
    ("files_disagree", schedule("W4", locked="no")),
    ("files_disagree", schedule("W2", setup_end=f"{DAY_1}T07:51+08:00")),
    ("files_disagree", schedule("W1", bucket="A3;A4;A5")),
    ("files_disagree", schedule("W3", ground="A7")),
    ("files_disagree", schedule("W1", latest_start=f"{DAY_1}T08:00+08:00")),  # into the next job
    ("files_disagree", schedule("W3", latest_start=f"{DAY_2}T10:40+08:00")),
    ("files_disagree", schedule("W3", latest_start=f"{DAY_2}T10:15+08:00")),
    (
        "files_disagree",
        all_of(
            order("W3", ticket_to=""),
            schedule("W3", latest_start=f"{DAY_2}T10:45+08:00"),
            closed_window("W3", "11:45"),
        ),
    ),
    ("files_disagree", cells("stints", {"work_order": "W2"}, stint_limit_minutes="35")),
    ("files_disagree", cells("stints", {"work_order": "W2"}, temp_air_c="20.0")),
    ("files_disagree", cells("stints", {"work_order": "W2"}, metabolic_rate_w_per_m2="100")),
    ("files_disagree", cells("travel", {"from": "W2"}, km="1.0")),
    ("files_disagree", cells("travel", {"from": "W4"}, arrive=f"{DAY_1}T11:50+08:00")),
    ("files_disagree", cells("travel", {"from": "W2"}, date=DAY_2)),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "travel", **{"from": "W2"})),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "worker_phases", phase="rest")),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "worker_phases", worker="A7")),
    ("files_disagree", cells("worker_phases", {"phase": "rest"}, phase="bucket")),
    ("files_disagree", cells("worker_phases", {"phase": "setup"}, outdoors="no")),
    (
        "files_disagree",
        cells("worker_phases", {"worker": "A7", "work_order": "W1"}, work_order="W3"),
    ),
    ("files_disagree", cells("worker_phases", {"worker": "A7", "phase": "travel"}, date=DAY_2)),
    ("files_disagree", cells("transfers", {}, to_feeder="F3")),
    ("files_disagree", cells("transfers", {}, work_order="W5")),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "switching", step="4")),
    ("files_disagree", lambda folder: edit.drop_rows(folder, "blocks", work_order="W1")),
    ("files_disagree", cells("blocks", {"work_order": "W1"}, switch="1")),
]


@pytest.mark.parametrize("apply", ALLOWED.values(), ids=ALLOWED.keys())
def test_allowed(folder, apply):
    apply(folder)
    assert plan_codes.breaches(folder) == ()


@pytest.mark.parametrize(
    ("code", "apply"), FORBIDDEN, ids=[f"{i}-{c}" for i, (c, _) in enumerate(FORBIDDEN)]
)
def test_forbidden(folder, code, apply):
    apply(folder)
    found = plan_codes.breaches(folder)
    assert {breach.code for breach in found} == {code}, "\n".join(b.line() for b in found)
