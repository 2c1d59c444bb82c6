"""Ratings by the hour: each limit lets a transfer pass and then stops it, in both engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from feeders.allocation import LoadCase, allocate
from feeders.elements import Elements
from feeders.fixed_point import StateResult
from feeders.hot_spot import HotSpots, steady_start
from feeders.limits import OperatingLimits
from feeders.load_flow import check_states
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.planned_state import State, joint_state
from feeders.rated import RatedResult
from feeders.rating_data import TRANSFORMER_KINDS, TransformerKind
from feeders.ratings import rate
from feeders.runpp import Referee
from feeders.topology import NORMAL, Switching
from tests.feeders import small_net

HOURS = 4
LIMITS = OperatingLimits(vm_min_pu=0.8)
TO_F3 = Switching(opened=(1,), closed=(12,))  # F1 behind its first section onto F3
TASK = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
MW = {"F1": 3.0, "F2": 1.0, "F3": 3.0, "F4": 2.0}
ONAN = TRANSFORMER_KINDS["onan"]
NETWORK = small_net.two_substations().read()


def loads_of(network: Network, mw: dict[str, float] = MW) -> LoadCase:
    return allocate(network, small_net.heads(network, mw).iloc[13 : 13 + HOURS])


LOADS = loads_of(NETWORK)


def with_factor(loads: LoadCase, factor: float) -> LoadCase:
    shape = (len(loads.network.engine.model.lines), HOURS)
    return loads.with_ratings(rate(loads.network, np.full(shape, factor)))


def hot(
    loads: LoadCase, air_c: float, kind: TransformerKind = ONAN, before: float = 0.5
) -> LoadCase:
    """Transformers of one kind in air of a temperature, after a day at a part of their rating."""
    air = np.full((2, HOURS), air_c)
    start = steady_start((kind, kind), np.full(2, before), air[:, 0])
    spots = HotSpots(kinds=(kind, kind), air_c=air, start=start)
    rated = with_factor(loads, 1.0)
    assert rated.ratings is not None
    return loads.with_ratings(rated.ratings.with_hot_spots(spots))


def verdict(loads: LoadCase, hour: int = 2) -> tuple[str, str]:
    """What the windows say of the transfer, which the referee has to confirm."""
    grid = Grid(network=loads.network, load_case=loads, limits=LIMITS)
    found = grid.judge(TASK, TO_F3, frozenset())
    states = [
        joint_state(loads.network, time, [("W", 10, TO_F3)]) for time in loads.times[: hour + 1]
    ]
    codes = {v.code for v in check_states(loads.network, loads, states, LIMITS).findings
             if v.time == loads.times[hour]}  # fmt: skip
    assert (found.reason[hour] in codes) if codes else found.reason[hour] == ""
    return found.reason[hour], found.element[hour]


def small_transformer(sn_mva: float) -> LoadCase:
    case = small_net.two_substations()
    case.net.trafo.loc[1, "sn_mva"] = sn_mva
    return loads_of(case.read())


def test_a_line_that_the_heat_leaves_too_little() -> None:
    percent = LOADS.solve(TO_F3).branch_percent[: len(NETWORK.engine.model.lines), 2]
    share = percent.max() / 100.0
    # without limits of their own the heads are limited by their lines
    assert verdict(with_factor(LOADS, share + 0.001))[0] == ""
    reason, element = verdict(with_factor(LOADS, share - 0.001))
    assert reason == "feeder_at_limit"
    assert element == "feeder:F3"


def test_only_the_conductor_follows_the_weather_not_the_switch_in_it() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"] == 5, "limit_a"] = 300.0  # in line 5, of 400 A
    network = case.read()
    row = network.engine.model.lines.index(network.net.switch.at[5, "element"])
    for factor, share in ((1.0, 1.0), (0.8, 1.0), (0.6, 0.8)):
        found = rate(network, np.full((len(network.net.line), 1), factor))
        assert found.line_factor[row, 0] == pytest.approx(share)


def test_a_receiving_feeder_5_percent_above_its_pick_up_refuses_at_70_percent_of_its_line() -> None:
    head_a = LOADS.solve(TO_F3).head_a[2, 2]
    for above, wanted in ((0.99, ""), (1.05, "feeder_at_limit")):
        case = small_net.two_substations()
        case.net.line.loc[:, "max_i_ka"] = head_a / 0.70 / 1000.0
        case.feeders.loc[2, "overcurrent_pickup_a"] = 1.2 * head_a / above
        loads = loads_of(case.read())
        assert verdict(loads)[0] == wanted
        assert verdict(with_factor(loads, 1.0))[0] == wanted
        percent = loads.solve(TO_F3).branch_percent[: len(NETWORK.engine.model.lines)]
        assert percent[:, 2].max() == pytest.approx(70.0, abs=0.5)


def test_the_limit_that_binds_is_named_hour_by_hour() -> None:
    case = small_net.two_substations()
    case.net.line.loc[:, "max_i_ka"] = 0.35
    case.feeders.loc[0, "ct_primary_a"] = 300.0
    case.feeders.loc[1, "overcurrent_pickup_a"] = 372.0
    case.feeders.loc[2, "limit_a"] = 320.0
    network = case.read()
    factor = np.repeat([[1.0, 0.9, 0.88]], len(network.net.line), axis=0)
    found = rate(network, factor)
    assert found.head_limit_from.tolist() == [
        ["ct_primary", "ct_primary", "ct_primary"],
        ["overcurrent_pickup", "overcurrent_pickup", "line"],
        ["limit_a", "line", "line"],
        ["line", "line", "line"],
    ]
    np.testing.assert_allclose(found.head_limit_a[1:3], [[310, 310, 308], [320, 315, 308]])
    assert [feeder.limit_from for feeder in network.feeders] == list(found.head_limit_from[:, 0])


def test_a_hot_spot_forbids_below_the_nameplate() -> None:
    loads = small_transformer(8.0)
    pu = loads.trafo_pu(loads.solve(TO_F3))[1]
    assert 0.85 < pu.max() < 1.0
    assert verdict(loads)[0] == ""  # by its nameplate
    assert verdict(hot(loads, 34.0))[0] == ""
    assert verdict(hot(loads, 50.0)) == ("transformer_hot_spot", "trafo:1")


def test_a_hot_spot_allows_above_the_nameplate_in_cool_air() -> None:
    loads = small_transformer(7.3)
    assert verdict(loads) == ("transformer_overload", "trafo:1")
    assert verdict(hot(loads, 22.0))[0] == ""


def test_top_oil_forbids_where_the_winding_is_cool() -> None:
    loads, kind = small_transformer(7.3), replace(ONAN, gradient_k=5.0)
    assert verdict(hot(loads, 40.0, kind))[0] == ""
    assert verdict(hot(loads, 60.0, kind)) == ("transformer_top_oil", "trafo:1")


def test_current_forbids_beyond_one_and_a_half_times_rated_however_cool() -> None:
    cool = replace(ONAN, oil_rise_k=5.0, gradient_k=2.0)
    pu = small_transformer(10.0)
    full = 10.0 * pu.trafo_pu(pu.solve(TO_F3))[1, 2]
    assert verdict(hot(small_transformer(full / 1.4), 20.0, cool))[0] == ""
    assert verdict(hot(small_transformer(full / 1.55), 20.0, cool)) == (
        "transformer_overload", "trafo:1",
    )  # fmt: skip


def test_the_day_before_decides_the_first_hours() -> None:
    loads = small_transformer(7.3)
    assert verdict(hot(loads, 43.0, before=0.3), hour=0)[0] == ""
    assert verdict(hot(loads, 43.0, before=0.95), hour=0)[0] == "transformer_hot_spot"


@pytest.mark.parametrize("state", [NORMAL, TO_F3])
def test_both_engines_follow_a_lasting_state_alike(state: Switching) -> None:
    loads = hot(LOADS, 36.0)
    work = [(hour, state) for hour in range(HOURS)]
    referee = Referee(loads)
    referee.run(work)
    referee.follow(work)
    bulk = loads.solve(state)
    assert isinstance(bulk, RatedResult)
    assert bulk.heat_percent is not None
    for hour in range(HOURS):
        found = referee.result(hour, state)
        assert isinstance(found, RatedResult)
        heat = found.heat_percent
        assert heat is not None
        # The referee does not rely on what a state takes off a transformer in other hours.
        np.testing.assert_allclose(heat[1::2, 0], bulk.heat_percent[1::2, hour], atol=1e-4)
        assert (heat[::2, 0] >= bulk.heat_percent[::2, hour] - 1e-4).all()
        alone = loads.one_hour(hour).solve(NORMAL)
        assert isinstance(alone, RatedResult)
        if state is NORMAL:
            assert alone.heat_percent is not None
            np.testing.assert_allclose(alone.heat_percent, bulk.heat_percent[:, hour : hour + 1])


def test_what_the_work_before_left_in_a_transformer_counts_for_the_work_after() -> None:
    loads = hot(small_transformer(8.0), 36.0)
    referee = Referee(loads)
    referee.run([(hour, TO_F3) for hour in range(HOURS)])
    last = {}
    for hours in ((3,), (1, 2, 3)):
        referee.follow([(hour, TO_F3) for hour in hours])
        found = referee.result(3, TO_F3)
        assert isinstance(found, RatedResult)
        assert found.heat_percent is not None
        last[hours] = found.heat_percent[1, 0]
    assert last[1, 2, 3] > last[3,] + 1.0


def test_heat_with_no_work_at_all_is_an_alarm_of_the_base_case() -> None:
    loads = hot(small_transformer(4.0), 44.0)
    found = check_states(loads.network, loads, [State(time=t) for t in loads.times], LIMITS)
    alarms = [v for v in found.violations if v.code == "transformer_hot_spot"]
    assert {(v.element, v.cause, v.limit) for v in alarms} == {("trafo:1", "base", 120.0)}
    assert all(v.value > 120.0 for v in alarms)
    assert not found.findings
    loadings = found.table["loading_element"]
    assert set(loadings) == {"trafo:1"}  # of the loadings, not the temperatures
    assert (found.table["loading_max_percent"] > 100.0).all()


def test_a_result_without_its_heat_is_refused() -> None:
    loads = hot(LOADS, 36.0)
    elements = Elements.of(NETWORK, loads.hot_spots)
    result: StateResult = loads.hours.solve()
    with pytest.raises(ValueError, match="heat"):
        elements.of_limits(result)


def test_ratings_are_checked() -> None:
    rated = with_factor(LOADS, 1.0).ratings
    assert rated is not None
    with pytest.raises(ValueError, match="line_factor"):
        replace(rated, line_factor=np.zeros_like(rated.line_factor))
    with pytest.raises(ValueError, match="hours"):
        LOADS.one_hour(0).with_ratings(rated)
