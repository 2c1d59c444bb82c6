"""A heatwave run on the tiny scenario that several tests look at."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from peakops.heatwave_member import Job, run_packed
from peakops.heatwave_weather import Recipe

from .command_runs import run

ASKED = ("--shift", "0:4:4", "--days", "1:3:2", "--members", "1", "--effort", "0.05")
RECIPE = Recipe(humidity="hold_rh", seed=7)


KNOWN: dict[str, dict[str, Any]] = {}
"""Records of the published run by key, so that a test can tell them without planning again."""


def heatwave(scenario: Path, out: Path, *more: str) -> Any:
    """Run the command as all tests do."""
    return run("heatwave", str(scenario), *ASKED, "--out", str(out), *more)


def publish(scenario: Path, folder: Path) -> None:
    """Publish a run into a folder, and keep its records beside it."""

    def remembered(packed: bytes, job: Job) -> dict[str, Any]:
        return KNOWN.setdefault(job.key, run_packed(packed, job))

    folder.mkdir()
    out = folder / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peakops.heatwave_engines.run_packed", remembered)
        done = heatwave(scenario, out, "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "from +3.0 K: day closed, 2026-07-20" in done.stdout
    assert done.stdout.endswith(f"written to {out}\n")
    assert done.stderr.splitlines()[0] == "1 of 4: shift+0.0-d1, 3 of 3 orders"
    folder.with_suffix(".known").write_bytes(pickle.dumps(KNOWN))


def read_known(folder: Path) -> None:
    """Know the records of a run that perhaps another process has published."""
    KNOWN.update(pickle.loads(folder.with_suffix(".known").read_bytes()))
