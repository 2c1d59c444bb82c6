"""Members of a heatwave run on a Dask cluster: one that is there, or one started here.

Needs the extra `dask` (docs/heatwave.md). The workers of a cluster that is there must
have the same peakops and libraries: what a member gives is kept under a hash of both as they are
here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from peakops.errors import MembersLost, UsageError
from peakops.heatwave_engines import Done
from peakops.heatwave_member import Job, run_packed


class DaskEngine:
    """A Dask cluster.

    Parameters
    ----------
    address
        Of a scheduler, such as ``tcp://10.0.0.5:8786``; None starts one with its workers here.
    workers
        Processes of a cluster started here, at least 1.
    """

    def __init__(self, address: str | None, workers: int) -> None:
        self.address = address
        self.workers = workers

    def run(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run every job; Dask runs those of a worker that was killed again elsewhere."""
        if not jobs:
            return
        dask = _distributed()
        with ExitStack() as stack:
            client = stack.enter_context(self._client(dask, stack))
            shared = client.scatter(packed, broadcast=True, hash=False)
            futures = {client.submit(run_packed, shared, job, key=job.key): job for job in jobs}
            try:
                for future in dask.as_completed(futures):
                    # Dask makes anew what a killed worker had finished, unless nobody holds it
                    yield futures.pop(future), future.result()
            except dask.KilledWorker as error:
                raise MembersLost(f"members lost: {error}") from None

    def _client(self, dask: Any, stack: ExitStack) -> Any:
        if self.address is None:
            cluster = dask.LocalCluster(
                n_workers=self.workers, threads_per_worker=1, dashboard_address=None
            )
            return dask.Client(stack.enter_context(cluster))
        try:
            return dask.Client(self.address)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {self.address}: {error}") from None


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        how = f"{sys.executable} -m pip install 'peakops[dask]'"
        raise UsageError(f"--engine dask needs Dask: {how}") from None
    return distributed
