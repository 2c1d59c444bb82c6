"""What the package offers, and that importing it does not import the solver."""

from __future__ import annotations

import subprocess
import sys

import scheduler

FACE = {
    "Assignment",
    "Closure",
    "Crew",
    "CrewPart",
    "ExclusivePair",
    "ForbiddenStart",
    "ForbiddenUse",
    "GridOption",
    "Lunch",
    "ProblemData",
    "RestNeeded",
    "Result",
    "SLOT_MINUTES",
    "Schedule",
    "Score",
    "SolveStatus",
    "Stint",
    "TimeWindow",
    "Vehicle",
    "WorkOrder",
    "Worker",
}


def test_the_face_is_complete() -> None:
    assert set(dir(scheduler)) >= FACE
    assert scheduler.__part_of__ == "peakops"


def test_checking_and_explaining_need_no_ortools() -> None:
    code = (
        "import sys, scheduler, scheduler.verify, scheduler.explain, scheduler.greedy;"
        "sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
