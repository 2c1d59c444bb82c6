"""Each rule on the smallest problem: allowed, then forbidden, then switched off.

The last step shows that the test is about this rule: without the rule's own function the solver
makes the forbidden plan, `verify` names the rule, and without its own check `verify` is silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scheduler import (
    Closure,
    CrewPart,
    ExclusivePair,
    ForbiddenUse,
    GridOption,
    ProblemData,
    TimeWindow,
    WorkOrder,
)
from scheduler.order_rules import Course
from scheduler.rosters import all_rosters

from .rule_cases import Case, allowed_then_forbidden, always, made_and_named_without_the_rule
from .small import crew, order, placed, problem, team, truck, two_crews, worker


def nothing(*_: object, **__: object) -> None:
    return None


def whole_plan(*_: object) -> tuple[int, int]:
    return 0, 10**6


def no_start_blocked(*args: Any) -> Any:
    course = next(each for each in args if isinstance(each, Course))
    return np.zeros(len(course.start), dtype=np.bool_)


def closed(rule: str, phase: Any, *slots: int) -> tuple[Closure, ...]:
    return (Closure(rule=rule, phase=phase, slots=frozenset(slots)),)


def watched(limits: dict[int, int]) -> WorkOrder:
    """An order whose watchers may be outdoors for an hour, less in some slots."""
    return order(watch_limits=tuple(limits.get(slot, 60) for slot in range(96)))


def over(closures: tuple[Closure, ...], transfer_plan: str = "T1") -> WorkOrder:
    """An order with one grid option; only a load transfer holds the grid around the job."""
    return order(grid_options=(GridOption(transfer_plan=transfer_plan, closures=closures),))


SHORT = crew(shift_end_minute=535)  # a job starts at 08:00 or 08:15: two jobs overlap
SHORT_TWO = (SHORT, crew("B", shift_end_minute=535))
ONE_START = crew(shift_end_minute=520)  # a job starts at 08:00
BOTH = (order("W1"), order("W2", feeder="F2"))
BLOCKING = tuple(
    replace(o, grid_options=(GridOption(blocked_feeders=(o.feeder,)),))
    for o in (*BOTH, order("W3", feeder="F3"))
)
THREE_CREWS: dict[str, Any] = {
    "crews": tuple(crew(name, shift_end_minute=535) for name in "ABC"),
    "workers": team("A") + team("B") + team("C"),
}


def pair(rule: str, **changes: Any) -> tuple[ExclusivePair, ...]:
    return (
        ExclusivePair(**{"rule": rule, "first": ("W1", None), "second": ("W2", None), **changes}),
    )


def windowed(rule: str, begin: int, end: int, tail: int = 0) -> ProblemData:
    window = TimeWindow(rule=rule, start_minute=begin, end_minute=end, tail_minutes=tail)
    return problem(orders=(order(windows=(window,)),), crews=(ONE_START,))


def sloppy(**blind: Any) -> Callable[..., Any]:
    """Rosters as if everybody had what ``blind`` says."""

    def rosters(workers: Any, day: int, need: Any, name: str) -> Any:
        return all_rosters([replace(w, **blind) for w in workers], day, need, name)

    return rosters


def three_sites(way: int) -> ProblemData:
    """From W1 it is far to W2 and near to W3; W2 is first or second, W3 starts late."""
    late = TimeWindow(rule="release", start_minute=600, end_minute=1440)
    return problem(
        crews=(crew(shift_end_minute=640),),
        orders=(
            order(
                "W1", site=1, windows=(TimeWindow(rule="release", start_minute=0, end_minute=520),)
            ),
            order(
                "W2", site=2, windows=(TimeWindow(rule="release", start_minute=0, end_minute=595),)
            ),
            order("W3", site=3, windows=(late,)),
        ),
        travel_minutes=(
            (0, 0, 0, 0),
            (0, 0, way, 0),
            (0, way, 0, 0),
            (0, 0, 0, 0),
        ),
    )


def lunch_day(to_minute: int) -> ProblemData:
    """Two jobs at a distant site before and after noon."""
    return problem(
        crews=(crew(shift_start_minute=600, shift_end_minute=780),),
        orders=tuple(
            order(
                f"W{i}",
                site=1,
                windows=(TimeWindow(rule="customer_window", start_minute=s, end_minute=s + 45),),
            )
            for i, s in ((1, 645), (2, 700))
        ),
        travel_minutes=((0, 20), (20, 0)),
        lunch_from_minute=660,
        lunch_to_minute=to_minute,
        lunch_minutes=15,
    )


def stints(
    limit: int, segments: tuple[int, ...] = (20, 20), handover: int | None = None
) -> ProblemData:
    """A job in an hour; a hand-over asks for two pairs."""
    return problem(
        orders=(order(segments=segments),),
        stint_limits={"cape": (limit,) * 96},
        crews=(ONE_MORE,),
        workers=team(pairs=1 if handover is None else 2),
        handover_minutes=handover or 0,
    )


def rest_outdoors(cap: int) -> ProblemData:
    """Two jobs of two stints of one pair, whose rest between them counts as outdoors."""
    up = [worker(name, "bucket", outdoor_cap_minutes=(cap,)) for name in ("AB0", "AB1")]
    return problem(
        orders=(order("W1", segments=(20, 20)), order("W2", segments=(20, 20))),
        stint_limits={"cape": (20,) * 96},
        workers=(worker("AL", "leader supervisor"), *up),
        rest_outdoors=True,
    )


ONE_MORE = crew(shift_end_minute=540)


CASES = [
    Case(
        code="crew_overlap",
        allowed=problem(orders=BOTH),
        forbidden=problem(orders=BOTH, crews=(SHORT,)),
        solver_rule="scheduler.constraints.one_job_at_a_time",
        instead=nothing,
        check=("crew_overlap", "person_twice"),
        also=frozenset({"person_twice"}),
    ),
    Case(
        code="travel_too_short",
        allowed=three_sites(25),
        forbidden=three_sites(45),
        solver_rule="scheduler.constraints.keep_travel_and_rest",
        instead=nothing,
        check=("travel_too_short",),
    ),
    Case(
        code="lunch_missing",
        allowed=lunch_day(710),
        forbidden=lunch_day(698),
        solver_rule="scheduler.constraints.take_lunch",
        instead=nothing,
        check=("lunch_missing",),
    ),
    Case(
        code="outdoor_cap",
        allowed=problem(orders=BOTH, workers=team(outdoor_cap_minutes=(80,))),
        forbidden=problem(orders=BOTH, workers=team(outdoor_cap_minutes=(79,))),
        solver_rule="scheduler.constraints.keep_outdoor_caps",
        instead=nothing,
        check=("worker_outdoors_too_long",),
    ),
    Case(
        code="outdoor_cap",
        # Twice 10 to set up, 20 up, 20 of rest, 20 up.
        allowed=rest_outdoors(140),
        forbidden=rest_outdoors(139),
        solver_rule="scheduler.constraints.keep_outdoor_caps",
        instead=nothing,
        check=("worker_outdoors_too_long",),
    ),
    Case(
        code="vehicle_overlap",
        allowed=two_crews(
            orders=tuple(replace(o, vehicle_kinds=("bucket_truck",)) for o in BOTH),
            vehicles=(truck("V1"),),
        ),
        forbidden=two_crews(
            orders=tuple(replace(o, vehicle_kinds=("bucket_truck",)) for o in BOTH),
            vehicles=(truck("V1"),),
            vehicle_gap_slots=11,
        ),
        solver_rule="scheduler.constraints.share_vehicles",
        instead=nothing,
        check=("vehicle_overlap",),
    ),
    Case(
        code="reclosers_blocked",
        allowed=problem(orders=BLOCKING[:2], **THREE_CREWS),
        forbidden=problem(orders=BLOCKING, **THREE_CREWS),
        solver_rule="scheduler.constraints.cap_blocked_feeders",
        instead=nothing,
        check=("feeders_blocked",),
    ),
    *(
        Case(
            code=rule,
            allowed=two_crews(orders=BOTH, exclusive_pairs=pair(rule)),
            forbidden=two_crews(orders=BOTH, crews=SHORT_TWO, exclusive_pairs=pair(rule)),
            solver_rule="scheduler.constraints.keep_exclusive_pairs_apart",
            instead=nothing,
            check=("orders_together",),
        )
        for rule in ("partner_feeders", "transfer_conflict", "finding_together")
    ),
    Case(
        code="finding_together",
        allowed=two_crews(
            orders=BOTH,
            crews=SHORT_TWO,
            exclusive_pairs=pair("finding_together", slots=frozenset({36, 40})),
        ),
        forbidden=two_crews(
            orders=BOTH,
            crews=SHORT_TWO,
            exclusive_pairs=pair("finding_together", slots=frozenset({33, 34})),
        ),
        solver_rule="scheduler.constraints.keep_exclusive_pairs_apart",
        instead=nothing,
        check=("orders_together",),
    ),
    Case(
        code="predecessor",
        allowed=two_crews(orders=(order("W1"), order("W2", after=("W1",)))),
        forbidden=two_crews(orders=(order("W1"), order("W2", after=("W1",))), crews=SHORT_TWO),
        solver_rule="scheduler.constraints.follow_predecessors",
        instead=nothing,
        check=("predecessor_first",),
    ),
    *(
        Case(
            code=rule,
            allowed=problem(orders=(order(closures=closed(rule, "site", 36)),), crews=(SHORT,)),
            forbidden=problem(orders=(order(closures=closed(rule, "site", 33)),), crews=(SHORT,)),
            solver_rule="scheduler.order_rules.closure_blocks",
            instead=no_start_blocked,
            check=("closed_slots",),
        )
        for rule in ("hottest_hours", "stop_day", "rain", "thunder", "darkness")
    ),
    Case(
        code="exposure_on_site",
        # 40 minutes from 08:00 touch the slots 32 to 34; slot 35 is hotter, but not touched.
        allowed=problem(orders=(watched({34: 40, 35: 39}),), crews=(ONE_START,)),
        forbidden=problem(orders=(watched({34: 39}),), crews=(ONE_START,)),
        solver_rule="scheduler.order_rules.watch_blocks",
        instead=no_start_blocked,
        check=("watch_within_limits",),
    ),
    *(
        Case(
            code=rule,
            # The bucket phase is 08:10 to 08:30, and 30 minutes more: slots 32 to 35.
            allowed=problem(
                orders=(order(closures=closed(rule, "bucket", 36)),), crews=(ONE_START,)
            ),
            forbidden=problem(
                orders=(order(closures=closed(rule, "bucket", 35)),), crews=(ONE_START,)
            ),
            solver_rule="scheduler.order_rules.closure_blocks",
            instead=no_start_blocked,
            check=("closed_slots",),
        )
        for rule in ("wind", "humidity")
    ),
    *(
        Case(
            code=rule,
            allowed=problem(
                orders=(over(closed(rule, "grid", 36)),),
                crews=(ONE_START,),
                transfer_margin_slots=1,
            ),
            forbidden=problem(
                orders=(over(closed(rule, "grid", 35)),),
                crews=(ONE_START,),
                transfer_margin_slots=1,
            ),
            solver_rule="scheduler.order_rules.closure_blocks",
            instead=no_start_blocked,
            check=("closed_slots",),
        )
        for rule in ("feeder_at_limit", "restriction", "line_overload", "undervoltage")
    ),
    Case(
        code="finding_slot",
        allowed=problem(
            forbidden_uses=(ForbiddenUse(rule="finding_slot", order="W1", slots=frozenset({35})),),
            crews=(ONE_START,),
        ),
        forbidden=problem(
            forbidden_uses=(ForbiddenUse(rule="finding_slot", order="W1", slots=frozenset({34})),),
            crews=(ONE_START,),
        ),
        solver_rule="scheduler.order_rules.use_blocks",
        instead=no_start_blocked,
        check=("slots_forbidden_by_findings",),
    ),
    Case(
        code="release",
        allowed=windowed("release", 480, 1440),
        forbidden=windowed("release", 481, 1440),
        solver_rule="scheduler.order_rules.window_blocks",
        instead=no_start_blocked,
        check=("time_windows",),
    ),
    Case(
        code="customer_window",
        allowed=windowed("customer_window", 0, 520),
        forbidden=windowed("customer_window", 0, 519),
        solver_rule="scheduler.order_rules.window_blocks",
        instead=no_start_blocked,
        check=("time_windows",),
    ),
    Case(
        code="ticket_window",
        allowed=windowed("ticket_window", 0, 550, 30),
        forbidden=windowed("ticket_window", 0, 549, 30),
        solver_rule="scheduler.order_rules.window_blocks",
        instead=no_start_blocked,
        check=("time_windows",),
    ),
    Case(
        code="outside_shift",
        allowed=problem(orders=(order(site=1),), travel_minutes=((0, 105), (95, 0))),
        forbidden=problem(orders=(order(site=1),), travel_minutes=((0, 105), (96, 0))),
        solver_rule="scheduler.part_maker.shift_span",
        instead=whole_plan,
        check=("outside_shift",),
    ),
    Case(
        code="vehicle_missing",
        allowed=problem(
            orders=(order(vehicle_kinds=("bucket_truck",)),), vehicles=(truck("V1", "A"),)
        ),
        forbidden=problem(
            orders=(order(vehicle_kinds=("bucket_truck",)),),
            vehicles=(truck("V1", "A", closed=((0, 1440),)),),
        ),
        solver_rule="scheduler.fleet.is_open",
        instead=always,
        check=("vehicles_present",),
    ),
    Case(
        code="certificate",
        allowed=problem(orders=(order(certificate="complex"),)),
        forbidden=problem(
            orders=(order(certificate="complex"),),
            workers=team(certificates=frozenset({"simple"})),
        ),
        solver_rule="scheduler.crew_days.all_rosters",
        instead=sloppy(certificates=frozenset({"complex"})),
        check=("certificates_held",),
    ),
    Case(
        code="worker_unavailable",
        allowed=problem(),
        forbidden=problem(workers=team(available=(False,))),
        solver_rule="scheduler.crew_days.all_rosters",
        instead=sloppy(available=(True,)),
        check=("workers_available",),
    ),
    Case(
        code="role_missing",
        allowed=problem(),
        forbidden=problem(
            workers=(worker("L", "leader"), worker("B1", "bucket"), worker("B2", "bucket"))
        ),
        solver_rule="scheduler.crew_days.all_rosters",
        instead=sloppy(roles=frozenset({"leader", "supervisor", "bucket"})),
        check=("roles_held",),
    ),
    Case(
        code="supervisor_in_bucket",
        allowed=problem(workers=(worker("L", "leader supervisor bucket"), *team()[1:])),
        forbidden=problem(workers=(worker("L", "leader supervisor bucket"), team()[1])),
        solver_rule="scheduler.crew_days.all_rosters",
        instead=lambda *_: iter(
            [CrewPart(crew="A", leader="L", supervisor="L", pairs=(("L", "AB0"),))]
        ),
        check=("supervisor_on_the_ground", "nobody_twice"),
        also=frozenset({"person_twice"}),
    ),
    Case(
        code="person_twice",
        allowed=problem(orders=(order(job_class=2),)),
        forbidden=problem(orders=(order(job_class=3),)),
        solver_rule="scheduler.crew_days.all_rosters",
        instead=lambda workers, day, need, name: all_rosters(
            workers, day, replace(need, job_class=2), name
        ),
        check=("nobody_twice",),
    ),
    Case(
        code="handover_too_short",
        # Two pairs: 10 + 20 + hand-over + 20 + 10 of 60 minutes.
        allowed=stints(20, handover=0),
        forbidden=stints(20, handover=1),
        solver_rule="scheduler.heat_limits._next_begin",
        instead=lambda stints, _pairs, begin, _pace: stints[-1].end_minute if stints else begin,
        check=("stints_apart",),
    ),
    Case(
        code="stint_over_limit",
        allowed=stints(20, segments=(20,)),
        forbidden=stints(19, segments=(20,)),
        solver_rule="scheduler.heat_limits._longest_stint",
        instead=lambda segments, *_: (len(segments), sum(segments)),
        check=("stints_within_limits",),
    ),
    Case(
        code="rest_too_short",
        # 10 + 20 + rest 20 + 20 + 10 minutes with one pair: 80 of the 60 there are.
        allowed=stints(40),
        forbidden=stints(20),
        solver_rule="scheduler.heat_limits._next_begin",
        instead=lambda stints, _pairs, begin, _pace: stints[-1].end_minute if stints else begin,
        check=("stints_apart",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_rule_allows_then_forbids(case: Case) -> None:
    allowed_then_forbidden(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_and_named_without_the_rule(case, monkeypatch)


@pytest.mark.parametrize(("transfer_plan", "fits"), [("", True), ("T1", False)])
def test_only_a_transfer_holds_the_grid_around_its_job(transfer_plan: str, fits: bool) -> None:
    shut = closed("feeder_at_limit", "grid", 31, 35)  # the slots before and after the job
    given = problem(
        orders=(over(shut, transfer_plan),), crews=(ONE_START,), transfer_margin_slots=1
    )
    assert placed(given) == (("W1",) if fits else ())


@pytest.mark.parametrize(("transfer_plan", "fits"), [("", True), ("T1", False)])
def test_only_a_transfer_keeps_others_off_the_grid_around_its_job(
    transfer_plan: str, fits: bool
) -> None:
    """W2 begins in the slot in which W1 ends: no third slot is left to switch in."""
    crews = (ONE_START, crew("B", shift_start_minute=525, shift_end_minute=565))
    given = two_crews(
        orders=(over((), transfer_plan), order("W2", feeder="F2")),
        crews=crews,
        transfer_margin_slots=1,
        exclusive_pairs=pair("partner_feeders"),
    )
    assert len(placed(given)) == (2 if fits else 1)
