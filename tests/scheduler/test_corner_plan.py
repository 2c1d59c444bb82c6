"""A plan changed corner by corner on arrays: what is written there, kept, undone and seen."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from scheduler.conflicts import Conflicts
from scheduler.corner_arrays import MOST_JOBS, VERSION, version_of
from scheduler.corner_plan import CornerPlan
from scheduler.corner_refill import below, uniform
from scheduler.fitting import GrowingPlan
from scheduler.greedy import by_priority_picks
from scheduler.lns import score_picks
from scheduler.local_ruin import LocalRuin
from scheduler.modes import SUPPORTS
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.verify import verify
from scheduler.weights import weights_of_ways

from .corners import interpret, with_every_rule


def begun(seed: int, *, remember_days: bool = False) -> tuple[OpenWays, CornerPlan]:
    ways = OpenWays(with_every_rule(seed))
    plan = CornerPlan(ways, weights_of_ways(ways), random.Random(seed), remember_days=remember_days)
    plan.begin_with(by_priority_picks(Conflicts(ways), ()))
    return ways, plan


def whole(ways: OpenWays, picks: list[Pick]) -> tuple[Pick, ...]:
    plan = GrowingPlan(Conflicts(ways))
    for pick in picks:
        plan.add(pick)
    return plan.picks()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_picks_written_down_are_read_back(seed: int) -> None:
    ways, plan = begun(seed)
    given = by_priority_picks(Conflicts(ways), ())
    assert whole(ways, plan.best()) == given


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_after_many_changes_every_rule_is_kept_and_nothing_is_left_over(seed: int) -> None:
    ways, plan = begun(seed)
    first = score_picks(ways, by_priority_picks(Conflicts(ways), ()))
    for _ in range(30):
        plan.change(100, 10.0 * weights_of_ways(ways).value * 100)
    picks = whole(ways, plan.best())
    broken = {b.rule for b in verify(ways.problem, to_schedule(ways, picks))}
    assert broken <= {"mandatory_missing"}
    assert score_picks(ways, picks) >= first
    # taken out again, the plan leaves no trace in what was counted while it changed
    s = plan._standing
    counted = (s.spent, s.held, s.blocked, s.busy, s.free_slots, s.job_count, s.use_count)
    changed = [array.copy() for array in counted]
    now = [plan._pick(job) for job in s.job if job[0] >= 0]
    plan.begin_with(now)
    for before, after in zip(changed, counted, strict=True):
        assert np.array_equal(before, after)


def test_interpreted_it_comes_to_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    _, compiled = begun(5, remember_days=True)
    heat = 1e6
    done = [compiled.change(15, heat) for _ in range(8)]
    interpret(monkeypatch)
    _, plain = begun(5, remember_days=True)
    assert [plain.change(15, heat) for _ in range(8)] == done
    assert np.array_equal(compiled._standing.job, plain._standing.job)
    assert np.array_equal(compiled._standing.best, plain._standing.best)
    assert compiled.days == plain.days


def test_days_seen_are_those_of_plans() -> None:
    ways, plan = begun(2, remember_days=True)
    for _ in range(20):
        plan.change(50, 1e6)
    assert plan.days
    for crew, day, jobs in plan.days:
        assert 0 < len(jobs) <= MOST_JOBS
        for t, option in jobs:
            timing = ways.timings[t]
            assert timing.day == day
            assert option in (SUPPORTS, *timing.options)
            assert crew in ways.crews_able(timing.order.id, leads=option != SUPPORTS)


def test_days_of_a_plan_are_its_jobs_by_crew_and_day() -> None:
    ways = OpenWays(with_every_rule(3))
    ruin = LocalRuin(ways, weights_of_ways(ways), random.Random(1), remember_days=True)
    picks = by_priority_picks(Conflicts(ways), ())
    jobs = {(crew, day, t, option) for crew, day, mine in ruin.days_of(picks) for t, option in mine}
    expected = set()
    for pick in picks:
        timing = ways.timings[pick.timing]
        options = timing.options[pick.option], SUPPORTS
        for option, chosen in zip(options, pick.parts, strict=False):
            expected.add((ways.parts[chosen.part].crew, timing.day, pick.timing, option))
    assert jobs == expected


def test_numbers_drawn_are_even_and_the_same_compiled_or_not() -> None:
    state = np.array([88172645463325252], np.uint64)
    again = state.copy()
    drawn = [below(state, 10) for _ in range(5000)]
    assert drawn == [below.py_func(again, 10) for _ in range(5000)]  # type: ignore[attr-defined]
    assert uniform(state) == uniform.py_func(again)  # type: ignore[attr-defined]
    counts = np.bincount(drawn, minlength=10)
    assert counts.min() > 400
    assert counts.max() < 600


def test_another_text_is_another_type_for_what_was_compiled(tmp_path: Path) -> None:
    given = tmp_path / "corner_rules.py"
    given.write_text("MOST = 1\n")
    before = version_of([given])
    assert version_of([given]) == before
    given.write_text("MOST = 2\n")
    assert version_of([given]) != before
    facts, standing = begun(1)[1]._facts, begun(1)[1]._standing
    assert facts.version.dtype.names == standing.version.dtype.names == VERSION.names
