from __future__ import annotations

import numpy as np
import pytest

from feeders.derating import line_factor, temperature_factor
from feeders.rating_data import LINE_KINDS


@pytest.mark.parametrize(
    ("air", "bare", "covered"),
    [
        # Aluminium conductors of 70 °C in handbooks: 0.94, 0.88, 0.81 at 30, 35, 40 °C.
        (25.0, 1.0, 1.0),
        (30.0, 0.94, 0.96),
        (35.0, 0.88, 0.92),
        (40.0, 0.82, 0.88),
    ],
)
def test_overhead_lines_follow_the_air(air: float, bare: float, covered: float) -> None:
    for kind, wanted in (("bare", bare), ("covered", covered)):
        found = line_factor(kind, np.array([air]), 30.0)
        assert found[0] == pytest.approx(wanted, abs=0.005)


# Correction factors of cables of 90 °C as makers print them (GB 50217 annex D).
@pytest.mark.parametrize(
    ("air", "wanted"), [(30, 1.09), (35, 1.04), (40, 1.0), (45, 0.94), (50, 0.89)]
)
def test_cables_in_air_match_the_printed_table(air: float, wanted: float) -> None:
    kind = LINE_KINDS["cable_air"]
    found = temperature_factor(np.array([air]), kind.conductor_max_c, kind.reference_c)
    assert found[0] == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(
    ("soil", "wanted"), [(15, 1.07), (20, 1.04), (25, 1.0), (30, 0.96), (35, 0.92)]
)
def test_cables_in_soil_match_the_printed_table(soil: float, wanted: float) -> None:
    kind = LINE_KINDS["cable_soil"]
    found = temperature_factor(np.array([soil]), kind.conductor_max_c, kind.reference_c)
    assert found[0] == pytest.approx(wanted, abs=0.005)


def test_cables_in_soil_do_not_notice_the_air() -> None:
    cool, hot = line_factor("cable_soil", np.array([10.0, 45.0]), 30.0)
    assert cool == hot == pytest.approx(np.sqrt(60 / 65))


def test_cables_side_by_side_carry_less() -> None:
    air = np.array([40.0])
    found = [float(line_factor("cable_air", air, 30.0, n)[0]) for n in (1, 2, 3, 6, 9)]
    assert found == [1.0, 0.90, 0.85, 0.80, 0.80]
    alone, three = (line_factor("cable_soil", air, 25.0, n)[0] for n in (1, 3))
    assert (alone, three) == (1.0, 0.85)


def test_no_forecast_raises_a_rating() -> None:
    for kind in LINE_KINDS:
        assert line_factor(kind, np.array([-10.0, 10.0]), 0.0).tolist() == [1.0, 1.0]


def test_a_conductor_in_air_of_its_own_limit_carries_nothing() -> None:
    assert temperature_factor(np.array([70.0, 80.0]), 70.0, 25.0).tolist() == [0.0, 0.0]
