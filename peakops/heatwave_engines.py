"""Where the members of a heatwave run are computed: in processes of this machine."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import connection, get_context, parent_process
from typing import Any, Protocol

from peakops.errors import MembersLost, UsageError
from peakops.heatwave_member import Job, Shared, run_job, run_packed
from peakops.processors import usual_workers

Done = tuple[Job, dict[str, Any]]

ATTEMPTS = 3
"""How often processes are started anew after one of them was killed."""


class Engine(Protocol):
    """Runs jobs somewhere and hands back each once, in whatever order they end."""

    def run(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run every job on what the pickle holds."""


class LocalEngine:
    """Processes of this machine; one worker is this process itself.

    Parameters
    ----------
    workers
        How many, at least 1.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run every job; members of a process that was killed are run again."""
        if self.workers == 1 or len(jobs) < 2:
            yield from ((job, run_packed(packed, job)) for job in jobs)
            return
        waiting = {job.key: job for job in jobs}
        for _ in range(ATTEMPTS):
            # what was finished when a process was killed is not run again
            with suppress(BrokenProcessPool):
                for job, record in self._in_processes(packed, tuple(waiting.values())):
                    del waiting[job.key]
                    yield job, record
            if not waiting:
                return
        raise MembersLost(f"{len(waiting)} member(s) lost: their processes were killed")

    def _in_processes(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        pool = ProcessPoolExecutor(
            min(self.workers, len(jobs)),
            mp_context=get_context("spawn"),  # no half-copied threads of the solver
            initializer=_begin,
            initargs=(packed,),
        )
        try:
            futures = {pool.submit(_run, job): job for job in jobs}
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def engine_of(name: str, workers: int | None, scheduler: str | None) -> Engine:
    """The engine that the command line asks for.

    Parameters
    ----------
    name
        ``local`` or ``dask``.
    workers
        Processes; None: one per processor.
    scheduler
        Address of a Dask scheduler; None: none is there.

    Raises
    ------
    UsageError
        When it is neither, or a scheduler is named without Dask.
    """
    count = usual_workers() if workers is None else workers
    if name == "dask":
        from peakops.heatwave_dask import DaskEngine

        return DaskEngine(scheduler, count)
    if name != "local":
        raise UsageError(f"--engine {name}: expected local or dask")
    if scheduler is not None:
        raise UsageError("--scheduler is for --engine dask")
    return LocalEngine(count)


_shared: Shared


def _begin(packed: bytes) -> None:
    """Unpack what is shared, and end with the run even where that is killed."""
    global _shared
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _shared = pickle.loads(packed)  # noqa: S301 - made by this run


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _run(job: Job) -> dict[str, Any]:
    return run_job(_shared, job)
