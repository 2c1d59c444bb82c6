from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import feeders.runpp
from feeders.allocation import LoadCase, allocate
from feeders.limits import OperatingLimits
from feeders.load_flow import CHECK_COLUMNS, check_states, feeder_of_element
from feeders.network import Network
from feeders.options import GridTask
from feeders.planned_state import State, dead_section, joint_state, state_hash
from feeders.topology import NORMAL, Switching
from feeders.windows import admissible
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
LIMITS = OperatingLimits()
TO_F2 = Switching(opened=(1,), closed=(11,))


def case(mw: float | dict[str, float], network: Network = NETWORK) -> LoadCase:
    return allocate(network, small_net.heads(network, mw).iloc[13:17])  # around the peak


def test_a_quiet_state_is_ok_and_has_all_columns() -> None:
    loads = case(2.0)
    found = check_states(NETWORK, loads, [State(time=loads.times[1])], LIMITS)
    assert list(found.table.columns) == CHECK_COLUMNS
    row = found.table.iloc[0]
    assert row["ok"]
    assert row["converged"]
    assert row["cause"] == ""
    assert row["open_switches"] == "11;12;13"
    assert row["lost_load_mw"] == 0.0
    assert found.violations == ()


@pytest.mark.parametrize("build", [small_net.two_substations, small_net.cigre, small_net.oberrhein])
def test_bulk_engine_and_referee_give_the_same_numbers(build: object) -> None:
    network = build().read()  # type: ignore[operator]
    loads = case(2.0, network)
    switch = network.tie_switches[0]
    states = [
        NORMAL,
        Switching(closed=(switch,)),
        Switching(opened=(network.feeders[0].head_switch,)),
    ]
    for state in states:
        bulk = loads.hours.solve(state)
        given = [State(time=time, open_switches=state.opened, closed_switches=state.closed,
                       work_orders=("W",)) for time in loads.times]  # fmt: skip
        table = check_states(network, loads, given, LIMITS).table
        np.testing.assert_allclose(table["vm_min_pu"], np.nanmin(bulk.vm_pu, axis=0), atol=6e-5)
        np.testing.assert_allclose(table["lost_load_mw"], bulk.lost_load_mw, atol=6e-4)


def test_a_load_flow_is_run_once_however_often_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loads = case(2.0)
    runs: list[object] = []
    run = feeders.runpp._runpp

    def counted(net: object) -> bool:
        runs.append(net)
        return run(net)

    monkeypatch.setattr("feeders.runpp._runpp", counted)
    moved = [State(time=t, open_switches=(1,), closed_switches=(11,), work_orders=("W",))
             for t in loads.times]  # fmt: skip
    first = check_states(NETWORK, loads, moved, LIMITS)
    assert len(runs) == 2 * len(loads.times)  # the normal state as well
    again = check_states(NETWORK, loads, moved[1:], LIMITS)
    assert len(runs) == 2 * len(loads.times)
    assert again.agreement.load_flows == 2 * len(moved[1:])
    pd.testing.assert_frame_equal(again.table, first.table[1:].reset_index(drop=True))
    check_states(NETWORK, case(2.5), moved[:1], LIMITS)  # other loads are other load flows
    assert len(runs) == 2 * len(loads.times) + 2


def test_two_transfers_that_are_fine_alone_overload_the_feeder_they_share() -> None:
    loads = case({"F1": 3.6, "F2": 2.0, "F3": 2.0, "F4": 5.0})
    limits = OperatingLimits(vm_min_pu=0.85)
    tasks = [
        GridTask(work_order="W1", feeder="F1", bus=10, switching="relieve"),
        GridTask(work_order="W2", feeder="F4", bus=40, switching="relieve"),
    ]
    options = {
        (option.task.work_order, option.touched): option
        for option in admissible(NETWORK, loads, tasks, limits).options
    }
    one, two = options["W1", ("F1", "F3")], options["W2", ("F3", "F4")]
    assert one.verdict.allowed.all()
    assert two.verdict.allowed.all()
    jobs = [("W1", 10, one.state), ("W2", 40, two.state)]
    time = loads.times[0]
    apart = [joint_state(NETWORK, time, [job]) for job in jobs]
    assert check_states(NETWORK, loads, apart, limits).findings == ()

    together = check_states(NETWORK, loads, [joint_state(NETWORK, time, jobs)], limits)

    worst = {(v.code, v.element) for v in together.findings}
    assert ("feeder_at_limit", "feeder:F3") in worst
    assert {v.work_orders for v in together.findings} == {("W1", "W2")}
    assert together.table.iloc[0]["cause"] == "plan"
    assert not together.table.iloc[0]["ok"]


