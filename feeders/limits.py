"""Electrical limits, and whether a switching state breaks one that today's state does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats
from feeders.elements import Elements as Elements
from feeders.fixed_point import StateResult
from feeders.network import Network

# What a task may worsen where the limit is already broken with no work at all (house rules).
WORSENING_POINTS = 0.1
# Both engines agree to 1e-6; comparing what is printed keeps them of one opinion.
DECIMALS_PU = 5
ROUNDING = 1e-9  # of a difference between two rounded values


@dataclass(frozen=True, kw_only=True)
class OperatingLimits:
    """Limits of the network section of a scenario.

    Parameters
    ----------
    loading_max_percent
        Highest loading of lines, transformers and feeder heads, 10 to 200. [percent]
    vm_min_pu, vm_max_pu
        Voltage band, around 1. [pu]
    heavy_percent
        Loading from which it is an alert, not above loading_max_percent. [percent]
    """

    loading_max_percent: float = 100.0
    vm_min_pu: float = 0.93
    vm_max_pu: float = 1.07
    heavy_percent: float = 80.0

    def __post_init__(self) -> None:
        if not 10.0 <= self.loading_max_percent <= 200.0:
            raise ValueError(f"loading_max_percent: {self.loading_max_percent}, wanted 10 to 200")
        if not 0.5 <= self.vm_min_pu < 1.0 < self.vm_max_pu <= 1.5:
            raise ValueError(f"vm: {self.vm_min_pu} to {self.vm_max_pu}, wanted a band around 1")
        if not 0.0 < self.heavy_percent <= self.loading_max_percent:
            raise ValueError(f"heavy_percent: {self.heavy_percent}, wanted above 0, not above max")


@dataclass(frozen=True, kw_only=True, order=True)
class Violation:
    """A limit broken. `cause` is base when it is so with no work at all, else plan.

    `element` is a code such as line:12, trafo:0, feeder:F03 or bus:7; `value` and `limit` are in
    percent for loadings, pu for voltages and MW for lost load.
    """

    time: pd.Timestamp
    code: str
    element: str
    value: float
    limit: float
    work_orders: tuple[str, ...] = ()
    cause: str = "plan"


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """One switching state against today's state: what is over its limit, and what is added.

    Rows are elements or buses, columns hours. `..._added` is over the limit and not so, or by
    more than 0.1 points less so, in today's state.
    """

    percent: Floats
    vm_pu: Floats
    over: Bools
    over_added: Bools
    low: Bools
    low_added: Bools
    high: Bools
    high_added: Bools
    lost: Bools
    lost_mw: Floats
    not_converged: Bools

    @property
    def ok(self) -> Bools:
        """Per hour whether nothing is added."""
        added = self.over_added.any(axis=0) | self.low_added.any(axis=0)
        return ~(added | self.high_added.any(axis=0) | self.lost | self.not_converged)


def compare(
    elements: Elements,
    result: StateResult,
    base: StateResult,
    load_mw: Floats,
    limits: OperatingLimits,
    planned_dead: Bools,
) -> Comparison:
    """Find what a switching state breaks.

    Parameters
    ----------
    elements
        Names and limits in the order of the results.
    result, base
        The state, and today's state at the same hours.
    load_mw
        Load per bus and hour; NaN where the bus carries no load at all. [MW]
    limits
        The operating limits.
    planned_dead
        Buses the work itself takes out of supply; their load is not a violation.
    """
    percent, before = elements.of_limits(result), elements.of_limits(base)
    vm, vm_before = np.round(result.vm_pu, DECIMALS_PU), np.round(base.vm_pu, DECIMALS_PU)
    worst = elements.limit_percent(limits.loading_max_percent)[:, None]
    over = percent > worst
    excused = (before > worst) & (before >= percent - WORSENING_POINTS - ROUNDING)
    over_added = over & ~excused
    low, low_added = _outside(limits.vm_min_pu - vm, limits.vm_min_pu - vm_before)
    high, high_added = _outside(vm - limits.vm_max_pu, vm_before - limits.vm_max_pu)
    dark = ~result.supplied & ~planned_dead & np.isfinite(load_mw).any(axis=1)
    return Comparison(
        percent=percent, vm_pu=vm, over=over, over_added=over_added, low=low, low_added=low_added,
        high=high, high_added=high_added, lost=np.full(percent.shape[1], dark.any()),
        lost_mw=np.nansum(load_mw[dark], axis=0), not_converged=~result.converged,
    )  # fmt: skip


def _outside(beyond: Floats, before: Floats) -> tuple[Bools, Bools]:
    """Where a voltage is beyond its limit, and where it is so by this state."""
    outside = beyond > 0.0
    excused = (before > 0.0) & (before >= beyond - WORSENING_POINTS / 100.0 - ROUNDING)
    return outside, outside & ~excused


def violations(
    network: Network,
    elements: Elements,
    found: Comparison,
    column: int,
    time: pd.Timestamp,
    limits: OperatingLimits,
    work_orders: tuple[str, ...],
) -> tuple[Violation, ...]:
    """All violations of one hour, sorted; of the voltages the worst bus of each feeder."""
    if found.not_converged[column]:
        return (Violation(time=time, code="not_converged", element="network", value=float("nan"),
                          limit=float("nan"), work_orders=work_orders),)  # fmt: skip
    worst = elements.limit_percent(limits.loading_max_percent)
    rows: list[tuple[str, str, float, float, bool]] = [
        (elements.codes[i], elements.names[i],
         *elements.reading(int(i), float(found.percent[i, column]), float(worst[i])),
         bool(found.over_added[i, column]))
        for i in np.flatnonzero(found.over[:, column])
    ]  # fmt: skip
    vm = found.vm_pu[:, column]
    for code, outside, added, limit, sign in (
        ("undervoltage", found.low, found.low_added, limits.vm_min_pu, 1.0),
        ("overvoltage", found.high, found.high_added, limits.vm_max_pu, -1.0),
    ):
        rows += [
            (code, elements.bus_names[i], vm[i], limit, bool(added[i, column]))
            for i in _worst_per_feeder(network, outside[:, column], sign * vm)
        ]
    if found.lost[column]:
        rows.append(("lost_load", "network", found.lost_mw[column], 0.0, True))
    return tuple(sorted(
        Violation(time=time, code=code, element=element, value=round(float(value), 5),
                  limit=limit, work_orders=work_orders if added else (),
                  cause="plan" if added else "base")
        for code, element, value, limit, added in rows
    ))  # fmt: skip


def _worst_per_feeder(network: Network, outside: Bools, depth: Floats) -> list[int]:
    buses = network.engine.model.buses
    worst: dict[str, int] = {}
    for i in np.flatnonzero(outside):
        feeder = network.feeder_of_bus.get(buses[i], "")
        if feeder not in worst or depth[i] < depth[worst[feeder]]:
            worst[feeder] = int(i)
    return sorted(worst.values())


REASONS = (
    "not_converged", "lost_load", "feeder_at_limit", "transformer_overload",
    "transformer_hot_spot", "transformer_top_oil", "line_overload", "undervoltage", "overvoltage",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdict:
    """Per hour: allowed or why not, the element that decides, and its distance to the limit.

    `margin_percent` is the distance to the limit: in points of loading, for a voltage that is
    the reason in percent of nominal, for a temperature in percent of its limit; negative beyond
    the limit, NaN where nothing was computed.
    """

    reason: tuple[str, ...]
    element: tuple[str, ...]
    margin_percent: Floats

    @property
    def allowed(self) -> Bools:
        """Per hour."""
        return np.array([not reason for reason in self.reason], dtype=bool)

    def with_head_at_limit(self, head: str, percent: Floats, limits: OperatingLimits) -> Verdict:
        """The same, but not allowed while the job's own head is at or above its limit.

        Reclosing must not be blocked on a feeder that may trip by overload at any moment, even
        where the job adds nothing to it.
        """
        hit = self.allowed & (percent >= limits.loading_max_percent)
        return Verdict(
            reason=tuple(np.where(hit, "feeder_at_limit", np.array(self.reason, dtype=object))),
            element=tuple(np.where(hit, head, np.array(self.element, dtype=object))),
            margin_percent=np.where(
                hit, np.round(limits.loading_max_percent - percent, 2), self.margin_percent
            ),
        )


def judge(elements: Elements, found: Comparison, limits: OperatingLimits, own: Bools) -> Verdict:
    """Reduce a comparison to one reason, one element and one margin per hour.

    Parameters
    ----------
    elements, found, limits
        As for `compare`.
    own
        Lines, transformers and heads of the feeders concerned, of which the one nearest to its
        limit is named in an allowed hour.
    """
    margin = elements.limit_percent(limits.loading_max_percent)[:, None] - found.percent
    volts = 100.0 * np.fmin(found.vm_pu - limits.vm_min_pu, limits.vm_max_pu - found.vm_pu)
    spare = np.where(elements.with_heat(own)[:, None], margin, np.inf)
    tightest = spare.argmin(axis=0)
    hours = np.arange(spare.shape[1])
    reason = np.full(len(hours), "", dtype=object)
    element = np.array(elements.names, dtype=object)[tightest]
    value = spare[tightest, hours]
    for code in reversed(REASONS):
        hit, which, by = _worst(elements, found, code, margin, volts)
        reason[hit], element[hit], value[hit] = code, which[hit], by[hit]
    return Verdict(reason=tuple(reason), element=tuple(element), margin_percent=np.round(value, 2))


def _worst(
    elements: Elements, found: Comparison, code: str, margin: Floats, volts: Floats
) -> tuple[Bools, np.typing.NDArray[np.object_], Floats]:
    """Hours in which `code` holds, its worst element there and that element's margin."""
    n_hours = margin.shape[1]
    if code in ("not_converged", "lost_load"):
        hit = found.not_converged if code == "not_converged" else found.lost
        return hit, np.full(n_hours, "network", dtype=object), np.full(n_hours, np.nan)
    if code in ("undervoltage", "overvoltage"):
        mask = found.low_added if code == "undervoltage" else found.high_added
        names, depth = np.array(elements.bus_names, dtype=object), volts
    else:
        mask = found.over_added & np.array([c == code for c in elements.codes])[:, None]
        names, depth = np.array(elements.names, dtype=object), margin
    masked = np.where(mask, depth, np.inf)
    worst = masked.argmin(axis=0)
    hit = np.asarray(mask.any(axis=0), dtype=bool)
    return hit, names[worst], masked[worst, np.arange(n_hours)]
