from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeders.fixed_point import FixedPoint, StateResult
from feeders.grid_model import build_grid_model
from feeders.topology import NORMAL, Switching, build_topology
from tests.feeders import small_net
from tests.feeders.small_net import Builder, benchmark, runpp


def engine(net: Any) -> FixedPoint:
    closed = frozenset(int(i) for i in net.switch.index[net.switch["closed"].astype(bool)])
    return FixedPoint(build_grid_model(net), closed, [])


def one_hour(net: Any, state: Switching = NORMAL) -> StateResult:
    p, q = (net.load[c].to_numpy()[None, :] for c in ("p_mw", "q_mvar"))
    return engine(net).hours(p, q).solve(state)


def fold(net: Any) -> Any:
    for name in ("load", "sgen"):
        if len(net[name]):
            for column in ("p_mw", "q_mvar"):
                net[name][column] *= net[name]["scaling"]
            net[name]["scaling"] = 1.0
    return net


def assert_same(net: Any, state: Switching = NORMAL) -> None:
    """The bulk engine and runpp agree on the net in a switching state."""
    found = one_hour(net, state)
    net.switch.loc[list(state.opened), "closed"] = False
    net.switch.loc[list(state.closed), "closed"] = True
    runpp(net)
    assert found.converged.all()
    np.testing.assert_array_equal(found.supplied, np.isfinite(net.res_bus["vm_pu"]))
    np.testing.assert_allclose(found.vm_pu[:, 0], net.res_bus["vm_pu"], atol=1e-6)
    percent = [net.res_line["loading_percent"], net.res_trafo.get("loading_percent", [])]
    wanted = np.nan_to_num(np.concatenate(percent).astype(float))
    np.testing.assert_allclose(found.branch_percent[:, 0], wanted, atol=1e-3)


@pytest.mark.parametrize("name", ["case33bw", "create_cigre_network_mv", "mv_oberrhein"])
def test_published_networks_agree_with_runpp(name: str) -> None:
    assert_same(fold(benchmark(name)))


def test_the_33_bus_case_has_its_published_losses() -> None:
    # Baran and Wu 1989: 202.677 kW and 0.91309 pu at bus 18
    net = benchmark("case33bw")
    model_heads = FixedPoint(build_grid_model(net), frozenset(), [(0, True)])
    p, q = (net.load[c].to_numpy()[None, :] for c in ("p_mw", "q_mvar"))
    found = model_heads.hours(p, q).solve()
    assert found.head_mw[0, 0] - p.sum() == pytest.approx(0.202677, abs=1e-6)
    assert found.vm_pu.min() == pytest.approx(0.91309, abs=1e-5)


@pytest.mark.parametrize(
    "state",
    [
        Switching(closed=(1,)),  # a closed tie meshes the feeder
        Switching(closed=(1, 2, 4)),  # all ties: two transformers in parallel
        Switching(opened=(6,)),  # transformer off: half the network dead
        Switching(opened=(0,)),  # a tie line open at both ends
    ],
)
def test_meshed_and_dead_states_agree_with_runpp(state: Switching) -> None:
    assert_same(benchmark("create_cigre_network_mv"), state)


def test_taps_shunts_generators_and_coupled_busbars_agree_with_runpp() -> None:
    import pandapower

    net = small_net.two_substations().net
    net.trafo.loc[0, "tap_pos"] = -3
    pandapower.create_bus(net, vn_kv=10.0, index=50)
    pandapower.create_switch(net, 1, 50, "b")
    pandapower.create_shunt(net, 50, q_mvar=-1.2, vn_kv=10.5, step=2)
    pandapower.create_sgen(net, 12, p_mw=0.7, q_mvar=0.1)
    assert_same(net)


def test_lines_at_a_bus_out_of_service_hang_open() -> None:
    net = small_net.two_substations().net
    net.bus.loc[12, "in_service"] = False
    runpp(net)
    found = one_hour(net)
    kept = net.bus["in_service"].to_numpy()
    np.testing.assert_allclose(found.vm_pu[kept, 0], net.res_bus["vm_pu"][kept], atol=1e-6)


def test_two_sources_joined_by_one_line_agree_with_runpp() -> None:
    import pandapower

    b = Builder()
    b.bus(0)
    line = b.line(0, 1, km=3.0)
    b.load(1)
    pandapower.create_ext_grid(b.net, 0, vm_pu=1.02)
    pandapower.create_ext_grid(b.net, 1, vm_pu=1.00)
    runpp(b.net)
    found = one_hour(b.net)
    assert found.branch_percent[line, 0] == pytest.approx(b.net.res_line.at[0, "loading_percent"])
    assert found.vm_pu[:, 0] == pytest.approx([1.02, 1.0])


