from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from peakops.plan_issue import PlanIssue, first_issue, next_issue, read_issue

ZONE = "Asia/Shanghai"
EVENING = pd.Timestamp("2026-07-19T18:00").tz_localize(ZONE)
MORNING = pd.Timestamp("2026-07-20T10:30").tz_localize(ZONE)


def job(order: str, crew: str, support: str = "") -> dict[str, Any]:
    return {
        "work_order": order,
        "crew": crew,
        "support_crew": support,
        "start": MORNING,
        "end": MORNING + pd.Timedelta(hours=1),
    }


def test_a_plan_issued_later_has_the_larger_number() -> None:
    assert first_issue(MORNING).number == first_issue(EVENING).number + 990


def test_a_replan_of_the_same_minute_still_has_a_larger_number() -> None:
    before = first_issue(MORNING)
    assert next_issue(MORNING, before, [], []).number == before.number + 1


def test_what_a_crew_was_told_and_is_not_to_do_is_called_off() -> None:
    told = [job("W1", "C1"), job("W2", "C1", "C2"), job("W3", "C2")]
    now = [job("W1", "C2"), job("W2", "C1"), job("W3", "C2")]
    issue = next_issue(MORNING, first_issue(EVENING), told, now)
    assert [found.key for found in issue.called_off] == [("W1", "C1"), ("W2", "C2")]


def test_what_is_called_off_stays_so_until_it_is_planned_again() -> None:
    first = next_issue(MORNING, first_issue(EVENING), [job("W1", "C1"), job("W2", "C1")], [])
    read = read_issue(MORNING, first.document())
    assert read == first
    second = next_issue(MORNING, read, [], [job("W2", "C1")])
    assert [found.key for found in second.called_off] == [("W1", "C1")]
    assert second.number == first.number + 1


def test_a_plan_without_number_is_numbered_by_its_time() -> None:
    assert read_issue(EVENING, {}) == first_issue(EVENING)
    with pytest.raises(ValueError, match="at least 0"):
        PlanIssue(number=-1)
