"""The rules on arrays are those of a growing plan: the same way of each start, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .corners import Both, interpret, with_every_rule


@pytest.mark.parametrize("absences", [False, True])
@pytest.mark.parametrize("seed", range(1, 13))
def test_each_start_is_done_as_a_growing_plan_does_it(seed: int, absences: bool) -> None:
    both = Both(with_every_rule(seed, absences=absences), seed)
    assert both.placed() >= 4
    assert list(both.differences()) == []


def yes(*_: Any) -> bool:
    return True


RULES: dict[str, Callable[..., Any]] = {
    "follows": yes,
    "is_free": yes,
    "eats": yes,
    "has_water": yes,
    "option_is_open": yes,
    "blocks_fit": yes,
    "rested": yes,
    "vehicles_free": yes,
    "is_able": yes,
}


@pytest.mark.parametrize("rule", [None, *RULES])
def test_without_any_one_rule_some_start_is_done_otherwise(
    rule: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the test above is about each of them; with all of them nothing is, not compiled either."""
    interpret(monkeypatch, **({rule: RULES[rule]} if rule else {}))
    found = 0
    for seed in range(1, 13):
        found += sum(1 for _ in Both(with_every_rule(seed), seed).differences(most=150))
        if found:
            break
    assert bool(found) == bool(rule)
