"""The benchmark of the scheduler: its instances are seeded, its last line is one JSON object."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "scheduler.py"


def test_the_smallest_instance_is_planned_and_reported_on_the_last_line() -> None:
    methods = ("peakops", "earliest_due", "priority")
    run = subprocess.run(
        [sys.executable, SCRIPT, "--only", "20x4x1", "--effort", "0.2", "--methods", *methods],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(run.stdout.splitlines()[-1])["20x4x1"]
    assert tuple(found) == methods
    for row in found.values():
        assert row["reason"] == ""  # a plan with a breach does not count, and says so
        assert row["value"] > 0
    assert found["peakops"]["value"] <= found["peakops"]["bound"]
    assert found["peakops"]["value"] >= max(found[name]["value"] for name in methods[1:])


def test_the_same_seed_makes_the_same_instance() -> None:
    code = (
        "from scheduler_instances import SIZES, instance;"
        "a, b, c = (instance(SIZES[0], seed) for seed in (1, 1, 2));"
        "print(a == b, a == c)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=SCRIPT.parent, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["True", "False"]
