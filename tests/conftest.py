"""Fixtures that cost a minute are made once per run, also with several test processes."""

from __future__ import annotations

import copy
import gc
import os
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from coverage import Coverage

from tests.once import made_once

# How long an example takes says nothing about right or wrong, and a busy machine is slow.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
UNTRACED = [
    ROOT / line
    for line in (ROOT / "tests" / "untraced").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SAMPLE = ROOT / "scenarios" / "deqing"
QUICK_EFFORT = 2.0
COLLECT_AFTER = 50_000, 20, 100
"""Objects made before the collector looks for cycles, and how often it then looks further."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those first that are not traced, in the order of their list: see there why."""
    missing = [path for path in UNTRACED if not path.exists()]
    if missing:
        raise pytest.UsageError(f"tests/untraced names what is not there: {missing}")
    items.sort(key=lambda item: untraced_place(item.path))


def pytest_collection_finish() -> None:
    """Tell the collector that what is imported stays: it would look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool, bool]:
    """Stop measuring coverage for a while: in a process of its own it is measured twice over."""
    running: list[Coverage] = []
    if untraced_place(item.path) < len(UNTRACED):
        while (coverage := Coverage.current()) is not None:
            coverage.stop()
            running.append(coverage)
    try:
        return (yield)
    finally:
        for coverage in reversed(running):
            coverage.start()


@cache
def untraced_place(file: Path) -> int:
    """Place of a file of tests in the list; the end of it where it is traced."""
    places = (i for i, path in enumerate(UNTRACED) if file.is_relative_to(path))
    return next(places, len(UNTRACED))


@pytest.fixture(scope="session", autouse=True)
def _no_kept_models() -> Iterator[None]:
    """Every test fits anew, and none touches the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEAKOPS_CACHE", os.devnull)
        yield


@pytest.fixture(scope="session", autouse=True)
def _empty_nets_are_copied() -> Iterator[None]:
    """Hundreds of tests begin with a network without a bus, which pandapower needs long to make."""
    import pandapower

    made = cache(pandapower.create_empty_network)

    def copied(*given: Any, **named: Any) -> Any:
        return copy.deepcopy(made(*given, **named))

    with pytest.MonkeyPatch.context() as patch:
        for module in ("pandapower", "pandapower.io_utils"):
            patch.setattr(f"{module}.create_empty_network", copied)
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Folder shared by all test processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def sample_plan(run_folder: Path) -> Path:
    """The sample county's plan, published with little solver effort. Do not change it."""

    def make(folder: Path) -> None:
        from peakops.run import plan_to_folder

        plan_to_folder(SAMPLE, folder, effort=QUICK_EFFORT)

    return made_once(run_folder / "sample-plan", make)
