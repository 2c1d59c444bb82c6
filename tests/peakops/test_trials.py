"""Changed days held against the plan's strain and load flows; latest starts and standby orders."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from feeders.topology import NORMAL, Switching
from peakops.clock import Clock
from peakops.latest_starts import LatestStart, latest_starts
from peakops.standby_sheet import standby_table
from peakops.strain import Exceedance
from peakops.trials import Trials
from scheduler import Closure, ProblemData, Schedule
from tests.scheduler.small import crew, order, problem, team
from tests.scheduler.test_replan import job

CLOCK = Clock(midnight=pd.Timestamp("2026-07-21", tz="Asia/Shanghai"), days=1)
ORDERS = (order(), order("W2", feeder="F2"), order("W3", feeder="F3"))
GIVEN = problem(crews=(crew("A"), crew("B")), workers=team("A") + team("B"), orders=ORDERS)
PLAN = Schedule(assignments=(job("W1", 480), job("W2", 540, "B")))


class Quiet(Trials):
    """Trials of people who never get too hot, unless told so, by daylight."""

    hot: tuple[str, ...] = ()
    dark = 1440

    def __init__(self, given: ProblemData, plan: Schedule, *switching: str) -> None:
        self._last: Any = SimpleNamespace(schedule=plan, problem=given)
        self._clock, self._margin = CLOCK, 0
        states = {name: Switching(opened=(1,)) for name in switching}
        self._states = {(o.id, ""): states.get(o.id, NORMAL) for o in given.orders}

    def _too_hot(self, _schedule: Schedule, _job: Any) -> tuple[str, ...]:
        return self.hot

    def darker(self, job: Any) -> bool:
        return bool(job.end_minute > self.dark)


def test_a_start_may_be_late_until_a_rule_stands_against_it() -> None:
    found = latest_starts(GIVEN, PLAN, Quiet(GIVEN, PLAN))
    assert found["W1"] == LatestStart(minute=675, rules=("outside_shift",))


def test_heat_light_and_unknown_load_flows_end_a_delay() -> None:
    hot, dark = Quiet(GIVEN, PLAN), Quiet(GIVEN, PLAN)
    hot.hot, dark.dark = ("strain_core",), 560
    assert latest_starts(GIVEN, PLAN, hot)["W1"] == LatestStart(minute=480, rules=("strain_core",))
    expected = LatestStart(minute=510, rules=("lighting_missing",))
    assert latest_starts(GIVEN, PLAN, dark)["W1"] == expected
    both = Quiet(GIVEN, PLAN, "W1", "W2")
    # from 08:45 on W1 would be switched while W2 is, which the plan never has
    expected = LatestStart(minute=495, rules=("load_flow_unknown",))
    assert latest_starts(GIVEN, PLAN, both)["W1"] == expected
    assert latest_starts(GIVEN, PLAN, Quiet(GIVEN, PLAN, "W1"))["W1"].minute == 675


def test_states_that_the_plan_has_together_are_known() -> None:
    together = Schedule(assignments=(job("W1", 540), job("W2", 540, "B")))
    trials = Quiet(GIVEN, together, "W1", "W2")
    # they are both switched from 09:00 to 09:40, and later W1 alone
    assert latest_starts(GIVEN, together, trials)["W1"].rules == ("outside_shift",)


def rows(given: ProblemData, plan: Schedule, trials: Trials, *fixed: str) -> list[dict[str, Any]]:
    last: Any = SimpleNamespace(problem=given, schedule=plan, fixed=frozenset(fixed))
    table = standby_table(last, trials, CLOCK)
    return table[["crew", "instead_of", "work_order", "leader"]].to_dict("records")


def test_no_two_crews_have_the_same_standby_on_a_day() -> None:
    assert rows(GIVEN, PLAN, Quiet(GIVEN, PLAN)) == [
        {"crew": "A", "instead_of": "W1", "work_order": "W3", "leader": "AL"},
        {"crew": "B", "instead_of": "W2", "work_order": "", "leader": ""},
    ]


def test_a_standby_bears_heat_and_belongs_to_a_job_ahead() -> None:
    hot = Quiet(GIVEN, PLAN)
    hot.hot = ("strain_core",)
    assert [row["work_order"] for row in rows(GIVEN, PLAN, hot)] == ["", ""]
    assert [row["crew"] for row in rows(GIVEN, PLAN, Quiet(GIVEN, PLAN), "W1")] == ["B"]


def test_the_next_row_is_asked_where_one_start_is_closed() -> None:
    rain = Closure(rule="rain", phase="site", slots=frozenset(range(32, 40)))
    given = problem(
        crews=(crew("A"), crew("B")),
        workers=team("A") + team("B"),
        orders=(*ORDERS[:2], order("W3", feeder="F3", closures=(rain,))),
    )
    last: Any = SimpleNamespace(problem=given, schedule=PLAN, fixed=frozenset())
    first = standby_table(last, Quiet(given, PLAN), CLOCK).iloc[0]
    assert (first["work_order"], f"{first['start']:%H:%M}") == ("W3", "10:00")


def test_only_what_the_plan_does_not_have_yet_is_too_hot(monkeypatch: pytest.MonkeyPatch) -> None:
    known, new = (
        Exceedance(rule="strain_core", worker=name, day=0, work_order="W1", minute=500,
                   found=38.2, limit=38.0)
        for name in ("AB0", "AB1")
    )  # fmt: skip
    scenario: Any = SimpleNamespace(
        date=CLOCK.date(0), timezone="Asia/Shanghai", days=1,
        tables={"workers": pd.DataFrame({"worker": ["AB0", "AB1"], "crew": ["A", "A"]})},
    )  # fmt: skip
    last: Any = SimpleNamespace(
        schedule=PLAN, problem=GIVEN, strained=SimpleNamespace(exceedances=(known,), starts={})
    )
    model = SimpleNamespace(
        start_core_c=lambda _: 36.8,
        day=lambda *_: None,
        follow=lambda days: [None for _ in days],
        exceedances=lambda key, *_: [item for item in found if item.worker == key[0]],
    )
    phases = [(0, SimpleNamespace(worker=name, start=480)) for name in ("AB0", "AB1")]
    monkeypatch.setattr("peakops.trials.StrainModel", lambda *_: model)
    monkeypatch.setattr(
        "peakops.trials.day_sheets", lambda *_: SimpleNamespace(phases=tuple(phases))
    )
    stages: Any = SimpleNamespace(
        heat=None, places=None, grid=SimpleNamespace(options=[
            SimpleNamespace(task=SimpleNamespace(work_order=o.id), transfer_plan="", state=NORMAL)
            for o in ORDERS
        ])
    )  # fmt: skip
    found = [known]
    assert Trials(scenario, stages, last).broken(PLAN, PLAN.assignments[0]) == ()
    found = [known, new]
    assert Trials(scenario, stages, last).broken(PLAN, PLAN.assignments[0]) == ("strain_core",)
