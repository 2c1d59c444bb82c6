"""Records of predicted heat strain: what they refuse, and how several of them add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler import ForbiddenStart, RestNeeded
from scheduler.strain import longest_rests, starts_by_crew

from .small import problem


def start(**changes: object) -> ForbiddenStart:
    values = {"rule": "strain_start", "order": "W1", "crew": "A", "slots": frozenset({32})}
    return ForbiddenStart(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


def rest(**changes: object) -> RestNeeded:
    values = {"rule": "strain_rest", "first": "W1", "second": "W2", "minutes": 30}
    return RestNeeded(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


INVALID = [
    (lambda: start(rule=""), "rule is empty"),
    (lambda: start(order=""), "order is empty"),
    (lambda: start(crew=""), "crew is empty"),
    (lambda: start(slots=frozenset({-1})), "negative slot"),
    (lambda: rest(rule=""), "rule is empty"),
    (lambda: rest(second="W1"), "twice the same work order"),
    (lambda: rest(minutes=0), "minutes is not above 0"),
    (lambda: problem(forbidden_starts=(start(order="W9"),)), "order: 'W9' is not known"),
    (lambda: problem(forbidden_starts=(start(crew="Z"),)), "crew: 'Z' is not known"),
    (lambda: problem(rests_needed=(rest(),)), "RestNeeded: 'W2' is not known"),
]


@pytest.mark.parametrize(("make", "reason"), INVALID, ids=[reason for _, reason in INVALID])
def test_invalid_values_are_refused_with_the_reason(
    make: Callable[[], object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_starts_of_several_findings_add_up() -> None:
    found = starts_by_crew([start(), start(slots=frozenset({33})), start(crew="B")])
    assert found == {
        ("W1", "A"): {32: "strain_start", 33: "strain_start"},
        ("W1", "B"): {32: "strain_start"},
    }


def test_the_longest_of_several_rests_counts() -> None:
    found = longest_rests([rest(), rest(minutes=50), rest(minutes=40), rest(first="W3")])
    assert found == {("W1", "W2"): 50, ("W3", "W2"): 30}
