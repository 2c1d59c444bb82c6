from __future__ import annotations

from pathlib import Path

from peakops.pipeline import run_stages
from peakops.problem import Findings, build_problem
from peakops.validate import read_inputs
from scheduler.outage import ExclusivePair, ForbiddenUse
from scheduler.strain import ForbiddenStart, RestNeeded

SLOT = frozenset({40})


def test_every_kind_of_finding_reaches_the_problem(tiny_source: Path) -> None:
    scenario, network = read_inputs(tiny_source)
    stages = run_stages(scenario, network)
    first, second = scenario.tables["work_orders"]["work_order"].tolist()[:2]
    crew = str(scenario.tables["crews"]["crew"].iloc[0])
    findings = Findings(
        pairs=(ExclusivePair(rule="finding_together", first=(first, None), second=(second, None)),),
        uses=(ForbiddenUse(rule="finding_slot", order=first, slots=SLOT),),
        starts=(ForbiddenStart(rule="strain_start", order=first, crew=crew, slots=SLOT),),
        rests=(RestNeeded(rule="strain_rest", first=first, second=second, minutes=60),),
    )
    problem = build_problem(scenario, stages.heat, stages.grid, stages.places, findings)
    assert set(findings.pairs) <= set(problem.exclusive_pairs)
    assert problem.forbidden_uses == findings.uses
    assert problem.forbidden_starts == findings.starts
    assert problem.rests_needed == findings.rests
