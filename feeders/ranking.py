"""Judge all transfers of a task and keep the best ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools
from feeders.exchange import exchanges
from feeders.limits import Verdict
from feeders.moves import Candidate
from feeders.options import Grid, GridTask
from feeders.transfer import candidates
from feeders.verdicts import worst_of

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
    One exchange more is tried only where no transfer without it is free of violations. A transfer
    is allowed in an hour only if the state after each step is. Transfers that are allowed in
    no slot are kept only when there is no better one.
    """
    network, bus = grid.network, task.bus
    plain = candidates(network, bus, task.switching, task.section_switches)
    found = [_rank(grid, task, candidate, slots_allowed) for candidate in plain]
    if not any(ranked.hours_in_violation == 0 for ranked in found):
        more = (c for base in plain for c in exchanges(network, bus, base))
        found += [_rank(grid, task, candidate, slots_allowed) for candidate in more]
    found.sort(key=lambda ranked: (ranked.key, ranked.candidate.state))
    found = list(_best_order(found))
    useful = [ranked for ranked in found if ranked.key[1] < 0.0]
    return tuple(useful[:MAX_RANKS] or found[:1])


def _best_order(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    """Of each state the first one, which passes through the fewest violations."""
    seen = set()
    for item in ranked:
        if item.candidate.state not in seen:
            seen.add(item.candidate.state)
            yield item


def _rank(grid: Grid, task: GridTask, candidate: Candidate, slots_allowed: SlotsAllowed) -> Ranked:
    states = (candidate.state, candidate.dead), *candidate.passed(grid.network)
    verdict = worst_of([grid.judge(task, state, dead) for state, dead in states])
    slots = slots_allowed(candidate, verdict)
    margins = verdict.margin_percent[verdict.allowed]
    key = (
        float((~verdict.allowed).sum()), -float(slots.sum()), float(candidate.operations),
        -float(margins.min()) if len(margins) else np.inf,
        float(grid.network.customers_in(candidate.dead | candidate.lost)),
    )  # fmt: skip
    return Ranked(candidate=candidate, verdict=verdict, key=key)
