"""Thousands of load flows at once against pandapower's own, one at a time."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandapower
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeders.batch import BatchResult, Status, solve_batch
from feeders.fixed_point import FixedPoint
from feeders.grid_model import build_grid_model
from feeders.topology import NORMAL, Switching, build_topology
from tests.feeders.random_net import random_net, switched
from tests.feeders.small_net import runpp, two_substations


def engine_of(net: Any) -> FixedPoint:
    closed = frozenset(int(i) for i in net.switch.index[net.switch["closed"].astype(bool)])
    return FixedPoint(build_grid_model(net), closed, [])


def loads_of(net: Any, factors: tuple[float, ...] = (1.0,)) -> tuple[np.ndarray, np.ndarray]:
    """The net's loads, one hour per factor."""
    scale = np.array(factors)[None, :, None]
    return tuple(scale * net.load[c].to_numpy()[None, None, :] for c in ("p_mw", "q_mvar"))


def solved(net: Any, *states: Switching) -> BatchResult:
    return solve_batch(engine_of(net), states, *loads_of(net))


def referee(net: Any, state: Switching) -> tuple[float, float, float] | None:
    """Lowest and highest voltage and highest loading by pandapower, if it finds any."""
    closed = net.switch["closed"].copy()
    net.switch.loc[list(state.opened), "closed"] = False
    net.switch.loc[list(state.closed), "closed"] = True
    try:
        runpp(net)
    except pandapower.LoadflowNotConverged:
        return None
    finally:
        net.switch["closed"] = closed
    vm = net.res_bus["vm_pu"]
    loading = [net.res_line["loading_percent"], net.res_trafo.get("loading_percent", [])]
    return vm.min(), vm.max(), np.nan_to_num(np.concatenate(loading)).max()


def assert_as_runpp(net: Any, states: list[Switching]) -> None:
    found = solved(net, *states)
    for row, state in enumerate(states):
        wanted = referee(net, state)
        if wanted is None:
            assert found.names[row, 0, 0] == "not_converged"
            continue
        low, high, worst = wanted
        assert found.vm_min_pu[row, 0, 0] == pytest.approx(low, abs=1e-8)
        assert found.vm_max_pu[row, 0, 0] == pytest.approx(high, abs=1e-8)
        assert found.loading_max_percent[row, 0, 0] == pytest.approx(worst, abs=1e-5)


def restored(net: Any, step: int) -> list[Switching]:
    """Every `step`-th closed switch opened alone, and with the first tie that restores all."""
    topology = build_topology(net)
    states = [NORMAL]
    ties = [int(i) for i in net.switch.index[~net.switch["closed"]]]
    for switch in sorted(topology.normally_closed)[::step]:
        states.append(Switching(opened=(switch,)))
        for tie in ties:
            state = Switching(opened=(switch,), closed=(tie,))
            tree = topology.tree(state)
            if tree.live[: len(topology.buses)].all() and not tree.chords:
                states.append(state)
                break
    return states


@pytest.mark.parametrize(
    ("name", "step"), [("case33bw", 2), ("create_cigre_network_mv", 1), ("mv_oberrhein", 15)]
)
def test_published_networks_agree_with_runpp_in_every_state(name: str, step: int) -> None:
    net = switched(name)
    states = restored(net, step)
    assert len(states) > 20
    assert_as_runpp(net, states)


@pytest.mark.parametrize("name", ["comm", "urban", "semiurb"])
def test_simbench_networks_agree_with_runpp_in_every_state(name: str) -> None:
    simbench = pytest.importorskip("simbench", reason="simbench is only in the bench extra")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # simbench's own csv reader
        net = simbench.get_simbench_net(f"1-MV-{name}--0-sw")
    net.trafo["tap_changer_type"] = "Ratio"
    assert_as_runpp(net, restored(net, 5))


