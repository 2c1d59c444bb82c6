"""One cause, one code: what merely follows from another breach is not reported beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from peakops.checks.records import Breach

FILES_DISAGREE = "files_disagree"

STRAIN = frozenset({"strain_core", "strain_water"})

CONSEQUENCES: Mapping[str, frozenset[str]] = {
    # no weather is known there, hence no stint is allowed
    "outside_plan": frozenset({"stint_over_limit"}),
    # without its second crew a joint job lacks everything that crew brings
    "crews_missing": frozenset(
        {
            "role_missing",
            "worker_unavailable",
            "vehicle_missing",
            "bucket_minutes_missing",
            "handover_too_short",
            "handover_point",
        }
    ),
    # two jobs at once leave no time for anything between them
    "crew_overlap": frozenset(
        {"travel_too_short", "person_twice", "vehicle_overlap", "rest_too_short"}
    ),
    # whoever replaces the supervisor's absence on the ground is not the question
    "supervisor_in_bucket": frozenset({"role_missing", "certificate", "person_twice"}) | STRAIN,
    # a stint drawn out on one sheet only leaves the partner's minutes unmatched
    "stint_over_limit": frozenset({"role_missing", "handover_point", "bucket_minutes_missing"})
    | STRAIN,
    "rest_too_short": frozenset({"handover_too_short", "handover_point"}) | STRAIN,
    # an hour that is closed for its heat is too hot
    "hottest_hours": STRAIN,
    "stop_day": STRAIN,
    "outdoor_cap": STRAIN,
    "bucket_minutes_missing": frozenset({"handover_point"}),
}
"""Root to the codes that follow from it on the same orders."""

CREW_DAY_CONSEQUENCES: Mapping[str, frozenset[str]] = {
    # no weather is known there, hence no stint is allowed
    "outside_plan": frozenset({"stint_over_limit"}),
    # without its second crew a joint job lacks everything that crew brings
    "crews_missing": frozenset(
        {
            "role_missing",
            "worker_unavailable",
            "vehicle_missing",
            "bucket_minutes_missing",
            "handover_too_short",
            "handover_point",
        }
    ),
    "crew_overlap": frozenset({"lunch_missing"}),
    "travel_too_short": frozenset({"lunch_missing"}),
}
"""Root to the codes that follow from it for the same crew on the same day."""


def without_consequences(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Drop every breach that follows from another one.

    Files that disagree are the last to be named: whatever rule an order, a worker's or a crew's
    day breaks, correcting it means rewriting those lines anyway.
    """
    found = tuple(breaches)
    rules = tuple(
        breach
        for breach in found
        if breach.code != FILES_DISAGREE and not any(_explains(root, breach) for root in found)
    )
    disagreements = (breach for breach in found if breach.code == FILES_DISAGREE)
    kept = (item for item in disagreements if not any(_covers(root, item) for root in rules))
    return (*rules, *kept)


def _explains(root: Breach, breach: Breach) -> bool:
    if breach.code in CONSEQUENCES.get(root.code, ()):
        if breach.work_orders and set(breach.work_orders) <= set(root.work_orders):
            return _same_people(root, breach)
        return False
    if breach.code in CREW_DAY_CONSEQUENCES.get(root.code, ()):
        return bool(set(root.crews) & set(breach.crews)) and _date(root) == _date(breach)
    return False


def _same_people(root: Breach, breach: Breach) -> bool:
    """A breach by somebody who has no part in the root stands for itself."""
    if root.code != "supervisor_in_bucket" or not breach.workers:
        return True
    return bool(set(root.workers) & set(breach.workers))


def _covers(root: Breach, item: Breach) -> bool:
    if set(root.work_orders) & set(item.work_orders):
        return True
    if item.work_orders or _date(root) != _date(item):
        return False
    return bool(set(root.workers) & set(item.workers) or set(root.crews) & set(item.crews))


def _date(breach: Breach) -> dt.date | None:
    return None if breach.time_from is None else breach.time_from.date()
