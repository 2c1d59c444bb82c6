"""Checks across the files of a scenario: a table of contents.

Each check takes files that may have other faults: a cell that could not be read is empty by now
and is left out, so that all faults of a scenario are found in one go and none is found twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from peakops.crew_checks import expired_certificates, hopeless_crews
from peakops.duration_checks import bad_ratios
from peakops.errors import InputFault
from peakops.interval_checks import nobody_away, reversed_intervals
from peakops.job_checks import bad_job_people, bad_job_steps
from peakops.order_checks import (
    bad_locks,
    half_positions,
    joint_jobs_of_one_crew,
    order_cycles,
    unapproved_emergencies,
)
from peakops.position_checks import far_positions
from peakops.reference_checks import unknown_elements, unknown_names
from peakops.scenario_files import ScenarioFiles
from peakops.series_checks import (
    early_histories,
    forecast_gaps,
    forecast_jumps,
    missing_stations,
    news_from_the_future,
    odd_hours,
    silent_columns,
)
from peakops.tables import Repair

CHECKS: tuple[Callable[[ScenarioFiles], Iterable[InputFault]], ...] = (
    unknown_names,
    unknown_elements,
    reversed_intervals,
    nobody_away,
    order_cycles,
    unapproved_emergencies,
    bad_locks,
    half_positions,
    far_positions,
    joint_jobs_of_one_crew,
    bad_job_steps,
    bad_job_people,
    bad_ratios,
    expired_certificates,
    hopeless_crews,
    odd_hours,
    forecast_gaps,
    forecast_jumps,
    news_from_the_future,
    silent_columns,
    missing_stations,
)


def check_scenario(files: ScenarioFiles) -> tuple[tuple[InputFault, ...], tuple[Repair, ...]]:
    """Check the tables of a scenario against one another and against its settings.

    Returns
    -------
    Faults, and what deserves a note without being one.
    """
    faults = tuple(fault for check in CHECKS for fault in check(files))
    return faults, tuple(early_histories(files))
