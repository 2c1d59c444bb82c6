"""Judge all transfers of a task and keep the best ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools
from feeders.limits import Verdict
from feeders.options import Grid, GridTask
from feeders.transfer import Candidate, candidates

MAX_RANKS = 3
SlotsAllowed = Callable[[Candidate, Verdict], Bools]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """A judged transfer; smaller `key` is better."""

    candidate: Candidate
    verdict: Verdict
    key: tuple[float, ...]

    @property
    def hours_in_violation(self) -> int:
        """Hours in which the transfer breaks a limit."""
        return int(self.key[0])


def rank(grid: Grid, task: GridTask, slots_allowed: SlotsAllowed) -> tuple[Ranked, ...]:
    """Rank the transfers for a task and keep at most three, best first.

    The best has the fewest hours in violation, then most allowed slots, fewest operations, largest
    margin and fewest customers interrupted.

    Parameters
    ----------
    grid
        Network, loads and limits.
    task
        A task that needs switching.
    slots_allowed
        Allowed slots of a judged transfer, restrictions included.

    Notes
    -----
    Dividing a piece between two ties is tried only where no single tie is free of violations.
    Transfers that are allowed in no slot are kept only when there is no better one.
    """
    found = _judged(grid, task, slots_allowed, splits=False)
    if not found or found[0].hours_in_violation:
        found = _judged(grid, task, slots_allowed, splits=True)
    useful = [ranked for ranked in found if ranked.key[1] < 0.0]
    return tuple(useful[:MAX_RANKS] or found[:1])


def _judged(
    grid: Grid, task: GridTask, slots_allowed: SlotsAllowed, *, splits: bool
) -> list[Ranked]:
    options = candidates(grid.network, task.bus, task.switching, task.section_switches,
                         splits=splits)  # fmt: skip
    ranked = [_rank(grid, task, candidate, slots_allowed) for candidate in options]
    return sorted(ranked, key=lambda r: (r.key, r.candidate.state))


def _rank(grid: Grid, task: GridTask, candidate: Candidate, slots_allowed: SlotsAllowed) -> Ranked:
    verdict = grid.judge(task, candidate.state, candidate.dead)
    slots = slots_allowed(candidate, verdict)
    margins = verdict.margin_percent[verdict.allowed]
    key = (
        float((~verdict.allowed).sum()), -float(slots.sum()), float(candidate.operations),
        -float(margins.min()) if len(margins) else np.inf,
        float(grid.network.customers_in(candidate.dead | candidate.lost)),
    )  # fmt: skip
    return Ranked(candidate=candidate, verdict=verdict, key=key)
