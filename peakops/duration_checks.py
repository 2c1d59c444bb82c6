"""Durations that were learned, entry by entry: what a row of durations.csv learned from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from peakops.errors import InputFault
from peakops.rows import rows
from peakops.scenario_files import ScenarioFiles
from peakops.tables import ReadTable
from peakops.wanted import quoted


@dataclass(frozen=True, kw_only=True)
class LearnedRatio:
    """How long one job took, against the minutes of job_steps.

    Parameters
    ----------
    date, work_order
        Day of the plan, ``YYYY-MM-DD``, and order; they name the job.
    ratio
        Real duration over that of job_steps, above 0.
    """

    date: str
    work_order: str
    ratio: float

    def __post_init__(self) -> None:
        if self.ratio <= 0:
            raise ValueError(f"{self.work_order}: a ratio of {self.ratio}")

    @property
    def text(self) -> str:
        """As it stands in the column ``ratios``."""
        return f"{self.date} {self.work_order} {self.ratio:.3f}"


def read_ratio(text: str) -> LearnedRatio | None:
    """Read an entry of the column ``ratios``; None where it is none."""
    date, _, rest = text.partition(" ")
    work_order, _, number = rest.rpartition(" ")
    try:
        ratio = float(number)
    except ValueError:
        return None
    if not (date and work_order and 0 < ratio < math.inf):
        return None
    return LearnedRatio(date=date, work_order=work_order, ratio=ratio)


def bad_ratios(files: ScenarioFiles) -> Iterator[InputFault]:
    """Ratios in durations that cannot be read, or are not as many as ``jobs`` says."""
    yield from ratio_faults(files.tables["durations"])


def ratio_faults(table: ReadTable) -> Iterator[InputFault]:
    """Ratios of a table `durations` that cannot be read, or are not as many as ``jobs`` says."""
    for position, row in enumerate(rows(table.frame)):
        for entry in row["ratios"]:
            if read_ratio(entry) is None:
                wish = "a day, an order and a ratio above 0, such as 2026-07-21 W05 1.200"
                yield table.fault(position, "ratios", quoted(entry), wish)
        if row["ratios"] and row["jobs"] == row["jobs"] and row["jobs"] != len(row["ratios"]):
            wish = f"{len(row['ratios'])}, as many as there are ratios"
            yield table.fault(position, "jobs", f"{row['jobs']:g}", wish)
