"""Make before break: each condition allowed, then forbidden; the loop's currents as in runpp."""

from __future__ import annotations

import copy
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.loops import CONDITIONS, Loop, why_not, with_loops
from feeders.moves import Candidate, Move
from feeders.network import Network
from feeders.network_checks import NetworkFaults
from feeders.options import Grid, GridTask
from feeders.topology import NORMAL
from feeders.windows import Windows, admissible
from tests.feeders import small_net
from tests.feeders.small_net import Case

HOURS = 2
LIMITS = OperatingLimits(vm_min_pu=0.7, loading_max_percent=200.0)
TASK = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
TO_F2, TO_F3 = Move(opened=(1,), closed=(11,)), Move(opened=(1,), closed=(12,))


def ready() -> Case:
    """Everything is known and holds."""
    case = small_net.two_substations()
    case.switches["phases_checked"] = case.switches["switch"].isin([11, 12])
    case.feeders["overcurrent_pickup_a"] = 480.0
    return case


NETWORK = ready().read()


def loop_of(
    network: Network, move: Move = TO_F3, task: GridTask = TASK, phase: str = "before"
) -> Loop:
    case = allocate(network, small_net.heads(network, 1.0, HOURS))
    grid = Grid(network=network, load_case=case, limits=OperatingLimits())
    return Loop(grid=grid, task=task, job=move.state, before=NORMAL, move=move, phase=phase,
                hours=np.ones(HOURS, dtype=bool))  # fmt: skip


def with_source(network: Network, **changed: str) -> Network:
    return replace(
        network, sources=network.sources | {"B": replace(network.sources["B"], **changed)}
    )


def with_pickup(network: Network, pickup_a: float) -> Network:
    feeders = tuple(replace(f, pickup_a=pickup_a) for f in network.feeders)
    return replace(network, feeders=feeders)


def test_a_loop_may_be_closed_where_everything_is_known_and_holds() -> None:
    assert why_not(loop_of(NETWORK)) == ""
    assert why_not(loop_of(NETWORK, TO_F2)) == ""


def test_phases_have_to_be_checked() -> None:
    unknown = dict(NETWORK.switches) | {12: replace(NETWORK.switches[12], phases_checked=False)}
    network = replace(NETWORK, switches=MappingProxyType(unknown))
    assert why_not(loop_of(network)) == "phases_unchecked"
    assert why_not(loop_of(network, TO_F2)) == ""


def test_both_substations_have_to_be_in_one_known_loop_zone() -> None:
    other = with_source(NETWORK, loop_zone="Y")
    assert why_not(loop_of(other)) == "loop_zone"
    assert why_not(loop_of(other, TO_F2)) == ""  # both on substation A
    assert why_not(loop_of(with_source(NETWORK, loop_zone=""))) == "loop_zone"


def test_another_vector_group_gets_no_loop() -> None:
    assert why_not(loop_of(with_source(NETWORK, vector_group="Yy0"))) == "vector_group"
    assert why_not(loop_of(with_source(NETWORK, vector_group=""))) == "vector_group"


def test_a_pair_30_degrees_apart_gets_no_loop_even_if_its_names_agree() -> None:
    case = ready()
    case.net.trafo.loc[1, "shift_degree"] = 0.0
    assert why_not(loop_of(case.read())) == "angle"


@pytest.mark.parametrize(("degree", "reason"), [(3.0, "loop_current"), (7.0, "angle")])
def test_the_angle_is_that_of_the_sources(degree: float, reason: str) -> None:
    case = ready()
    case.net.ext_grid.loc[1, "va_degree"] = degree
    assert why_not(loop_of(with_pickup(case.read(), 100.0))) == reason


def test_more_than_five_percent_across_the_gap_gets_no_loop() -> None:
    case = ready()
    case.net.ext_grid.loc[1, "vm_pu"] = 1.05
    assert why_not(loop_of(case.read())) != "voltage_step"
    case.net.ext_grid.loc[1, "vm_pu"] = 1.08
    assert why_not(loop_of(case.read())) == "voltage_step"


def test_load_and_loop_current_stay_below_both_known_pickups() -> None:
    assert why_not(loop_of(with_pickup(NETWORK, float("nan")))) == "pickup_unknown"
    assert why_not(loop_of(with_pickup(NETWORK, 30.0))) == "loop_current"
    assert why_not(loop_of(with_pickup(NETWORK, 200.0))) == ""


def test_reclosing_has_to_be_off_on_both_feeders() -> None:
    keeps = replace(TASK, reclosing_blocked=False)
    assert why_not(loop_of(NETWORK, task=keeps)) == "reclosing_on"


def test_a_loop_that_overloads_a_line_is_not_closed() -> None:
    case = ready()
    case.net.ext_grid.loc[1, "va_degree"] = 3.0
    case.net.line["max_i_ka"] = 0.1
    assert why_not(loop_of(with_pickup(case.read(), 2000.0))) == "loop_limits"


