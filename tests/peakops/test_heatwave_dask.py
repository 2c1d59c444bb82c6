"""The Dask engine against a stand-in of Dask's interface: Dask itself is an extra."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any

import pytest

from peakops import heatwave_dask
from peakops.errors import MembersLost, UsageError
from peakops.heatwave_dask import DaskEngine
from peakops.heatwave_engines import LocalEngine, engine_of
from peakops.heatwave_member import Job
from peakops.heatwave_spec import PLAIN

JOBS = [Job(key=key, member=PLAIN, load_days=(1,)) for key in "abc"]


class KilledWorkerError(Exception):
    pass


class Cluster:
    """Stands for a cluster and its client; notes what is asked of it."""

    def __init__(self, *asked: Any, **settings: Any) -> None:
        self.asked, self.settings = asked, settings
        SEEN.append(self)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        SEEN.append("closed")

    def scatter(self, data: bytes, *, broadcast: bool, hash: bool) -> bytes:  # noqa: A002
        assert (broadcast, hash) == (True, False)
        return data

    def submit(self, function: Callable[..., Any], *arguments: Any, key: str) -> Any:
        assert arguments[1].key == key
        return Future(result=lambda: function(*arguments))


class Future(SimpleNamespace):
    __hash__ = object.__hash__


SEEN: list[Any] = []


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    SEEN.clear()
    module: Any = ModuleType("distributed")
    module.Client = module.LocalCluster = Cluster
    module.KilledWorker = KilledWorkerError
    module.as_completed = _backwards
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(heatwave_dask, "run_packed", lambda packed, job: {job.key: packed})
    return module


def _backwards(futures: Iterable[Any]) -> list[Any]:
    return list(futures)[::-1]


@pytest.mark.usefixtures("dask")
def test_every_job_comes_back_once_and_the_cluster_is_closed() -> None:
    found = list(DaskEngine(None, 2).run(b"x", JOBS))
    assert found == [(job, {job.key: b"x"}) for job in JOBS[::-1]]
    assert SEEN[0].settings["n_workers"] == 2
    assert SEEN[-2:] == ["closed", "closed"]
    assert list(DaskEngine(None, 2).run(b"x", [])) == []


@pytest.mark.usefixtures("dask")
def test_a_cluster_that_is_there_is_only_visited() -> None:
    assert len(list(DaskEngine("tcp://there:1", 2).run(b"x", JOBS))) == 3
    assert [item.asked for item in SEEN[:1]] == [("tcp://there:1",)]
    assert SEEN[1:] == ["closed"]


def test_no_scheduler_at_the_address_ends_with_words(
    dask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: str) -> None:
        raise OSError("timed out")

    monkeypatch.setattr(dask, "Client", nobody)
    with pytest.raises(UsageError, match="--scheduler tcp://there:1: timed out"):
        list(DaskEngine("tcp://there:1", 2).run(b"x", JOBS))


@pytest.mark.usefixtures("dask")
def test_members_that_kill_every_worker_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: bytes, job: Job) -> None:
        raise KilledWorkerError(job.key)

    monkeypatch.setattr(heatwave_dask, "run_packed", killed)
    with pytest.raises(MembersLost, match="members lost: c"):
        list(DaskEngine(None, 2).run(b"x", JOBS))


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'peakops\[dask\]'"):
        list(DaskEngine(None, 2).run(b"x", JOBS))


def test_the_engine_is_one_of_two() -> None:
    local, dask = engine_of("local", None, None), engine_of("dask", 3, "tcp://there:1")
    assert isinstance(local, LocalEngine)
    assert local.workers >= 1
    assert isinstance(dask, DaskEngine)
    assert (dask.address, dask.workers) == ("tcp://there:1", 3)
    with pytest.raises(UsageError, match="expected local or dask"):
        engine_of("spark", None, None)
    with pytest.raises(UsageError, match="is for --engine dask"):
        engine_of("local", None, "tcp://there:1")