def test_what_is_broken_with_no_work_at_all_is_an_alarm_not_a_finding() -> None:
    loads = case({"F1": 7.0, "F2": 1.0, "F3": 1.0, "F4": 1.0})
    limits = OperatingLimits(vm_min_pu=0.85)
    hot = int(loads.p_mw.sum(axis=1).argmax())
    alone, working = (State(time=loads.times[hot], work_orders=names) for names in ((), ("W",)))
    found = check_states(NETWORK, loads, [alone, working], limits)
    assert {v.cause for v in found.violations} == {"base"}
    assert found.findings == ()
    assert list(found.table["cause"]) == ["base", "base"]
    assert found.table["ok"].all()
    assert found.table.iloc[0]["feeder"] == "F1"
    # Once per hour, of the state without work, be the value another one while somebody works.
    assert found.violations == check_states(NETWORK, loads, [alone], limits).violations
    assert check_states(NETWORK, loads, [working], limits).violations == ()


def test_load_lost_by_the_work_itself_is_no_violation_but_other_load_is() -> None:
    loads = case(2.0)
    time = loads.times[0]
    own = joint_state(NETWORK, time, [("W", 12, Switching(opened=(2,)))])
    assert own.dead_buses == (12,)
    allowed = check_states(NETWORK, loads, [own], LIMITS)
    assert allowed.table.iloc[0]["lost_load_mw"] > 0.5
    assert allowed.table.iloc[0]["ok"]
    forgotten = check_states(NETWORK, loads, [replace(own, dead_buses=())], LIMITS)
    assert [v.code for v in forgotten.findings] == ["lost_load"]
    assert forgotten.findings[0].value > 0.5


def test_two_jobs_may_cut_off_what_lies_between_them() -> None:
    loads = case(2.0)
    # the first makes bus 10 dead and feeds the rest from F2, the second opens that very tie's side
    jobs = [("W1", 10, Switching(opened=(0, 1), closed=(11,))), ("W2", 22, Switching(opened=(5,)))]
    found = check_states(NETWORK, loads, [joint_state(NETWORK, loads.times[0], jobs)], LIMITS)
    assert [v.code for v in found.findings] == ["lost_load"]


def test_a_load_flow_without_a_solution_is_a_violation() -> None:
    loads = case(2.0)
    p = loads.p_mw.copy()
    p[2] *= 40.0
    heavy = replace(loads, p_mw=p, q_mvar=0.3 * p)
    states = [State(time=time, open_switches=TO_F2.opened, closed_switches=TO_F2.closed,
                    work_orders=("W",)) for time in loads.times]  # fmt: skip
    found = check_states(NETWORK, heavy, states, LIMITS)
    assert found.table["converged"].tolist() == [True, True, False, True]
    assert np.isnan(found.table["vm_min_pu"].iloc[2])
    assert found.table["loading_element"].iloc[2] == ""
    assert [(v.code, v.time) for v in found.findings] == [("not_converged", loads.times[2])]
    # the hour after the one that failed is the same as on its own
    alone = check_states(NETWORK, heavy, states[3:], LIMITS).table
    assert alone.iloc[0].equals(found.table.iloc[3])


def test_the_same_hour_and_state_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandapower

    calls = []
    real = pandapower.runpp
    monkeypatch.setattr(pandapower, "runpp", lambda *a, **k: calls.append(1) or real(*a, **k))
    loads = case(2.0)
    quarter = pd.Timedelta(minutes=15)
    states = [
        State(time=loads.times[1] + n * quarter, open_switches=(2,), closed_switches=(11,),
              work_orders=(order,))
        for n in range(4) for order in ("W1", "W2")
    ]  # fmt: skip
    found = check_states(NETWORK, loads, states, LIMITS)
    assert len(found.table) == 8
    assert len(calls) == 2  # the state, and today's state of that hour
    assert set(found.table["time"]) == {loads.times[1]}


def test_the_network_given_stays_as_it_was() -> None:
    loads = case(2.0)
    before = NETWORK.net.switch["closed"].copy(), NETWORK.net.load["p_mw"].copy()
    check_states(NETWORK, loads, [State(time=loads.times[0], open_switches=(2,))], LIMITS)
    pd.testing.assert_series_equal(NETWORK.net.switch["closed"], before[0])
    pd.testing.assert_series_equal(NETWORK.net.load["p_mw"], before[1])


def test_jobs_share_the_switches_they_both_operate() -> None:
    time = pd.Timestamp("2025-07-21", tz="Asia/Shanghai")
    state = joint_state(NETWORK, time, [("W2", 10, TO_F2), ("W1", 10, TO_F2)])
    assert state.switching == TO_F2
    assert state.work_orders == ("W1", "W2")
    assert state.dead_buses == ()
    assert joint_state(NETWORK, time, ()).switching == NORMAL


def test_the_dead_section_around_a_bus() -> None:
    assert dead_section(NETWORK, 11, Switching(opened=(1, 2), closed=(11,))) == (11,)
    assert dead_section(NETWORK, 11, TO_F2) == ()


def test_a_state_has_a_name_and_an_element_a_feeder() -> None:
    assert state_hash(NETWORK, NORMAL) == state_hash(NETWORK, Switching())
    assert state_hash(NETWORK, TO_F2) != state_hash(NETWORK, NORMAL)
    assert [feeder_of_element(NETWORK, e) for e in ("line:1", "bus:31", "feeder:F4", "trafo:0", "")
            ] == ["F1", "F3", "F4", "", ""]  # fmt: skip
