"""Rules of the grid between jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule


def _active(job: Assignment) -> range:
    """Slots from the start to the end of a job."""
    return range(job.start_minute // 15, (job.end_minute - 1) // 15 + 1)


def _holding(problem: ProblemData, job: Assignment) -> range:
    """Slots in which a job holds the grid: a transfer is switched before and after it."""
    margin = problem.transfer_margin_slots if job.transfer_plan else 0
    return range(_active(job).start - margin, _active(job).stop + margin)


def feeders_blocked(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Reclosing is blocked on few feeders of a bus section at once."""
    blocked: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for job in schedule.assignments:
        for option in problem.order_by_id[job.work_order].grid_options:
            if option.transfer_plan == job.transfer_plan:
                for feeder in option.blocked_feeders:
                    for slot in _holding(problem, job):
                        section = problem.bus_section_of_feeder[feeder]
                        blocked[section, slot][feeder].add(job.work_order)
    for (section, slot), feeders in sorted(blocked.items()):
        if len(feeders) > problem.feeders_blocked_per_bus_section:
            yield Breach(
                rule="reclosers_blocked",
                work_orders=tuple(sorted({o for orders in feeders.values() for o in orders})),
                minute_from=slot * 15,
                minute_to=slot * 15 + 15,
                found=f"{section}:{';'.join(sorted(feeders))}",
                limit=str(problem.feeders_blocked_per_bus_section),
            )


def orders_together(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Orders that the grid cannot bear together do not hold it in the same slot."""
    placed = {job.work_order: job for job in schedule.assignments}
    for pair in problem.exclusive_pairs:
        jobs = [placed.get(order) for order, _ in (pair.first, pair.second)]
        if any(
            job is None or plan not in (None, job.transfer_plan)
            for job, (_, plan) in zip(jobs, (pair.first, pair.second), strict=True)
        ):
            continue
        one, other = (set(_holding(problem, job)) for job in jobs if job is not None)
        met = sorted(one & other if pair.slots is None else one & other & pair.slots)
        if met:
            yield Breach(
                rule=pair.rule,
                work_orders=tuple(sorted((pair.first[0], pair.second[0]))),
                minute_from=met[0] * 15,
                minute_to=met[-1] * 15 + 15,
            )


def slots_forbidden_by_findings(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """An order is not active in slots that a load flow found bad for it."""
    placed = {job.work_order: job for job in schedule.assignments}
    for use in problem.forbidden_uses:
        job = placed.get(use.order)
        if job is None or use.transfer_plan not in (None, job.transfer_plan):
            continue
        met = sorted(set(_active(job)) & use.slots)
        if met:
            yield Breach(
                rule=use.rule,
                work_orders=(use.order,),
                minute_from=met[0] * 15,
                minute_to=met[-1] * 15 + 15,
            )


def predecessor_first(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """An order starts after those it follows are done."""
    placed = {job.work_order: job for job in schedule.assignments}
    for job in schedule.assignments:
        for name in problem.order_by_id[job.work_order].after:
            before = placed.get(name)
            if before is None or before.end_minute > job.start_minute:
                yield Breach(
                    rule="predecessor",
                    work_orders=(name, job.work_order),
                    minute_from=job.start_minute,
                    minute_to=job.end_minute if before is None else before.end_minute,
                    found="" if before is None else str(before.end_minute),
                    limit=str(job.start_minute),
                )
