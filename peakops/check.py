"""Verifies a written plan from its files alone, in clock time, by other code than made it.

Only inputs/ and the CSV files are read; plan.json is not looked at. The forecast load, the buses'
shares in it and what the feeders of a transformer carry together are believed (their histories are
not in the folder), everything else is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from peakops.checks import (
    absences,
    agreement,
    coincidence,
    delays,
    flows,
    grid,
    heat,
    load,
    loops,
    people,
    ratings,
    replans,
    shares,
    sheets,
    stints,
    strain,
    tickets,
    travel,
    vehicles,
    watches,
)
from peakops.checks.climate import read_climate
from peakops.checks.files import read_plan_files, refuse_no_plan
from peakops.checks.jobs import read_jobs
from peakops.checks.network import read_grid, read_inputs_network
from peakops.checks.records import Breach, Violation, in_order
from peakops.checks.roots import without_consequences
from peakops.checks.written import WrittenPlan
from peakops.crew_checks import expired_certificates, hopeless_crews
from peakops.errors import InputFaults
from peakops.order_checks import unapproved_emergencies
from peakops.scenario import Scenario, scenario_or_faults
from peakops.scenario_files import read_files

Rule = Callable[[WrittenPlan], Iterable[Breach]]

RULES: tuple[Rule, ...] = (
    heat.stop_day,
    heat.hottest_hours,
    heat.rain,
    heat.thunder,
    heat.wind,
    heat.humidity,
    heat.darkness,
    heat.lighting_missing,
    heat.exposure_on_site,
    heat.outdoor_cap,
    people.crews_missing,
    people.role_missing,
    people.supervisor_in_bucket,
    people.certificate,
    people.worker_unavailable,
    absences.worker_away,
    people.person_twice,
    watches.relief_role_missing,
    watches.watch_gap,
    watches.watch_handover,
    watches.relieved_rest,
    stints.stint_over_limit,
    stints.rest_too_short,
    stints.handover_too_short,
    stints.handover_point,
    stints.bucket_minutes_missing,
    strain.strain_core,
    strain.strain_water,
    travel.ground_time_too_short,
    travel.crew_overlap,
    travel.travel_too_short,
    travel.outside_shift,
    travel.lunch_missing,
    vehicles.vehicle_missing,
    absences.vehicle_away,
    vehicles.vehicle_overlap,
    tickets.outside_plan,
    tickets.release,
    tickets.customer_window,
    tickets.ticket_window,
    tickets.predecessor,
    tickets.lock,
    tickets.not_surveyed,
    absences.withdrawn,
    tickets.approver_missing,
    tickets.mandatory_missing,
    grid.restriction,
    grid.reclosers_blocked,
    grid.partner_feeders,
    grid.transfer_conflict,
    grid.no_transfer,
    loops.loop_forbidden,
    loops.no_restoration,
    load.forecast_quantiles,
    shares.shares_add_up,
    coincidence.factors_agree,
    ratings.ratings_agree,
    agreement.schedule_agrees,
    agreement.stints_agree,
    agreement.travel_agrees,
    delays.latest_start_allowed,
    watches.watches_agree,
    sheets.days_agree,
    sheets.phases_agree,
    sheets.jobs_agree,
    strain.strain_agrees,
    strain.courses_agree,
    grid.switching_agrees,
    grid.blocks_agree,
    loops.method_agrees,
)
"""Every rule that needs no load flow, in the order of the table of contents."""

LEFT_TO_RULES = (expired_certificates, hopeless_crews, unapproved_emergencies)
"""Faults of a scenario to plan from, but breaches of a plan that was made."""


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What a check of a written plan found.

    Parameters
    ----------
    breaches
        Scheduling rules broken, and files that disagree.
    violations
        Electrical limits broken or worsened by the plan.
    base_alarms
        Limits broken with no work at all: no fault of the plan.
    orders
        Number of planned orders.
    """

    breaches: tuple[Breach, ...]
    violations: tuple[Violation, ...]
    base_alarms: tuple[Violation, ...]
    orders: int

    @property
    def clean(self) -> bool:
        """Whether the plan breaks no rule and no limit."""
        return not (self.breaches or self.violations)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of everything found, each once, sorted."""
        codes = {item.code for item in self.breaches} | {item.code for item in self.violations}
        return tuple(sorted(codes))

    def as_dict(self) -> dict[str, Any]:
        """The report ready for JSON."""
        return {
            "clean": self.clean,
            "orders": self.orders,
            "codes": list(self.codes),
            "breaches": [item.as_dict() for item in self.breaches],
            "violations": [item.as_dict() for item in self.violations],
            "base_alarms": [item.as_dict() for item in self.base_alarms],
        }

    def lines(self) -> list[str]:
        """The report as lines of text."""
        counts = (
            f"{self.orders} orders, {len(self.breaches)} breach(es), "
            f"{len(self.violations)} violation(s), {len(self.base_alarms)} base alarm(s)"
        )
        found = [item.line() for item in self.breaches] + [item.line() for item in self.violations]
        return [*found, counts]


def check(folder: Path) -> CheckReport:
    """Verify a written plan.

    Parameters
    ----------
    folder
        Folder of the plan, with its CSV files and inputs/.

    Returns
    -------
    Every breach and violation; what merely follows from another one is left out.

    Raises
    ------
    UsageError
        When there is no such folder.
    InputFaults
        With every file, column, cell or name that cannot be read or is not known.
    """
    plan = read_written_plan(folder)
    replan = replans.read_replan(folder, plan)
    found = flows.run(plan)
    breaches = [breach for rule in RULES for breach in rule(plan)]
    breaches += [*replans.leader_kept(plan, replan), *replans.feeder_kept(plan, replan)]
    asked = replan.without_history(plan, [*breaches, *found.breaches])
    return CheckReport(
        breaches=in_order(without_consequences(list(asked))),
        violations=found.violations,
        base_alarms=found.base_alarms,
        orders=len(plan.jobs),
    )


def read_written_plan(folder: Path) -> WrittenPlan:
    """Read everything a check looks at.

    Raises
    ------
    UsageError
        When there is no such folder.
    InputFaults
        With every fault of the inputs, or else of the plan's files.
    """
    refuse_no_plan(folder)
    scenario = read_inputs(folder / "inputs")
    files = read_plan_files(folder, scenario)
    return WrittenPlan(
        scenario=scenario,
        files=files,
        jobs=read_jobs(files["schedule"], scenario),
        climate=read_climate(scenario),
        grid=read_grid(files, read_inputs_network(scenario)),
    )


def read_inputs(folder: Path) -> Scenario:
    """Read the inputs of a plan.

    What only says that no plan should be made of them (an expired certificate, an emergency
    without approver) is left to the rules: if the plan makes use of it, it is a breach.

    Raises
    ------
    InputFaults
        With every other fault.
    """
    files, faults = read_files(folder, histories=False)
    scenario, found = scenario_or_faults(files, faults)
    left_to_rules = (
        set() if files is None else {fault for rule in LEFT_TO_RULES for fault in rule(files)}
    )
    faults = tuple(fault for fault in found if fault not in left_to_rules)
    if scenario is None or faults:
        raise InputFaults(replace(fault, file=f"inputs/{fault.file}") for fault in faults)
    return scenario
