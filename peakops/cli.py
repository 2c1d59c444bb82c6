"""The command line. Heavy packages are imported only by the command that needs them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from peakops.errors import InputFaults, UsageError
from peakops.exits import EXIT_BROKEN_RULES, EXIT_USAGE, exits, print_json
from peakops.own_packages import require_own_packages

app = typer.Typer(
    name="peakops",
    help="Plans live-line crews through a heatwave and checks the plan by load flow.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

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


@app.command()
def plan(
    scenario: ScenarioArgument,
    out: OutOption,
    seconds: SecondsOption = None,
    effort: EffortOption = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a scenario and write the plan with its shift plans."""
    with exits(as_json):
        from peakops.run import plan_to_folder
        from peakops.screen import print_summary, progress_display

        with progress_display() as progress:
            summary = plan_to_folder(
                scenario, out, seconds=seconds, effort=effort, seed=seed, progress=progress
            )
        if as_json:
            print_json(summary)
        else:
            print_summary(summary, out)
        if summary["breaches"] or summary["violations"]:
            raise typer.Exit(EXIT_BROKEN_RULES)


PlanArgument = Annotated[Path, typer.Argument(help="Folder of a written plan.", metavar="DIR")]


@app.command()
def replan(
    folder: PlanArgument,
    at: Annotated[
        str,
        typer.Option("--at", help="What begins by then is fixed: 10:30, or 2026-07-20T10:30."),
    ],
    changes: Annotated[Path, typer.Option("--changes", help="YAML file with what came up.")],
    out: OutOption,
    seconds: SecondsOption = None,
    effort: EffortOption = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan the rest of a written plan anew, with as few changes as possible."""
    with exits(as_json):
        from peakops.replan import replan_to_folder
        from peakops.screen import print_summary, progress_display

        with progress_display() as progress:
            summary = replan_to_folder(
                folder,
                out,
                at=at,
                changes=changes,
                seconds=seconds,
                effort=effort,
                seed=seed,
                progress=progress,
            )
        if as_json:
            print_json(summary)
        else:
            print_summary(summary, out)
        if summary["breaches"] or summary["violations"]:
            raise typer.Exit(EXIT_BROKEN_RULES)


@app.command()
def forecast(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the forecast to.")],
    as_json: JsonOption = False,
) -> None:
    """Forecast every feeder's load for the hours of the plan."""
    with exits(as_json):
        from peakops.forecast_run import forecast_to_folder
        from peakops.forecast_screen import print_forecast
        from peakops.screen import progress_display

        with progress_display() as progress:
            document = forecast_to_folder(scenario, out, progress=progress)
        if as_json:
            print_json(document)
        else:
            print_forecast(document, out)


@app.command()
def backtest(
    scenario: ScenarioArgument,
    first: Annotated[str, typer.Option("--from", help="First day forecast.", metavar="DATE")],
    last: Annotated[str, typer.Option("--to", help="Last day forecast.", metavar="DATE")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the scores to.")],
    every_days: Annotated[
        int, typer.Option("--every-days", min=1, help="Forecast every so many days.")
    ] = 1,
    temp_error_c: Annotated[
        float,
        typer.Option(
            "--temp-error-c",
            min=0,
            max=10,
            help="Standard deviation of the errors added to the weather that came. [°C]",
        ),
    ] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Score the load forecast on days that are past."""
    with exits(as_json):
        from peakops.backtest_run import Window, backtest_to_folder
        from peakops.forecast_screen import print_backtest
        from peakops.screen import progress_display

        window = Window.of(first, last, every_days=every_days, temp_error_c=temp_error_c)
        with progress_display() as progress:
            document = backtest_to_folder(scenario, out, window, progress=progress)
        if as_json:
            print_json(document)
        else:
            print_backtest(document, out)


@app.command()
def check(
    folder: PlanArgument,
    as_json: JsonOption = False,
) -> None:
    """Verify a written plan from its files alone."""
    with exits(as_json):
        from peakops.check import check as check_plan
        from peakops.screen import print_report

        report = check_plan(folder)
        if as_json:
            print_json(report.as_dict())
        else:
            print_report(report)
        if not report.clean:
            raise typer.Exit(EXIT_BROKEN_RULES)


Language = Annotated[
    Literal["en", "zh"], typer.Option("--language", help="Language of the answer.")
]


@app.command()
def why(
    folder: PlanArgument,
    order: Annotated[str, typer.Argument(help="The order.", metavar="ORDER")],
    language: Language = "en",
    as_json: JsonOption = False,
) -> None:
    """Say why an order is not in a written plan, or why it is where it is."""
    with exits(as_json):
        from peakops.why import why as explain_order
        from peakops.why_words import why_lines

        found = explain_order(folder, order)
        print_answer(found, why_lines(found, language), as_json)


@app.command()
def offer(
    folder: PlanArgument,
    order: Annotated[Path, typer.Argument(help="YAML file with the order.", metavar="ORDER.YAML")],
    moves: Annotated[
        int, typer.Option("--moves", min=0, max=5, help="Other orders that may move, at most.")
    ] = 0,
    language: Language = "en",
    as_json: JsonOption = False,
) -> None:
    """Name the best places for one more order in a written plan."""
    with exits(as_json):
        from peakops.offer import offer as find_places
        from peakops.why_words import offer_lines

        found = find_places(folder, order, moves)
        print_answer(found, offer_lines(found, language), as_json)


def print_answer(found: dict[str, Any], lines: Iterable[str], as_json: bool) -> None:
    """Print an answer as one JSON document or line by line."""
    if as_json:
        print_json(found)
        return
    for line in lines:
        typer.echo(line)


@app.command()
def validate(scenario: ScenarioArgument, as_json: JsonOption = False) -> None:
    """Report every fault of a scenario's input."""
    with exits(as_json):
        from peakops.validate import validate as find_faults

        faults = find_faults(scenario)
        if faults:
            raise InputFaults(faults)
        if as_json:
            print_json({"faults": []})
        else:
            typer.echo("no faults")


def main() -> None:
    """Entry point of the console command."""
    try:
        require_own_packages()
    except UsageError as error:
        sys.stderr.write(f"peakops: {error}\n")
        sys.exit(EXIT_USAGE)
    app()
