from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from peakops.clock import Clock
from peakops.places import Places
from peakops.timesheet import (
    BucketWork,
    Phase,
    crew_days,
    outdoor_minutes,
    phase_table,
    phases,
    trips,
)
from peakops.travel_sheet import travel_table
from peakops.watch_sheet import watch_table
from scheduler.schedule import Assignment, CrewPart, Lunch, Schedule, Stint
from weather import StrainCourse

CLOCK = Clock(midnight=pd.Timestamp("2026-07-21", tz="Asia/Shanghai"), days=2)
PLACES = Places(
    index={"base:C1": 0, "W1": 1, "W2": 2},
    km=((0.0, 10.0, 5.0), (10.0, 0.0, 3.0), (5.0, 3.0, 0.0)),
    minutes=((0, 18, 9), (18, 0, 6), (9, 6, 0)),
)
PART = CrewPart(
    crew="C1", leader="L", supervisor="L", pairs=(("A1", "A2"), ("B1", "B2")), ground=("G",)
)
WORK = {name: BucketWork(metabolic_rate_w_per_m2=165, kit="cape") for name in ("W1", "W2")}
MEMBERS = ["L", "A1", "A2", "B1", "B2", "G"]


def job(order: str, start: int, stints: tuple[Stint, ...], end: int) -> Assignment:
    return Assignment(
        work_order=order,
        start_minute=start,
        setup_end_minute=start + 20,
        bucket_end_minute=stints[-1].end_minute,
        end_minute=end,
        parts=(PART,),
        stints=stints,
    )


def stint(pair: int, start: int, end: int) -> Stint:
    return Stint(pair=pair, start_minute=start, end_minute=end)


# 08:00 set-up, A 08:20–08:50, hand-over, B 08:55–09:25, teardown to 09:45; second job 13:00–14:10.
FIRST = job("W1", 480, (stint(0, 500, 530), stint(1, 535, 565)), 585)
SECOND = job("W2", 780, (stint(0, 800, 830),), 850)
LUNCH = Lunch(crew="C1", day=0, start_minute=690, end_minute=720)
DAY = crew_days(Schedule(assignments=(SECOND, FIRST), lunches=(LUNCH,)), CLOCK)[0]
TRIPS = trips(DAY, PLACES)
PHASES = phases(DAY, TRIPS, MEMBERS, WORK)


def of(worker: str) -> list[Phase]:
    return [phase for phase in PHASES if phase.worker == worker]


def test_a_crew_day_holds_its_jobs_in_order() -> None:
    assert [found.work_order for found in DAY.jobs] == ["W1", "W2"]
    assert DAY.lunch == LUNCH


def test_each_drive_arrives_when_the_job_starts() -> None:
    assert [(t.depart, t.arrive, t.km) for t in TRIPS] == [
        (462, 480, 10.0),
        (774, 780, 3.0),
        (850, 859, 5.0),
    ]


def test_the_way_home_waits_for_a_lunch_after_the_last_job() -> None:
    late = Lunch(crew="C1", day=0, start_minute=690, end_minute=720)
    day = crew_days(Schedule(assignments=(FIRST,), lunches=(late,)), CLOCK)[0]
    assert trips(day, PLACES)[-1].depart == 720


def test_every_member_is_somewhere_all_day() -> None:
    for worker in MEMBERS:
        found = of(worker)
        assert (found[0].start, found[-1].end) == (462, 859)
        assert all(a.end == b.start for a, b in pairwise(found))


def test_the_watch_is_outdoors_from_start_to_end() -> None:
    assert outdoor_minutes(PHASES)["L"] == (585 - 480) + (850 - 780)
    assert [p.phase for p in of("G") if p.outdoors] == ["setup", "standby", "teardown"] * 2


def test_bucket_workers_rest_in_the_cab() -> None:
    assert outdoor_minutes(PHASES)["A1"] == 20 + 30 + 20 + 30
    assert outdoor_minutes(PHASES)["B1"] == 20 + 30 + 20
    first = [(p.phase, p.start, p.end) for p in of("B2") if p.work_order == "W1"]
    assert first == [
        ("setup", 480, 500),
        ("rest", 500, 535),
        ("bucket", 535, 565),
        ("rest", 565, 585),
    ]


def test_only_the_bucket_wears_the_kit() -> None:
    assert {p.phase for p in PHASES if p.kit == "cape"} == {"bucket"}
    assert {p.metabolic_rate_w_per_m2 for p in PHASES if p.phase == "bucket"} == {165}


def test_lunch_and_waiting_are_in_the_cab() -> None:
    idle = [(p.phase, p.start, p.end) for p in of("L") if 585 <= p.start < 774]
    assert idle == [("standby", 585, 690), ("lunch", 690, 720), ("standby", 720, 774)]
    assert all(p.place == "cab" for p in of("L") if not p.outdoors)


def test_someone_without_a_part_stays_in_the_cab() -> None:
    found = phases(DAY, TRIPS, ["X"], WORK)
    assert not any(phase.outdoors for phase in found)


