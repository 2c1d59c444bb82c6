from __future__ import annotations

import pandas as pd
import pytest

from feeders.agreement import Agreement
from feeders.limits import Violation
from peakops.clock import Clock
from peakops.problem import Findings
from peakops.referee import Refereed, drop_orders, finding_rows, learn
from scheduler.schedule import Assignment, CrewPart, Schedule, Stint
from scheduler.strain import ForbiddenStart, RestNeeded

MIDNIGHT = pd.Timestamp("2026-07-21", tz="Asia/Shanghai")
CLOCK = Clock(midnight=MIDNIGHT, days=1)


def job(order: str, plan: str = "") -> Assignment:
    return Assignment(
        work_order=order,
        transfer_plan=plan,
        start_minute=480,
        setup_end_minute=500,
        bucket_end_minute=530,
        end_minute=550,
        parts=(CrewPart(crew="C", leader="L", supervisor="L", pairs=(("A", "B"),)),),
        stints=(Stint(pair=0, start_minute=500, end_minute=530),),
    )


SCHEDULE = Schedule(assignments=(job("A", "A-T1"), job("B", "B-T2"), job("C")))


def violation(*orders: str, cause: str = "plan") -> Violation:
    return Violation(
        time=MIDNIGHT + pd.Timedelta("08:15:00"),
        code="line_overload",
        element="line:3",
        value=104.0,
        limit=100.0,
        work_orders=orders,
        cause=cause,
    )


def refereed(*violations: Violation) -> Refereed:
    return Refereed(table=pd.DataFrame(), violations=violations, agreement=Agreement())


HOUR = frozenset(range(8 * 4 - 1, 9 * 4 + 1))  # the hour and a slot of switching on both sides


def taught(*violations: Violation, known: Findings | None = None) -> Findings:
    return learn(refereed(*violations), SCHEDULE, CLOCK, 1, known or Findings())


def test_one_guilty_order_may_not_use_the_hour_again() -> None:
    found = taught(violation("A"))
    assert found.pairs == ()
    assert [(u.order, u.transfer_plan, u.slots) for u in found.uses] == [("A", "A-T1", HOUR)]


def test_of_orders_that_are_all_needed_two_are_kept_apart() -> None:
    found = taught(violation("A", "B", "C"))
    assert found.uses == ()
    assert [(p.first, p.second, p.slots) for p in found.pairs] == [
        (("A", "A-T1"), ("B", "B-T2"), HOUR)
    ]


def test_base_alarms_teach_nothing() -> None:
    assert taught(violation("A", cause="base")) == Findings()


def test_findings_are_only_added_and_never_twice() -> None:
    once = taught(violation("A"))
    twice = taught(violation("A"), violation("A", "B"), known=once)
    assert twice.uses == once.uses
    assert len(twice.pairs) == 1
    assert taught(violation("A", "B"), known=twice) == twice


def test_findings_of_the_simulated_day_are_kept() -> None:
    known = Findings(
        starts=(ForbiddenStart(rule="strain_start", order="A", crew="C", slots=HOUR),),
        rests=(RestNeeded(rule="strain_rest", first="A", second="B", minutes=60),),
    )
    learned = taught(violation("A"), violation("A", "B"), known=known)
    dropped = drop_orders(refereed(violation("A")), SCHEDULE, CLOCK, learned)
    for found in (learned, dropped):
        assert (found.starts, found.rests) == (known.starts, known.rests)
    assert dropped.pairs == learned.pairs


@pytest.mark.parametrize(("orders", "dropped"), [(("A", "C"), ["A"]), (("C",), ["C"])])
def test_what_cannot_be_reconciled_is_left_out(orders: tuple[str, ...], dropped: list[str]) -> None:
    found = drop_orders(refereed(violation(*orders)), SCHEDULE, CLOCK, Findings())
    assert [use.order for use in found.uses] == dropped
    assert found.uses[0].slots == frozenset(range(96))


def test_rows_tell_what_is_done_about_it() -> None:
    rows = finding_rows(2, [violation("A"), violation("A", "B")], resolved=True)
    assert [(row["work_orders"], row["action"]) for row in rows] == [
        ("A", "forbid_slots"),
        ("A;B", "keep_apart"),
    ]
