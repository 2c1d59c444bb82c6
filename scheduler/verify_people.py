"""Rules of who and what goes to a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, WorkOrder
from scheduler.schedule import Assignment, CrewPart, Schedule


def _parts(
    problem: ProblemData, schedule: Schedule
) -> Iterator[tuple[Assignment, WorkOrder, CrewPart]]:
    for job in schedule.assignments:
        for part in job.parts:
            yield job, problem.order_by_id[job.work_order], part


def _breach(
    rule: str,
    job: Assignment,
    part: CrewPart,
    workers: tuple[str, ...] = (),
    found: object = "",
    limit: object = "",
) -> Breach:
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        workers=workers,
        crew=part.crew,
        minute_from=job.start_minute,
        minute_to=job.end_minute,
        found=str(found),
        limit=str(limit),
    )


def _names(part: CrewPart) -> list[str]:
    """Everyone in a part, the leader who also supervises once, those who relieve for each duty."""
    bucket = [name for pair in part.pairs for name in pair]
    heads = [part.leader] if part.leader == part.supervisor else [part.leader, part.supervisor]
    relief = [name for _, name in part.relief]
    return [name for name in (*heads, *bucket, *part.ground, *relief) if name]


def crews_complete(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A job has as many different crews as it needs, each with the pairs of its stints."""
    for job in schedule.assignments:
        order = problem.order_by_id[job.work_order]
        crews = {part.crew for part in job.parts}
        if len(crews) != order.crews_needed or len(job.parts) != order.crews_needed:
            yield _breach("crews_missing", job, job.parts[0], (), len(crews), order.crews_needed)
        used = max(stint.pair for stint in job.stints) + 1
        for part in job.parts:
            if not used <= len(part.pairs) <= MAX_PAIRS:
                yield _breach("role_missing", job, part, (), len(part.pairs), used)


def roles_held(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Every duty is filled, by a member of the crew who has the role."""
    for job, order, part in _parts(problem, schedule):
        leads = part is job.parts[0]
        if leads and not part.leader:
            yield _breach("role_missing", job, part, (), "", "leader")
        if not part.supervisor:
            yield _breach("role_missing", job, part, (), "", "supervisor")
        if len(part.ground) < order.ground_workers:
            yield _breach("role_missing", job, part, part.ground, len(part.ground), "ground")
        duties = [(part.leader, "leader"), (part.supervisor, "supervisor")]
        duties += [(name, "bucket") for pair in part.pairs for name in pair]
        duties += [(name, "ground") for name in part.ground]
        for name, role in duties:
            if name and not _has_role(problem, part.crew, name, role):
                yield _breach("role_missing", job, part, (name,), "", role)


def _has_role(problem: ProblemData, crew: str, name: str, role: str) -> bool:
    worker = problem.worker_by_id[name]
    return worker.crew == crew and role in worker.roles


def certificates_held(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Bucket workers hold the job's certificate."""
    for job, order, part in _parts(problem, schedule):
        for pair in part.pairs:
            for name in pair:
                held = problem.worker_by_id[name].certificates
                if order.certificate not in held:
                    found = ";".join(sorted(held))
                    yield _breach("certificate", job, part, (name,), found, order.certificate)


def workers_available(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Everyone is there that day."""
    for job, _, part in _parts(problem, schedule):
        day = job.start_minute // DAY_MINUTES
        for name in _names(part):
            if not problem.worker_by_id[name].available[day]:
                yield _breach("worker_unavailable", job, part, (name,))


def nobody_twice(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Nobody has two duties in a job; leader and supervisor may be one person in class I–II.

    Who relieves somebody has no other duty in it, whatever the class.
    """
    for job in schedule.assignments:
        order = problem.order_by_id[job.work_order]
        counted = Counter(name for part in job.parts for name in _names(part))
        for part in job.parts:
            if part.leader and part.leader == part.supervisor and order.job_class >= 3:
                counted[part.leader] += 1
        for name in sorted(counted):
            if counted[name] > 1:
                yield _breach("person_twice", job, job.parts[0], (name,), counted[name], 1)


def supervisor_on_the_ground(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """The supervisor never enters the bucket, nor does who relieves him."""
    for job, _, part in _parts(problem, schedule):
        relief = [name for relieved, name in part.relief if relieved == part.supervisor]
        for name in (part.supervisor, *relief):
            if any(name in pair for pair in part.pairs):
                yield _breach("supervisor_in_bucket", job, part, (name,))


def vehicles_present(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Each crew has an open vehicle of every kind needed, its own or a shared one."""
    for job, order, part in _parts(problem, schedule):
        usable: Counter[str] = Counter()
        for name in sorted(set(part.vehicles)):
            vehicle = problem.vehicle_by_id[name]
            closed = any(a < job.end_minute and job.start_minute < b for a, b in vehicle.closed)
            if vehicle.crew in ("", part.crew) and not closed:
                usable[vehicle.kind] += 1
        for kind, count in sorted(Counter(order.vehicle_kinds).items()):
            if usable[kind] < count:
                yield _breach("vehicle_missing", job, part, (), usable[kind], kind)
