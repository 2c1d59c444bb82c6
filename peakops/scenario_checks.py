"""Checks across the tables of a scenario; a table of contents."""

from __future__ import annotations

from peakops.errors import InputFault
from peakops.scenario_files import ScenarioFiles
from peakops.tables import Repair


def check_scenario(files: ScenarioFiles) -> tuple[tuple[InputFault, ...], tuple[Repair, ...]]:
    """Check the tables of a scenario against one another and against its settings."""
    return (), ()
