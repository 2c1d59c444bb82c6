"""A brute force over tiny problems that shares no code with the solver's model.

It lays stints out on its own, lists every roster, start, grid option and vehicle, and takes the
best combination that `verify` accepts, branch and bound on the score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, permutations, product

from scheduler import (
    Assignment,
    CrewPart,
    Lunch,
    ProblemData,
    Schedule,
    Score,
    Stint,
    WorkOrder,
)
from scheduler.score import score_schedule
from scheduler.verify import verify

AllWays = Callable[[ProblemData, WorkOrder], Iterator[Assignment]]


class Oracle:
    """Finds the best score of any schedule that `verify` accepts."""

    def __init__(self, problem: ProblemData, ways: AllWays | None = None) -> None:
        self.problem = problem
        self.all_ways = ways or all_ways
        self.relaxed = replace(problem, lunch_minutes=0)
        # Predecessors first, so that a partial schedule is judged as the full one will be.
        self.orders = _with_predecessors_first(problem)
        self.ways = [self._scored_ways(order) for order in self.orders]
        self.best = Score(must_placed=-1)
        self.pairs: dict[tuple[int, int], bool] = {}
        self.locked = {o.id for o in problem.orders if o.locked_start_minute is not None}

    def run(self) -> Score:
        self._extend(0, ())
        return self.best

    def _scored_ways(self, order: WorkOrder) -> list[tuple[Score, Assignment]]:
        ways = {self._effect(way): way for way in self.all_ways(self.problem, order)}
        found = [
            (score_schedule(self.problem, Schedule(assignments=(way,))), way)
            for way in ways.values()
            if self._alone_ok(way)
        ]
        return sorted(found, key=lambda pair: pair[0], reverse=True)

    def _effect(self, way: Assignment) -> tuple[object, ...]:
        """What a way means to other jobs: who has no cap is as good as anybody else."""
        capped = {w.id for w in self.problem.workers if w.outdoor_cap_minutes[0] is not None}
        shared = {v.id for v in self.problem.vehicles if v.shared}
        people = tuple(
            (
                part.crew,
                tuple(n for n in part.watch if n in capped),
                tuple(tuple(n if n in capped else "" for n in pair) for pair in part.relief),
                tuple(frozenset(pair) & capped for pair in part.pairs),
                frozenset(part.vehicles) & shared,
            )
            for part in way.parts
        )
        return (way.start_minute, way.transfer_plan, way.stints, people, self._alone_ok(way))

    def _alone_ok(self, way: Assignment) -> bool:
        given = replace(
            self.relaxed, orders=tuple(replace(o, after=()) for o in self.problem.orders)
        )
        return _accepted(given, Schedule(assignments=(way,)))

    def _extend(self, depth: int, placed: tuple[Assignment, ...]) -> None:
        if self._optimist(depth, placed) <= self.best:
            return
        if depth == len(self.orders):
            self._finish(placed)
            return
        for _, way in self.ways[depth]:
            if self._optimist(depth + 1, (*placed, way)) <= self.best:
                continue
            if all(self._go_together(other, way) for other in placed) and _accepted(
                self.relaxed, Schedule(assignments=(*placed, way))
            ):
                self._extend(depth + 1, (*placed, way))
        self._extend(depth + 1, placed)

    def _go_together(self, one: Assignment, other: Assignment) -> bool:
        """Whether two ways can ever be in one schedule; a predecessor may be a third one."""
        key = (id(one), id(other))
        if key not in self.pairs:
            given = replace(
                self.relaxed,
                orders=tuple(
                    replace(o, after=tuple({*o.after} & {one.work_order, other.work_order}))
                    for o in self.problem.orders
                ),
            )
            self.pairs[key] = _accepted(given, Schedule(assignments=(one, other)))
        return self.pairs[key]

    def _optimist(self, depth: int, placed: tuple[Assignment, ...]) -> Score:
        """Every order left at its own best: no schedule scores more, field by field."""
        scores = [score_schedule(self.problem, Schedule(assignments=placed))]
        scores += [max([s for s, _ in ways], default=Score()) for ways in self.ways[depth:]]
        scores = [scores[0], *(max(score, Score()) for score in scores[1:])]
        return Score(
            must_placed=sum(s.must_placed for s in scores),
            value=sum(s.value for s in scores),
            comfort=sum(s.comfort for s in scores),
        )

    def _finish(self, placed: tuple[Assignment, ...]) -> None:
        if not self.locked <= {job.work_order for job in placed}:
            return
        for lunches in _all_lunches(self.problem, placed):
            schedule = Schedule(assignments=placed, lunches=lunches)
            if _accepted(self.problem, schedule):
                self.best = max(self.best, score_schedule(self.problem, schedule))
                return


def _accepted(problem: ProblemData, schedule: Schedule) -> bool:
    placed = {job.work_order for job in schedule.assignments}
    return all(
        breach.rule == "mandatory_missing"
        or (breach.rule == "lock" and not placed & {*breach.work_orders})
        for breach in verify(problem, schedule)
    )


def _with_predecessors_first(problem: ProblemData) -> list[WorkOrder]:
    done: list[WorkOrder] = []
    waiting = list(problem.orders)
    while waiting:
        ready = [o for o in waiting if {*o.after} <= {d.id for d in done}]
        done += ready
        waiting = [o for o in waiting if o not in ready]
    return done


def all_ways(problem: ProblemData, order: WorkOrder) -> Iterator[Assignment]:
    """Every start, grid option, crew, roster and vehicle; most of them break a rule."""
    crews = permutations([c.id for c in problem.crews], order.crews_needed)
    teams = list(crews)
    courses = [problem.stint_limits, problem.novice_stint_limits]
    for start, pairs, course in product(range(450, 840, 15), (1, 2), courses):
        stints = lay_out(problem, order, course, start, pairs)
        if not stints or (course is courses[1] and not problem.novice_days):
            continue
        end = stints[-1].end_minute
        done = end + order.teardown_minutes
        if any(w.start_minute > start or w.end_minute < done for w in order.windows):
            continue
        for option, team in product(order.grid_options, teams):
            parts = [
                list(_all_parts(problem, order, crew, pairs, leads=i == 0))
                for i, crew in enumerate(team)
            ]
            for chosen in product(*parts):
                if not _course_fits(problem, chosen, novice=course is courses[1]):
                    continue
                yield Assignment(
                    work_order=order.id,
                    transfer_plan=option.transfer_plan,
                    start_minute=start,
                    setup_end_minute=start + order.setup_minutes,
                    bucket_end_minute=end,
                    end_minute=done,
                    parts=chosen,
                    stints=tuple(stints),
                )


def _course_fits(problem: ProblemData, parts: tuple[CrewPart, ...], *, novice: bool) -> bool:
    """Shorter stints where somebody new is in the bucket; two crews may be as careful without."""
    new = any(problem.worker_by_id[name].is_novice(0) for part in parts for name in part.bucket)
    return new == novice or (novice and len(parts) > 1)


def lay_out(
    problem: ProblemData,
    order: WorkOrder,
    course: Mapping[str, tuple[int, ...]],
    start: int,
    pairs: int,
) -> list[Stint]:
    """Stints by the book, a minute at a time; none if a segment does not fit its limit."""
    limits = course[order.stint_class]
    stints: list[Stint] = []
    now = start + order.setup_minutes
    left = list(order.segments)
    rested = dict.fromkeys(range(pairs), now)
    turn = 0
    while left:
        if stints and pairs > 1:
            now += problem.handover_minutes
        while now < rested[turn]:
            now += 1
        length = 0
        while left:
            longer = length + left[0]
            if any(longer > limits[minute // 15] for minute in range(now, now + longer)):
                break
            length = longer
            left.pop(0)
        if length == 0:
            return []
        stints.append(Stint(pair=turn, start_minute=now, end_minute=now + length))
        now += length
        rested[turn] = now + max(problem.rest_min_minutes, length)
        turn = (turn + 1) % pairs
    return stints if len(stints) >= pairs else []


def _all_parts(
    problem: ProblemData, order: WorkOrder, crew: str, pairs: int, *, leads: bool
) -> Iterator[CrewPart]:
    people = [w for w in problem.workers if w.crew == crew and w.available[0]]
    leaders = [w.id for w in people if "leader" in w.roles] if leads else [""]
    supervisors = [w.id for w in people if "supervisor" in w.roles]
    ground = [w.id for w in people if "ground" in w.roles]
    able = [w for w in people if order.certificate in w.certificates]
    bucket = [w.id for w in able if "bucket" in w.roles]
    vehicles = _all_vehicles(problem, order, crew)
    for leader, supervisor, helpers, riders, fleet in product(
        leaders,
        supervisors,
        combinations(ground, order.ground_workers),
        _all_pairs(tuple(bucket), pairs),
        vehicles,
    ):
        names = [*{leader, supervisor}, *helpers, *(n for pair in riders for n in pair)]
        if len(names) == len(set(names)):
            yield CrewPart(
                crew=crew,
                leader=leader,
                supervisor=supervisor,
                pairs=riders,
                ground=helpers,
                vehicles=fleet,
            )


@lru_cache(maxsize=1000)
def _all_pairs(names: tuple[str, ...], pairs: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    if pairs == 0:
        return ((),)
    found = []
    for one in combinations(names, 2):
        rest = tuple(n for n in names if n not in one)
        found += [(one, *others) for others in _all_pairs(rest, pairs - 1)]
    return tuple(found)


def _all_vehicles(problem: ProblemData, order: WorkOrder, crew: str) -> list[tuple[str, ...]]:
    by_kind = [
        [v.id for v in problem.vehicles if v.kind == kind and v.crew in ("", crew)]
        for kind in order.vehicle_kinds
    ]
    return [names for names in product(*by_kind) if len(set(names)) == len(names)]


def _all_lunches(
    problem: ProblemData, placed: tuple[Assignment, ...]
) -> Iterator[tuple[Lunch, ...]]:
    """Every way to lunch after one of a crew's jobs, or not at all."""
    choices: list[list[Lunch | None]] = []
    for crew in problem.crews:
        ends = [a.end_minute for a in placed if any(p.crew == crew.id for p in a.parts)]
        starts = sorted({max(end, problem.lunch_from_minute) for end in ends})
        length = problem.lunch_minutes
        taken = [
            Lunch(crew=crew.id, day=0, start_minute=s, end_minute=s + length)
            for s in starts
            if length and s + length <= problem.lunch_to_minute
        ]
        choices.append([None, *taken])
    for chosen in product(*choices):
        yield tuple(lunch for lunch in chosen if lunch is not None)
