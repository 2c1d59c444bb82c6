"""What a plan is: everything that was read, forecast, scheduled and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peakops.clock import Clock

if TYPE_CHECKING:
    import pandas as pd

    from peakops.plan_issue import PlanIssue
    from peakops.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A finished plan.

    Parameters
    ----------
    scenario
        What was read.
    tables
        One table per file of the published folder, keyed by the file's stem; times
        timezone-aware, lists joined by ``;``.
    summary
        Figures of the plan, ready for JSON.
    buses, branches
        Tables for maps: ``bus, name, lon, lat, feeder, bus_section`` and
        ``kind, index, name, from_bus, to_bus, feeder, normally_open``.
    issue
        Its number, and what it takes back of earlier ones.
    changes
        changes.csv, against the issue before; None in a first issue.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, object]
    buses: pd.DataFrame
    branches: pd.DataFrame
    issue: PlanIssue
    changes: pd.DataFrame | None = None

    @property
    def clean(self) -> bool:
        """Whether the plan has neither a breach nor a violation."""
        return not self.summary["breaches"] and not self.summary["violations"]


def scenario_clock(scenario: Scenario) -> Clock:
    """Clock of a scenario's plan."""
    import pandas as pd

    midnight = pd.Timestamp(scenario.date).tz_localize(scenario.timezone)
    return Clock(midnight=midnight, days=scenario.days)
