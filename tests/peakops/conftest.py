"""Fixtures of the peakops tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .tiny_scenario import write_tiny


@pytest.fixture(scope="session")
def tiny_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario, written once; not to be changed."""
    return write_tiny(tmp_path_factory.mktemp("source") / "tiny")


@pytest.fixture
def tiny(tiny_source: Path, tmp_path: Path) -> Path:
    """A copy of the tiny scenario that a test may break."""
    return Path(shutil.copytree(tiny_source, tmp_path / "tiny"))
