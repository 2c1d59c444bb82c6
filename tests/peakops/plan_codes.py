"""Codes that a check finds in a plan folder, fast: what did not change is not read again."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from peakops import check
from peakops.checks import flows
from peakops.checks.climate import read_climate
from peakops.checks.files import read_plan_files
from peakops.checks.jobs import read_jobs
from peakops.checks.network import read_grid, read_inputs_network
from peakops.checks.roots import without_consequences
from peakops.checks.written import WrittenPlan


def breaches(folder: Path, *, load_flow: bool = False):
    """Breaches of a plan; those of the load flow only if wanted."""
    plan = written(folder)
    found = [breach for rule in check.RULES for breach in rule(plan)]
    if load_flow:
        found += flows.run(plan).breaches
    return without_consequences(found)


def codes(folder: Path, *, load_flow: bool = False) -> list[str]:
    """Codes of the breaches, each once, sorted."""
    return sorted({breach.code for breach in breaches(folder, load_flow=load_flow)})


def written(folder: Path) -> WrittenPlan:
    """The plan as the check reads it."""
    inputs = folder / "inputs"
    names = sorted(path.name for path in inputs.iterdir())
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + (inputs / name).read_bytes())
    scenario, climate, network = _inputs(digest.hexdigest(), inputs)
    files = read_plan_files(folder, scenario)
    return WrittenPlan(
        scenario=scenario,
        files=files,
        jobs=read_jobs(files["schedule"], scenario),
        climate=climate,
        grid=read_grid(files, network),
    )


@functools.lru_cache(maxsize=4)
def _inputs(digest: str, inputs: Path):
    del digest  # only the key of the cache
    scenario = check.read_inputs(inputs)
    return scenario, read_climate(scenario), read_inputs_network(scenario)
