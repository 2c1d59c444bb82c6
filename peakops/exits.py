"""How a command ends: exit codes, faults and JSON on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from peakops.documents import json_text
from peakops.errors import (
    InputFault,
    InputFaults,
    LoadFlowsDisagree,
    MembersLost,
    NoPlanPossible,
    UsageError,
)

EXIT_CLEAN, EXIT_BROKEN_RULES, EXIT_USAGE, EXIT_BAD_INPUT, EXIT_NO_PLAN = 0, 1, 2, 3, 4
EXIT_DISAGREE = 5
EXIT_INTERRUPTED = 130
"""As a shell has it for Ctrl-C."""


@contextmanager
def exits(as_json: bool) -> Iterator[None]:
    """Turn the errors a user can cause into messages and exit codes."""
    try:
        yield
    except InputFaults as error:
        report_faults(error.faults, as_json)
        raise typer.Exit(EXIT_BAD_INPUT) from None
    except NoPlanPossible as error:
        typer.echo(f"no plan possible: {error}", err=True)
        raise typer.Exit(EXIT_NO_PLAN) from None
    except MembersLost as error:
        typer.echo(f"{error}; the finished ones are kept, start it again", err=True)
        raise typer.Exit(EXIT_NO_PLAN) from None
    except UsageError as error:
        typer.echo(f"peakops: {error}", err=True)
        raise typer.Exit(EXIT_USAGE) from None
    except LoadFlowsDisagree as error:
        typer.echo(f"the load-flow engines disagree, nothing written:\n{error}", err=True)
        raise typer.Exit(EXIT_DISAGREE) from None
    except KeyboardInterrupt:
        typer.echo("interrupted, nothing published", err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:  # `peakops ... | head`: typer ends that quietly
        raise
    except OSError as error:
        typer.echo(f"peakops: {os_words(error)}", err=True)
        raise typer.Exit(EXIT_USAGE) from None


def os_words(error: OSError) -> str:
    """A full disk, a folder that may not be written to: which file, and what the system says."""
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


def report_faults(faults: tuple[InputFault, ...], as_json: bool) -> None:
    """Name every fault, for people on stderr or as JSON on stdout."""
    if as_json:
        print_json({"faults": [fault_record(fault) for fault in faults]})
        return
    for fault in faults:
        place = ", ".join(
            part
            for part in (
                fault.file,
                "" if fault.row is None else f"row {fault.row}",
                "" if fault.column is None else f"column {fault.column}",
            )
            if part
        )
        typer.echo(f"{place}: found {fault.found}; wanted {fault.wanted}", err=True)
    typer.echo(f"{len(faults)} fault{'s' if len(faults) != 1 else ''}; nothing written", err=True)


def fault_record(fault: InputFault) -> dict[str, Any]:
    """A fault as a JSON object."""
    return {
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "found": fault.found,
        "wanted": fault.wanted,
    }


def print_json(document: Any) -> None:
    """Print one JSON document."""
    typer.echo(json_text(document))
