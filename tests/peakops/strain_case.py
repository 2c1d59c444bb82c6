"""Three short jobs in a hot forenoon for two crews, and ways to make them hotter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from feeders.network import Network
from peakops import pipeline
from peakops.heat import heat_tables
from peakops.pipeline import Scheduled, run_rounds, run_stages
from peakops.plan import scenario_clock
from peakops.rounds import Stages
from peakops.scenario import Scenario
from peakops.strain import Exceedance, StrainModel, check_strain
from peakops.validate import read_inputs
from scheduler.solve import SolveParams

from .tiny_scenario import TABLES, write_tiny

PARAMS = SolveParams(effort=0.2, seed=1)
SITES = {"W1": ("F1", 5), "W2": ("F3", 9), "W3": ("F4", 11)}
HOT_KIT, TIGHT_KIT = {"clo": 1.1, "im": 0.2}, {"clo": 1.3, "im": 0.15}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A scenario, and its stages without those that know of the heat."""

    scenario: Scenario
    stages: Stages

    def hotter(self, kit: dict[str, float], limits: Any = None, **heat: Any) -> Case:
        """The same jobs in another kit, with other rules of heat and limits of the plan."""
        kits = self.scenario.tables["kits"].assign(**kit)
        changed = replace(
            self.scenario,
            tables={**self.scenario.tables, "kits": kits},
            heat={**self.scenario.heat, **heat},
            limits=replace(self.scenario.limits, **(limits or {})),
        )
        return Case(scenario=changed, stages=replace(self.stages, heat=heat_tables(changed)))

    def plan(self) -> Scheduled:
        """Run the rounds."""
        return run_rounds(self.scenario, self.stages, PARAMS)

    def exceedances(self, scheduled: Scheduled) -> tuple[Exceedance, ...]:
        """Follow the workers of a plan, however it was made."""
        model = StrainModel(self.scenario, self.stages.heat)
        clock = scenario_clock(self.scenario)
        return check_strain(model, scheduled.last.sheets.phases, clock).exceedances


def forenoon(folder: Path) -> Case:
    """Three orders between 09:00 and 14:00 of the first day."""
    lines = [TABLES["work_orders"].splitlines()[0]]
    lines += [
        f"{name},Connect a lead,CONNECT,{feeder},{bus},,5,no,no,,yes,2026-07-20T06:00,"
        "2026-07-20T18:00,2026-07-20T09:00,2026-07-20T14:00,yes,,,,,,,"
        for name, (feeder, bus) in SITES.items()
    ]
    return read_case(write_tiny(folder), "\n".join([*lines, ""]))


def read_case(folder: Path, orders: str = "") -> Case:
    """Read a scenario folder, with other orders if they are given."""
    if orders:
        (folder / "work_orders.csv").write_text(orders, encoding="utf-8")
    scenario, network = read_inputs(folder)
    assert isinstance(network, Network)
    return Case(scenario=scenario, stages=run_stages(scenario, network))


def see_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the day as scheduled shows what is too hot."""
    monkeypatch.setattr(pipeline, "hot_starts", lambda *_: {})


def see_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the strain finding off."""
    see_nothing_before(monkeypatch)
    monkeypatch.setattr(
        "peakops.rounds.check_strain", lambda *args: replace(check_strain(*args), exceedances=())
    )
