from __future__ import annotations

import numpy as np
import pytest

from feeders.level_shifts import find_shifts, runs


def deviation(days: int = 200, feeders: int = 3, noise: float = 0.02) -> np.ndarray:
    return np.random.default_rng(3).normal(0.0, noise, (days, feeders))


def test_noise_is_no_shift() -> None:
    assert find_shifts(deviation()) == ()


@pytest.mark.parametrize("change", [0.4, 0.25, -0.3])
def test_a_week_on_another_level_is_found_with_its_size(change: float) -> None:
    table = deviation()
    table[80:87, 1] += change
    (shift,) = find_shifts(table)
    assert (shift.feeder, shift.first, shift.stop, shift.open) == (1, 80, 87, False)
    assert shift.change == pytest.approx(change, abs=0.03)


def test_days_switched_in_part_belong_to_it() -> None:
    table = deviation()
    table[80:87, 1] += 0.4
    table[79, 1] += 0.15
    table[87, 1] += 0.15
    (shift,) = find_shifts(table)
    assert (shift.first, shift.stop) == (79, 88)


def test_a_slow_drift_is_no_transfer() -> None:
    table = deviation()
    table[60:90, 1] += np.concatenate([np.linspace(0, 0.4, 15), np.linspace(0.4, 0, 15)])
    assert find_shifts(table) == ()


def test_a_single_day_is_left_to_others() -> None:
    table = deviation()
    table[80, 1] += 0.5
    assert find_shifts(table) == ()


def test_a_shift_up_to_the_end_is_open() -> None:
    table = deviation()
    table[195:, 2] -= 0.3
    (shift,) = find_shifts(table)
    assert (shift.feeder, shift.first, shift.stop, shift.open) == (2, 195, 200, True)


def test_a_permanent_change_is_the_new_level() -> None:
    table = deviation()
    table[100:, 0] += 0.4
    assert find_shifts(table) == ()


def test_a_gap_beside_the_shift_does_not_hide_it() -> None:
    table = deviation()
    table[80:87, 1] += 0.4
    table[75:80, 1] = np.nan
    (shift,) = find_shifts(table)
    assert 75 <= shift.first <= 80  # days of which nothing is known may count
    assert shift.stop == 87


def test_a_feeder_without_values_is_passed_over() -> None:
    table = deviation()
    table[:, 1] = np.nan
    assert find_shifts(table) == ()


def test_two_shifts_come_in_order_of_feeder_and_day() -> None:
    table = deviation(400)
    table[300:306, 0] -= 0.4
    table[80:87, 0] += 0.4
    table[50:55, 2] += 0.4
    found = [(shift.feeder, shift.first) for shift in find_shifts(table)]
    assert found == [(0, 80), (0, 300), (2, 50)]


def test_runs() -> None:
    assert runs(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert runs(np.zeros(3, dtype=bool)) == []
