"""Each scheduling rule switched off in turn: which breaches are then let through.

    .venv-test/bin/python benchmarks/rules_off.py

The tests of rules (`tests/scheduler/test_rules.py`, `test_relief_rules.py`, `test_strain_rules.py`)
give the smallest problem that each rule forbids. Here every rule is switched off in the solver, and
all those problems are solved and verified: the breaches of that rule's function must appear, and no
other. The same for the checks: without one, exactly the breaches that it alone names go unnoticed.
Prints the table; exit code 1 if a row is not as it should be. The last line is one JSON object,
which also names the checks whose rules are switched off in tests of their own (water, absences,
hot starts, locks) or have no rule in the solver (the minutes of a job add up).
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import scheduler.verify
from scheduler import Schedule, order_rules
from scheduler.verify import verify

RULE_TESTS = Path(__file__).resolve().parent.parent / "tests" / "scheduler"


def tests_package() -> Any:
    """The tests of the scheduler as a package of another name: `tests` may be somebody else's."""
    spec = importlib.machinery.ModuleSpec("rule_tests", None, is_package=True)
    spec.submodule_search_locations = [str(RULE_TESTS)]
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    return sys.modules[spec.name]


tests_package()
CASES: tuple[Any, ...] = tuple(
    case
    for module in ("test_rules", "test_relief_rules", "test_strain_rules")
    for case in importlib.import_module(f"rule_tests.{module}").CASES
)
solved = importlib.import_module("rule_tests.small").solved

COUPLED = {"role_missing": frozenset({"outdoor_cap"})}
"""Code to others let through with it: minutes outdoors are counted for those who hold the roles."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A rule switched off, and the tests that fail for it."""

    off: str
    failing: frozenset[str]
    wanted: frozenset[str]

    def __str__(self) -> str:
        mark = "as it should" if self.failing == self.wanted else f"WANTED {sorted(self.wanted)}"
        return f"{self.off:64} {', '.join(sorted(self.failing)):70} {mark}"


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """An attribute replaced for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def rule_off(case: Any) -> Iterator[None]:
    """A rule of the solver switched off; courses laid out without it are not remembered."""
    module, name = case.solver_rule.rsplit(".", 1)
    forgetful = replaced(order_rules, "laid_out", order_rules.laid_out.__wrapped__)
    with forgetful, replaced(importlib.import_module(module), name, case.instead):
        yield


def named(position: int) -> str:
    """Code of a case, told apart from the others with this code."""
    code = CASES[position].code
    same = [i for i, case in enumerate(CASES) if case.code == code]
    return code if len(same) == 1 else f"{code}#{same.index(position) + 1}"


def solver_rows() -> Iterator[Row]:
    """Each rule of the solver off, all problems solved and their plans verified."""
    for case in CASES:
        with rule_off(case):
            plans = [_plan(other) for other in CASES]
        found = {
            code
            for other, plan in zip(CASES, plans, strict=True)
            for code in _breaches(other, plan)
        }
        kin = {other.code for other in CASES if other.solver_rule == case.solver_rule}
        coupled = COUPLED.get(case.code, frozenset())
        yield Row(
            off=f"{case.solver_rule} ({case.code})",
            failing=frozenset(found),
            wanted=frozenset((found & (kin | coupled)) | {case.code} | case.also),
        )


# What stands in for one rule may not fit the shape of another's problem.
MISFIT = (AttributeError, LookupError, TypeError, ValueError)


def _plan(case: Any) -> Schedule | None:
    try:
        return solved(case.forbidden)
    except MISFIT:
        return None


def _breaches(case: Any, plan: Schedule | None) -> set[str]:
    if plan is None:
        return set()
    try:
        return {breach.rule for breach in verify(case.forbidden, plan)}
    except MISFIT:
        return set()


def forbidden_plans() -> list[Schedule]:
    """The plan that each case forbids, made with its rule off."""
    plans = []
    for case in CASES:
        with rule_off(case):
            plans.append(solved(case.forbidden))
    return plans


def check_rows() -> Iterator[Row]:
    """Each check off, all forbidden plans verified."""
    plans = forbidden_plans()
    rules = scheduler.verify.RULES
    for rule in sorted({name for case in CASES for name in case.check}):
        kept = tuple(each for each in rules if each.__name__ != rule)
        assert len(kept) == len(rules) - 1, rule
        with replaced(scheduler.verify, "RULES", kept):
            failing = {
                i
                for i, (case, plan) in enumerate(zip(CASES, plans, strict=True))
                if case.code not in {b.rule for b in verify(case.forbidden, plan)}
            }
        wanted = {i for i, case in enumerate(CASES) if case.check == (rule,)}
        shared = {i for i, case in enumerate(CASES) if rule in case.check}
        yield Row(
            off=f"verify: {rule}",
            failing=frozenset(map(named, failing)),
            wanted=frozenset(map(named, wanted | (failing & shared))),
        )


def main() -> None:
    """Print the table, end with one JSON line."""
    rows = [*solver_rows(), *check_rows()]
    for row in rows:
        print(row)
    wrong = [row.off for row in rows if row.failing != row.wanted]
    tested = {rule for case in CASES for rule in case.check}
    untested = sorted({rule.__name__ for rule in scheduler.verify.RULES} - tested)
    print(json.dumps({"rules_off": len(rows), "wrong": wrong, "checks_without_case": untested}))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