@settings(max_examples=15, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(st.integers(0, 10**6), st.integers(2, 200), st.integers(1, 3))
def test_random_radial_networks_agree_with_runpp(seed: int, buses: int, trafos: int) -> None:
    net = random_net(seed, buses, trafos)
    assert_as_runpp(net, [NORMAL])
    assert solved(net, NORMAL).names[0, 0, 0] in ("converged", "island")


@settings(max_examples=8, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(st.integers(0, 10**6), st.integers(4, 60), st.integers(1, 2))
def test_random_states_with_an_island_or_a_loop_are_named(
    seed: int, buses: int, trafos: int
) -> None:
    net = random_net(seed, buses, trafos)
    topology = build_topology(net)
    rng = np.random.default_rng(seed)
    states = [NORMAL]
    for _ in range(30):
        some = rng.choice(net.switch.index, min(3, len(net.switch)), replace=False)
        opened = tuple(int(i) for i in some if net.switch.at[i, "closed"])
        closed = tuple(int(i) for i in some if not net.switch.at[i, "closed"])
        states.append(Switching(opened=opened, closed=closed))
    status = solved(net, *states).status[:, 0, 0]
    parallel = trafos - 1
    for state, found in zip(states, status, strict=True):
        tree = topology.tree(state)
        assert bool(found & Status.ISLAND) == (not tree.live[: len(topology.buses)].all())
        assert bool(found & Status.MESHED) == (len(tree.chords) > parallel)


def test_a_loop_is_named_and_computed_with_sparse_factors() -> None:
    net = two_substations().net
    state = Switching(opened=(1,), closed=(11, 12))
    found = solved(net, state, Switching(closed=(11,)))
    assert found.names[:, 0, 0].tolist() == ["meshed", "meshed"]
    assert_as_runpp(net, [state, Switching(closed=(11,))])


def test_an_island_is_named_and_its_load_lost() -> None:
    net = two_substations().net
    found = solved(net, NORMAL, Switching(opened=(1,)), Switching(opened=(1,), closed=(11,)))
    assert found.names[:, 0, 0].tolist() == ["converged", "island", "converged"]
    assert found.lost_load_mw[:, 0, 0] == pytest.approx([0.0, 1.0, 0.0])


def test_a_source_switched_off_leaves_its_whole_part_dead() -> None:
    net = two_substations().net
    switch = int(pandapower.create_switch(net, 0, 0, "t"))
    found = solved(net, Switching(opened=(switch,)), Switching(opened=(switch,), closed=(12,)))
    assert found.lost_load_mw[:, 0, 0] == pytest.approx([3.0, 0.0])
    assert_as_runpp(net, [Switching(opened=(switch,))])


def test_two_sources_joined_are_meshed() -> None:
    net = two_substations().net
    assert solved(net, Switching(closed=(12,))).names[0, 0, 0] == "meshed"


def test_an_hour_without_a_solution_is_named_and_has_no_values() -> None:
    net = two_substations().net
    found = solve_batch(engine_of(net), [NORMAL], *loads_of(net, (1.0, 60.0, 0.5)))
    assert found.names[0, 0].tolist() == ["converged", "not_converged", "converged"]
    assert np.isnan(found.vm_min_pu[0, 0]).tolist() == [False, True, False]


def test_load_cases_and_threads_change_nothing() -> None:
    net = two_substations().net
    engine = engine_of(net)
    states = [NORMAL, Switching(opened=(2,), closed=(11,)), Switching(opened=(5,), closed=(11,))]
    p, q = loads_of(net, tuple(np.linspace(0.4, 1.2, 30)))
    one = solve_batch(engine, states, p, q)
    cases = [np.stack([power[0, :15], power[0, 15:]]) for power in (p, q)]
    two = solve_batch(engine, states, *cases, threads=2)
    assert two.vm_min_pu.shape == (3, 2, 15)
    for name in ("vm_min_pu", "vm_max_pu", "loading_max_percent", "lost_load_mw", "status"):
        whole = getattr(one, name).reshape(3, 2, 15)
        np.testing.assert_allclose(getattr(two, name), whole, rtol=0, atol=1e-9)


def test_the_extremes_are_those_of_all_voltages() -> None:
    net = switched("mv_oberrhein")
    engine = engine_of(net)
    states = restored(net, 40)
    p, q = loads_of(net, (0.3, 0.8, 1.0))
    found = solve_batch(engine, states, p, q)
    hours = engine.hours(p[0], q[0])
    for row, state in enumerate(states):
        wanted = hours.solve(state)
        vm = wanted.vm_pu[wanted.supplied]
        np.testing.assert_allclose(found.vm_min_pu[row, 0], vm.min(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.vm_max_pu[row, 0], vm.max(axis=0), atol=1e-12)
        np.testing.assert_allclose(
            found.loading_max_percent[row, 0], wanted.branch_percent.max(axis=0), atol=1e-8
        )
        np.testing.assert_allclose(found.lost_load_mw[row, 0], wanted.lost_load_mw, atol=1e-12)


def test_loads_of_the_wrong_shape_are_refused() -> None:
    net = two_substations().net
    with pytest.raises(ValueError, match="wanted load cases x hours x 11"):
        solve_batch(engine_of(net), [NORMAL], np.zeros((2, 11)), np.zeros((2, 11)))