def warming() -> StrainCourse:
    """A core that rises by 0.001 °C a minute from departure to 09:45 and falls after that."""
    minute = np.arange(463, 860)
    core = 37.0 + 0.001 * np.where(minute < 585, minute - 462, 708 - minute)
    return StrainCourse(minute=minute, core_c=core, sweat_loss_g=np.zeros(len(minute)))


def sheet() -> pd.DataFrame:
    courses = {(worker, 0): warming() for worker in MEMBERS}
    return phase_table([(0, phase) for phase in PHASES], courses, CLOCK)


def test_each_phase_has_its_own_highest_and_last_core_temperature() -> None:
    table = sheet()
    mine = table[(table["worker"] == "A1") & (table["work_order"] == "W1")]
    assert mine["phase"].tolist() == ["setup", "bucket", "rest"]
    assert mine["core_peak_c"].round(3).tolist() == [37.038, 37.068, 37.123]
    assert mine["core_end_c"].round(3).tolist() == [37.038, 37.068, 37.123]
    last = table[table["worker"] == "A1"].iloc[-1]
    assert last["core_end_c"] < last["core_peak_c"]


def test_tables_carry_clock_times() -> None:
    table = sheet()
    assert table["start"].iloc[0] == pd.Timestamp("2026-07-21T07:42", tz="Asia/Shanghai")
    ways = travel_table([(0, trip) for trip in TRIPS], CLOCK)
    assert ways[["from", "to"]].to_numpy().tolist() == [
        ["base", "W1"],
        ["W1", "W2"],
        ["W2", "base"],
    ]


@pytest.mark.parametrize("worker", MEMBERS)
def test_nobody_is_in_two_places(worker: str) -> None:
    minutes = [m for phase in of(worker) for m in range(phase.start, phase.end)]
    assert len(minutes) == len(set(minutes))


def test_between_stints_a_pair_may_rest_in_the_shade() -> None:
    again = (stint(0, 500, 530), stint(1, 535, 565), stint(0, 570, 600))
    day = crew_days(Schedule(assignments=(job("W1", 480, again, 620),), lunches=()), CLOCK)[0]
    work = {"W1": BucketWork(metabolic_rate_w_per_m2=165, kit="cape", rest_outdoors=True)}
    found = phases(day, trips(day, PLACES), MEMBERS, work)
    rests = [
        (p.start, p.end, p.outdoors, p.place)
        for p in found
        if p.worker == "A1" and p.phase == "rest"
    ]
    assert rests == [(530, 570, True, "shade"), (600, 620, False, "cab")]
    waits = [(p.outdoors, p.place) for p in found if p.worker == "B1" and p.phase == "rest"]
    assert waits == [(False, "cab"), (False, "cab")]


RELIEVED = replace(
    FIRST, parts=(replace(PART, relief=(("L", "S"),)),), handovers=(500, 530, 565)
)  # at the end of the set-up, and of each stint


def watched(worker: str, **changes: bool) -> list[tuple[str, int, int, bool]]:
    day = crew_days(Schedule(assignments=(RELIEVED,)), CLOCK)[0]
    work = {"W1": replace(WORK["W1"], **changes)}
    found = phases(day, trips(day, PLACES), [worker], work)
    return [(p.phase, p.start, p.end, p.outdoors) for p in found if p.phase != "travel"]


def test_who_relieves_and_is_relieved_is_outdoors_in_the_own_watches_only() -> None:
    assert watched("L") == [
        ("setup", 480, 500, True),
        ("rest", 500, 530, False),
        ("standby", 530, 565, True),
        ("rest", 565, 585, False),
    ]
    assert watched("S") == [
        ("rest", 480, 500, False),
        ("standby", 500, 530, True),
        ("rest", 530, 565, False),
        ("teardown", 565, 585, True),
    ]
    assert watched("G")[0] == ("setup", 480, 500, True)  # nobody relieves him


def test_between_two_watches_the_rest_may_be_in_the_shade() -> None:
    assert watched("L", rest_outdoors=True)[1] == ("rest", 500, 530, True)
    assert watched("S", rest_outdoors=True)[0] == ("rest", 480, 500, False)


def test_the_rows_of_watches_name_each_relieved_duty() -> None:
    table = watch_table(Schedule(assignments=(RELIEVED, SECOND)), CLOCK)
    assert set(table["work_order"]) == {"W1"}
    rows = [(row.duty, row.worker, row.start.strftime("%H:%M")) for row in table.itertuples()]
    assert [row for row in rows if row[0] == "supervisor"] == [
        ("supervisor", "L", "08:00"),
        ("supervisor", "S", "08:20"),
        ("supervisor", "L", "08:50"),
        ("supervisor", "S", "09:25"),
    ]
    assert [row[1:] for row in rows if row[0] == "leader"] == [
        row[1:] for row in rows if row[0] == "supervisor"
    ]
    assert table["end"].max() == CLOCK.time(585)
