"""Rows of a relaxed plan: what the grid and shared vehicles bear, and what follows what.

Each row limits what leading jobs use of it; `uses` tells how much each of some jobs does. Which
rows a plan exceeds is found in `scheduler.exceeded_rows`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.order_rules import Ints
from scheduler.pools import Floats

Bools = NDArray[np.bool_]

EXCEEDED = 0.02
"""By how much a limit has to be exceeded to count."""


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Number of the order of each job, its slots (the first, that after the last), its options.

    Besides the number of its group of crews and whether the crew leads it. The grid options open
    to it are bits.
    """

    group: Ints
    leads: Bools
    order: Ints
    first: Ints
    last: Ints
    options: Ints


@dataclass(frozen=True, kw_only=True)
class Hold:
    """An order, by number, holds something while under way, and some slots before and after.

    So do its jobs to which no other grid options are open than these, as bits.
    """

    order: int
    before_slots: int = 0
    after_slots: int = 0
    options: int = -1

    def ever(self, jobs: Jobs) -> Bools:
        """Which jobs hold it at all."""
        found: Bools = jobs.leads & (jobs.order == self.order)
        found &= jobs.options & ~self.options == 0
        return found

    def span(self, jobs: Jobs) -> tuple[Ints, Ints]:
        """First and last slot in which each job would hold it."""
        return jobs.first - self.before_slots, jobs.last + self.after_slots - 1

    def uses(self, jobs: Jobs, slot: int) -> Bools:
        """Which jobs hold it in a slot."""
        begun, ended = self.span(jobs)
        held: Bools = self.ever(jobs) & (begun <= slot) & (slot <= ended)
        return held

    def share(self, used: Used) -> Floats:
        """Share of the order that holds it, by slot."""
        mine = self.ever(used.jobs)
        begun = np.maximum(0, used.jobs.first[mine] - self.before_slots)
        ended = np.minimum(used.slots, used.jobs.last[mine] + self.after_slots)
        return np.cumsum(used.at(begun, mine) - used.at(ended, mine))


@dataclass(frozen=True, kw_only=True)
class Used:
    """The leading jobs of a relaxed plan, and how much of each is done."""

    jobs: Jobs
    shares: Floats
    slots: int

    def at(self, slots: Ints, mine: Bools) -> Floats:
        """Sum up the shares of some jobs by a slot of each."""
        found: Floats = np.zeros(self.slots + 1)
        np.add.at(found, slots, self.shares[mine])
        return found

    def begun(self, order: int) -> Floats:
        """Share of an order that has begun by each slot."""
        mine = self.jobs.order == order
        return np.cumsum(self.at(self.jobs.first[mine], mine))

    def ended(self, order: int) -> Floats:
        """Share of an order that has ended by each slot."""
        mine = self.jobs.order == order
        return np.cumsum(self.at(self.jobs.last[mine], mine))


@dataclass(frozen=True, kw_only=True)
class SlotLimit:
    """At most so many orders hold something in a slot."""

    holds: tuple[Hold, ...]
    slot: int
    most: int

    def uses(self, jobs: Jobs) -> Floats:
        """1 for the jobs that hold it."""
        each = [hold.uses(jobs, self.slot) for hold in self.holds]
        found: Floats = np.any(each, axis=0).astype(np.float64)
        return found


@dataclass(frozen=True, kw_only=True)
class PairLimit:
    """One order holds something all through a span, or another one at some time in it, not both.

    Any two of these jobs are of one order or in each other's way, so at most one of them is done:
    more than a limit of a single slot says, which knows fewer of the other order's jobs.

    Parameters
    ----------
    all_through, sometime
        What the one and the other hold.
    first, last
        Slots of the span.
    """

    all_through: Hold
    sometime: Hold
    first: int
    last: int
    most = 1

    def uses(self, jobs: Jobs) -> Floats:
        """1 for the jobs that hold it."""
        begun, ended = self.all_through.span(jobs)
        one = self.all_through.ever(jobs) & (begun <= self.first) & (ended >= self.last)
        begun, ended = self.sometime.span(jobs)
        other = self.sometime.ever(jobs) & (begun <= self.last) & (ended >= self.first)
        found: Floats = (one | other).astype(np.float64)
        return found


@dataclass(frozen=True, kw_only=True)
class Succession:
    """An order has begun by a slot only if the one it follows has ended by then."""

    before: int
    after: int
    slot: int
    most = 0

    def uses(self, jobs: Jobs) -> Floats:
        """1 for the jobs that have begun, -1 for those before them that have ended."""
        begun = (jobs.order == self.after) & (jobs.first <= self.slot)
        ended = (jobs.order == self.before) & (jobs.last <= self.slot)
        found: Floats = jobs.leads * (begun.astype(np.float64) - ended)
        return found


@dataclass(frozen=True, kw_only=True)
class MustPlace:
    """So many of some orders, given by number, are done: ``most`` is that number below 0."""

    orders: tuple[int, ...]
    most: int

    def uses(self, jobs: Jobs) -> Floats:
        """-1 for the jobs of these orders."""
        found: Floats = -(jobs.leads & np.isin(jobs.order, self.orders)).astype(np.float64)
        return found


@dataclass(frozen=True, kw_only=True)
class Support:
    """A crew supports an order only where another one leads it: on a day, given by its slots."""

    order: int
    group: int
    slots: tuple[int, int]
    most = 0

    def uses(self, jobs: Jobs) -> Floats:
        """1 for what the crew supports, -1 for what others lead."""
        first, last = self.slots
        there = (jobs.order == self.order) & (first <= jobs.first) & (jobs.first < last)
        own = jobs.group == self.group
        found: Floats = (there & own & ~jobs.leads) * 1.0 - (there & ~own & jobs.leads)
        return found


Row = SlotLimit | PairLimit | Succession | MustPlace | Support
