"""Fixtures of the peakops tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .command_runs import BACKTEST, run
from .tiny_scenario import write_tiny


@pytest.fixture(scope="session")
def tiny_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario, written once; not to be changed."""
    return write_tiny(tmp_path_factory.mktemp("source") / "tiny")


@pytest.fixture
def tiny(tiny_source: Path, tmp_path: Path) -> Path:
    """A copy of the tiny scenario that a test may break."""
    return Path(shutil.copytree(tiny_source, tmp_path / "tiny"))


@pytest.fixture(scope="session")
def published_forecast(tiny_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario's forecast; not to be changed."""
    out = tmp_path_factory.mktemp("forecast") / "out"
    done = run("forecast", str(tiny_source), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "feeders at greatest risk:" in done.stdout
    assert done.stdout.endswith(f"written to {out}\n")
    return out


@pytest.fixture(scope="session")
def published_backtest(tiny_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scores of three days of the tiny scenario; not to be changed."""
    out = tmp_path_factory.mktemp("backtest") / "out"
    done = run(*BACKTEST, str(tiny_source), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "3 day(s) from 2026-07-12 to 2026-07-18, 4 feeders, issued at 16:00" in done.stdout
    assert done.stdout.endswith(f"written to {out}\n")
    return out
