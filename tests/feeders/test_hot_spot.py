from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feeders import hot_spot
from feeders.hot_spot import HotSpots, steady, steady_start
from feeders.rating_data import TRANSFORMER_KINDS, TransformerKind

ONAN = TRANSFORMER_KINDS["onan"]


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "reference" / "iec_60076_7" / "case.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def kind_of(given: dict[str, Any]) -> TransformerKind:
    names = ("oil_rise_k", "gradient_k", "loss_ratio")
    return replace(TRANSFORMER_KINDS[given["kind"]], **{name: given[name] for name in names})


def course(kind: TransformerKind, air_c: float, start: np.ndarray, step_minutes: float,
           loads: list[float], monkeypatch: pytest.MonkeyPatch) -> np.ndarray:  # fmt: skip
    """Oil, rising and falling part at the start of every step of some other length."""
    monkeypatch.setattr(hot_spot, "HOUR_MINUTES", step_minutes)
    load = np.array([[*loads, loads[-1]]])
    spots = HotSpots(kinds=(kind,), air_c=np.full_like(load, air_c), start=start[:, None])
    return spots.begins(load)[:, 0]


def test_the_worked_example_of_the_standard(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads, before = [], 0
    for step in case["steps"]:
        loads += [step["load_pu"]] * ((step["until_minutes"] - before) // 5)
        before = step["until_minutes"]
    start = np.array([case["start_oil_c"], 0.0, 0.0])
    oil, rising, falling = course(kind_of(case), case["air_c"], start, 5.0, loads, monkeypatch)
    for step in case["steps"]:
        row = step["until_minutes"] // 5
        hot = oil[row] + rising[row] - falling[row]
        assert oil[row] == pytest.approx(step["top_oil_c"], abs=case["tolerance"]["top_oil_c"])
        assert hot == pytest.approx(step["hot_spot_c"], abs=case["tolerance"]["hot_spot_c"])


@pytest.mark.parametrize("number", [0, 1])
def test_the_values_of_transformer_thermal_model(
    case: dict[str, Any], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = case["library"][number]
    count = len(given["top_oil_c"])
    oil, rising, falling = course(
        kind_of(given), given["air_c"], np.array([given["air_c"], 0.0, 0.0]),
        given["step_minutes"], [given["load_pu"]] * (count - 1), monkeypatch,
    )  # fmt: skip
    tolerance = case["tolerance"]["library_c"]
    np.testing.assert_allclose(oil[:count], given["top_oil_c"], atol=tolerance)
    np.testing.assert_allclose(
        (oil + rising - falling)[:count], given["hot_spot_c"], atol=tolerance
    )


def test_the_exact_solution_is_the_limit_of_the_standards_difference_equations() -> None:
    rng = np.random.default_rng(1)
    load, air = rng.uniform(0.2, 1.4, 24), rng.uniform(26.0, 40.0, 24)
    for kind in TRANSFORMER_KINDS.values():
        first = steady_start((kind,), load[:1], air[:1])
        spots = HotSpots(kinds=(kind,), air_c=air[None], start=first)
        oil, rising, falling = first[:, 0]
        dt = 0.05
        for hour in range(23):
            for _ in range(round(60 / dt)):
                goal = steady((kind,), load[None, hour : hour + 1], air[None, hour : hour + 1])[
                    :, 0, 0
                ]
                oil += dt / (kind.k11 * kind.oil_minutes) * (goal[0] - oil)
                rising += dt / (kind.k22 * kind.winding_minutes) * (goal[1] - rising)
                falling += dt / (kind.oil_minutes / kind.k22) * (goal[2] - falling)
        found = spots.begins(load[None])[:, 0, 23]
        np.testing.assert_allclose(found, [oil, rising, falling], atol=0.02)


def test_rated_load_in_rated_air_is_at_the_rated_rises() -> None:
    spots = HotSpots(kinds=(ONAN,), air_c=np.full((1, 48), 20.0), start=np.zeros((3, 1)))
    end = spots.temperatures(np.ones((1, 48)))
    assert end.top_oil_c[0, -1] == pytest.approx(72.0, abs=0.01)
    assert end.hot_spot_c[0, -1] == pytest.approx(98.0, abs=0.01)


def test_yesterdays_heat_counts() -> None:
    air, load = np.full((1, 4), 36.0), np.full((1, 4), 0.9)
    cold, warm = (
        HotSpots(kinds=(ONAN,), air_c=air, start=steady_start((ONAN,), np.array([pu]), air[:, 0]))
        for pu in (0.3, 1.0)
    )
    lead = warm.temperatures(load).hot_spot_c - cold.temperatures(load).hot_spot_c
    assert lead[0, 0] > 8.0
    assert (np.diff(lead[0]) < 0.0).all()
    assert lead[0, -1] < 4.0


def test_the_hot_spot_overshoots_after_a_step_and_the_look_within_the_hour_sees_it() -> None:
    load = np.array([[0.3, 1.3, 1.3]])
    spots = HotSpots(kinds=(ONAN,), air_c=np.full((1, 3), 30.0),
                     start=steady_start((ONAN,), np.array([0.3]), np.array([30.0])))  # fmt: skip
    begins = spots.begins(load)[:, 0]
    at_the_hour = begins[0] + begins[1] - begins[2]
    assert spots.temperatures(load).hot_spot_c[0, 1] >= at_the_hour[2]


def test_percent_is_of_each_ones_own_limit() -> None:
    spots = HotSpots(kinds=(ONAN,), air_c=np.full((1, 1), 42.0),
                     start=steady_start((ONAN,), np.array([1.0]), np.array([42.0])))  # fmt: skip
    assert spots.percent(np.ones((1, 1))).ravel() == pytest.approx([100.0, 100 * 94 / 105])
    assert spots.limits_c.tolist() == [120.0, 105.0]


def test_an_hour_without_solution_heats_as_at_rated_current() -> None:
    spots = HotSpots(kinds=(ONAN,), air_c=np.full((1, 2), 30.0), start=np.full((3, 1), 40.0))
    unknown, rated = (np.array([[pu, 0.5]]) for pu in (np.nan, 1.0))
    np.testing.assert_array_equal(spots.begins(unknown), spots.begins(rated))


def test_a_single_hour_starts_as_the_course_has_it() -> None:
    load = np.array([[0.5, 0.9, 0.7]])
    spots = HotSpots(
        kinds=(ONAN,), air_c=np.array([[30.0, 34.0, 38.0]]), start=np.full((3, 1), 40.0)
    )
    alone = spots.at(2, spots.begins(load)).percent(load[:, 2:])
    np.testing.assert_allclose(alone, spots.percent(load)[:, 2:])


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="air_c"):
        HotSpots(kinds=(ONAN,), air_c=np.zeros((2, 3)), start=np.zeros((3, 1)))
    with pytest.raises(ValueError, match="start"):
        HotSpots(kinds=(ONAN,), air_c=np.zeros((1, 3)), start=np.zeros((2, 1)))
