from __future__ import annotations

import pytest

from feeders.risk import RiskModel, customer_hours_per_slot, overhead_km
from feeders.topology import Switching
from tests.feeders import small_net

PER_KM_AND_CUSTOMER = 0.1 / 8760.0 * 0.25 * 0.7 * 0.8 * 1.25  # failures, slot, shares, 75 minutes


def test_the_formula_of_the_rules() -> None:
    network = small_net.two_substations().read()
    # F1: three spans and two ties of 1 km hang on it, 300 customers
    km = overhead_km(network, network.supply.sections[0].nodes)
    assert km == {"F1": 1.0}
    assert customer_hours_per_slot(network, 12) == pytest.approx(3.0 * 300 * PER_KM_AND_CUSTOMER)


def test_cable_adds_nothing() -> None:
    case = small_net.two_substations()
    case.net.line.loc[[0, 1], "type"] = "cs"
    assert customer_hours_per_slot(case.read(), 12) == pytest.approx(300 * PER_KM_AND_CUSTOMER)
    case.net.line["type"] = "cs"
    assert customer_hours_per_slot(case.read(), 12) == 0.0


def test_a_line_without_a_type_takes_that_of_its_standard_type_or_counts() -> None:
    case = small_net.two_substations()
    case.net.line["type"] = None
    case.net.line.loc[[0, 1, 2], "std_type"] = "NA2XS2Y 1x185 RM/25 6/10 kV"
    assert customer_hours_per_slot(case.read(), 12) == 0.0
    case.net.line["std_type"] = None
    assert customer_hours_per_slot(case.read(), 12) == pytest.approx(900 * PER_KM_AND_CUSTOMER)


def test_behind_a_line_breaker_only_its_own_customers_are_at_risk() -> None:
    network = small_net.two_substations(auto_reclose={2}).read()
    # the head's zone is 2 km for all 300, the breaker's own 1 km for the 100 behind it
    found = customer_hours_per_slot(network, 12)
    assert found == pytest.approx((2.0 * 300 + 1.0 * 100) * PER_KM_AND_CUSTOMER)
    # a job before the breaker does not block it, and what is behind it recloses by itself
    assert customer_hours_per_slot(network, 10) == pytest.approx(2.0 * 300 * PER_KM_AND_CUSTOMER)


def test_a_transfer_puts_the_receiving_feeder_at_risk_too() -> None:
    network = small_net.two_substations().read()
    state = Switching(opened=(1,), closed=(11,))
    km_customers = 1.0 * 100 + (4.0 + 2.0) * 500  # what is left of F1; F2 with F1's end
    assert customer_hours_per_slot(network, 10, state) == pytest.approx(
        km_customers * PER_KM_AND_CUSTOMER
    )


def test_parameters_are_data_with_bounds() -> None:
    network = small_net.two_substations().read()
    half = RiskModel(reclose_success=0.4)
    assert customer_hours_per_slot(network, 12, model=half) == pytest.approx(
        customer_hours_per_slot(network, 12) / 2.0
    )
    with pytest.raises(ValueError, match="wanted 0 to 1"):
        RiskModel(transient_share=1.2)
    with pytest.raises(ValueError, match="at least 0"):
        RiskModel(patrol_minutes=-1.0)
