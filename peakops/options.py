"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioArgument = Annotated[
    Path, typer.Argument(help="Folder with scenario.yaml and its tables.", metavar="SCENARIO")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write the plan to.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
SecondsOption = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        min=1,
        help="Solve by the clock instead of by fixed work; the plan is then not reproducible.",
    ),
]
EffortOption = Annotated[
    float | None,
    typer.Option("--effort", min=0.01, help="Deterministic solver work; more is better, slower."),
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the solver.")]
PlanArgument = Annotated[Path, typer.Argument(help="Folder of a written plan.", metavar="DIR")]
