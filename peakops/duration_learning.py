"""Learns how long kinds of jobs really take: a file that grows from day to day.

For each kind of job and crew the ratios r of real duration over that of job_steps are kept. With m
the median of the newest n of them::

    factor = m ** (n / (n + 4)), between 0.5 and 2

The median leaves single odd days aside. n / (n + k) is the credibility weight of Bühlmann,
Experience rating and credibility, ASTIN Bulletin 4 (1967) 199-207, on the logarithm of the ratio:
k is the variance from job to job over that between crews. k = 4 is assumed: 20 % from job to job,
10 % between crews. So one day at 1.2 gives 1.04, ten give 1.14, and forty 1.18.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pandas as pd

from peakops.actuals_compare import DONE
from peakops.actuals_tables import ACTUALS_COLUMNS
from peakops.duration_checks import LearnedRatio, ratio_faults, read_ratio
from peakops.durations import TABLE, order_factors
from peakops.errors import InputFault, InputFaults, UsageError
from peakops.file_contract import TABLES
from peakops.out_tables import write_table
from peakops.publish import refuse_unwritable
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.tables import ReadTable, read_table
from peakops.wanted import quoted
from peakops.work_tables import FACTOR_MAX, FACTOR_MIN

CREDIBILITY = 4.0
"""Jobs after which the median counts for half."""

DECIMALS = 3
"""Of a ratio, in the file and here: what is read again is what was learned."""

MOST_RATIOS = 60
"""Newest jobs that are kept of a kind of job and crew: people and tools change."""

Key = tuple[str, str]
Learned = dict[Key, tuple[LearnedRatio, ...]]


def refuse_other_files(path: Path) -> None:
    """Raise UsageError where the file that learns is no CSV file or cannot be written."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path}: learned durations are a CSV file")
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path}: no such file can be written")
    refuse_unwritable(path.resolve().parent)


def read_durations(path: Path, zone: ZoneInfo) -> Learned:
    """What was learned before.

    Parameters
    ----------
    path
        The file; where there is none yet, nothing was learned.
    zone
        Time zone of the plan.

    Raises
    ------
    InputFaults
        With every fault of the file.
    """
    if not path.exists():
        return {}
    table = read_table(path.name, path.read_bytes(), TABLES[TABLE], zone)
    faults = table.faults or (*ratio_faults(table), *_set_by_hand(table))
    if faults:
        raise InputFaults(faults)
    return {
        (str(row["job_type"]), str(row["crew"])): _ratios(row["ratios"])
        for row in rows(table.frame)
    }


def _ratios(texts: Iterable[str]) -> tuple[LearnedRatio, ...]:
    return tuple(ratio for ratio in map(read_ratio, texts) if ratio is not None)


def _set_by_hand(table: ReadTable) -> Iterator[InputFault]:
    """Rows that say nothing of what they were learned from: learning would lose them."""
    for position, row in enumerate(rows(table.frame)):
        if not row["ratios"]:
            wish = "the jobs learned from; keep factors set by hand in a file of their own"
            yield table.fault(position, "ratios", quoted(""), wish)


def day_ratios(scenario: Scenario, jobs: pd.DataFrame) -> Learned:
    """What the jobs of a plan teach: those done without being held up.

    A joint job teaches the pace of both crews. A job that was planned with a learned factor is
    compared with the minutes of job_steps all the same.

    Parameters
    ----------
    scenario
        What was planned.
    jobs
        Table `done_jobs`.
    """
    orders = scenario.tables["work_orders"]
    kinds = dict(zip(orders["work_order"], orders["job_type"], strict=True))
    used = order_factors(scenario)
    found: Learned = {}
    for row in rows(jobs):
        if row["status"] != DONE or row["interrupted"]:
            continue
        name = str(row["work_order"])
        ratio = round(float(row["ratio"]) * used.get(name, 1.0), DECIMALS)
        day = f"{row['planned_start']:%Y-%m-%d}"
        learned = LearnedRatio(date=day, work_order=name, ratio=ratio)
        for crew in str(row["crews"]).split(";"):
            key = (str(kinds[name]), crew)
            found[key] = (*found.get(key, ()), learned)
    return found


def reported(jobs: pd.DataFrame) -> set[Key]:
    """Day and order of every job of which it is known what became of it."""
    return {
        (f"{row['planned_start']:%Y-%m-%d}", str(row["work_order"]))
        for row in rows(jobs)
        if row["status"] in (DONE, "not_done")
    }


def learn(before: Learned, new: Learned, told_anew: set[Key]) -> Learned:
    """Add a day to what was learned.

    Parameters
    ----------
    before, new
        Ratios by kind of job and crew.
    told_anew
        Day and order of the jobs that are reported now: what was learned of them before goes, so
        that the same day, told twice or corrected, counts once.
    """
    found: Learned = {}
    for key in sorted({*before, *new}):
        kept = [r for r in before.get(key, ()) if (r.date, r.work_order) not in told_anew]
        ratios = sorted((*kept, *new.get(key, ())), key=lambda r: (r.date, r.work_order))
        if ratios:
            found[key] = tuple(ratios[-MOST_RATIOS:])
    return found


def factor_of(ratios: Iterable[float]) -> float:
    """Learned factor of some ratios of real over planned duration, between 0.5 and 2."""
    known = list(ratios)
    weight = len(known) / (len(known) + CREDIBILITY)
    factor: float = median(known) ** weight
    return round(min(FACTOR_MAX, max(FACTOR_MIN, factor)), 3)


def durations_table(learned: Mapping[Key, tuple[LearnedRatio, ...]]) -> pd.DataFrame:
    """Table `durations`, as a scenario takes it."""
    found = [
        {
            "job_type": kind,
            "crew": crew,
            "jobs": len(ratios),
            "median_ratio": median(r.ratio for r in ratios),
            "factor": factor_of(r.ratio for r in ratios),
            "ratios": ";".join(r.text for r in ratios),
        }
        for (kind, crew), ratios in learned.items()
    ]
    return pd.DataFrame(found, columns=list(ACTUALS_COLUMNS[TABLE]))


def write_durations(table: pd.DataFrame, path: Path) -> None:
    """Put the file in place in one step: a killed run leaves the old one."""
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.peakops-new-") as folder:
        write_table(TABLE, table, Path(folder), ACTUALS_COLUMNS)
        new = Path(folder) / f"{TABLE}.csv"
        with new.open("rb") as handle:
            os.fsync(handle.fileno())
        new.replace(path)
