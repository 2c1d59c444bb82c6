from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.loops import CONDITIONS
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.risk import Outlook, RiskModel, outlook, overhead_km, protecting_breaker
from feeders.sensitivity import SENSITIVITY, Sensitivity
from feeders.topology import NORMAL, Switching
from tests.feeders import small_net

SLOT = 0.1 / 8760.0 * 0.25 * 0.7 * 0.8  # failures per km and slot that reclosing would have cleared
LONG, CONTACT, REMOTE, MANUAL = 75.0 / 60.0, 15.0 / 60.0, 5.0 / 60.0, 15.0 / 60.0  # hours


def grid_of(network: Network, mw: float = 1.0, hours: int = 2, **limits: float) -> Grid:
    case = allocate(network, small_net.heads(network, mw, hours))
    return Grid(network=network, load_case=case, limits=OperatingLimits(**limits))


def of(
    network: Network, bus: int, state: Switching = NORMAL, model: RiskModel | None = None,
    **more: float,
) -> Outlook:  # fmt: skip
    task = GridTask(work_order="W", feeder=network.feeder_of_bus[bus], bus=bus)
    return outlook(grid_of(network, **more), task, state, model)


def risk(network: Network, bus: int, state: Switching = NORMAL) -> float:
    return float(of(network, bus, state).risk[0])


NETWORK = small_net.two_substations().read()


def with_sensitive(bus: int, kind: str, count: int) -> Network:
    return replace(NETWORK, sensitive_of_bus={bus: ((kind, count),)})


def test_the_formula_of_the_rules() -> None:
    network = NETWORK
    # F1 is 3 km; the crew is at its end: the other 200 customers are parted from it by one switch
    # on site, and supplied again by closing the head, on site too
    assert overhead_km(network, network.supply.sections[0].nodes) == {"F1": 1.0}
    switched = CONTACT + 2 * MANUAL
    assert risk(network, 12) == pytest.approx(3.0 * (100 * LONG + 200 * switched) * SLOT)


def test_where_no_switch_parts_the_crew_from_the_rest_all_wait_for_the_patrol() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([1, 2]), "type"] = "disconnector"
    network = case.read()
    assert risk(network, 12) == pytest.approx(3.0 * 300 * LONG * SLOT)
    assert of(network, 12).customers_restored.tolist() == [0.0, 0.0]


def test_a_cable_only_zone_adds_nothing() -> None:
    case = small_net.two_substations()
    all_overhead = risk(case.read(), 12)
    case.net.line.loc[[0, 1], "type"] = "cs"
    assert risk(case.read(), 12) == pytest.approx(all_overhead / 3.0)
    case.net.line["type"] = "cs"
    assert risk(case.read(), 12) == 0.0


def test_a_line_without_a_type_takes_that_of_its_standard_type_or_counts() -> None:
    case = small_net.two_substations()
    everything = risk(case.read(), 12)
    case.net.line["type"] = None
    case.net.line.loc[[0, 1, 2], "std_type"] = "NA2XS2Y 1x185 RM/25 6/10 kV"
    assert risk(case.read(), 12) == 0.0
    case.net.line["std_type"] = None
    assert risk(case.read(), 12) == pytest.approx(everything)


def test_risk_is_linear_in_the_minutes_of_the_block_and_in_each_factor() -> None:
    network = NETWORK
    whole = of(network, 12).risk
    # the table has one value a slot, alike in every slot of like restoration: it adds up
    assert whole[0] == pytest.approx(whole[1])
    half = of(network, 12, model=RiskModel(reclose_success=0.4)).risk
    assert half == pytest.approx(whole / 2.0)


def test_risk_rises_with_each_dialysis_customer() -> None:
    values = [risk(with_sensitive(11, "dialysis", n), 12) for n in (0, 1, 2)]
    one_more = 3.0 * (SENSITIVITY["dialysis"].weight - 1.0) * (CONTACT + 2 * MANUAL) * SLOT
    assert np.diff(values) == pytest.approx([one_more, one_more])
    with pytest.raises(ValueError, match="at least 1"):
        Sensitivity(weight=0.5, life_support=False, source="")


