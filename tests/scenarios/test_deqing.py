"""The sample county is what its README says, and comes out the same every time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.once import made_once

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios" / "deqing"
NOT_GENERATED = {"README.md", "generate.py", "plan"}


def run(*arguments: str, hash_seed: str = "1") -> str:
    done = subprocess.run(
        [sys.executable, str(FOLDER / "generate.py"), *arguments],
        check=True,
        capture_output=True,
        env={"PYTHONHASHSEED": hash_seed, "PATH": "", "PYTHONUTF8": "1"},
    )
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def facts(run_folder: Path) -> dict[str, Any]:
    def make(path: Path) -> None:
        path.write_text(run("--facts", "--json"), encoding="utf-8")

    path = made_once(run_folder / "deqing-facts", make)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False)


def committed() -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in FOLDER.iterdir()
        if path.is_file() and path.name not in NOT_GENERATED
    }


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    run("--out", str(tmp_path), hash_seed="2")
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    there = committed()
    assert made.keys() == there.keys()
    assert [name for name in made if made[name] != there[name]] == []


def test_files_are_utf8_with_line_feeds_and_of_moderate_size() -> None:
    there = committed()
    for content in there.values():
        assert b"\r" not in content
        content.decode("utf-8")
    assert len(there["load_history.csv"]) < 3_500_000
    assert len(there["weather_history.csv"]) < 1_000_000
    assert len(there["network.json"]) < 2_500_000


def test_network_has_the_size_and_the_parts_of_a_county(facts: dict[str, Any]) -> None:
    network = facts["network"]
    assert network["substations"] == 4
    assert len(network["vector_groups"]) >= 2
    assert len(network["loop_zones"]) >= 2
    assert network["feeders"] == 24
    assert 560 <= network["buses"] <= 640
    assert set(network["line_types"]) == {
        "JKLYJ-240",
        "JKLYJ-185",
        "JKLYJ-120",
        "JKLYJ-95",
        "JKLYJ-70",
        "YJV22-3x300",
    }
    assert network["ties_per_feeder"] == [2, 3]
    assert network["ties_between_substations"] >= 4
    assert network["sections_per_feeder"] == [3]
    assert network["feeders_on_shared_poles"] == 6
    assert 55_000 <= network["customers"] <= 65_000
    assert network["buses_with_sensitive_customers"] >= 10


def test_two_substations_are_fed_at_110_kv_and_two_at_35_kv() -> None:
    document = json.loads((FOLDER / "network.json").read_text(encoding="utf-8"))
    trafo = json.loads(document["_object"]["trafo"]["_object"])
    rows = pd.DataFrame(trafo["data"], columns=trafo["columns"])
    assert sorted(rows["vn_hv_kv"]) == [35.0] * 4 + [110.0] * 4
    assert set(rows["tap_changer_type"]) == {"Ratio"}


def test_every_bus_lies_around_deqing() -> None:
    document = json.loads((FOLDER / "network.json").read_text(encoding="utf-8"))
    bus = json.loads(document["_object"]["bus"]["_object"])
    rows = pd.DataFrame(bus["data"], columns=bus["columns"])
    places = [json.loads(text)["coordinates"] for text in rows["geo"]]
    assert all(abs(lon - 120.05) < 0.25 and abs(lat - 30.56) < 0.2 for lon, lat in places)


def test_weather_is_a_july_heatwave_after_two_years_of_history(facts: dict[str, Any]) -> None:
    weather = facts["weather"]
    assert weather["history_hours"] >= 2 * 365 * 24
    assert weather["history_last"] == "2026-07-20T17:00"
    assert weather["history_max_c"] <= 38.5
    assert weather["forecast_days"] == 7
    assert weather["official_max_c"][:3] == [39, 38, 36]
    assert [round(value) for value in weather["hourly_max_c"][:3]] == [39, 38, 36]
    assert weather["last_humid_hour_of_day_1"] == 6
    assert "2026-07-23" in weather["days_with_thunder"]
    assert "2026-07-21" not in weather["days_with_thunder"]
    low, high = weather["wind_m_per_s"]
    assert 1 <= low <= high <= 4


def test_humidity_and_temperature_give_a_dew_point_of_the_season() -> None:
    forecast = read("weather_forecast.csv")
    plan = forecast[forecast["time"].between("2026-07-21", "2026-07-24")]
    temp = plan["temp_air_c"].astype(float)
    vapour = plan["relative_humidity_percent"].astype(float) / 100
    vapour = vapour * 6.112 * 2.718281828 ** (17.62 * temp / (243.12 + temp))
    assert vapour.between(28.0, 36.5).all()  # hPa: dew points of 23 to 27 °C


def test_load_has_the_defects_of_scada_and_answers_to_heat(facts: dict[str, Any]) -> None:
    load = facts["load"]
    assert load["history_hours"] >= 2 * 365 * 24
    assert load["history_last"].startswith("2026-07-20 17:00")
    assert load["missing_values"] > 300
    assert load["stuck_runs"] >= 10
    assert load["feeders_off_for_days"] == sorted(["下渚湖线", "东衡线", "余不线", "舞阳线"])
    assert load["summer_afternoon_correlation"] > 0.75


def test_only_one_of_the_two_borrowed_weeks_is_in_the_switching_log() -> None:
    log = read("switching_log.csv")
    assert log[["from_feeder", "to_feeder"]].to_numpy().tolist() == [["舞阳线", "下渚湖线"]]


def test_hot_day_loads_several_feeders_heavily_and_one_over_its_limit(
    facts: dict[str, Any],
) -> None:
    day = facts["hot_day"]
    assert 6 <= len(day["heavy_feeders"]) <= 14
    assert day["feeders_at_limit"] == ["清溪线"]
    assert {10, 11} <= set(day["hours_at_limit"]) <= {9, 10, 11, 12, 19, 20, 21}
    assert 102 <= day["largest_head_percent"] <= 110
    assert day["next_head_percent"] <= 95
    assert day["largest_line_percent"] <= 95
    assert all(70 <= value <= 95 for value in day["trafo_percent"].values())
    assert day["vm_min_pu"] >= 0.94
    assert day["vm_max_pu"] <= 1.07


def test_an_order_that_blocks_reclosing_is_on_the_feeder_at_its_limit() -> None:
    orders = read("work_orders.csv").merge(
        read("job_types.csv"), left_on="job_type", right_on="code"
    )
    there = orders[(orders["feeder"] == "清溪线") & (orders["reclosing_blocked"] == "yes")]
    assert there["work_order"].tolist() == ["W06"]


def test_some_transfers_hold_all_day_some_in_the_morning_some_never(facts: dict[str, Any]) -> None:
    transfers = facts["transfers"]
    assert len(transfers["orders_that_need_one"]) == 8
    assert len(transfers["morning_only"]) >= 3
    assert len(transfers["always"]) >= 1
    assert transfers["never"] == ["W30"]
    assert transfers["orders_without_any"] == ["W30"]


def test_thirty_orders_of_the_asked_kinds(facts: dict[str, Any]) -> None:
    orders = facts["orders"]
    assert orders["orders"] == 30
    assert set(orders["classes"]) == {"I", "II", "III", "IV"}
    assert orders["about_60_minutes"] == 16
    assert orders["about_90_minutes"] == 6
    assert orders["from_120_to_180_minutes"] == 5 + 1  # one of them cannot be done
    assert orders["joint_240_minutes"] == 2
    assert orders["emergency"] == ["W01"]
    assert orders["mandatory"] == ["W01", "W13", "W28"]
    assert orders["with_predecessor"] == ["W05"]
    assert orders["with_locked_crew"] == ["W11"]
    assert orders["with_ticket"] >= 2
    assert orders["with_customer_window"] >= 2


def test_the_emergency_has_an_approver_and_priorities_span_the_scale() -> None:
    orders = read("work_orders.csv")
    assert (orders.loc[orders["emergency"] == "yes", "approver"] != "").all()
    assert (orders.loc[orders["emergency"] == "no", "approver"] == "").all()
    assert orders["priority"].astype(int).between(1, 10).all()
    assert orders["due"].str[:10].nunique() >= 4


def test_five_crews_of_six_three_with_two_pairs(facts: dict[str, Any]) -> None:
    crews = facts["crews"]
    assert crews["crews"] == 5
    assert crews["workers_per_crew"] == [6]
    assert sorted(crews["bucket_pairs"].values()) == [1, 1, 2, 2, 2]
    assert crews["certificates_expiring"] == ["C2-4"]
    assert crews["acclimatising"] == ["C3-6"]
    assert crews["not_outdoors_35c"] == ["C4-6"]
    assert len(crews["shared_vehicles"]) == 1


def test_every_crew_can_lead_and_supervise_with_two_people() -> None:
    for _, people in read("workers.csv").groupby("crew"):
        assert people["roles"].str.contains("supervisor").sum() >= 2
        assert people["roles"].str.contains("leader").any()


def test_bucket_steps_leave_a_hand_over_point_within_a_short_stint() -> None:
    steps = read("job_steps.csv")
    bucket = steps[steps["phase"] == "bucket"]
    assert (bucket["handover_after"] == "yes").all()
    assert bucket["minutes"].astype(int).between(5, 20).all()
    assert set(steps["job_type"]) == set(read("job_types.csv")["code"])


def test_county_is_oversubscribed_on_purpose(facts: dict[str, Any]) -> None:
    demand = facts["demand"]
    assert 1.25 <= demand["demand_over_capacity"] <= 1.5
    assert demand["crew_minutes_demanded"] > demand["crew_minutes_admissible"]


def test_facts_are_printed_for_people() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "20260721" in readme
    assert "invented" in readme