def test_a_section_going_dead_and_several_openings_at_once_make_no_loop() -> None:
    assert why_not(loop_of(NETWORK, Move(opened=(1,)))) == "isolates"
    assert why_not(loop_of(NETWORK, Move(opened=(0, 1), closed=(12,)))) == "several_at_once"


def test_every_reason_has_a_condition() -> None:
    assert len({code for code, _ in CONDITIONS}) == len(CONDITIONS) == 11


def test_the_meshed_state_has_the_circulating_current_of_runpp() -> None:
    case = ready()
    case.net.ext_grid.loc[1, "va_degree"] = 2.0
    network = case.read()
    loop = loop_of(network)
    found = loop.grid.load_case.solve(loop.closed)
    net = copy.deepcopy(network.net)
    net.switch.loc[12, "closed"] = True
    net.load["p_mw"], net.load["q_mvar"] = (
        loop.grid.load_case.p_mw[0],
        loop.grid.load_case.q_mvar[0],
    )
    small_net.runpp(net)
    wanted = [1000.0 * net.res_line.at[f.head_line, "i_from_ka"] for f in network.feeders]
    assert found.head_a[:, 0] == pytest.approx(wanted, abs=1e-3)
    # nearly twice F3's load alone
    assert found.head_a[2, 0] > 1.7 * loop.grid.base.head_a[2, 0]


def test_a_loop_closes_first_and_opens_the_tie_last_on_the_way_back() -> None:
    loop = loop_of(NETWORK)
    plain = Candidate(state=TO_F3.state, moves=(TO_F3,), dead=frozenset(), lost=frozenset())
    made, reasons = with_loops(loop.grid, TASK, plain, loop.hours)
    assert reasons == {(0, "before"): "", (0, "after"): ""}
    assert [(s.phase, s.action, s.switch) for s in made.steps] == [
        ("before", "close", 12), ("before", "open", 1),
        ("after", "close", 1), ("after", "open", 12),
    ]  # fmt: skip
    assert list(made.states())[-1] == NORMAL
    assert list(made.passed(NETWORK)) == []


def test_the_way_back_is_judged_by_its_own_gap() -> None:
    heavy = {"F1": 5.0, "F2": 1.0, "F3": 5.0, "F4": 1.0}
    case = allocate(NETWORK, small_net.heads(NETWORK, heavy, HOURS))
    grid = Grid(network=NETWORK, load_case=case, limits=LIMITS)
    plain = Candidate(state=TO_F3.state, moves=(TO_F3,), dead=frozenset(), lost=frozenset())
    made, reasons = with_loops(grid, TASK, plain, np.ones(HOURS, dtype=bool))
    # the ends of both feeders are low alike; the moved piece at the end of F3 is lower still
    assert reasons == {(0, "before"): "", (0, "after"): "voltage_step"}
    assert [(s.phase, s.action, s.switch) for s in made.steps] == [
        ("before", "close", 12), ("before", "open", 1),
        ("after", "open", 12), ("after", "close", 1),
    ]  # fmt: skip


def windows(network: Network) -> Windows:
    case = allocate(network, small_net.heads(network, 1.0, HOURS))
    return admissible(network, case, [TASK], OperatingLimits())


def test_the_steps_say_which_way_was_taken_and_why() -> None:
    found = windows(with_source(NETWORK, vector_group="Yy0"))
    plans = found.transfers.set_index("transfer_plan")
    steps = found.switching.groupby("transfer_plan")
    by_feeder = {plans.at[plan, "to_feeder"]: rows for plan, rows in steps}
    assert set(by_feeder["F2"]["method"]) == {"make_before_break"}
    assert set(by_feeder["F2"]["why"]) == {""}
    assert (by_feeder["F2"]["lost_load_mw"] == 0.0).all()
    assert set(by_feeder["F3"]["method"]) == {"break_before_make"}
    assert set(by_feeder["F3"]["why"]) == {"vector_group"}
    assert (by_feeder["F3"]["lost_load_mw"] > 0.0).any()


def test_a_short_interruption_is_counted_there_and_back_a_loop_interrupts_nobody() -> None:
    found = windows(with_source(NETWORK, vector_group="Yy0")).transfers.set_index("to_feeder")
    assert found.at["F2", "customers_switched"] == 0
    assert found.at["F2", "customer_minutes"] == 0.0
    assert found.at["F3", "customers_switched"] == 200
    assert found.at["F3", "customer_minutes"] == 200 * (15.0 + 15.0)  # the tie, then the section
    assert (found["customers_interrupted"] == 0).all()


def test_disconnectors_never_switch_load_not_even_in_a_loop() -> None:
    case = ready()
    case.switches.loc[case.switches["switch"].isin([11, 12]), "type"] = "disconnector"
    found = windows(case.read())
    assert found.switching.empty
    assert set(found.table["reason"]) == {"no_transfer"}


def test_a_vector_group_without_a_clock_number_is_a_fault() -> None:
    case = ready()
    case.sources.loc[1, "vector_group"] = "star-delta"
    with pytest.raises(NetworkFaults, match="sources B vector_group: found star-delta"):
        case.read()
