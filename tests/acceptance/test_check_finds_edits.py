"""Edits of the sample county's plan, and the one code that the check gives for each.

Orders, workers or pairs of orders that fit an edit are tried until one gives the code alone: an
order moved to another hour may well meet another rule there too. The code is found every time.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise, permutations
from pathlib import Path

import pandas as pd
import pytest

from peakops.check import check
from peakops.checks.jobs import Job, minutes_between
from peakops.checks.written import WrittenPlan
from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit

MOST_TRIED = 2

Edit = Callable[[Path], object]


@pytest.fixture(scope="module")
def plan(sample_plan: Path) -> WrittenPlan:
    return plan_codes.written(sample_plan)


@pytest.fixture
def copies(sample_plan: Path, tmp_path: Path) -> Iterator[Path]:
    """Fresh copies of the plan, without the schedule in plan.json, one per edit."""

    def fresh() -> Iterator[Path]:
        for number in itertools.count():
            folder = tmp_path / str(number)
            shutil.copytree(sample_plan, folder, ignore=shutil.ignore_patterns("*.pdf"))
            (folder / "plan.json").write_text("{}", encoding="utf-8")
            yield folder

    return fresh()


def expect(code: str, found: list[list[str]]) -> None:
    """The code in every case, and alone in at least one."""
    assert found, f"no order of the plan fits the edit for {code}"
    assert all(code in codes for codes in found), found
    assert [code] in found, found


def until_alone(code: str, edits: Iterable[Edit], copies: Iterator[Path]) -> None:
    """The code in every case, up to the first case where it is alone; there is one."""
    seen = []
    for edited, folder in zip(edits, copies, strict=False):
        edited(folder)
        seen.append(plan_codes.codes(folder))
        assert code in seen[-1], seen
        if seen[-1] == [code]:
            return
    pytest.fail(f"{code} is never alone: {seen}")


def restricted(plan: WrittenPlan, job: Job) -> bool:
    day = plan.climate.day(job.start.date(), plan.climate.station(job))
    return day is not None and day.hottest is not None and not job.emergency


def test_an_order_into_the_hottest_hours_by_its_teardown(plan, copies):
    def moved(job: Job) -> Edit:
        day = plan.climate.day(job.start.date(), plan.climate.station(job))
        minutes = minutes_between(job.end, day.hottest[0]) + 10

        def edited(folder: Path) -> None:
            set_limit(folder, "lunch_minutes", 0)  # the hour before the hottest is that of lunch
            edit.shift_order(folder, job.work_order, minutes)
            edit.withdraw_others(folder, job.work_order)

        return edited

    until_alone("hottest_hours", (moved(j) for j in plan.jobs if restricted(plan, j)), copies)


def set_limit(folder: Path, key: str, value: int) -> None:
    """Change, or add, a setting among the limits of the plan's scenario."""
    path = folder / "inputs" / "scenario.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"  {key}:")]
    kept.insert(kept.index("limits:") + 1, f"  {key}: {value}")
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def free_of_windows(folder: Path, work_order: str) -> None:
    """Take an order's own hours from it, so that moving it breaks no other rule."""
    names = ("window_start", "window_end", "ticket", "ticket_from", "ticket_to")
    edit.set_cells(
        folder, "inputs/work_orders", {"work_order": work_order}, **dict.fromkeys(names, "")
    )


def together(a: Job, b: Job, minutes: int = 0) -> Edit:
    """Two orders of different crews at the same time; their crews do nothing else."""

    def edited(folder: Path) -> None:
        set_limit(folder, "lunch_minutes", 0)
        free_of_windows(folder, b.work_order)
        edit.start_order_at(folder, b.work_order, a.start + pd.Timedelta(minutes=minutes))
        edit.withdraw_others(folder, a.work_order, b.work_order)

    return edited


def test_two_orders_of_a_crew_overlap(plan, copies):
    pairs = (pair for jobs in plan.crew_days.values() for pair in pairwise(jobs))
    found = []
    for (a, b), folder in zip(pairs, copies, strict=False):
        edit.shift_order(folder, b.work_order, -minutes_between(a.end, b.start) - 15)
        found.append(plan_codes.codes(folder))
    expect("crew_overlap", found)


def test_a_ground_worker_past_six_hours(plan, copies):
    days = (jobs for jobs in plan.crew_days.values() if restricted(plan, jobs[-1]))
    found = []
    for jobs, folder in zip(days, copies, strict=False):
        spent = sum(minutes_between(job.start, job.end) for job in jobs)
        last, late = jobs[-1].work_order, max(1, 361 - spent)
        row = edit.order_row(folder, last)
        end = edit.shifted(row["end"], late)
        edit.set_cells(folder, "schedule", {"work_order": last}, end=end)
        edit.refresh(folder)
        found.append(plan_codes.codes(folder))
    expect("outdoor_cap", found)


def test_the_supervisor_in_the_bucket(plan, copies):
    found = []
    for job, folder in zip(plan.jobs[::9], copies, strict=False):
        edit.supervisor_into_bucket(folder, job.work_order, sheets=len(found) % 2 == 0)
        found.append(plan_codes.codes(folder))
    assert found == [["supervisor_in_bucket"]] * len(found)


def blocked(plan: WrittenPlan, *jobs: Job) -> int:
    """Feeders that these jobs block on one bus section, where they block most."""
    feeders = {feeder for job in jobs for feeder in plan.grid.blocked_feeders(job)}
    section = plan.grid.network.bus_section_of_feeder
    return max(Counter(section[feeder] for feeder in feeders).values(), default=0)


