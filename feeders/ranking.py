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
    One exchange more is tried only where no transfer without it is free of violations, and only
    where the job's own head is not all that is in the way; it is kept where fewer hours are in
    violation. A transfer is allowed in an hour only if the state after each step is. Transfers
    that are allowed in no slot are kept only when there is no better one.
    """
    network, bus = grid.network, task.bus
    plain = candidates(network, bus, task.switching, task.section_switches)
    found = [_rank(grid, task, candidate, slots_allowed) for candidate in plain]
    least = min((ranked.hours_in_violation for ranked in found), default=0)
    bases = [ranked.candidate for ranked in found if least and _curable(ranked.verdict, task)]
    more = (c for base in bases for c in exchanges(network, bus, base))
    # More operations have to be worth it.
    better = (c for c in more if (~grid.judge(task, c.state, c.dead).allowed).sum() < least)
    found += [_rank(grid, task, candidate, slots_allowed) for candidate in better]
    found.sort(key=lambda ranked: (ranked.key, ranked.candidate.state))
    found = list(_best_order(found))
    useful = [ranked for ranked in found if ranked.key[1] < 0.0]
    return tuple(useful[:MAX_RANKS] or found[:1])


def _curable(verdict: Verdict, task: GridTask) -> bool:
    """Whether some hour is refused for more than the load that stays on the job's own head."""
    own = f"feeder:{task.feeder}"
    return any(why and at != own for why, at in zip(verdict.reason, verdict.element, strict=True))


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