def test_an_island_loses_its_load_and_nothing_else() -> None:
    network = small_net.two_substations().read()
    p, q = (network.net.load[c].to_numpy()[None, :] for c in ("p_mw", "q_mvar"))
    found = network.engine.hours(p, q).solve(Switching(opened=(1,)))
    dead = [network.engine.model.buses[i] for i in np.flatnonzero(~found.supplied)]
    assert dead == [11, 12]
    assert found.lost_load_mw[0] == pytest.approx(1.0)
    assert found.converged.all()


def test_hours_do_not_influence_one_another_and_a_hopeless_one_is_named() -> None:
    network = small_net.two_substations().read()
    p = np.repeat(network.net.load["p_mw"].to_numpy()[None, :], 11, axis=0)
    p[4] *= 60.0  # beyond what the lines can carry
    found = network.engine.hours(p, 0.3 * p).solve()
    alone = network.engine.hours(p[:1], 0.3 * p[:1]).solve()
    assert list(np.flatnonzero(~found.converged)) == [4]
    assert np.isnan(found.vm_pu[4:8, 4]).all()
    np.testing.assert_allclose(found.vm_pu[:, 10], alone.vm_pu[:, 0], atol=1e-9)


def test_head_current_and_power_are_measured_at_the_busbar() -> None:
    network = small_net.two_substations().read()
    runpp(network.net)
    p, q = (network.net.load[c].to_numpy()[None, :] for c in ("p_mw", "q_mvar"))
    found = network.engine.hours(p, q).solve()
    heads = [feeder.head_line for feeder in network.feeders]
    wanted = network.net.res_line.loc[heads]
    np.testing.assert_allclose(found.head_mw[:, 0], wanted["p_from_mw"], atol=1e-6)
    np.testing.assert_allclose(found.head_a[:, 0], 1000.0 * wanted["i_from_ka"], atol=1e-3)


def test_the_busbar_may_be_at_the_to_end_of_the_head_line() -> None:
    case = small_net.two_substations()
    case.net.line.loc[0, ["from_bus", "to_bus"]] = [10, 1]
    turned, plain = case.read(), small_net.two_substations().read()
    p, q = (plain.net.load[c].to_numpy()[None, :] for c in ("p_mw", "q_mvar"))
    np.testing.assert_allclose(
        turned.engine.hours(p, q).solve().head_a, plain.engine.hours(p, q).solve().head_a
    )


def test_unchanged_parts_of_the_network_are_factorised_once() -> None:
    network = small_net.two_substations().read()
    normal = network.engine.layout().parts
    moved = network.engine.layout(Switching(opened=(2,), closed=(11,)))
    assert moved.parts[0] is normal[1]  # the other substation
    assert moved.dropped == (normal[0],)
    assert moved.parts[1:] == moved.changed


def test_loads_of_the_wrong_shape_are_refused() -> None:
    network = small_net.two_substations().read()
    with pytest.raises(ValueError, match="wanted hours x 11"):
        network.engine.hours(np.zeros((2, 3)), np.zeros((2, 3)))


@st.composite
def radial_nets(draw: st.DrawFn) -> Any:
    """A random tree of 3 to 14 buses behind one transformer, some of its switches open."""
    count = draw(st.integers(3, 14))
    parents = [draw(st.integers(0, i)) for i in range(count)]
    b = Builder(vm_pu=draw(st.floats(0.98, 1.05)))
    b.substation(0, 1)
    for i, parent in enumerate(parents):
        line = b.line(1 if parent == 0 else 99 + parent, 100 + i, km=draw(st.floats(0.1, 3.0)))
        if draw(st.booleans()):
            b.switch(int(b.net.line.at[line, "from_bus"]), line, closed=draw(st.integers(0, 4)) > 0)
        b.load(100 + i, draw(st.floats(-0.3, 0.6)))
    return b.net


@settings(max_examples=15, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(radial_nets())
def test_random_radial_networks_agree_with_runpp(net: Any) -> None:
    assert_same(net)


def test_the_topology_and_the_model_have_the_same_idea_of_supply() -> None:
    net = small_net.cigre().net
    topology = build_topology(net)
    for switch in net.switch.index[net.switch["closed"]]:
        state = Switching(opened=(int(switch),))
        live = topology.tree(state).live[: len(topology.buses)]
        np.testing.assert_array_equal(one_hour(net, state).supplied, live)
