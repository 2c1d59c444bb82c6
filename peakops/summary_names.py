"""What the summary's codes are called, and the worst of what is broken without any work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from feeders.limits import Violation
from feeders.network import Network
from peakops.clock import clock_text
from peakops.scenario import Scenario


def summary_names(
    scenario: Scenario, network: Network, summary: Mapping[str, Any]
) -> dict[str, str]:
    """Names of the elements and workers that a summary tells by their codes.

    Parameters
    ----------
    scenario, network
        Where the names are.
    summary
        The figures, without the names.
    """
    workers = scenario.tables["workers"]
    people = dict(zip(workers["worker"], workers["name"], strict=True))
    elements = {code: network.element_name(code) for code in _told(summary, "element")}
    named = {code: people[code] for code in _told(summary, "worker") if code in people}
    return {code: name for code, name in (elements | named).items() if name and name != code}


def worst_alarm(violations: Iterable[Violation]) -> dict[str, Any]:
    """The violation furthest over its limit, the earliest of equals; empty without any."""
    known = [item for item in violations if math.isfinite(item.value)]
    if not known:
        return {}
    worst = max(sorted(known), key=_excess)
    return {
        "code": worst.code,
        "element": worst.element,
        "value": round(worst.value, 4),
        "limit": worst.limit,
        "time": clock_text(worst.time),
    }


def _excess(violation: Violation) -> float:
    """How far beyond its limit, as a part of that; of one without a limit, its own value."""
    return abs(violation.value - violation.limit) / (violation.limit or 1.0)


def _told(summary: Mapping[str, Any], field: str) -> Iterator[str]:
    """Values of a field and of those that end like it, wherever the summary has them."""
    for part in summary.values():
        if isinstance(part, Mapping):
            yield from (str(v) for k, v in part.items() if k == field or k.endswith(f"_{field}"))
