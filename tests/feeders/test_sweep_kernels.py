"""The compiled sweep against the Python it was written in, on nets with everything in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandapower
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeders import (
    batch,
    batch_kernel,
    fixed_point,
    measure_kernel,
    mesh_batch,
    mesh_kernel,
    parts,
    plant_kernel,
    sweep_kernel,
    tree_kernel,
    wiring,
)
from feeders.batch import solve_batch
from feeders.fixed_point import FixedPoint
from feeders.grid_model import build_grid_model
from feeders.topology import NORMAL, Switching
from tests.feeders.small_net import two_substations

MODULES = (
    fixed_point, tree_kernel, plant_kernel, sweep_kernel, batch_kernel, batch, wiring, parts,
    measure_kernel, mesh_kernel, mesh_batch,
)  # fmt: skip
STATES = (
    NORMAL,
    Switching(opened=(4,)),  # an island
    Switching(opened=(2,), closed=(11,)),
    Switching(closed=(11,)),  # a loop within a substation
    Switching(closed=(15,)),  # switched at a source
)


def net_with_everything(*, joined: bool) -> Any:
    """Parallel transformers, a line shorted by a switch, two sources in one or joined by a line."""
    net = two_substations().net
    net.trafo.loc[2] = net.trafo.loc[0]
    pandapower.create_switch(net, 10, 11, "b")  # shorts the line between them: 14
    pandapower.create_switch(net, 0, 2, "b", closed=False)  # joins the sources: 15
    if joined:
        pandapower.create_line_from_parameters(
            net,
            0,
            2,
            length_km=1.0,
            r_ohm_per_km=0.1,
            x_ohm_per_km=0.3,
            c_nf_per_km=9.0,
            max_i_ka=0.5,
        )
    pandapower.create_sgen(net, 12, p_mw=0.2)
    return net


def pure(patch: pytest.MonkeyPatch) -> None:
    """Let every kernel run as it is written."""
    for module in MODULES:
        for name, value in list(vars(module).items()):
            if hasattr(value, "py_func"):
                patch.setattr(module, name, value.py_func)


def assert_same(one: Any, other: Any, *names: str) -> None:
    for name in names:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-9)


@pytest.mark.parametrize("joined", [False, True])
def test_the_compiled_kernels_are_the_python_they_were_written_in(
    monkeypatch: pytest.MonkeyPatch, joined: bool
) -> None:
    net = net_with_everything(joined=joined)
    closed = frozenset(int(i) for i in net.switch.index[net.switch["closed"]])
    model = build_grid_model(net)
    factors = np.array([1.0, 60.0, 0.3])[None, :, None]  # the second is beyond what is possible
    p, q = (factors * net.load[c].to_numpy() for c in ("p_mw", "q_mvar"))
    found = []
    for written in (False, True):
        with monkeypatch.context() as patch:
            if written:
                pure(patch)
            engine = FixedPoint(model, closed, [])
            with np.errstate(all="ignore"):
                found.append((
                    solve_batch(engine, STATES, p, q),
                    *(engine.hours(p[0], q[0]).solve(state) for state in STATES),
                ))  # fmt: skip
    names = found[0][0].names[:, 0, 0].tolist()
    alone = ["converged", "island", "converged", "meshed", "converged"]
    with_line = ["meshed", "island, meshed", "meshed", "meshed", "converged"]
    assert names == (with_line if joined else alone)
    for one, other in zip(*found, strict=True):
        if one is found[0][0]:
            assert_same(one, other, "status", "lost_load_mw")
            assert_same(one, other, "vm_min_pu", "vm_max_pu", "loading_max_percent")
        else:
            assert_same(one, other, "vm_pu", "branch_percent", "converged", "supplied")


def test_blocks_hold_whole_lanes_and_no_nearly_empty_rest() -> None:
    for hours_of in (sweep_kernel.block_hours, sweep_kernel.block_hours.py_func):
        assert hours_of(100, 24) == 24
        assert hours_of(100, 1) == 8
        assert hours_of(100, 120) in (40, 64)
        assert hours_of(100_000, 120) == 16


@given(st.integers(0, 500), st.integers(2, 8))
def test_the_pieces_of_a_batch_are_all_states_once(count: int, threads: int) -> None:
    cuts = batch._cuts(count, threads)
    assert cuts[0] == 0
    assert cuts[-1] == count
    sizes = np.diff(cuts)
    assert (sizes > 0).all()
    assert (np.diff(sizes) <= 0).all()
