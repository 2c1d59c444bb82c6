"""The smallest problems: one or two crews, jobs of 40 minutes, a morning."""

from __future__ import annotations

from typing import Any

from scheduler import Crew, ProblemData, Schedule, Vehicle, Worker, WorkOrder
from scheduler.explain_grid import Team
from scheduler.explain_relief import Relieved
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify

QUICK = SolveParams(effort=1.0)


def order(name: str = "W1", **changes: Any) -> WorkOrder:
    """A job of 10 + 20 + 10 minutes at the base."""
    values: dict[str, Any] = {
        "id": name,
        "feeder": "F1",
        "job_class": 2,
        "stint_class": "cape",
        "setup_minutes": 10,
        "segments": (20,),
        "teardown_minutes": 10,
        "site": 0,
        "value_per_day": (100,),
    }
    return WorkOrder(**{**values, **changes})


def crew(name: str = "A", **changes: Any) -> Crew:
    """A crew on a morning shift, 08:00 to 12:00."""
    values: dict[str, Any] = {
        "id": name,
        "base_site": 0,
        "shift_start_minute": 480,
        "shift_end_minute": 720,
    }
    return Crew(**{**values, **changes})


def worker(name: str, roles: str, crew_name: str = "A", **changes: Any) -> Worker:
    """A worker with roles separated by blanks, both certificates and no cap."""
    values: dict[str, Any] = {
        "id": name,
        "crew": crew_name,
        "roles": frozenset(roles.split()),
        "certificates": frozenset({"simple", "complex"}),
        "available": (True,),
        "outdoor_cap_minutes": (None,),
    }
    return Worker(**{**values, **changes})


def team(crew_name: str = "A", pairs: int = 1, **changes: Any) -> tuple[Worker, ...]:
    """A leader who also supervises, and bucket workers; ``changes`` go to everyone."""
    bucket = [worker(f"{crew_name}B{i}", "bucket", crew_name, **changes) for i in range(2 * pairs)]
    return (worker(f"{crew_name}L", "leader supervisor", crew_name, **changes), *bucket)


def problem(**changes: Any) -> ProblemData:
    """One crew, one order; any field can be replaced."""
    orders = changes.get("orders", (order(),))
    sites = 1 + max([o.site for o in orders], default=0)
    values: dict[str, Any] = {
        "days": 1,
        "crews": (crew(),),
        "workers": team(),
        "orders": orders,
        "travel_minutes": ((0,) * sites,) * sites,
        "stint_limits": {"cape": (30,) * 96},
        "lunch_minutes": 0,
        "transfer_margin_slots": 0,
        "bus_section_of_feeder": {"F1": "S1", "F2": "S1", "F3": "S1"},
    }
    return ProblemData(**{**values, **changes})


def two_crews(**changes: Any) -> ProblemData:
    """Crews A and B with a team each."""
    return problem(**{"crews": (crew("A"), crew("B")), "workers": team("A") + team("B"), **changes})


def placed(given: ProblemData) -> tuple[str, ...]:
    """Orders the solver places, by name; the plan must be proven optimal and without breach."""
    schedule = solved(given)
    assert [b for b in verify(given, schedule) if b.rule != "mandatory_missing"] == []
    return tuple(sorted(a.work_order for a in schedule.assignments))


def solved(given: ProblemData) -> Schedule:
    """The optimal schedule."""
    result = solve(given, QUICK)
    assert result.status.value == "optimal"
    assert result.schedule is not None
    return result.schedule


def rules_broken(given: ProblemData, schedule: Schedule) -> set[str]:
    """Codes of the rules that a schedule breaks."""
    return {breach.rule for breach in verify(given, schedule)}


def truck(name: str, crew_name: str = "", **changes: Any) -> Vehicle:
    """A bucket truck, shared unless it has a crew."""
    return Vehicle(**{"id": name, "kind": "bucket_truck", "crew": crew_name, **changes})


def unrelieved(teams: tuple[Team, ...]) -> dict[Team, Relieved]:
    """No start of any team has relief."""
    return {team: {} for team in teams}
