"""From a schedule in minutes to the tables of a plan: who is where, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from peakops.clock import Clock
from peakops.out_tables import frame
from peakops.places import Places, base_of
from scheduler.schedule import Assignment, CrewPart, Lunch, Schedule
from weather import StrainCourse

# ISO 8996 levels [W/m²]: resting, light standing work, moderate hand and arm work.
REST_W_PER_M2 = 65
STANDING_W_PER_M2 = 100
GROUND_WORK_W_PER_M2 = 165


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A stretch of one worker's day, in minutes since midnight of the first day."""

    worker: str
    phase: str
    work_order: str
    start: int
    end: int
    outdoors: bool
    metabolic_rate_w_per_m2: float
    kit: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A drive of one crew, in minutes since midnight of the first day."""

    crew: str
    start: str
    end: str
    depart: int
    arrive: int
    km: float


@dataclass(frozen=True, kw_only=True)
class CrewDay:
    """What one crew does on one day, in order of time."""

    crew: str
    day: int
    jobs: tuple[Assignment, ...]
    lunch: Lunch | None

    def part(self, job: Assignment) -> CrewPart:
        """The crew's own part of a job."""
        return next(part for part in job.parts if part.crew == self.crew)


@dataclass(frozen=True, kw_only=True)
class BucketWork:
    """Metabolic rate and kit of a job's bucket work, and who of the others is in open shade."""

    metabolic_rate_w_per_m2: float
    kit: str
    rest_outdoors: bool = False
    watch_in_shade: bool = False


def crew_days(schedule: Schedule, clock: Clock) -> tuple[CrewDay, ...]:
    """Group a schedule by crew and day."""
    jobs: dict[tuple[str, int], list[Assignment]] = {}
    for job in schedule.assignments:
        for part in job.parts:
            jobs.setdefault((part.crew, clock.day(job.start_minute)), []).append(job)
    lunches = {(lunch.crew, lunch.day): lunch for lunch in schedule.lunches}
    return tuple(
        CrewDay(
            crew=crew,
            day=day,
            jobs=tuple(sorted(found, key=lambda job: job.start_minute)),
            lunch=lunches.get((crew, day)),
        )
        for (crew, day), found in sorted(jobs.items(), key=lambda item: (item[0][1], item[0][0]))
    )


def trips(day: CrewDay, places: Places) -> tuple[Trip, ...]:
    """Drives of a crew's day: each arrives just when the next job starts."""
    base = base_of(day.crew)
    stops = [base, *(job.work_order for job in day.jobs), base]
    arrivals = [job.start_minute for job in day.jobs]
    found = [
        _trip(day.crew, places, start, end, arrive)
        for start, end, arrive in zip(stops, stops[1:], arrivals, strict=False)
    ]
    km, minutes = places.way(stops[-2], base)
    leave = max(day.jobs[-1].end_minute, _lunch_after(day, day.jobs[-1]))
    back = Trip(
        crew=day.crew, start=stops[-2], end=base, depart=leave, arrive=leave + minutes, km=km
    )
    return (*found, back)


def _lunch_after(day: CrewDay, job: Assignment) -> int:
    lunch = day.lunch
    return lunch.end_minute if lunch and lunch.start_minute >= job.end_minute else 0


def _trip(crew: str, places: Places, start: str, end: str, arrive: int) -> Trip:
    km, minutes = places.way(start, end)
    return Trip(crew=crew, start=start, end=end, depart=arrive - minutes, arrive=arrive, km=km)


def phases(
    day: CrewDay, ways: Sequence[Trip], members: Sequence[str], work: dict[str, BucketWork]
) -> tuple[Phase, ...]:
    """Every member's day from departure to return, without a gap."""
    return tuple(
        phase
        for worker in members
        for phase in _fill_gaps(
            worker, sorted(_fixed(day, ways, worker, work), key=lambda each: each.start)
        )
    )


def _start(phase: Phase) -> int:
    return phase.start


def _fixed(
    day: CrewDay, ways: Sequence[Trip], worker: str, work: dict[str, BucketWork]
) -> Iterator[Phase]:
    for way in ways:
        yield _cab(worker, "travel", "", way.depart, way.arrive)
    if day.lunch is not None:
        yield _cab(worker, "lunch", "", day.lunch.start_minute, day.lunch.end_minute)
    for job in day.jobs:
        part = day.part(job)
        if worker in part.watch:
            yield from _watch_phases(worker, job, work[job.work_order])
        elif any(worker in names for names in part.turns):
            yield from _turn_phases(worker, part, job, work[job.work_order])
        elif worker in part.bucket:
            yield from _bucket_phases(worker, part, job, work[job.work_order])
        else:
            yield _cab(worker, "standby", job.work_order, job.start_minute, job.end_minute)


