"""Fixtures of the peakops tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from peakops.heatwave_member import Shared
from peakops.load import learn_once
from peakops.validate import read_inputs
from tests.once import made_once

from . import heatwave_case
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


@pytest.fixture(scope="session")
def published_heatwave(tiny_source: Path, run_folder: Path) -> Path:
    """The tiny scenario's heatwave run; not to be changed."""
    folder = made_once(
        run_folder / "heatwave", lambda folder: heatwave_case.publish(tiny_source, folder)
    )
    heatwave_case.read_known(folder)
    return folder / "out"


@pytest.fixture
def heatwave_members(published_heatwave: Path) -> pd.DataFrame:
    """What the run tells of each member."""
    return pd.read_csv(published_heatwave / "members.csv").set_index("member")


@pytest.fixture(scope="session")
def heatwave_shared(tiny_source: Path) -> Shared:
    """What the members of that run have in common."""
    scenario, network = read_inputs(tiny_source)
    return Shared(
        scenario=scenario,
        network=network,
        learnt=learn_once(scenario),
        recipe=heatwave_case.RECIPE,
        effort=0.05,
        seed=scenario.seed,
    )
