"""Ctrl-C while a plan is made: once, and the best plan so far is published; twice, and nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from peakops.interrupts import SAID, interrupt_ends_search

PROGRAM = """
import os, signal, sys, threading, time
from peakops import cli
from scheduler.effort import SolveParams

told = SolveParams.tell

def interrupt(times):
    for _ in range(times):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)

def tell(self, stage, value, bound=None):
    told(self, stage, value, bound)
    if stage == "greedy" and not self.stopped:
        threading.Thread(target=interrupt, args=[int(sys.argv.pop())]).start()

SolveParams.tell = tell
cli.app(sys.argv[1:-1])
"""


def interrupted(folder: Path, times: int) -> subprocess.CompletedProcess[str]:
    """Plan without end, and press Ctrl-C once the first plan is there."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "plan", str(folder / "county"), "--out",
         str(folder / "plan"), "--effort", "1e6", str(times)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the county that `peakops init` writes."""
    subprocess.run(
        [sys.executable, "-m", "peakops", "init", str(tmp_path / "county")],
        check=True,
        capture_output=True,
    )
    return tmp_path


def test_one_publishes_the_best_plan_so_far(folder: Path) -> None:
    run = interrupted(folder, 1)
    assert run.returncode == 0, run.stderr
    assert SAID in run.stderr
    assert "the search was ended early by Ctrl-C" in run.stdout
    summary = json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))["summary"]
    assert summary["stopped_early"] is True
    assert summary["reproducible"] is False
    assert summary["orders_scheduled"] > 0
    assert summary["violations"] == summary["breaches"] == 0


def test_two_publish_nothing(folder: Path) -> None:
    run = interrupted(folder, 2)
    assert run.returncode == 130, run.stderr
    assert "interrupted, nothing published" in run.stderr
    assert "Traceback" not in run.stderr
    assert [path.name for path in folder.iterdir()] == ["county"]


def test_what_comes_of_the_second_in_compiled_code_is_an_interrupt_too() -> None:
    def press(times: int) -> None:
        with interrupt_ends_search():
            try:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)
            finally:
                raise SystemError("returned a result with an exception set")

    with pytest.raises(KeyboardInterrupt):
        press(2)
    with pytest.raises(SystemError):
        press(1)
