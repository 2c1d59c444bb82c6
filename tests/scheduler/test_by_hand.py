"""A schedule made by hand is laid out as it was meant, and each rule that it breaks is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from scheduler import Assignment, ProblemData
from scheduler.by_hand import LaidOut, lay_out
from scheduler.crews import Absence
from scheduler.greedy import by_priority
from scheduler.hand_rosters import Named
from scheduler.hand_ways import HandJob
from scheduler.outage import ExclusivePair
from scheduler.records import Closure, GridOption, TimeWindow
from scheduler.score import score_schedule
from scheduler.verify import verify

from .instances import county
from .small import order, problem, solved, team, truck, two_crews, worker


def hand(name: str = "W1", start: int = 540, *crews: str, **changes: Any) -> HandJob:
    crews = crews or ("A",)
    named = changes.pop("named", (Named(),) * len(crews))
    return HandJob(work_order=name, crews=crews, start_minute=start, named=named, **changes)


def as_planned(job: Assignment) -> HandJob:
    """A job of a plan with everything said that a person can say."""
    return HandJob(
        work_order=job.work_order,
        crews=tuple(part.crew for part in job.parts),
        start_minute=job.start_minute,
        end_minute=job.end_minute,
        transfer_plan=job.transfer_plan,
        named=tuple(
            Named(leader=part.leader, supervisor=part.supervisor, pairs=part.pairs,
                  ground=part.ground, vehicles=part.vehicles)
            for part in job.parts
        ),
    )  # fmt: skip


def codes(given: ProblemData, *jobs: HandJob) -> list[str]:
    """Rules broken, each once."""
    laid = lay_out(given, jobs)
    found = [*laid.breaches, *verify(given, laid.schedule)]
    return sorted({breach.rule for breach in found})


def people(laid: LaidOut) -> list[tuple[str, ...]]:
    return [part.people for job in laid.schedule.assignments for part in job.parts]


@pytest.mark.parametrize("seed", range(2))
def test_a_plan_given_back_is_itself(seed: int) -> None:
    given = county(seed)
    plan = by_priority(given)
    full = lay_out(given, map(as_planned, plan.assignments))
    assert full.breaches == ()
    assert full.schedule.assignments == plan.assignments
    assert verify(given, full.schedule) == verify(given, plan)
    assert score_schedule(given, full.schedule) == score_schedule(given, plan)


def test_starts_and_crews_alone_are_filled_as_the_planner_would() -> None:
    given = problem(
        orders=(order("W1", segments=(20, 20)), order("W2")), workers=team(pairs=2),
        stint_limits={"cape": (20,) * 96},
    )  # fmt: skip
    plan = solved(given)
    jobs = [hand(job.work_order, job.start_minute) for job in plan.assignments]
    assert lay_out(given, jobs).schedule == plan
    assert codes(given, *jobs) == []


WORKERS = (*team(), worker("AM", "leader supervisor"), worker("AX", "bucket", certificates=frozenset()),
           worker("AG", "ground"))  # fmt: skip

CASES: list[tuple[list[str], ProblemData, Iterable[HandJob]]] = [
    ([], problem(), [hand()]),
    (["heat"], problem(orders=(order(closures=(
        Closure(rule="heat", phase="bucket", slots=frozenset({37})),)),)), [hand()]),
    (["window"], problem(orders=(order(windows=(
        TimeWindow(rule="window", start_minute=545, end_minute=700),)),)), [hand()]),
    (["start_off_grid"], problem(), [hand("W1", 541)]),
    (["outside_shift"], problem(), [hand("W1", 465)]),
    (["outside_plan"], problem(), [hand("W1", 1500)]),
    (["outside_plan"], problem(), [hand("W1", -60)]),
    (["mandatory_missing", "outside_plan"], problem(orders=(order(mandatory=True),)),
     [hand("W1", 1425)]),
    (["no_transfer"], problem(), [hand(transfer_plan="W1-T9")]),
    (["end_too_short"], problem(), [hand(end_minute=570)]),
    ([], problem(), [hand(end_minute=600)]),
    (["crew_overlap", "person_twice"], problem(orders=(order("W1"), order("W2"))),
     [hand(), hand("W2", 555)]),
    (["apart"], two_crews(orders=(order("W1"), order("W2")), exclusive_pairs=(
        ExclusivePair(rule="apart", first=("W1", None), second=("W2", None)),)),
     [hand(), hand("W2", 555, "B")]),
    (["crews_missing"], two_crews(orders=(order(crews_needed=2),)), [hand()]),
    (["crews_missing"], two_crews(), [hand("W1", 540, "A", "B")]),
    (["role_missing"], problem(workers=team()[:2]), [hand()]),
    (["role_missing"], problem(workers=team()[1:]), [hand()]),
    (["role_missing"], problem(orders=(order(ground_workers=1),)), [hand()]),
    (["certificate"], problem(workers=team(certificates=frozenset())), [hand()]),
    (["certificate"], problem(workers=WORKERS),
     [hand(named=(Named(pairs=(("AB0", "AX"),)),))]),
    (["role_missing"], problem(workers=WORKERS), [hand(named=(Named(leader="AG"),))]),
    (["person_twice", "role_missing"], problem(workers=WORKERS),
     [hand(named=(Named(leader="AB0", supervisor="AL", pairs=(("AB0", "AB1"),)),))]),
    (["worker_unavailable"], problem(workers=team(available=(False,))), [hand()]),
    (["worker_unavailable"], problem(
        absences=(Absence(worker="AB0", from_minute=500, to_minute=600),)), [hand()]),
    (["vehicle_missing"], problem(orders=(order(vehicle_kinds=("bucket_truck",)),)), [hand()]),
    (["stint_over_limit"], problem(stint_limits={"cape": (15,) * 96}), [hand()]),
    ([], problem(workers=WORKERS, orders=(order(watch_limits=(30,) * 96),)), [hand()]),
    (["exposure_on_site"], problem(orders=(order(watch_limits=(30,) * 96),)), [hand()]),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "given", "jobs"), CASES)
def test_each_rule_by_its_name(
    wanted: list[str], given: ProblemData, jobs: Iterable[HandJob]
) -> None:
    assert codes(given, *jobs) == wanted


def test_who_is_named_is_kept_and_the_rest_are_others() -> None:
    given = problem(workers=WORKERS, orders=(order(ground_workers=1),))
    laid = lay_out(given, [hand(named=(Named(leader="AM", pairs=(("AB1", "AB0"),)),))])
    (job,) = laid.schedule.assignments
    assert (job.parts[0].leader, job.parts[0].pairs) == ("AM", (("AB1", "AB0"),))
    assert job.parts[0].ground == ("AG",)


def test_of_two_ways_to_fill_a_job_the_one_that_breaks_nothing_is_taken() -> None:
    absent = Absence(worker="AL", from_minute=0, to_minute=1440)
    given = problem(workers=WORKERS, absences=(absent,))
    assert people(lay_out(given, [hand()])) == [("AM", "AB0", "AB1")]
    shared = (truck("V1"), truck("V2"))
    needs = tuple(order(name, vehicle_kinds=("bucket_truck",)) for name in ("W1", "W2"))
    two = two_crews(orders=needs, vehicles=shared)
    laid = lay_out(two, [hand(), hand("W2", 540, "B")])
    assert [job.parts[0].vehicles for job in laid.schedule.assignments] == [("V1",), ("V2",)]


def test_a_transfer_is_chosen_where_none_is_named() -> None:
    closed = Closure(rule="feeder_at_limit", phase="grid", slots=frozenset({36}))
    options = (GridOption(closures=(closed,)), GridOption(transfer_plan="T1"))
    given = problem(orders=(order(grid_options=options),))
    assert lay_out(given, [hand()]).schedule.assignments[0].transfer_plan == "T1"
    assert lay_out(given, [hand("W1", 600)]).schedule.assignments[0].transfer_plan == ""


def test_what_is_filled_does_not_clash_with_a_later_job() -> None:
    options = (GridOption(transfer_plan="T1"), GridOption(transfer_plan="T2"))
    pair = ExclusivePair(rule="transfer_conflict", first=("W1", "T1"), second=("W2", None))
    given = two_crews(orders=(order("W1", grid_options=options), order("W2")),
                      exclusive_pairs=(pair,))  # fmt: skip
    laid = lay_out(given, [hand(), hand("W2", 555, "B")])
    assert laid.schedule.assignments[0].transfer_plan == "T2"
    assert lay_out(given, [hand()]).schedule.assignments[0].transfer_plan == "T1"


def test_a_named_pair_that_is_not_needed_stays_down() -> None:
    pairs = (("AB0", "AB1"), ("AB2", "AB3"))
    given = problem(workers=team(pairs=2))
    (job,) = lay_out(given, [hand(named=(Named(pairs=pairs),))]).schedule.assignments
    assert job.parts[0].pairs == pairs
    assert {stint.pair for stint in job.stints} == {0}
    assert verify(given, lay_out(given, [hand()]).schedule) == ()


def test_a_job_that_cannot_be_laid_out_is_left_out() -> None:
    laid = lay_out(problem(workers=team()[:2]), [hand()])
    assert (laid.left_out, laid.schedule.assignments) == (("W1",), ())
    assert [(b.rule, b.crew) for b in laid.breaches] == [("role_missing", "A")]


def test_crews_eat_where_they_have_the_time() -> None:
    day = replace(problem().crews[0], shift_end_minute=900)
    given = problem(orders=(order("W1"), order("W2")), lunch_minutes=30, crews=(day,))
    laid = lay_out(given, [hand("W1", 660), hand("W2", 750)])
    assert [(m.start_minute, m.end_minute) for m in laid.schedule.lunches] == [(700, 730)]
    assert codes(given, hand("W1", 690), hand("W2", 735)) == ["lunch_missing"]


def test_novices_have_shorter_stints() -> None:
    new = team(acclimatised=(False,))
    given = problem(
        workers=new, orders=(order(segments=(10, 10)),), novice_stint_limits={"cape": (10,) * 96}
    )
    (job,) = lay_out(given, [hand()]).schedule.assignments
    assert [stint.minutes for stint in job.stints] == [10, 10]


@pytest.mark.parametrize(
    "changes", [{"crews": ("A", "A")}, {"crews": ()}, {"named": ()}, {"end_minute": 540}]
)
def test_a_job_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="HandJob of 'W1'"):
        replace(hand(), **changes)
