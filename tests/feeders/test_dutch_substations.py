"""Substations that feed back, a dead one, wind and sun without a temperature: nothing invented."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks import shanghai
from feeders.accuracy import backtest, scores
from feeders.day_types import working_days
from feeders.history import clean_history

KINDS = working_days(pd.date_range("2020-09-01", "2021-11-30"))


@pytest.fixture(scope="module")
def folder() -> Path:
    data = shanghai.shared_data()
    if data is None:
        pytest.skip("no ../shared/data beside the repository")
    return data / "openstef_nl_substations"


def issues(first: str, last: str) -> pd.DatetimeIndex:
    return pd.date_range(f"{first} 06:00", f"{last} 06:00", freq="3D", tz="UTC")


def test_net_loads_below_zero_are_forecast_as_such(folder: Path) -> None:
    table = pd.read_csv(folder / "openstef_pids_15min.csv.gz", index_col="time_utc")
    table = table.set_index(pd.to_datetime(table.index, utc=True)).resample("h").mean()
    load, repairs = clean_history(table.filter(like="load_"))
    assert {repair.kind for repair in repairs} <= {"missing", "zeros", "level_shift"}
    weather = table[["temp_c"]].rename(columns={"temp_c": "temp_air_c"}).interpolate()
    tested = backtest(load, weather, issues=issues("2020-12-20", "2021-01-26"), day_types=KINDS)
    assert (tested["p50_mw"] < 0.0).any()
    found = scores(tested)
    assert (found["nrmse_percent"] < found["naive_nrmse_percent"]).all()


def liander(folder: Path, step: str, column: str = "substation_mw") -> pd.DataFrame:
    table = pd.read_csv(folder / "liander_substations_dazls_15min.csv.gz")
    table["time"] = pd.to_datetime(table["time_utc"], utc=True)
    wide = table.pivot_table(index="time", columns="station", values=column)
    return wide.resample(step).mean()


def test_a_substation_is_no_feeder_and_wind_is_no_spike(folder: Path) -> None:
    """WEW carries up to 120 MW, which no feeder does; its highest hour rises slowly and is true."""
    raw = liander(folder, "h")
    load, repairs = clean_history(raw)
    found = {(repair.column, repair.kind) for repair in repairs}
    assert {("WEW", "large"), ("OWD", "restless"), ("WLS", "mostly_zero")} <= found
    assert load["WEW"].max() == raw["WEW"].max() > 110.0
    spikes = {repair.column: repair.count for repair in repairs if repair.kind == "spike"}
    assert max(spikes.values()) < 0.02 * len(load)


def test_sun_and_wind_are_used_where_they_tell(folder: Path) -> None:
    load, _ = clean_history(liander(folder, "h"))
    sun = liander(folder, "h", "radiation").mean(axis=1) / 3600.0
    weather = pd.DataFrame({"temp_air_c": 15.0}, index=load.index)
    weather["ghi_w_per_m2"] = sun.reindex(load.index).interpolate()
    weather["wind_speed_m_per_s"] = liander(folder, "h", "windspeed_100m").mean(axis=1)
    days = issues("2021-10-05", "2021-10-28")
    told, blind = (
        scores(backtest(load, table, issues=days, day_types=KINDS)).drop(index="WLS")
        for table in (weather.interpolate(), weather[["temp_air_c"]])
    )
    assert told["nrmse_percent"].mean() < 0.85 * blind["nrmse_percent"].mean()
    assert (told["nrmse_percent"] < 1.1 * told["naive_nrmse_percent"]).all()


def test_a_dead_substation_is_named_and_stays_dead(folder: Path) -> None:
    load, repairs = clean_history(liander(folder, "h"))
    assert ("WLS", "mostly_zero") in {(repair.column, repair.kind) for repair in repairs}
    weather = pd.DataFrame({"temp_air_c": 15.0}, index=load.index)  # the set has none
    tested = backtest(load, weather, issues=issues("2021-10-05", "2021-10-28"), day_types=KINDS)
    dead = tested[tested["feeder"] == "WLS"]
    assert dead["p90_mw"].abs().max() <= 0.01
    found = scores(tested).drop(index="WLS").mean()
    assert found["nrmse_percent"] < 0.95 * found["naive_nrmse_percent"]
