"""Rules of a single job: when it may be, and its stints in the bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, GridOption, WorkOrder
from scheduler.schedule import Assignment, Schedule, Stint


def _with_order(problem: ProblemData, schedule: Schedule) -> Iterator[tuple[Assignment, WorkOrder]]:
    for job in schedule.assignments:
        yield job, problem.order_by_id[job.work_order]


def _breach(
    rule: str, job: Assignment, begin: int, end: int, found: object = "", limit: object = ""
) -> Breach:
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        crew=job.parts[0].crew,
        minute_from=begin,
        minute_to=end,
        found=str(found),
        limit=str(limit),
    )


def mandatory_placed(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Mandatory and emergency orders are in the plan."""
    placed = {job.work_order for job in schedule.assignments}
    for order in problem.orders:
        if (order.mandatory or order.emergency) and order.id not in placed:
            yield Breach(rule="mandatory_missing", work_orders=(order.id,))


def lock_kept(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A locked start is kept, and a locked crew leads."""
    placed = {job.work_order: job for job in schedule.assignments}
    for order in problem.orders:
        job = placed.get(order.id)
        start = order.locked_start_minute
        if job is None:
            if start is not None:
                yield Breach(
                    rule="lock", work_orders=(order.id,), minute_from=start, limit=str(start)
                )
            continue
        if start is not None and job.start_minute != start:
            yield _breach("lock", job, job.start_minute, job.end_minute, job.start_minute, start)
        if order.locked_crew is not None and job.parts[0].crew != order.locked_crew:
            yield _breach(
                "lock",
                job,
                job.start_minute,
                job.end_minute,
                job.parts[0].crew,
                order.locked_crew,
            )


def closed_slots(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """No phase of a job touches a slot that is closed for it."""
    for job, order in _with_order(problem, schedule):
        option = _option(order, job.transfer_plan)
        if option is None:
            yield _breach("no_transfer", job, job.start_minute, job.end_minute, job.transfer_plan)
            continue
        for closure in (*order.closures, *option.closures):
            begin, end = _phase(problem, job, closure.phase)
            touched = [
                slot for slot in sorted(closure.slots) if begin < 15 * slot + 15 and 15 * slot < end
            ]
            if touched:
                yield _breach(closure.rule, job, 15 * touched[0], 15 * touched[-1] + 15)


def watch_within_limits(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Nobody watches a job longer in one go than its slots allow, relieved in it or not."""
    for job, order in _with_order(problem, schedule):
        for begin, end in _watches(job) if order.watch_limits else ():
            limit = min(order.watch_limits[begin // 15 : -(-end // 15)], default=0)
            if end - begin > limit:
                yield _breach("exposure_on_site", job, begin, end, end - begin, limit)


def _watches(job: Assignment) -> list[tuple[int, int]]:
    """Longest stretches that somebody watches: all the job unless everybody is relieved in it."""
    relieved = {name for part in job.parts for name, _ in part.relief}
    duties = {n for part in job.parts for n in (part.leader, part.supervisor, *part.ground) if n}
    changes = job.handovers if duties <= relieved else ()
    return list(pairwise((job.start_minute, *changes, job.end_minute)))


def _option(order: WorkOrder, transfer_plan: str) -> GridOption | None:
    return next((g for g in order.grid_options if g.transfer_plan == transfer_plan), None)


def _phase(problem: ProblemData, job: Assignment, phase: str) -> tuple[int, int]:
    if phase == "bucket":
        return job.setup_end_minute, job.bucket_end_minute + problem.bucket_clear_minutes
    if phase == "grid":
        margin = 15 * (problem.transfer_margin_slots if job.transfer_plan else 0)
        first = job.start_minute - job.start_minute % 15
        last = job.end_minute + -job.end_minute % 15
        return first - margin, last + margin
    return job.start_minute, job.end_minute


def time_windows(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """The job, and the tail after it, lies within every window of its order."""
    for job, order in _with_order(problem, schedule):
        for window in order.windows:
            if job.start_minute < window.start_minute:
                yield _breach(
                    window.rule,
                    job,
                    job.start_minute,
                    min(job.end_minute, window.start_minute),
                    job.start_minute,
                    window.start_minute,
                )
            end = job.end_minute + window.tail_minutes
            if end > window.end_minute:
                yield _breach(
                    window.rule,
                    job,
                    max(job.start_minute, window.end_minute - window.tail_minutes),
                    job.end_minute,
                    end,
                    window.end_minute,
                )


def minutes_in_line(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Set-up and teardown have their minutes, and the start is on the 15-minute grid."""
    for job, order in _with_order(problem, schedule):
        setup = job.setup_end_minute - job.start_minute
        teardown = job.end_minute - job.bucket_end_minute
        if job.start_minute % 15:
            yield _breach("start_off_grid", job, job.start_minute, job.start_minute)
        if setup < order.setup_minutes:
            yield _breach(
                "setup_too_short",
                job,
                job.start_minute,
                job.setup_end_minute,
                setup,
                order.setup_minutes,
            )
        if teardown < order.teardown_minutes:
            yield _breach(
                "teardown_too_short",
                job,
                job.bucket_end_minute,
                job.end_minute,
                teardown,
                order.teardown_minutes,
            )


def bucket_minutes_missing(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """The stints lie in the bucket phase and do every segment, handing over only between two."""
    for job, order in _with_order(problem, schedule):
        stints = sorted(job.stints, key=lambda s: s.start_minute)
        inside = (
            stints[0].start_minute >= job.setup_end_minute
            and stints[-1].end_minute <= job.bucket_end_minute
        )
        if not inside or not _does_all(order.segments, stints):
            yield _breach(
                "bucket_minutes_missing",
                job,
                job.setup_end_minute,
                job.bucket_end_minute,
                sum(s.end_minute - s.start_minute for s in stints),
                sum(order.segments),
            )


def _does_all(segments: tuple[int, ...], stints: list[Stint]) -> bool:
    ends = {0}
    for minutes in segments:
        ends.add(max(ends) + minutes)
    done = 0
    for stint in stints:
        done += stint.end_minute - stint.start_minute
        if done not in ends:
            return False
    return done == max(ends)


def stints_within_limits(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """No stint is longer than the smallest limit of the slots it touches."""
    for job, order in _with_order(problem, schedule):
        for stint in job.stints:
            limits = _limits_of(problem, job, stint)[order.stint_class]
            touched = range(stint.start_minute // 15, (stint.end_minute - 1) // 15 + 1)
            limit = min((limits[slot] if slot < len(limits) else 0) for slot in touched)
            minutes = stint.end_minute - stint.start_minute
            if minutes > limit:
                yield _breach(
                    "stint_over_limit", job, stint.start_minute, stint.end_minute, minutes, limit
                )


def _limits_of(
    problem: ProblemData, job: Assignment, stint: Stint
) -> Mapping[str, tuple[int, ...]]:
    """Find the limits of a stint: shorter ones if any of its workers is new to the heat."""
    day = job.start_minute // DAY_MINUTES
    names = [name for part in job.parts for pair in part.pairs[stint.pair :][:1] for name in pair]
    used = [problem.worker_by_id[name].acclimatised for name in names]
    if problem.novice_stint_limits and not all(days[day] for days in used if days):
        return problem.novice_stint_limits
    return problem.stint_limits


def stints_apart(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Pairs hand over with nobody in the bucket, and rest at least as long as they worked."""
    for job, _ in _with_order(problem, schedule):
        stints = sorted(job.stints, key=lambda s: s.start_minute)
        for before, after in pairwise(stints):
            gap = after.start_minute - before.end_minute
            needed = 0 if before.pair == after.pair else problem.handover_minutes
            if gap < needed:
                yield _breach(
                    "handover_too_short", job, before.end_minute, after.start_minute, gap, needed
                )
        for pair in sorted({s.pair for s in stints}):
            yield from _rests(problem, job, [s for s in stints if s.pair == pair])


def _rests(problem: ProblemData, job: Assignment, stints: list[Stint]) -> Iterator[Breach]:
    for before, after in pairwise(stints):
        rest = after.start_minute - before.end_minute
        needed = max(problem.rest_min_minutes, before.end_minute - before.start_minute)
        if rest < needed:
            yield _breach(
                "rest_too_short", job, before.end_minute, after.start_minute, rest, needed
            )
