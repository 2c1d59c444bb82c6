"""The command line. Heavy packages are imported only by the command that needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from peakops.check_command import check
from peakops.day_commands import actuals, offer, replan, report, why
from peakops.errors import UsageError
from peakops.exits import EXIT_BROKEN_RULES, EXIT_USAGE, exits, print_json
from peakops.options import (
    EffortOption,
    JsonOption,
    OutOption,
    ScenarioArgument,
    SecondsOption,
    SeedOption,
)
from peakops.own_packages import require_own_packages

app = typer.Typer(
    name="peakops",
    help="Plans live-line crews through a heatwave and checks the plan by load flow.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)


@app.command()
def plan(
    scenario: ScenarioArgument,
    out: OutOption,
    seconds: SecondsOption = None,
    effort: EffortOption = None,
    seed: SeedOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a plan of other inputs, too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Plan a scenario and write the plan with its shift plans."""
    with exits(as_json):
        from peakops.interrupts import interrupt_ends_search
        from peakops.notes import summary_notes
        from peakops.run import plan_to_folder
        from peakops.screen import print_summary, progress_display

        with progress_display() as progress, interrupt_ends_search() as stop:
            summary = plan_to_folder(
                scenario,
                out,
                seconds=seconds,
                effort=effort,
                seed=seed,
                progress=progress,
                stop=stop,
                replace_other=replace,
            )
        if as_json:
            print_json({**summary, "notes": summary_notes(summary)})
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
def heatwave(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the comparison to.")],
    shift: Annotated[
        str, typer.Option("--shift", help="Added to every hour.", metavar="FROM:TO:STEP")
    ] = "0:4:0.5",
    days: Annotated[
        str, typer.Option("--days", help="First days that it reaches.", metavar="FROM:TO")
    ] = "1:3",
    humidity: Annotated[
        str, typer.Option("--humidity", help="What stays: hold-rh or hold-dewpoint.")
    ] = "hold-rh",
    hot_days: Annotated[
        str | None,
        typer.Option("--hot-days", help="Added to each day's maximum.", metavar="FROM:TO:STEP"),
    ] = None,
    warm_nights: Annotated[
        str | None,
        typer.Option("--warm-nights", help="Added to each day's minimum.", metavar="FROM:TO:STEP"),
    ] = None,
    measured: Annotated[
        Path | None,
        typer.Option("--measured", help="Weather table of a measured heatwave, laid over."),
    ] = None,
    members: Annotated[
        int, typer.Option("--members", min=0, max=1000, help="Draws of the forecast's error.")
    ] = 0,
    effort: EffortOption = None,
    seed: SeedOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=256, help="Processes; default: all.")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="Where members run: local or dask.")
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Of a Dask cluster that is there; default: start one."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a scenario in many heatwaves: what breaks first."""
    with exits(as_json):
        from peakops.heatwave_engines import engine_of
        from peakops.heatwave_run import heatwave_to_folder
        from peakops.heatwave_screen import member_display, print_heatwave
        from peakops.heatwave_spec import Spec

        asked = Spec.of(
            shift, days, hot_days, warm_nights, humidity,
            measured=measured, errors=members, seed=seed, effort=effort,
        )  # fmt: skip
        place = engine_of(engine, workers, scheduler)
        with member_display() as progress:
            document = heatwave_to_folder(scenario, out, asked, place, progress=progress)
        if as_json:
            print_json(document)
        else:
            print_heatwave(document, out)


@app.command()
def validate(scenario: ScenarioArgument, as_json: JsonOption = False) -> None:
    """Report every fault of a scenario's input."""
    with exits(as_json):
        from peakops.notes import note_lines
        from peakops.validate import input_report

        report = input_report(scenario)
        if as_json:
            print_json({"faults": [], "notes": report.notes, "read": report.read})
        else:
            for line in note_lines(report.notes):
                typer.echo(line)
            typer.echo(f"no faults: {report.read_text}")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="New folder.", metavar="DIR")],
    as_json: JsonOption = False,
) -> None:
    """Write a new scenario folder: commented settings and Excel templates with an example."""
    with exits(as_json):
        from peakops.init_folder import init_folder

        names = init_folder(folder)
        if as_json:
            print_json({"folder": str(folder), "files": names})
        else:
            typer.echo(f"written to {folder}: {', '.join(names)}")
            typer.echo(f"read {folder}/README.md; peakops plan {folder} --out DIR works at once")


for _command in (check, replan, why, offer, report, actuals):
    app.command()(_command)


def main() -> None:
    """Entry point of the console command."""
    try:
        require_own_packages()
    except UsageError as error:
        sys.stderr.write(f"peakops: {error}\n")
        sys.exit(EXIT_USAGE)
    app()
