from __future__ import annotations

import pytest

from weather.rule_set import HeatRules
from weather.strain_model import Kit
from weather.worker_day import WorkPhase, follow

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = Kit(clo=0.5, im=0.38, cav_c=0.0)


def stint(minutes: int = 30, temp_c: float = 37.0) -> WorkPhase:
    return WorkPhase(
        minutes=minutes,
        temp_air_c=temp_c,
        radiant_temp_c=temp_c + 30.0,
        relative_humidity_percent=55.0,
        air_m_per_s=1.5,
        metabolic_rate_w_per_m2=165.0,
        kit=CAPE,
    )


def cab(minutes: int = 30) -> WorkPhase:
    return WorkPhase(
        minutes=minutes,
        temp_air_c=HeatRules().cab_temp_c,
        radiant_temp_c=20.0,
        relative_humidity_percent=50.0,
        air_m_per_s=0.3,
        metabolic_rate_w_per_m2=65.0,
        kit=COTTON,
    )


def test_nothing_done_nothing_followed() -> None:
    assert follow([]) == ()


def test_core_rises_in_the_bucket_and_falls_in_the_cab() -> None:
    first, rested, second = follow([stint(), cab(), stint()])
    assert rested.core_c < first.core_c
    assert second.core_c > rested.core_c


def test_a_second_stint_without_full_rest_ends_hotter() -> None:
    fresh = follow([stint()])[0]
    second = follow([stint(), cab(5), stint()])[-1]
    assert second.core_c > fresh.core_c


def test_water_is_lost_all_day() -> None:
    losses = [state.sweat_loss_g for state in follow([stint(), cab(), stint(), cab()])]
    assert losses == sorted(losses)
    assert losses[0] > 0


def test_a_warm_start_stays_ahead() -> None:
    assert follow([stint()], start_core_c=37.4)[0].core_c > follow([stint()])[0].core_c


def test_strong_wind_counts_up_to_the_range_of_the_standard() -> None:
    def windy(speed: float) -> float:
        phase = stint()
        return follow([WorkPhase(**(vars(phase) | {"air_m_per_s": speed}))])[0].core_c

    assert windy(3.0) == windy(9.0)


@pytest.mark.parametrize("start", [34.9, 40.1])
def test_start_must_be_a_living_worker(start: float) -> None:
    with pytest.raises(ValueError, match="start_core_c"):
        follow([stint()], start_core_c=start)


def test_a_phase_lasts() -> None:
    with pytest.raises(ValueError, match="minutes"):
        stint(0)
