"""Seeded disruptions of a day that was planned, and the fewest changes by exhaustive search."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from scheduler import Assignment, Closure, ProblemData, Schedule, Score, WorkOrder
from scheduler.crews import Absence
from scheduler.fewest_changes import least_value
from scheduler.history import problem_of
from scheduler.issue import Issue
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.verify_replan import verify_replan

from .oracle import Oracle, all_ways
from .tiny import tiny

WORK = SolveParams(effort=3)
KINDS = ("worker_away", "crew_away", "truck_away", "overrun", "rain", "new_order", "tickets")


def planned(seed: int) -> tuple[ProblemData, Schedule]:
    """A tiny problem and its best plan."""
    problem = tiny(seed)
    plan = solve(problem, WORK).schedule
    assert plan is not None
    return problem, plan


def disrupted(seed: int, problem: ProblemData, plan: Schedule) -> tuple[str, ProblemData, Issue]:
    """What is known at some moment of the day that was not known before."""
    rng = random.Random(f"disruption {seed}")
    kind = KINDS[seed % len(KINDS)]
    now = rng.choice([430, 495, 510, 540, 555])
    issue = Issue(now_minute=now, schedule=plan)
    if kind in ("worker_away", "crew_away"):
        gone = [w.id for w in problem.workers if w.crew == "A"]
        gone = gone if kind == "crew_away" else [rng.choice(gone)]
        until = now + rng.choice([60, 400])
        away = tuple(Absence(worker=n, from_minute=now, to_minute=until) for n in gone)
        return kind, replace(problem, absences=away), issue
    if kind == "truck_away":
        away = [replace(v, closed=(*v.closed, (now, 1440))) for v in problem.vehicles[:1]]
        return kind, replace(problem, vehicles=(*away, *problem.vehicles[1:])), issue
    if kind == "overrun":
        return kind, problem, overrun(issue, rng.choice([20, 45]))
    if kind == "rain":
        slots = frozenset(range(now // 15 + 2, now // 15 + 6))
        rain = Closure(rule="rain", phase="bucket", slots=slots)
        orders = [replace(o, closures=(*o.closures, rain)) for o in problem.orders]
        return kind, replace(problem, orders=tuple(orders)), issue
    if kind == "tickets":
        leaders = {job.work_order: ("A9", job.parts[0].leader) for job in plan.assignments}
        shut = replace(problem.vehicles[1], closed=((now, now + 90),))
        vehicles = (problem.vehicles[0], shut, problem.vehicles[2])
        return kind, replace(problem, vehicles=vehicles), replace(issue, leaders=leaders)
    first = problem.orders[0]
    urgent = replace(first, id="E", emergency=True, windows=(), after=(), locked_crew=None)
    return kind, replace(problem, orders=(*problem.orders, urgent)), issue


def overrun(issue: Issue, minutes: int) -> Issue:
    """The last job under way takes longer."""
    running = [j for j in issue.fixed.values() if j.end_minute > issue.now_minute]
    if not running:
        return issue
    late = max(running, key=lambda job: job.end_minute)
    longer = replace(
        late,
        end_minute=late.end_minute + minutes,
        bucket_end_minute=late.bucket_end_minute + minutes,
    )
    jobs = [longer if job == late else job for job in issue.schedule.assignments]
    return replace(issue, schedule=replace(issue.schedule, assignments=tuple(jobs)))


def broken(problem: ProblemData, issue: Issue, schedule: Schedule) -> set[str]:
    """Rules that a replan breaks, those aside that only concern what has begun."""
    fixed = set(issue.fixed)
    found = [*verify(problem, schedule), *verify_replan(problem, issue, schedule)]
    return {
        b.rule
        for b in found
        if b.rule != "mandatory_missing"
        and not (set(b.work_orders) <= fixed and b.rule != "fixed_part_changed")
    }


class Exhaustive(Oracle):
    """The best worth that can still be had, and the fewest changes for nearly as much."""

    def __init__(self, problem: ProblemData, issue: Issue) -> None:
        self.issue = issue
        super().__init__(_history_aside(problem, issue))
        self.locked -= set(issue.fixed)

    def _scored_ways(self, order: WorkOrder) -> list[tuple[Score, Assignment]]:
        job = self.issue.fixed.get(order.id)
        ways = [job] if job else [w for w in self._ways(order) if self._still(w)]
        scored = [(score_schedule(self.problem, Schedule(assignments=(w,))), w) for w in ways]
        return sorted(scored, key=lambda pair: pair[0], reverse=True)

    def _ways(self, order: WorkOrder) -> Iterator[Assignment]:
        found = {self._effect(way): way for way in all_ways(self.problem, order)}
        planned = self.issue.open.get(order.id)
        yield from [planned] if planned else []
        yield from (way for way in found.values() if self._alone_ok(way))

    def _effect(self, way: Assignment) -> tuple[object, ...]:
        return (*super()._effect(way), way.parts[0].leader)

    def _still(self, way: Assignment) -> bool:
        alone = Schedule(assignments=(*self.issue.fixed.values(), way))
        found = verify_replan(self.problem, self.issue, alone)
        return self._alone_ok(way) and not any(way.work_order in b.work_orders for b in found)

    def fewest(self) -> int:
        """Search the plans with no change, one change, … for one that is worth enough."""
        best = self.run()
        self.enough = (best.must_placed, least_value(best.value))
        return next(count for count in range(99) if self._some(0, (), count))

    def _some(self, depth: int, placed: tuple[Assignment, ...], left: int) -> bool:
        most = self._optimist(depth, placed)
        if left < 0 or (most.must_placed, most.value) < self.enough:
            return False
        if depth == len(self.orders):
            return self._is_a_plan(placed)
        order = self.orders[depth].id
        planned = self.issue.open.get(order)
        for _, way in self.ways[depth]:
            cost = int(order not in self.issue.fixed and way != planned)
            if all(self._go_together(other, way) for other in placed) and self._some(
                depth + 1, (*placed, way), left - cost
            ):
                return True
        return order not in self.issue.fixed and self._some(
            depth + 1, placed, left - int(planned is not None)
        )

    def _is_a_plan(self, placed: tuple[Assignment, ...]) -> bool:
        found = score_schedule(self.problem, Schedule(assignments=placed))
        if found.must_placed < self.enough[0] or found.value < self.enough[1]:
            return False
        before, self.best = self.best, Score(must_placed=-1)
        self._finish(placed)
        accepted, self.best = self.best.must_placed >= 0, before
        return accepted


def _history_aside(problem: ProblemData, issue: Issue) -> ProblemData:
    """Fixed jobs have their place; what they break by themselves is history."""
    return problem_of(problem, issue)
