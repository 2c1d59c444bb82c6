"""A bound on the value of any plan, from a master problem whose columns are days of one crew.

Every plan is a choice of one day for each crew and day of the plan, a day being a row of jobs that
one crew can do one after the other (`scheduler.day_columns`). What ties the days together is
priced: each order is done once, both crews of a joint job begin together, and of jobs that the grid
or the shared vehicles cannot bear together only so many stand in one slot. For any prices of these
rows, not below 0 where a row is an upper limit, no plan is worth more than

    what the rows' limits cost + for each crew and day the most that one of its days can bring,

a job bringing its value less the prices of the rows that it uses. Proof: the value of a plan is
what its days bring plus the prices of the rows they use. It keeps the rows, so these are at most
what the limits cost (nothing for joint starts, where both crews cancel out); and no day brings more
than the most. So every round gives a valid bound, whatever is left aside: a limit that is not made
a row has the price 0, and a day that may do an order twice, or more than the crew really can, only
brings more. Prices are those of the linear program over the days found so far, held near the best
ones known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import floor, inf

import numpy as np

from scheduler.day_master import DayMaster
from scheduler.day_prices import Prices, grown
from scheduler.day_program import NO_SHARE, Day, DayProgram
from scheduler.day_search import DaySearch
from scheduler.effort import SolveParams
from scheduler.open_ways import OpenWays
from scheduler.pools import Floats
from scheduler.schedule import Score
from scheduler.subset_rows import SubsetRow

THREADS = 2
"""Searches of days at once."""
NEAR = 0.5
"""How near to the best prices known new ones are taken."""
MOST_ROUNDS = 60
"""Rounds of prices and columns, at most."""
LEAST_ROUNDS = 20
"""Rounds without which the bound is not worth the time."""
EXACT_ROUNDS = 4
"""Rounds after them in which no job is left aside, at most."""
MOST_JOBS = 600_000
"""Jobs that are priced in all: fewer rounds where there are many."""
JOBS_PER_EFFORT, JOBS_PER_SECOND = 460_000, 40_000
"""The same in a search of large problems, where that is more: for each unit of effort, or second of
a limit by the clock."""
NEARLY = 0.004
"""Share of the value between the program and the bound from which rows of three orders help."""
ENOUGH = 0.0005
"""Share of the value between the program and the bound that ends the rounds."""

Shares = tuple[Sequence[Day], Floats]
"""Days, and how much of each is taken."""


def column_bound(ways: OpenWays, score: Score) -> int | None:
    """Find what the value of no plan can exceed that places as many must-place orders as some plan.

    None where that would take too many jobs.

    Parameters
    ----------
    ways
        Timings of the problem.
    score
        Score of that plan.
    """
    pricing = day_pricing(ways)
    return None if pricing is None else pricing.bound(score)


def day_pricing(ways: OpenWays, params: SolveParams | None = None) -> DayPricing | None:
    """Prepare the prices; None where they would take too many jobs for so much work.

    It is none, too, where the orders do not have all crews: a plan may be made with others.
    """
    most = MOST_JOBS if params is None else max(MOST_JOBS, _affordable(params))
    if not ways.has_every_crew or ways.size > most // LEAST_ROUNDS:
        return None
    program = DayProgram(ways)
    jobs = sum(len(group.day.jobs) for group in program.groups)
    rounds = min(MOST_ROUNDS, most // max(1, jobs))
    return None if rounds < LEAST_ROUNDS else DayPricing(program, rounds)


def _affordable(params: SolveParams) -> int:
    if params.seconds is None:
        return round(JOBS_PER_EFFORT * params.effort)
    return round(JOBS_PER_SECOND * params.seconds)


class DayPricing:
    """The linear program over the days found so far, and the best prices.

    Parameters
    ----------
    program
        Days and rows; rows are added.
    rounds
        How often prices are improved, at most.
    """

    def __init__(self, program: DayProgram, rounds: int) -> None:
        self.program, self._rounds = program, rounds
        self._names = list(program.number)
        self._columns: dict[Day, None] = {}
        self._master = DayMaster(program)
        self._prices = Prices(
            orders=np.zeros(len(program.number)),
            joint=np.zeros(len(program.joint)),
            limits=np.zeros(0),
        )
        self._offered = self._prices
        self._must_placed: int | None = None
        self._least, self._program = inf, 0.0
        self._most: list[float] = []
        self.shares: Shares = [], np.zeros(0)

    @property
    def days(self) -> list[Day]:
        """The days found so far."""
        return list(self._columns)

    def bound(self, score: Score) -> int:
        """Improve the prices; return what `column_bound` does, given the score of some plan."""
        self.improve(score.must_placed)
        return max(floor(self._best(score.value) + 1e-6), score.value)

    def improve(self, must_placed: int, ended: Callable[[], bool] = lambda: False) -> None:
        """Improve the prices for plans with so many must-place orders, if that is to be done still.

        ``ended`` tells whether to leave off; what is known then gives a bound, too.
        """
        if must_placed == self._must_placed:
            return
        self._must_placed = must_placed
        self.program.add_must_place(must_placed)
        self._improve(self._rounds, ended, roughly=True)
        # what it found may be too small: a job without profit can give time for a lunch
        self._improve(EXACT_ROUNDS, ended, roughly=False)

    def _best(self, value: int) -> float:
        near = max(0.0, self._least - value)
        found = []
        for prices in (self._prices, self._offered):
            found.append((self._priced(prices, within=near), prices, self._most))
            if found[0][0] - self._program < ENOUGH * self._program:
                break
        bound, self._prices, self._most = min(found, key=lambda each: each[0])
        return bound

    def _improve(self, rounds: int, ended: Callable[[], bool], *, roughly: bool) -> None:
        """Find days and rows in turn until the bound is near the program; keep the best prices."""
        self._least, whole = inf, False
        for _ in range(rounds):
            before = self._known
            for tried in (self._prices.towards(self._offered, 1 - NEAR), self._offered):
                bound = self._priced(tried, roughly=roughly)
                if bound < self._least:
                    self._least, self._prices = bound, tried
                if self._known != before:
                    break
            if not self._columns or ended():
                break
            stuck, before = self._known == before, self._known
            over = self._least - self._program
            if whole and (stuck or over < NEARLY * self._program):
                self.program.add_subsets(*self.shares)
            closed = stuck or over < ENOUGH * self._program
            if whole and closed and self._known == before:
                break
            before = self._known
            self._program, self._offered = self._solved()
            whole = self._known == before

    def shared_around(self, taken: Mapping[Day, int], rounds: int) -> Shares | None:
        """Price days around some that are taken for sure; None where these do not go together.

        The prices of the bound stay as they are.
        """
        most, found = self._most, None
        self._master.take(taken)
        for _ in range(rounds):
            columns = self.days
            found = self._master.solve(columns)
            if found is None:
                break
            self.program.add_exceeded(columns, found.shares)
            self._priced(found.prices, roughly=True)
        if found is not None:
            columns = self.days
            found = self._master.solve(columns)
        self._master.take({})
        self._most = most
        return None if found is None else (columns, found.shares)

    def losses(self, days: Iterable[Day]) -> list[float]:
        """How far below the bound, at its prices, every plan with each of these days stays."""
        profits = [self._profit(g, self._prices) for g in range(len(self.program.groups))]
        costs = self._costs(self._prices)
        return [
            self._most[day[0]]
            - float(profits[day[0]][list(day[1])].sum())
            + sum(costs.get(row, 0.0) * pairs for row, pairs in self.program.pairs(day))
            for day in days
        ]

    @property
    def _known(self) -> tuple[int, int, int]:
        """How many days, rows and watched orders there are."""
        return len(self._columns), len(self.program.rows), sum(map(len, self.program.memories))

    def _priced(
        self, prices: Prices, *, within: float | None = None, roughly: bool = False
    ) -> float:
        """The bound of some prices; the best days, or those so near them, become columns.

        ``roughly`` it may be too small.
        """
        most = np.array([row.most for row in self.program.rows], dtype=np.float64)
        bound = float(prices.orders.sum() + prices.limits @ most[: len(prices.limits)])
        costs, groups = self._costs(prices), self.program.groups
        pairs = [memory.pairs(self._names, costs) for memory in self.program.memories]

        def searched(number: int) -> tuple[float, list[tuple[int, ...]]]:
            # what a search remembers is large: only what it found is kept
            profit = self._profit(number, prices)
            search = DaySearch(groups[number].day, profit, pairs[number], roughly=roughly)
            return search.most, search.days(within)

        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(searched, range(len(groups))))
        self._most = [most for most, _ in found]
        for number, (most_of_day, days) in enumerate(found):
            bound += groups[number].count * most_of_day
            self._columns.update(dict.fromkeys((number, day) for day in days))
        return bound

    def _costs(self, prices: Prices) -> dict[SubsetRow, float]:
        """Prices of the rows of three orders."""
        rows = list(self.program.rows)[: len(prices.limits)]
        priced = zip(rows, prices.limits.tolist(), strict=True)
        return {row: price for row, price in priced if isinstance(row, SubsetRow)}

    def _profit(self, group: int, prices: Prices) -> Floats:
        """What each job brings less what its rows cost."""
        facts = self.program.facts[group]
        uses = self.program.uses[group]
        limits = uses.T @ grown(prices.limits, uses.shape[0])
        leads = facts.jobs.leads
        alone = facts.worth - np.where(leads, prices.orders[facts.jobs.order], 0.0) - limits
        if not len(prices.joint):
            return alone
        sign = np.where(facts.joint < 0, 0.0, np.where(leads, 1.0, -1.0))
        profit: Floats = alone - sign * prices.joint[facts.joint]
        return profit

    def _solved(self) -> tuple[float, Prices]:
        """Value of the program over the columns, and its prices; what it exceeds becomes rows."""
        columns = self.days
        found = self._master.solve(columns)
        assert found is not None  # no day at all is a solution
        self.shares = columns, found.shares
        self._watch(columns, found.shares)
        self.program.add_exceeded(columns, found.shares)
        return found.value, found.prices

    def _watch(self, columns: Sequence[Day], shares: Floats) -> None:
        """Watch orders that days in use do twice, and drop the days that do a watched one twice."""
        for c in np.flatnonzero(shares > NO_SHARE).tolist():
            group, day = columns[c]
            for name in self._twice(group, day):
                if self.program.memories[group].has_room:
                    self.program.memories[group].once[name] = None
        for group, day in columns:
            if not self.program.memories[group].once.keys().isdisjoint(self._twice(group, day)):
                del self._columns[group, day]

    def _twice(self, group: int, day: tuple[int, ...]) -> list[str]:
        """Orders that a day does more than once, in its sequence: there may be room for some."""
        jobs = self.program.groups[group].day.jobs
        times = Counter(jobs[k].entry[0] for k in day)
        return [name for name, count in times.items() if count > 1]
