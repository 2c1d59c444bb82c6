"""Every guard of the records: one invalid value a line, the reason in its message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler import (
    Assignment,
    Closure,
    CrewPart,
    ExclusivePair,
    ForbiddenUse,
    GridOption,
    Lunch,
    Result,
    Schedule,
    Score,
    SolveStatus,
    Stint,
    TimeWindow,
)
from scheduler.breach import Breach
from scheduler.explain import Unscheduled
from scheduler.solve import SolveParams

from .small import crew, order, problem, team, truck, worker


def assignment(**changes: Any) -> Assignment:
    values: dict[str, Any] = {
        "work_order": "W1",
        "start_minute": 480,
        "setup_end_minute": 490,
        "bucket_end_minute": 510,
        "end_minute": 520,
        "parts": (CrewPart(crew="A", leader="L", supervisor="L", pairs=(("x", "y"),)),),
        "stints": (Stint(pair=0, start_minute=490, end_minute=510),),
    }
    return Assignment(**{**values, **changes})


def part(**changes: Any) -> CrewPart:
    values: dict[str, Any] = {
        "crew": "A",
        "leader": "L",
        "supervisor": "L",
        "pairs": (("x", "y"),),
        "ground": ("g",),
    }
    return CrewPart(**{**values, **changes})


def relieved(*handovers: int) -> Assignment:
    """L, who leads and supervises, and r take turns."""
    return assignment(parts=(part(relief=(("L", "r"),)),), handovers=handovers)


PAIR = {"rule": "r", "first": ("W1", None), "second": ("W9", None)}

INVALID: list[tuple[Callable[[], object], str]] = [
    (lambda: Closure(rule="", phase="site", slots=frozenset()), "rule is empty"),
    (lambda: Closure(rule="rain", phase="roof", slots=frozenset()), "none of"),  # type: ignore[arg-type]  # the guard's point
    (lambda: Closure(rule="rain", phase="site", slots=frozenset({-1})), "negative slot"),
    (lambda: TimeWindow(rule="", start_minute=0, end_minute=1), "rule is empty"),
    (lambda: TimeWindow(rule="r", start_minute=2, end_minute=1), "start is after end"),
    (lambda: TimeWindow(rule="r", start_minute=0, end_minute=1, tail_minutes=-1), "negative tail"),
    (lambda: GridOption(blocked_feeders=("F1", "F1")), "'F1' occurs twice"),
    (lambda: GridOption(risk_per_slot=(-1,)), "negative risk"),
    (lambda: order(""), "id is empty"),
    (lambda: order(job_class=5), "job_class is none of"),
    (lambda: order(crews_needed=3), "crews_needed is neither"),
    (lambda: order(bucket_workers=4), "bucket_workers is not 2"),
    (lambda: order(ground_workers=-1), "negative ground_workers"),
    (lambda: order(setup_minutes=-1), "negative setup_minutes"),
    (lambda: order(teardown_minutes=-1), "negative teardown_minutes"),
    (lambda: order(segments=()), "no segments"),
    (lambda: order(segments=(0,)), "a segment without minutes"),
    (lambda: order(site=-1), "negative site"),
    (lambda: order(value_per_day=(-1,)), "negative value"),
    (lambda: order(watch_limits=(-1,)), "negative watch_limits"),
    (lambda: problem(orders=(order(watch_limits=(60,)),)), "watch_limits does not have 96"),
    (lambda: order(grid_options=()), "no grid option"),
    (lambda: order(grid_options=(GridOption(), GridOption())), "occurs twice"),
    (lambda: order(after=("W2", "W2")), "occurs twice"),
    (lambda: order(after=("W1",)), "its own predecessor"),
    (lambda: order(locked_start_minute=-15), "negative locked_start_minute"),
    (lambda: order(locked_start_minute=7), "off the grid"),
    (lambda: worker("", "leader"), "id is empty"),
    (lambda: worker("L", "cook"), r"roles \['cook'\] are none of"),
    (lambda: worker("L", "leader", available=(True, True)), "differ in length"),
    (lambda: worker("L", "leader", outdoor_cap_minutes=(-1,)), "negative outdoor cap"),
    (lambda: crew(""), "id is empty"),
    (lambda: crew(base_site=-1), "negative base_site"),
    (lambda: crew(shift_end_minute=1441), "not within one day"),
    (lambda: crew(shift_start_minute=720), "not within one day"),
    (lambda: truck(""), "id is empty"),
    (lambda: truck("V", kind=""), "kind is empty"),
    (lambda: truck("V", closed=((5, 5),)), "empty closed interval"),
    (lambda: ExclusivePair(rule="", first=("a", None), second=("b", None)), "rule is empty"),
    (lambda: ExclusivePair(rule="r", first=("a", None), second=("a", "T")), "twice the same"),
    (lambda: ForbiddenUse(rule="", order="a", slots=frozenset()), "rule is empty"),
    (lambda: ForbiddenUse(rule="r", order="", slots=frozenset()), "order is empty"),
    (lambda: problem(days=0), "days is below 1"),
    (lambda: problem(handover_minutes=-1), "handover_minutes is negative"),
    (lambda: problem(lunch_minutes=91), "lunch does not fit"),
    (lambda: problem(crews=(crew(), crew())), "crews: 'A' occurs twice"),
    (lambda: problem(workers=(*team(), *team())), "workers: 'AL' occurs twice"),
    (lambda: problem(vehicles=(truck("V"), truck("V"))), "vehicles: 'V' occurs twice"),
    (lambda: problem(orders=(order(), order())), "orders: 'W1' occurs twice"),
    (lambda: problem(orders=(order(after=("W9",)),)), "predecessor: 'W9' is not known"),
    (lambda: problem(exclusive_pairs=(ExclusivePair(**PAIR),)), "'W9' is not known"),  # type: ignore[arg-type]  # plain dict
    (
        lambda: problem(forbidden_uses=(ForbiddenUse(rule="r", order="W9", slots=frozenset()),)),
        "'W9' is not known",
    ),
    (lambda: problem(workers=team("Z")), "crew: 'Z' is not known"),
    (
        lambda: problem(workers=team(available=(True,) * 2, outdoor_cap_minutes=(None,) * 2)),
        "does not have 1 days",
    ),
    (lambda: problem(vehicles=(truck("V", "Z"),)), "'Z' is not known"),
    (lambda: problem(orders=(order(locked_crew="Z"),)), "locked_crew: 'Z' is not known"),
    (lambda: problem(orders=(order(stint_class="fur"),)), "stint_class: 'fur' is not known"),
    (lambda: problem(orders=(order(value_per_day=(1, 2)),)), "value_per_day does not have 1 days"),
    (
        lambda: problem(orders=(order(grid_options=(GridOption(blocked_feeders=("F9",)),)),)),
        "without bus section: 'F9'",
    ),
    (
        lambda: problem(orders=(order(grid_options=(GridOption(risk_per_slot=(1,)),)),)),
        "risk_per_slot does not have 96 slots",
    ),
    (lambda: problem(travel_minutes=()), "a site is not in travel_minutes"),
    (lambda: problem(travel_minutes=((0, 1),)), "not square"),
    (lambda: problem(travel_minutes=((0, -1), (1, 0))), "negative travel_minutes"),
    (lambda: problem(travel_minutes=((1,),)), "not 0"),
    (lambda: problem(stint_limits={"cape": (30,)}), "does not have 96 slots"),
    (lambda: problem(heat_index=(1,)), "heat_index does not have 96 slots"),
    (lambda: problem(heat_index=(-1,) * 96), "negative heat_index"),
    (lambda: Stint(pair=-1, start_minute=0, end_minute=1), "negative pair"),
    (lambda: Stint(pair=0, start_minute=1, end_minute=1), "no minutes"),
    (lambda: CrewPart(crew="", leader="", supervisor="", pairs=(("a", "b"),)), "crew is empty"),
    (lambda: CrewPart(crew="A", leader="", supervisor="", pairs=()), "no pair"),
    (lambda: part(relief=(("x", "r"),)), "relief of 'x', who does not watch"),
    (lambda: part(relief=(("", "r"),)), "relief of '', who does not watch"),
    (lambda: part(relief=(("L", ""),)), "relief of 'L' by nobody"),
    (lambda: part(relief=(("L", "r"), ("L", "s"))), "'L' occurs twice"),
    (lambda: assignment(handovers=(510,)), "relief and handovers go together"),
    (lambda: assignment(parts=(part(relief=(("L", "r"),)),)), "relief and handovers go together"),
    (lambda: relieved(480), "start, handovers, end are out of order"),
    (lambda: relieved(511, 510), "start, handovers, end are out of order"),
    (lambda: assignment(start_minute=-1), "negative start"),
    (lambda: assignment(setup_end_minute=511), "out of order"),
    (lambda: assignment(parts=()), "no crew"),
    (lambda: assignment(stints=()), "no stint"),
    (lambda: Lunch(crew="A", day=-1, start_minute=0, end_minute=1), "negative day"),
    (lambda: Lunch(crew="A", day=0, start_minute=1, end_minute=1), "no minutes"),
    (lambda: Schedule(assignments=(assignment(), assignment())), "placed twice"),
    (lambda: Result(status=SolveStatus.OPTIMAL, schedule=None), "unless locks contradict"),
    (
        lambda: Result(
            status=SolveStatus.OPTIMAL, schedule=Schedule(), score=Score(value=2), bound=1
        ),
        "bound below the value",
    ),
    (lambda: Breach(rule=""), "rule is empty"),
    (
        lambda: Unscheduled(
            work_order="W1",
            reason="capacity",
            rule="rain",
            slots_lost=1,
            slots_lost_alone=2,
            nearest_fix="later_due",
        ),
        "exceeds slots_lost",
    ),
    (lambda: SolveParams(effort=0), "effort is not above 0"),
    (lambda: SolveParams(seconds=0), "seconds is not above 0"),
    (lambda: SolveParams(seed=-1), "negative seed"),
]


@pytest.mark.parametrize(("make", "reason"), INVALID, ids=[reason for _, reason in INVALID])
def test_invalid_values_are_refused_with_the_reason(
    make: Callable[[], object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_names_are_looked_up_by_id() -> None:
    given = problem(vehicles=(truck("V"),))
    assert given.order_by_id["W1"].id == "W1"
    assert given.crew_by_id["A"].id == "A"
    assert given.worker_by_id["AL"].crew == "A"
    assert given.vehicle_by_id["V"].shared


def test_occupied_slots_round_outward() -> None:
    assert assignment(end_minute=526).occupied_slots == range(32, 36)
    assert assignment(end_minute=525).occupied_slots == range(32, 35)


def test_the_leader_who_supervises_is_on_watch_once() -> None:
    assert part().watch == ("L", "g")
    assert part().bucket == ("x", "y")


def test_who_is_relieved_is_not_on_watch_all_through() -> None:
    job = relieved(490, 510)
    assert job.parts[0].watch == ("g",)
    assert job.parts[0].turns == (("L",), ("r",))
    assert job.parts[0].people == ("g", "L", "r", "x", "y")
    assert job.watches == ((480, 490), (490, 510), (510, 520))


def test_gap_is_a_share_of_the_bound() -> None:
    def gap(value: int, bound: int | None) -> float | None:
        score = Score(value=value)
        return Result(
            status=SolveStatus.FEASIBLE, schedule=Schedule(), score=score, bound=bound
        ).gap

    assert gap(90, 100) == 0.1
    assert gap(0, 0) == 0.0
    assert gap(5, None) is None


def test_scores_are_compared_field_by_field() -> None:
    assert Score(must_placed=1) > Score(value=1000)
    assert Score(value=1, comfort=-1000) > Score(comfort=0)
    assert Score(comfort=-1) > Score(comfort=-2)
