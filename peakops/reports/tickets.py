"""tickets/ORDER.docx: one work ticket per placed order, filled from the plan, to be signed."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from peakops.file_contract import WORK_TICKET
from peakops.reports.crew_files import file_stems
from peakops.reports.sheet_source import Source
from peakops.reports.ticket_values import ticket_values
from peakops.ticket_template import SUFFIX, filled, plain

if TYPE_CHECKING:
    from peakops.plan import Plan

LONGEST_STEM = 60
"""Characters of an order's number in the name of its file."""


def write_tickets(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write one work ticket per placed order.

    Parameters
    ----------
    plan
        The finished plan.
    folder
        Where to write; made if missing.

    Returns
    -------
    The files, by start of the job.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(plan=plan, language="zh")
    template = plan.scenario.work_ticket or default_template()
    issued = plan.scenario.issued.tz_convert("UTC").tz_localize(None).to_pydatetime()
    stems = file_stems((str(row["work_order"]) for row in source.schedule), LONGEST_STEM)
    written = []
    for row in source.schedule:
        order = str(row["work_order"])
        values = {name: plain(value) for name, value in ticket_values(source, row).items()}
        path = folder / f"{stems[order]}{SUFFIX}"
        path.write_bytes(filled(template, values, plain(order), issued))
        written.append(path)
    return tuple(written)


def default_template() -> bytes:
    """The form that comes with peakops; `peakops.ticket_form` makes it."""
    return (resources.files("peakops") / f"{WORK_TICKET}{SUFFIX}").read_bytes()
