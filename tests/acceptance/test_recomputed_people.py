"""The published days of the sample county's people, recomputed from the files alone.

Nothing of the product is imported: a mistake that planner, referee and check share shows here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

HOT_C, VERY_HOT_C = 37.0, 40.0
CAP_MINUTES = 360
FULL_SHIFT_MINUTES = 480
NEW_WORKER_SHARES = (0.2, 0.4, 0.6, 0.8)
LONGEST_STINT_MINUTES, SHORTEST_REST_MINUTES = 30, 15
CORE_LIMIT_C = 38.0
WATER_LIMIT_G = 3500
MINUTE = pd.Timedelta(minutes=1)


@pytest.fixture(scope="module")
def stints(sample_plan: Path) -> pd.DataFrame:
    table = timed(sample_plan / "stints.csv")
    table["minutes"] = (table["end"] - table["start"]) / MINUTE
    return table.sort_values(["worker", "start"])


@pytest.fixture(scope="module")
def phases(sample_plan: Path) -> pd.DataFrame:
    table = timed(sample_plan / "worker_phases.csv")
    table["minutes"] = (table["end"] - table["start"]) / MINUTE
    return table.sort_values(["worker", "start"])


@pytest.fixture(scope="module")
def jobs(sample_plan: Path) -> pd.DataFrame:
    return timed(sample_plan / "schedule.csv").set_index("work_order")


@pytest.fixture(scope="module")
def workers(sample_plan: Path) -> pd.DataFrame:
    return pd.read_csv(sample_plan / "inputs" / "workers.csv", dtype=str).set_index("worker")


def timed(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path)
    for column in ("start", "end", "setup_end", "bucket_end"):
        if column in table:
            table[column] = pd.to_datetime(table[column])
    return table


def official_max_c(sample_plan: Path) -> dict[str, float]:
    """The official forecast where there is one, else the hottest hour of the main station."""
    daily = pd.read_csv(sample_plan / "inputs" / "weather_daily.csv")
    hourly = pd.read_csv(sample_plan / "inputs" / "weather_forecast.csv")
    if "station" in hourly:
        hourly = hourly[hourly["station"].isna() | (hourly["station"] == hourly["station"].min())]
    hottest = hourly.groupby(hourly["time"].str[:10])["temp_air_c"].max()
    official = daily.set_index("date")["tmax_official_c"].dropna()
    return {**hottest.to_dict(), **official.to_dict()}


def new_worker_share(row: pd.Series, day: int) -> float:
    """Share of the day that somebody new may be outdoors; 1 if he is used to the heat."""
    if pd.isna(row["acclimatisation_day"]):
        return 1.0
    reached = int(row["acclimatisation_day"]) + day
    return NEW_WORKER_SHARES[reached - 1] if reached <= len(NEW_WORKER_SHARES) else 1.0


def people(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if isinstance(cell, str) and cell else ()


# --- minutes outdoors -----------------------------------------------------------------------------


def test_nobody_is_outdoors_for_too_long_on_a_hot_day(
    sample_plan: Path, phases: pd.DataFrame, workers: pd.DataFrame
) -> None:
    tmax = official_max_c(sample_plan)
    first = min(pd.to_datetime(phases["date"]))
    outdoors = phases[phases["outdoors"].astype(str).isin({"yes", "True", "true"})]
    spent = outdoors.groupby(["worker", "date"])["minutes"].sum()
    assert len(spent) > 20
    hot_days = 0
    for (worker, date), minutes in spent.items():
        day = (pd.Timestamp(date) - first).days
        share = new_worker_share(workers.loc[worker], day)
        hot_days += tmax[date] >= HOT_C
        if tmax[date] >= HOT_C:
            assert minutes <= CAP_MINUTES * share, (worker, date)
        elif share < 1.0:
            assert minutes <= FULL_SHIFT_MINUTES * share, (worker, date)
        assert tmax[date] < VERY_HOT_C, "no outdoor work on such a day"
    assert hot_days > 0


def test_every_phase_outdoors_is_on_a_site(phases: pd.DataFrame, jobs: pd.DataFrame) -> None:
    """Nobody is outdoors before his job begins or after it ends."""
    outdoors = phases[phases["outdoors"].astype(str).isin({"yes", "True", "true"})]
    for row in outdoors.itertuples():
        job = jobs.loc[row.work_order]
        assert job["start"] <= row.start < row.end <= job["end"]


# --- stints ---------------------------------------------------------------------------------------


def test_every_stint_keeps_its_limit(stints: pd.DataFrame) -> None:
    assert len(stints) > 50
    assert (stints["minutes"] > 0).all()
    assert (stints["minutes"] <= stints["stint_limit_minutes"]).all()
    assert (stints["minutes"] <= LONGEST_STINT_MINUTES).all()


def test_everybody_rests_as_long_as_he_worked(stints: pd.DataFrame) -> None:
    rested = 0
    for worker, own in stints.groupby("worker"):
        for one, then in pairwise(own.itertuples()):
            needed = max(SHORTEST_REST_MINUTES, one.minutes) * MINUTE
            assert then.start - one.end >= needed, (worker, one.start)
            rested += 1
    assert rested > 20


def test_stints_are_phases_in_the_bucket(stints: pd.DataFrame, phases: pd.DataFrame) -> None:
    bucket = phases[phases["phase"] == "bucket"]
    key = ["worker", "work_order", "start", "end"]
    assert set(bucket[key].itertuples(index=False)) == set(stints[key].itertuples(index=False))


# --- who is where ---------------------------------------------------------------------------------


def bucket_minutes(stints: pd.DataFrame) -> Iterator[tuple[tuple[str, pd.Timestamp], str]]:
    for row in stints.itertuples():
        for minute in pd.date_range(row.start, row.end, freq="min", inclusive="left"):
            yield (row.work_order, minute), row.worker


def test_two_certified_workers_are_in_every_bucket(
    sample_plan: Path, stints: pd.DataFrame, jobs: pd.DataFrame, workers: pd.DataFrame
) -> None:
    types = pd.read_csv(sample_plan / "inputs" / "job_types.csv").set_index("code")
    orders = pd.read_csv(sample_plan / "inputs" / "work_orders.csv", dtype=str)
    type_of = orders.set_index("work_order")["job_type"]
    inside: dict[tuple[str, pd.Timestamp], list[str]] = {}
    for key, worker in bucket_minutes(stints):
        inside.setdefault(key, []).append(worker)
    assert {order for order, _ in inside} == set(jobs.index)
    for (order, minute), names in inside.items():
        crews = [jobs.loc[order, "crew"], jobs.loc[order, "support_crew"]]
        work_points = [crew for crew in crews if isinstance(crew, str)]
        assert sorted(workers.loc[names, "crew"]) == sorted(work_points * 2), (order, minute)
        needed = set(people(types.loc[type_of[order], "certificates"]))
        for name in names:
            assert "bucket" in people(workers.loc[name, "roles"])
            assert needed <= set(people(workers.loc[name, "certificates"])), (order, name)
            assert pd.Timestamp(workers.loc[name, "certificate_valid_to"]).date() >= minute.date()


def test_nobody_is_in_two_places(phases: pd.DataFrame) -> None:
    for worker, own in phases.groupby("worker"):
        for one, then in pairwise(own.itertuples()):
            assert then.start >= one.end, (worker, then.start)


def test_the_bucket_work_of_a_job_is_done(
    sample_plan: Path, stints: pd.DataFrame, jobs: pd.DataFrame
) -> None:
    """The stints of each job add up to the minutes of its steps in the bucket."""
    steps = pd.read_csv(sample_plan / "inputs" / "job_steps.csv")
    needed = steps[steps["phase"] == "bucket"].groupby("job_type")["minutes"].sum()
    orders = pd.read_csv(sample_plan / "inputs" / "work_orders.csv", dtype=str)
    type_of = orders.set_index("work_order")["job_type"]
    each = stints.drop_duplicates(["work_order", "start"]).groupby("work_order")["minutes"].sum()
    for order in jobs.index:
        assert each[order] == needed[type_of[order]], order


# --- strain ---------------------------------------------------------------------------------------


def test_nobody_is_predicted_to_get_too_hot_or_too_dry(
    sample_plan: Path, stints: pd.DataFrame, phases: pd.DataFrame
) -> None:
    evenings = pd.read_csv(sample_plan / "carry_over.csv")
    assert (phases["core_peak_c"] <= CORE_LIMIT_C).all()
    assert (phases["core_end_c"] <= phases["core_peak_c"]).all()
    assert (stints["predicted_core_c"] <= CORE_LIMIT_C).all()
    assert (evenings["core_peak_c"].dropna() <= CORE_LIMIT_C).all()
    assert (evenings["sweat_loss_g"].dropna() <= WATER_LIMIT_G).all()
    assert evenings["sweat_loss_g"].max() > 500, "a hot day costs water"


def test_what_was_found_is_resolved(sample_plan: Path) -> None:
    findings = pd.read_csv(sample_plan / "findings.csv")
    strain = findings[findings["kind"] == "strain"]
    assert strain["resolved"].astype(str).str.lower().isin({"yes", "true"}).all()
