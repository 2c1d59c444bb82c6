"""The command that checks: a written plan, or a schedule made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from peakops.day_commands import print_answer
from peakops.errors import UsageError
from peakops.exits import EXIT_BROKEN_RULES, exits, print_json
from peakops.options import EffortOption, JsonOption

Language = Literal["en", "zh"]


def check(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of a written plan; with --schedule also of a scenario.", metavar="DIR"
        ),
    ],
    schedule: Annotated[
        Path | None,
        typer.Option(
            "--schedule",
            help="Check this schedule made by hand (CSV or Excel) and compare it with the plan.",
        ),
    ] = None,
    effort: EffortOption = None,
    language: Annotated[
        Language | None,
        typer.Option("--language", help="Language of the answer with --schedule; default: en."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Verify a written plan from its files alone, or a schedule made by hand."""
    with exits(as_json):
        if schedule is not None:
            _by_hand(folder, schedule, effort, language or "en", as_json)
        elif effort is not None or language is not None:
            raise UsageError("--effort and --language are for --schedule")
        else:
            _plan(folder, as_json)


def _plan(folder: Path, as_json: bool) -> None:
    from peakops.check import check as check_plan
    from peakops.screen import print_report

    report = check_plan(folder)
    if as_json:
        print_json(report.as_dict())
    else:
        print_report(report)
    if not report.clean:
        raise typer.Exit(EXIT_BROKEN_RULES)


def _by_hand(
    folder: Path, schedule: Path, effort: float | None, language: Language, as_json: bool
) -> None:
    from peakops.by_hand import check_by_hand
    from peakops.by_hand_words import hand_lines
    from peakops.screen import progress_display

    with progress_display() as progress:
        found: dict[str, Any] = check_by_hand(folder, schedule, effort=effort, progress=progress)
    print_answer(found, hand_lines(found, language), as_json)
    if not found["clean"]:
        raise typer.Exit(EXIT_BROKEN_RULES)
