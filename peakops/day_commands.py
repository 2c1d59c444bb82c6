"""The commands for a plan in force: replan, why, offer, report; and for one that is over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from peakops.exits import EXIT_BROKEN_RULES, exits, print_json
from peakops.options import (
    EffortOption,
    JsonOption,
    OutOption,
    PlanArgument,
    SecondsOption,
    SeedOption,
)

Language = Annotated[
    Literal["en", "zh"], typer.Option("--language", help="Language of the answer.")
]


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
        from peakops.notes import summary_notes
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
            print_json({**summary, "notes": summary_notes(summary)})
        else:
            print_summary(summary, out)
        if summary["breaches"] or summary["violations"]:
            raise typer.Exit(EXIT_BROKEN_RULES)


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


def actuals(
    folder: PlanArgument,
    table: Annotated[
        Path, typer.Argument(help="Table of what was done, Excel or CSV.", metavar="ACTUALS")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the comparison to.")],
    stints: Annotated[
        Path | None, typer.Option("--stints", help="Table of real stints, where it is a file.")
    ] = None,
    durations: Annotated[
        Path | None,
        typer.Option("--durations", help="CSV file of learned durations; made or added to."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what was really done with a written plan, and learn durations from it."""
    with exits(as_json):
        from peakops.actuals_run import Files, actuals_to_folder
        from peakops.actuals_screen import print_actuals

        files = Files(actuals=table, stints=stints, durations=durations)
        document = actuals_to_folder(folder, files, out)
        if as_json:
            print_json(document)
        else:
            print_actuals(document, out)
        if document["breaches"]:
            raise typer.Exit(EXIT_BROKEN_RULES)


def print_answer(found: dict[str, Any], lines: Iterable[str], as_json: bool) -> None:
    """Print an answer as one JSON document or line by line."""
    if as_json:
        print_json(found)
        return
    for line in lines:
        typer.echo(line)


def report(
    folder: PlanArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the reports to.")],
    language: Annotated[
        Literal["both", "zh", "en"], typer.Option("--language", help="Language of the texts.")
    ] = "both",
    as_json: JsonOption = False,
) -> None:
    """Write the shift plans, overview, log, workbook, tickets and messages of a plan anew."""
    with exits(as_json):
        from peakops.report_run import report_to_folder

        document = report_to_folder(folder, out, language)
        if as_json:
            print_json(document)
        else:
            typer.echo(f"{len(document['files'])} files written to {out}")