def near_first(jobs: Iterable[Job]) -> list[tuple[Job, Job]]:
    """Pairs of orders, first those of which one is moved least: it breaks the fewest other rules."""
    return sorted(permutations(jobs, 2), key=lambda pair: abs(pair[0].start - pair[1].start))


def crowded(a: Job, b: Job, minutes: int, most: int) -> Edit:
    """Two orders together, where a bus section may have so many feeders blocked."""

    def edited(folder: Path) -> None:
        set_limit(folder, "feeders_blocked_per_bus_section", most)
        together(a, b, minutes)(folder)

    return edited


def test_orders_together_block_too_many_feeders_of_a_bus_section(plan, copies):
    limit = plan.scenario.limits.feeders_blocked_per_bus_section
    pairs = (
        crowded(a, b, minutes, most)
        for minutes in (0, 30, -30, 60, -60)
        for most in (limit, limit - 1)
        for a, b in near_first(plan.jobs)
        if not set(a.crews) & set(b.crews) and blocked(plan, a, b) > most
    )
    until_alone("reclosers_blocked", pairs, copies)


def test_one_feeder_too_many_of_a_bus_section(plan, copies):
    """As many as are planned together, under a limit of one less."""
    folder = next(copies)
    limit = plan.scenario.limits.feeders_blocked_per_bus_section
    set_limit(folder, "feeders_blocked_per_bus_section", limit - 1)
    assert plan_codes.codes(folder) == ["reclosers_blocked"]


def test_two_tie_partners_at_once(plan, copies):
    partners = plan.grid.network.tie_partners
    blocking = [job for job in plan.jobs if job.type.reclosing_blocked]
    pairs = (
        crowded(a, b, 0, 9)
        for a, b in near_first(blocking)
        if (min(a.feeder, b.feeder), max(a.feeder, b.feeder)) in partners
        and not set(a.crews) & set(b.crews)
    )
    until_alone("partner_feeders", pairs, copies)


def test_a_stint_over_its_limit(plan, copies):
    found = []
    for job, folder in zip(plan.jobs[::9], copies, strict=False):
        number = len(edit.stints_of(folder, job.work_order)) - 1
        start, end, _ = edit.stints_of(folder, job.work_order)[number]
        limit, _ = plan.climate.stint_limit(job, pd.Timestamp(start), pd.Timestamp(end))
        minutes = limit - minutes_between(pd.Timestamp(start), pd.Timestamp(end)) + 1
        edit.lengthen_stint(folder, job.work_order, number, minutes)
        found.append(plan_codes.codes(folder))
    expect("stint_over_limit", found)
    assert found.count(["stint_over_limit"]) > len(found) / 2


def test_a_rest_too_short(plan, copies):
    two_pairs = (job for job in plan.jobs if len(job.bucket) == 4 and len(job.crews) == 1)
    found = []
    for job, folder in zip(islice(two_pairs, MOST_TRIED), copies, strict=False):
        edit.same_pair_again(folder, job.work_order, 0)
        found.append(plan_codes.codes(folder))
    expect("rest_too_short", found)


def test_an_expired_certificate(plan, copies):
    found = []
    for job, folder in zip(plan.jobs[::9], copies, strict=False):
        yesterday = str((job.start - pd.Timedelta(days=1)).date())
        edit.expire_certificate(folder, job.bucket[0], yesterday)
        found.append(plan_codes.codes(folder))
    assert found == [["certificate"]] * len(found)


def test_a_job_past_its_ticket(plan, copies):
    ticketed = (job for job in plan.jobs if not pd.isna(job.order["ticket_to"]))
    found = []
    for job, folder in zip(ticketed, copies, strict=False):
        spare = minutes_between(job.end, job.order["ticket_to"])
        edit.shift_order(folder, job.work_order, spare - 29)
        found.append(plan_codes.codes(folder))
    assert found, "no planned order has a ticket"
    assert all("ticket_window" in codes for codes in found), found


def test_a_ticket_that_closes_a_minute_too_early(plan, copies):
    found = []
    for job, folder in zip(plan.jobs[::9], copies, strict=False):
        closes = (job.end + pd.Timedelta(minutes=29)).strftime("%Y-%m-%dT%H:%M")
        opens = job.start.strftime("%Y-%m-%dT%H:%M")
        where = {"work_order": job.work_order}
        edit.set_cells(
            folder, "inputs/work_orders", where, ticket="T", ticket_from=opens, ticket_to=closes
        )
        found.append(plan_codes.codes(folder))
    assert found == [["ticket_window"]] * len(found)


def test_an_order_on_a_feeder_at_its_limit(plan, copies):
    """Through the whole check, load flow included.

    Where another job's load transfer feeds this feeder, the same load also overloads a line.
    """
    blocking = (j for j in plan.jobs if j.type.reclosing_blocked and not j.transfer_plan)
    found = []
    for job, folder in zip(islice(blocking, MOST_TRIED), copies, strict=False):
        feeder = plan.grid.network.feeder[job.feeder]
        at_limit = feeder.limit_a * 3**0.5 * 10.5 * feeder.power_factor / 1000
        edit.overload_feeder(folder, job.feeder, job.start.isoformat(), at_limit)
        report = check(folder)
        met = [item for item in report.breaches if item.code == "feeder_at_limit"]
        assert job.work_order in {order for item in met for order in item.work_orders}
        # The transformers' temperatures beside the forecast are those of the load before.
        found.append([code for code in report.codes if code != "ratings"])
    expect("feeder_at_limit", found)
