from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from weather.rule_set import HeatRules
from weather.screening import gbz_22_limit_c, iso_7243_limit_c, niosh_limit_c, screening_alerts
from weather.strain_model import Kit

RULES = HeatRules()
CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = Kit(clo=0.5, im=0.38, cav_c=0.0)
Table = Callable[..., pd.DataFrame]


@pytest.mark.parametrize(
    ("rate", "limit"),
    [(65, 33), (66, 30), (130, 30), (165, 28), (200, 28), (230, 26), (260, 26), (290, 25)],
)
def test_iso_7243_by_class(rate: float, limit: float) -> None:
    assert iso_7243_limit_c(rate, RULES) == limit


def test_gbz_22_for_six_of_eight_hours_in_a_hot_region() -> None:
    assert gbz_22_limit_c(165, RULES) == 30.0
    assert gbz_22_limit_c(165, HeatRules(gbz_22_region_c=0.0)) == 29.0


@pytest.mark.parametrize(("watt", "limit"), [(300, 28.2), (415, 26.6)])
def test_niosh_for_published_points(watt: float, limit: float) -> None:
    assert niosh_limit_c(watt / 1.8) == pytest.approx(limit, abs=0.05)


def test_alert_only_above_the_limit(slot_table: Table) -> None:
    slots = slot_table(2, wbgt_sun_c=[28.0, 28.1])
    found = screening_alerts(slots, 165.0, COTTON)
    iso = found[found["rule"] == "iso_7243"]
    assert iso["time"].tolist() == [slots["time"][1]]
    assert iso[["wbgt_effective_c", "limit_c"]].to_numpy().tolist() == [[28.1, 28.0]]


def test_the_cape_adds_its_clothing_adjustment_where_there_is_one(slot_table: Table) -> None:
    slots = slot_table(1, wbgt_sun_c=26.0)
    assert screening_alerts(slots, 165.0, COTTON).empty
    found = screening_alerts(slots, 165.0, CAPE)
    assert found["rule"].tolist() == ["iso_7243", "niosh"]
    assert found["wbgt_effective_c"].tolist() == [30.0, 30.0]


def test_no_hour_of_a_hot_day_passes_with_the_cape(slot_table: Table) -> None:
    found = screening_alerts(slot_table(4, wbgt_sun_c=31.7), 165.0, CAPE)
    assert found.groupby("rule").size().to_dict() == {"gbz_22": 4, "iso_7243": 4, "niosh": 4}
