"""People of a finished schedule: nobody takes more heat than another choice would give him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from scheduler import ProblemData, Schedule
from scheduler.crews import Absence
from scheduler.fair_rosters import fairly_staffed
from scheduler.heat_dose import HeatDose, outdoors
from scheduler.rosters import all_rosters, need_of
from scheduler.schedule import Assignment, CrewPart
from scheduler.score import score_schedule
from scheduler.solve import solve
from scheduler.verify import verify

from .small import QUICK, order, problem, rules_broken, team, worker
from .tiny import tiny

HOT = (60,) * 96
MOST_PLANS = 3_000


def two_jobs(**changes: object) -> ProblemData:
    """Two jobs of 40 minutes, one after the other, for one pair each; two pairs in the crew."""
    values = {
        "orders": (order("W1"), order("W2")),
        "workers": team(pairs=2),
        "heat_index": HOT,
    }
    return problem(**{**values, **changes})


def planned(given: ProblemData) -> Schedule:
    schedule = solve(given, QUICK).schedule
    assert schedule is not None
    return schedule


def riders(schedule: Schedule) -> list[tuple[str, ...]]:
    return [job.parts[0].bucket for job in schedule.assignments]


def unfair(given: ProblemData) -> Schedule:
    """The same two jobs, both by the first pair."""
    schedule = planned(given)
    part = replace(schedule.assignments[0].parts[0], leader="AL", supervisor="AL")
    parts = (replace(part, pairs=(("AB0", "AB1"),)),)
    jobs = tuple(replace(job, parts=parts) for job in schedule.assignments)
    return replace(schedule, assignments=jobs)


def test_who_was_in_the_bucket_once_is_not_again_while_others_wait() -> None:
    given = two_jobs()
    one, other = riders(planned(given))
    assert set(one).isdisjoint(other)
    again = fairly_staffed(given, unfair(given))
    assert set(riders(again)[0]).isdisjoint(riders(again)[1])


def test_leaders_take_turns() -> None:
    given = two_jobs(workers=(*team(), worker("L2", "leader supervisor")))
    assert {job.parts[0].leader for job in planned(given).assignments} == {"AL", "L2"}
    dose = HeatDose(given).by_worker(planned(given))
    assert dose["AL", 0] == dose["L2", 0] == 40


def test_without_heat_nobody_changes() -> None:
    given = two_jobs(heat_index=())
    before = unfair(given)
    assert fairly_staffed(given, before) is before
    assert HeatDose(given).by_worker(before)["AL", 0] == 0


def test_people_stay_where_nobody_gains() -> None:
    given = two_jobs(orders=(order("W1"),))
    for pair in (("AB0", "AB1"), ("AB2", "AB3")):
        before = planned(given)
        part = replace(before.assignments[0].parts[0], pairs=(pair,))
        before = replace(before, assignments=(replace(before.assignments[0], parts=(part,)),))
        assert fairly_staffed(given, before) == before


def test_a_cap_is_kept_though_it_costs_others_more() -> None:
    people = team(pairs=2)
    capped = tuple(
        replace(w, outdoor_cap_minutes=(29,)) if w.id in ("AB2", "AB3") else w for w in people
    )
    assert set(riders(planned(two_jobs(workers=capped)))) == {("AB0", "AB1")}
    enough = tuple(replace(w, outdoor_cap_minutes=(30,)) if w.id != "AL" else w for w in people)
    one, other = riders(planned(two_jobs(workers=enough)))
    assert set(one).isdisjoint(other)


def test_who_is_away_is_not_called() -> None:
    given = two_jobs()
    away = tuple(Absence(worker=name, from_minute=0, to_minute=24 * 60) for name in ("AB2", "AB3"))
    found = fairly_staffed(replace(given, absences=away), unfair(given))
    assert set(riders(found)) == {("AB0", "AB1")}


def test_nobody_new_enters_the_bucket_of_a_job_laid_out_for_others() -> None:
    given = two_jobs(novice_stint_limits={"cape": (20,) * 96})
    new = tuple(
        replace(w, acclimatised=(False,)) if w.id in ("AB2", "AB3") else w for w in given.workers
    )
    found = fairly_staffed(replace(given, workers=new), unfair(given))
    assert set(riders(found)) == {("AB0", "AB1")}


def test_who_is_relieved_stays_so() -> None:
    given = two_jobs(workers=(*team(pairs=2), worker("L2", "leader supervisor")))
    before = unfair(given)
    parts = tuple(replace(part, relief=(("AL", "L2"),)) for part in before.assignments[0].parts)
    jobs = tuple(
        replace(job, parts=parts, handovers=(job.setup_end_minute,)) for job in before.assignments
    )
    relieved = replace(before, assignments=jobs)
    assert fairly_staffed(given, relieved) == relieved
    dose = HeatDose(given).by_worker(relieved)
    assert (dose["AL", 0], dose["L2", 0], dose["AB0", 0]) == (20, 60, 60)
    outdoors = HeatDose(replace(given, rest_outdoors=True)).by_worker(relieved)
    assert outdoors == dose


@pytest.mark.parametrize("rest_outdoors", [False, True])
def test_a_dose_counts_the_minutes_of_a_pair_as_hot_as_they_are(rest_outdoors: bool) -> None:
    given = problem(
        orders=(order("W1", segments=(15, 15, 15, 15)),),
        workers=team(pairs=2),
        heat_index=tuple(30 if slot < 34 else 60 for slot in range(96)),
        stint_limits={"cape": (15,) * 96},
        rest_outdoors=rest_outdoors,
    )
    (job,) = planned(given).assignments
    assert job.start_minute == 480
    stints = [(s.pair, s.start_minute, s.end_minute) for s in job.stints]
    assert stints == [(0, 490, 505), (1, 510, 525), (0, 530, 545), (1, 550, 565)]
    dose = HeatDose(given).by_worker(Schedule(assignments=(job,)))
    one, other = job.parts[0].pairs
    # 480 to 510 at half the heat; at rest from 505 to 530, and 525 to 550
    assert dose[one[0], 0] == (12 + 15 if not rest_outdoors else 15 + 35)
    assert dose[other[0], 0] == (15 + 15 + 15 if not rest_outdoors else 15 + 55)
    assert dose["AL", 0] == 15 + 65


def test_a_pair_that_never_goes_up_waits_until_the_set_up_ends() -> None:
    (job,) = planned(two_jobs(orders=(order("W1"),))).assignments
    part = replace(job.parts[0], pairs=(("AB0", "AB1"), ("AB2", "AB3")))
    spans = outdoors(job, part, rest_outdoors=False)
    assert spans["AB2"] == ((480, 490),)
    assert spans["AB0"] == ((480, 490), (490, 510))


def rivals(given: ProblemData, job: Assignment, part: CrewPart) -> list[CrewPart]:
    if part.relief:
        return [part]
    members = [w for w in given.workers if w.crew == part.crew]
    need = need_of(
        given.order_by_id[job.work_order], leads=part is job.parts[0], pairs=len(part.pairs)
    )
    return [
        replace(roster, vehicles=part.vehicles)
        for roster in all_rosters(members, 0, need, part.crew)
    ]


def every_staffing(given: ProblemData, schedule: Schedule) -> Iterator[Schedule]:
    """Every choice of people that breaks no more rules than the schedule does."""
    places = [(job, part) for job in schedule.assignments for part in job.parts]
    for parts in product(*(rivals(given, *place) for place in places)):
        rest = list(parts)
        jobs = [
            replace(job, parts=tuple(rest.pop(0) for _ in job.parts))
            for job in schedule.assignments
        ]
        found = replace(schedule, assignments=tuple(jobs))
        if rules_broken(given, found) <= rules_broken(given, schedule):
            yield found


def worst(given: ProblemData, schedule: Schedule) -> dict[str, int]:
    """Largest dose in each crew."""
    found: dict[str, int] = {}
    for (name, _), dose in HeatDose(given).by_worker(schedule).items():
        crew = given.worker_by_id[name].crew
        found[crew] = max(dose, found.get(crew, 0))
    return found


def test_no_choice_of_people_gives_the_worst_off_less() -> None:
    tried = 0
    for seed in range(60):
        given = tiny(seed)
        schedule = solve(given, QUICK).schedule
        if schedule is None:
            continue
        assert [b for b in verify(given, schedule) if b.rule != "mandatory_missing"] == []
        sizes = [len(rivals(given, j, p)) for j in schedule.assignments for p in j.parts]
        plans = 1
        for size in sizes:
            plans *= size
        if not sizes or plans == 1 or plans > MOST_PLANS:
            continue
        tried += 1
        mine = worst(given, schedule)
        for other in every_staffing(given, schedule):
            theirs = worst(given, other)
            assert all(mine[crew] <= theirs[crew] for crew in mine), seed
        assert score_schedule(given, schedule) == solve(given, QUICK).score
    assert tried >= 20