def _cab(worker: str, phase: str, work_order: str, start: int, end: int) -> Phase:
    return Phase(
        worker=worker,
        phase=phase,
        work_order=work_order,
        start=start,
        end=end,
        outdoors=False,
        metabolic_rate_w_per_m2=REST_W_PER_M2,
        kit="",
        place="cab",
    )


def _site(
    worker: str, phase: str, job: Assignment, span: tuple[int, int], rate: float, kit: str = ""
) -> Phase:
    return Phase(
        worker=worker,
        phase=phase,
        work_order=job.work_order,
        start=span[0],
        end=span[1],
        outdoors=True,
        metabolic_rate_w_per_m2=rate,
        kit=kit,
        place=job.work_order,
    )


def _watch_phases(worker: str, job: Assignment, work: BucketWork) -> Iterator[Phase]:
    """Leader, supervisor and ground crew outdoors from start to end, watching in shade."""
    spans = (
        ("setup", (job.start_minute, job.setup_end_minute), GROUND_WORK_W_PER_M2),
        ("standby", (job.setup_end_minute, job.bucket_end_minute), STANDING_W_PER_M2),
        ("teardown", (job.bucket_end_minute, job.end_minute), GROUND_WORK_W_PER_M2),
    )
    for phase, span, rate in spans:
        found = _site(worker, phase, job, span, rate)
        in_shade = work.watch_in_shade and phase == "standby"
        yield replace(found, place="shade") if in_shade else found


def _turn_phases(worker: str, part: CrewPart, job: Assignment, work: BucketWork) -> Iterator[Phase]:
    """Own watches of one who relieves or is relieved; rest between them as for a pair."""
    own = job.watches[::2] if worker in part.turns[0] else job.watches[1::2]
    rested_from = job.start_minute
    for begin, end in own:
        rest = _cab(worker, "rest", job.work_order, rested_from, begin)
        in_shade = work.rest_outdoors and begin > own[0][0]
        yield replace(rest, outdoors=True, place="shade") if in_shade else rest
        clipped = (
            replace(phase, start=max(phase.start, begin), end=min(phase.end, end))
            for phase in _watch_phases(worker, job, work)
        )
        yield from (phase for phase in clipped if phase.start < phase.end)
        rested_from = end
    yield _cab(worker, "rest", job.work_order, rested_from, job.end_minute)


def _bucket_phases(
    worker: str, part: CrewPart, job: Assignment, work: BucketWork
) -> Iterator[Phase]:
    """Set-up, own stints, rest between them in the cooled cab or in shade, and in the cab after."""
    yield _site(
        worker, "setup", job, (job.start_minute, job.setup_end_minute), GROUND_WORK_W_PER_M2
    )
    pair = next(index for index, names in enumerate(part.pairs) if worker in names)
    rested_from = job.setup_end_minute
    for stint in job.stints:
        if stint.pair != pair:
            continue
        rest = _cab(worker, "rest", job.work_order, rested_from, stint.start_minute)
        in_shade = work.rest_outdoors and rested_from > job.setup_end_minute
        yield replace(rest, outdoors=True, place="shade") if in_shade else rest
        span = (stint.start_minute, stint.end_minute)
        yield _site(worker, "bucket", job, span, work.metabolic_rate_w_per_m2, work.kit)
        rested_from = stint.end_minute
    yield _cab(worker, "rest", job.work_order, rested_from, job.end_minute)


def _fill_gaps(worker: str, found: Sequence[Phase]) -> Iterator[Phase]:
    """Waiting between the fixed phases is in the cooled cab; empty phases vanish."""
    now = found[0].start
    for phase in found:
        if phase.start > now:
            yield _cab(worker, "standby", "", now, phase.start)
        if phase.end > phase.start:
            yield phase
        now = max(now, phase.end)


def outdoor_minutes(found: Sequence[Phase]) -> dict[str, int]:
    """Minutes outdoors by worker."""
    minutes: dict[str, int] = {}
    for phase in found:
        length = phase.end - phase.start
        minutes[phase.worker] = minutes.get(phase.worker, 0) + phase.outdoors * length
    return minutes


def phase_table(
    found: Sequence[tuple[int, Phase]],
    courses: Mapping[tuple[str, int], StrainCourse],
    clock: Clock,
) -> pd.DataFrame:
    """worker_phases.csv from (day, phase) pairs and the strain of each worker and day."""
    return frame(
        "worker_phases",
        [
            {
                "worker": phase.worker,
                "date": pd.Timestamp(clock.date(day)),
                "phase": phase.phase,
                "work_order": phase.work_order,
                "start": clock.time(phase.start),
                "end": clock.time(phase.end),
                "outdoors": phase.outdoors,
                "metabolic_rate_w_per_m2": phase.metabolic_rate_w_per_m2,
                "kit": phase.kit,
                "place": phase.place,
                "core_peak_c": courses[phase.worker, day].peak_c(phase.start, phase.end),
                "core_end_c": courses[phase.worker, day].core_at(phase.end),
            }
            for day, phase in found
        ],
    )
