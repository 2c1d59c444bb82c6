"""Whether both engines say the same: the bulk engine that decides, and pandapower, the referee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.topology import Switching

if TYPE_CHECKING:
    from feeders.allocation import LoadCase
    from feeders.network import Network
    from feeders.options import GridOption

TOLERANCE_PU = 1e-6
TOLERANCE_POINTS = 1e-3
SAMPLED_SHARE = 0.01
"""Part of all windows, one per option and hour, that the referee computes again."""

_SHOWN = 20

HourState = tuple[int, Switching]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far the engines are apart over a number of load flows.

    Parameters
    ----------
    load_flows
        Hours and switching states that both engines computed.
    voltage_gap_pu, loading_gap_points
        Largest difference of a bus voltage, and of the loading of a line or transformer.
    """

    load_flows: int = 0
    voltage_gap_pu: float = 0.0
    loading_gap_points: float = 0.0

    def __or__(self, other: Agreement) -> Agreement:
        """Both together; a load flow in both counts twice."""
        return Agreement(
            load_flows=self.load_flows + other.load_flows,
            voltage_gap_pu=max(self.voltage_gap_pu, other.voltage_gap_pu),
            loading_gap_points=max(self.loading_gap_points, other.loading_gap_points),
        )


class EnginesDisagree(RuntimeError):  # noqa: N818 - reads as the sentence the user sees
    """The two engines differ by more than their tolerance: no plan can be trusted."""


def compare_engines(
    network: Network, load_case: LoadCase, refereed: Mapping[HourState, StateResult]
) -> Agreement:
    """Compute the referee's load flows with the bulk engine too.

    Parameters
    ----------
    network
        The network in today's normal state.
    load_case
        The loads of both.
    refereed
        The referee's result per row of the load case and switching state, one hour each.

    Raises
    ------
    EnginesDisagree
        Naming the places where voltages differ by more than 1e-6 p.u., loadings by more than 1e-3
        points, or a bus is supplied in one engine only. An hour that the bulk engine has no
        solution for is closed to work whatever the referee says, and not compared; one that only
        the referee has none for is named.
    """
    total, report = Agreement(), list[str]()
    for state in sorted({state for _, state in refereed}):
        bulk = load_case.hours.solve(state)
        for hour, other in sorted(refereed):
            if other == state and bulk.converged[hour]:
                compared = _Compared(network, bulk, refereed[hour, state], hour)
                total |= compared.agreement()
                report += [
                    f"{load_case.times[hour]:%Y-%m-%dT%H:%M%z} {_named(state)}: {line}"
                    for line in compared.report()
                ]
    if report:
        more = [f"and {len(report) - _SHOWN} more"] if len(report) > _SHOWN else []
        raise EnginesDisagree("\n".join([*report[:_SHOWN], *more]))
    return total


def sampled_windows(
    options: Sequence[GridOption], hours: int, seed: int
) -> tuple[tuple[HourState, ...], int]:
    """One in a hundred of the windows, drawn by the seed: their hours and states, and how many.

    Parameters
    ----------
    options
        All options; each is a window in every hour.
    hours
        Number of hours.
    seed
        Of the scenario.
    """
    cells = len(options) * hours
    drawn = np.random.default_rng(seed).choice(
        cells, size=int(np.ceil(SAMPLED_SHARE * cells)), replace=False
    )
    found = [(int(cell % hours), options[cell // hours].state) for cell in drawn]
    return tuple(sorted(set(found))), len(drawn)


def _named(state: Switching) -> str:
    return (
        f"opened {list(state.opened)} closed {list(state.closed)}" if state else "the normal state"
    )


class _Compared:
    """One hour of a state in both engines."""

    def __init__(
        self, network: Network, bulk: StateResult, referee: StateResult, hour: int
    ) -> None:
        model = network.engine.model
        self._buses = [f"bus:{bus}" for bus in model.buses]
        self._branches = [
            *(f"line:{line}" for line in model.lines),
            *(f"trafo:{trafo}" for trafo in model.trafos),
        ]
        self._vm = bulk.vm_pu[:, hour], referee.vm_pu[:, 0]
        self._loading = bulk.branch_percent[:, hour], referee.branch_percent[:, 0]
        self._converged = bool(referee.converged[0])

    def agreement(self) -> Agreement:
        """The largest differences; none where the referee has no solution."""
        return Agreement(
            load_flows=1,
            voltage_gap_pu=_largest(self._vm),
            loading_gap_points=_largest(self._loading),
        )

    def report(self) -> list[str]:
        """Every place where the engines are too far apart."""
        if not self._converged:
            return ["found converged in the bulk engine, wanted converged in pandapower"]
        return [
            *_apart(self._buses, self._vm, TOLERANCE_PU, "p.u."),
            *_apart(self._branches, self._loading, TOLERANCE_POINTS, "percent"),
        ]


def _largest(pair: tuple[Floats, Floats]) -> float:
    gap = np.abs(pair[0] - pair[1])
    return float(np.nanmax(gap)) if np.isfinite(gap).any() else 0.0


def _apart(
    names: Sequence[str], pair: tuple[Floats, Floats], tolerance: float, unit: str
) -> list[str]:
    bulk, referee = pair
    one_dead = np.isnan(bulk) != np.isnan(referee)
    with np.errstate(invalid="ignore"):
        far = one_dead | (np.abs(bulk - referee) > tolerance)
    return [
        f"{name} {ours:.9g} {unit} in the bulk engine, {theirs:.9g} in pandapower"
        for name, ours, theirs, apart in zip(names, bulk, referee, far, strict=True)
        if apart
    ]
