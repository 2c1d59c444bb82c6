from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from peakops.clock import Clock
from peakops.problem import (
    ACCLIMATISING_BASE_MINUTES,
    _available,
    _vehicle_closed,
    heat_index,
    outdoor_cap,
)
from weather import HeatRules

HEAT: Any = SimpleNamespace(rules=HeatRules())
MIDNIGHT = pd.Timestamp("2026-07-21", tz="Asia/Shanghai")
CLOCK = Clock(midnight=MIDNIGHT, days=3)
DATE = CLOCK.date(0)
NAN = float("nan")
RESTRICTED = {"outdoor_cap_minutes": 360.0, "band": "restricted", "tmax_official_c": 38.0}
ROTATE = {"outdoor_cap_minutes": NAN, "band": "rotate", "tmax_official_c": 36.0}
COOL = {"outdoor_cap_minutes": NAN, "band": "none", "tmax_official_c": 31.0}


def worker(acclimatisation_day: float = NAN, spent: float = NAN) -> dict[str, Any]:
    return {"acclimatisation_day": acclimatisation_day, "outdoor_minutes_today": spent}


@pytest.mark.parametrize(
    ("row", "band", "day", "spent_today", "cap"),
    [
        (worker(), RESTRICTED, 0, False, 360),
        (worker(spent=100), RESTRICTED, 0, True, 260),
        (worker(spent=100), RESTRICTED, 0, False, 360),  # yesterday's minutes
        (worker(spent=400), RESTRICTED, 0, True, 0),
        (worker(acclimatisation_day=1), RESTRICTED, 0, False, 72),  # a fifth on the first day
        (worker(acclimatisation_day=1), RESTRICTED, 2, False, 216),  # three fifths on the third
        (worker(acclimatisation_day=4), RESTRICTED, 1, False, 360),  # used to the heat by then
        (worker(), ROTATE, 0, False, None),
        (worker(acclimatisation_day=2), ROTATE, 0, False, int(ACCLIMATISING_BASE_MINUTES * 0.4)),
        (worker(acclimatisation_day=2), COOL, 0, False, None),
    ],
)
def test_outdoor_cap(
    row: dict[str, Any], band: dict[str, Any], day: int, spent_today: bool, cap: int | None
) -> None:
    assert outdoor_cap(row, band, day, HEAT, spent_today=spent_today) == cap


def person(restriction: str = "none", valid_to: Any = pd.NaT) -> dict[str, Any]:
    return {"heat_restriction": restriction, "certificate_valid_to": valid_to}


def test_an_expired_certificate_ends_with_its_last_day() -> None:
    assert _available(person(valid_to=pd.Timestamp("2026-07-21")), COOL, DATE, HEAT)
    assert not _available(person(valid_to=pd.Timestamp("2026-07-20")), COOL, DATE, HEAT)


def test_a_restricted_worker_stays_in_from_35_degrees() -> None:
    band = COOL | {"tmax_official_c": 34.9}
    assert _available(person("not_outdoors_35c"), band, DATE, HEAT)
    assert not _available(person("not_outdoors_35c"), ROTATE, DATE, HEAT)
    assert _available(person(), ROTATE, DATE, HEAT)


def test_a_vehicle_is_closed_while_away_and_after_its_test() -> None:
    row = {
        "unavailable_from": MIDNIGHT + pd.Timedelta(hours=8),
        "unavailable_to": MIDNIGHT + pd.Timedelta(hours=12),
        "test_valid_to": pd.Timestamp("2026-07-22"),
    }
    assert _vehicle_closed(row, CLOCK) == ((480, 720), (2880, 4320))


def test_a_vehicle_away_outside_the_plan_is_open() -> None:
    row = {
        "unavailable_from": MIDNIGHT - pd.Timedelta(days=2),
        "unavailable_to": MIDNIGHT - pd.Timedelta(days=1),
        "test_valid_to": pd.Timestamp("2026-12-31"),
    }
    assert _vehicle_closed(row, CLOCK) == ()


def test_a_vehicle_is_closed_by_its_own_absences() -> None:
    row = {
        "vehicle": "V1",
        "unavailable_from": pd.NaT,
        "unavailable_to": pd.NaT,
        "test_valid_to": pd.NaT,
    }
    away = [
        {
            "vehicle": name,
            "from": MIDNIGHT + pd.Timedelta(hours=8),
            "to": MIDNIGHT + pd.Timedelta(hours=9),
        }
        for name in ("V1", "V2")
    ]
    assert _vehicle_closed(row, CLOCK, away) == ((480, 540),)


def test_a_vehicle_long_out_of_test_is_closed_throughout() -> None:
    row = {
        "unavailable_from": pd.NaT,
        "unavailable_to": pd.NaT,
        "test_valid_to": pd.Timestamp("2026-07-01"),
    }
    assert _vehicle_closed(row, CLOCK) == ((0, 4320),)


def test_the_heat_index_counts_tenths_above_25_wbgt() -> None:
    assert heat_index(pd.DataFrame({"wbgt_sun_c": [24.0, 25.0, 31.2]})) == (0, 0, 62)