def test_behind_a_line_breaker_only_its_own_customers_are_at_risk() -> None:
    network = small_net.two_substations(auto_reclose={2}).read()
    # the head's zone is 2 km for all 300, the breaker's own 1 km for the 100 behind it
    switched = CONTACT + 2 * MANUAL
    head, breaker = 2.0 * (100 * LONG + 200 * switched), 1.0 * 100 * LONG
    assert risk(network, 12) == pytest.approx((head + breaker) * SLOT)
    assert protecting_breaker(network, 12, NORMAL) == 2
    # a job before the breaker does not block it, and what is behind it recloses by itself
    assert protecting_breaker(network, 10, NORMAL) == 0


def test_a_transfer_puts_the_receiving_feeder_at_risk_too() -> None:
    network = NETWORK
    state = Switching(opened=(1,), closed=(11,))
    # what is left of F1, all of it the crew's section; F2 with F1's end, closed again at its head
    own, receiving = 1.0 * 100 * LONG, (4.0 + 2.0) * 500 * (CONTACT + MANUAL)
    assert risk(network, 10, state) == pytest.approx((own + receiving) * SLOT)


def test_of_the_circuit_on_the_same_poles_nothing_is_restored_before_the_patrol() -> None:
    poles = dict(NETWORK.same_pole) | {"F1": ("F4",)}
    alone, shared = risk(NETWORK, 12), risk(replace(NETWORK, same_pole=poles), 12)
    assert shared - alone == pytest.approx(2.0 * 200 * LONG * SLOT)


def test_automation_is_no_second_trip_of_the_head() -> None:
    automatic = tuple(replace(feeder, automation=True) for feeder in NETWORK.feeders)
    assert risk(replace(NETWORK, feeders=automatic), 12) == pytest.approx(risk(NETWORK, 12))


def test_what_is_behind_the_crew_is_supplied_through_a_tie() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([2, 11]), "remote"] = True
    found = of(case.read(), 11)  # 10 by the head, 12 by the tie to F2
    assert found.customers_restored.tolist() == [200.0, 200.0]
    assert found.customers_out.tolist() == [100.0, 100.0]
    assert found.minutes.tolist() == [15.0 + 2 * 15.0 + 2 * 5.0] * 2
    assert found.restored_mw == pytest.approx(2.0 * found.out_mw, abs=0.002)


def test_a_tie_that_would_break_a_limit_restores_nothing() -> None:
    case = small_net.two_substations()
    case.net.line.loc[[11, 12], "max_i_ka"] = 0.001
    found = of(case.read(), 11)
    assert found.customers_restored.tolist() == [100.0, 100.0]  # by the head alone
    assert found.customers_out.tolist() == [200.0, 200.0]


def test_only_a_life_support_customer_that_cannot_be_restored_is_left_out() -> None:
    assert not of(with_sensitive(10, "life_support", 1), 11).life_support_out.any()
    assert of(with_sensitive(11, "life_support", 1), 11).life_support_out.all()
    assert not of(with_sensitive(11, "dialysis", 1), 11).life_support_out.any()


def test_parameters_are_data_with_bounds() -> None:
    with pytest.raises(ValueError, match="wanted 0 to 1"):
        RiskModel(transient_share=1.2)
    for name in ("contact", "patrol", "remote_switching", "manual_switching"):
        with pytest.raises(ValueError, match="at least 0"):
            RiskModel(**{f"{name}_minutes": -1.0})


def test_the_docs_show_every_weight_and_its_source() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "transfers.md").read_text("utf-8")
    for kind, item in SENSITIVITY.items():
        rule = "no_restoration" if item.life_support else ""
        assert f"| {kind} | {item.weight:g} | {rule} | {item.source} |" in text
    for code, _ in CONDITIONS:
        assert f"| {code} | " in text
