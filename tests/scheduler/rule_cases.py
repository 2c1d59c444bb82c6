"""A rule on its smallest problems, and how it is shown: allowed, forbidden, switched off."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import scheduler.verify
from scheduler import ProblemData, order_rules
from scheduler.verify import verify

from .small import placed, rules_broken, solved


@dataclass(frozen=True, kw_only=True)
class Case:
    """A rule, a problem that keeps it with all orders placed, and one that cannot."""

    code: str
    allowed: ProblemData
    forbidden: ProblemData
    solver_rule: str
    instead: Callable[..., Any]
    check: tuple[str, ...]
    also: frozenset[str] = frozenset()


def always(*_: object, **__: object) -> bool:
    return True


def allowed_then_forbidden(case: Case) -> None:
    assert placed(case.allowed) == tuple(o.id for o in case.allowed.orders)
    assert len(placed(case.forbidden)) < len(case.forbidden.orders)


def made_and_named_without_the_rule(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its own function the forbidden plan is made; without its own check it passes."""
    module, name = case.solver_rule.rsplit(".", 1)
    monkeypatch.setattr(importlib.import_module(module), name, case.instead)
    # Courses laid out without a rule are for this test only.
    monkeypatch.setattr(order_rules, "laid_out", order_rules.laid_out.__wrapped__)
    schedule = solved(case.forbidden)
    assert len(schedule.assignments) == len(case.forbidden.orders)
    assert rules_broken(case.forbidden, schedule) == {case.code} | case.also
    kept = tuple(rule for rule in scheduler.verify.RULES if rule.__name__ not in case.check)
    assert len(kept) == len(scheduler.verify.RULES) - len(case.check)
    monkeypatch.setattr(scheduler.verify, "RULES", kept)
    assert verify(case.forbidden, schedule) == ()
