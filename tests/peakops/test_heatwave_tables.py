"""What a heatwave run tells: cliffs, orders to do first, hours lost, its JSON and PDF."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

import weather
from peakops.heatwave_cliffs import Probe, first_broken
from peakops.heatwave_member import Shared
from peakops.heatwave_spec import Member
from peakops.heatwave_tables import MEASURES
from peakops.heatwave_weather import member_scenario

from .heatwave_case import RECIPE


def test_the_day_closing_cliffs_are_those_of_a_brute_force(
    published_heatwave: Path, heatwave_shared: Shared
) -> None:
    cliffs = pd.read_csv(published_heatwave / "cliffs.csv")
    closed = cliffs[cliffs["measure"] == "day_closed"]
    found = dict(zip(closed["date"], closed["exact_c"], strict=True))
    assert found == brute_force(heatwave_shared)
    probe = Probe(heatwave_shared, 3)
    for day, exact in enumerate(found.values()):
        tenths = round(10 * exact)
        assert [probe.day_closed(day, at) for at in range(tenths - 2, tenths + 2)] == [
            False,
            False,
            True,
            True,
        ]


def brute_force(heatwave_shared: Shared) -> dict[str, float]:
    """The lowest tenth of a degree at which the law stops each day, tried one after another."""
    rules = weather.override(heatwave_shared.scenario.heat)
    first: dict[str, float] = {}
    for tenths in range(41):
        member = Member(kind="shift", shift_c=tenths / 10, days=3)
        tables = member_scenario(heatwave_shared.scenario, member, RECIPE).tables
        bands = weather.day_bands(tables["weather_daily"], tables["weather_forecast"], rules)
        for row in bands[bands["date"] >= pd.Timestamp(heatwave_shared.scenario.date)].itertuples():
            if row.band == "stop":
                first.setdefault(f"{row.date:%Y-%m-%d}", tenths / 10)
    return {date: first[date] for date in sorted(first) if date <= "2026-07-21"}


def test_bisection_ends_at_the_first_tenth_that_breaks() -> None:
    for edge in range(1, 41):
        assert first_broken(0, 40, lambda tenths, edge=edge: tenths >= edge) == edge


def test_the_load_cliff_names_the_first_feeder(heatwave_shared: Shared) -> None:
    limits = replace(heatwave_shared.scenario.limits, heavy_percent=40.0, loading_max_percent=45.0)
    probe = Probe(
        replace(heatwave_shared, scenario=replace(heatwave_shared.scenario, limits=limits)), 2
    )
    assert probe.over("feeder", 0) == ("F1",)
    assert not probe.any_over("transformer", 0)


def test_a_lock_that_the_heat_makes_impossible_is_released(
    published_heatwave: Path, heatwave_members: pd.DataFrame
) -> None:
    assert heatwave_members.loc["shift+4.0-d3", "locks_released"] == 1
    assert heatwave_members.loc["shift+4.0-d3", "orders_done"] == 0
    assert heatwave_members.loc["shift+4.0-d3", "days_closed"] == 2
    assert heatwave_members.loc["shift+4.0-d1", "days_closed"] == 1
    orders = pd.read_csv(published_heatwave / "orders.csv")
    hottest = orders[orders["member"] == "shift+4.0-d3"]
    assert set(hottest["done"]) == {"no"}
    assert hottest["open_dates"].isna().all()


def test_orders_of_today_only_are_named_with_the_shift(published_heatwave: Path) -> None:
    first = pd.read_csv(published_heatwave / "do_first.csv")
    longest = first[first["days"] == 3].set_index("work_order")
    assert longest.loc["W2", "from_shift_c"] == 4.0
    assert longest.loc["W2", "last_start"] == "2026-07-20T17:15+08:00"
    assert "W3" not in longest.index  # locked to the second day


def test_jumps_are_steps_of_the_sweep(
    published_heatwave: Path, heatwave_members: pd.DataFrame
) -> None:
    cliffs = pd.read_csv(published_heatwave / "cliffs.csv")
    jumps = cliffs[cliffs["kind"] == "jump"]
    assert set(jumps["measure"]) <= set(MEASURES)
    done = jumps[(jumps["measure"] == "orders_done") & (jumps["days"] == 3)].iloc[0]
    assert (done["shift_from_c"], done["shift_to_c"]) == (0.0, 4.0)
    assert (done["value_from"], done["value_to"]) == (3, 0)


def test_crew_hours_add_up(published_heatwave: Path, heatwave_members: pd.DataFrame) -> None:
    both = heatwave_members["open_crew_hours"] + heatwave_members["lost_crew_hours"]
    assert both.unique().tolist() == [60.0]  # two crews, two days, fifteen hours
    lost = pd.read_csv(published_heatwave / "lost_hours.csv").set_index(["member", "rule"])[
        "crew_hours"
    ]
    assert lost["shift+4.0-d3", "stop_day"] == 60.0
    assert lost["shift+0.0-d1", "hottest_hours"] == 6.0


def test_the_ensemble_is_spread_by_its_seed(
    published_heatwave: Path, heatwave_members: pd.DataFrame
) -> None:
    ensemble = pd.read_csv(published_heatwave / "ensemble.csv").set_index("measure")
    one = heatwave_members.loc["forecast_error-001"]
    assert ensemble.loc["open_crew_hours", "p50"] == one["open_crew_hours"]
    days = pd.read_csv(published_heatwave / "days.csv")
    drawn = days[days["member"] == "forecast_error-001"]["tmax_official_c"].to_numpy()
    assert not np.array_equal(drawn, [37.0, 36.0])


def test_json_tells_what_was_asked(published_heatwave: Path) -> None:
    document = json.loads((published_heatwave / "heatwave.json").read_text(encoding="utf-8"))
    assert document["schema"] == "peakops.heatwave/1"
    assert document["asked"]["shifts_c"] == [0.0, 4.0]
    assert document["asked"]["humidity"] == "hold_rh"
    assert document["members"][0]["member"] == "shift+0.0-d1"


def test_the_pdf_is_a4_across_with_all_its_text_on_the_page(published_heatwave: Path) -> None:
    reader = PdfReader(published_heatwave / "heatwave.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    for wanted in ("热浪推演", "Heatwave: what breaks first", "+3.0 K", "W1", "W2", "W3"):
        assert wanted in text
    for page in reader.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx((841.89, 595.28), abs=0.1)
