"""A heatwave run of 200 members with Dask on two workers here, one of which is killed midway.

    .venv/bin/pip install 'peakops[dask]'
    .venv/bin/python benchmarks/heatwave_dask.py [--members N]

The scenario is the one that `peakops init` writes; the members are draws of the forecast's error.
After a quarter of the members one worker's process is killed. Every member must come, none twice,
and the result must be that of processes without Dask to the byte. Without Dask the counts are null,
with the reason. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from peakops import heatwave_run
from peakops.errors import UsageError
from peakops.heatwave_engines import Done, Engine, engine_of
from peakops.heatwave_member import Job
from peakops.heatwave_spec import Spec
from peakops.init_folder import init_folder

EFFORT = 0.2
WORKERS = 2


def kill_one() -> None:
    """Kill a worker's process, as a machine short of memory would."""
    child = multiprocessing.active_children()[0]
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid or 0, signal.SIGKILL)


class Counted:
    """An engine that counts what it hands back, and loses a process midway."""

    def __init__(self, engine: Engine, kill_at: int) -> None:
        self._engine, self._kill_at = engine, kill_at
        self.results: Counter[str] = Counter()

    def run(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run the jobs as the engine does."""
        for number, (job, record) in enumerate(self._engine.run(packed, jobs), start=1):
            self.results[job.key] += 1
            if number == self._kill_at:
                kill_one()
            yield job, record


def run(source: Path, folder: Path, members: int, name: str) -> tuple[float, Counter[str]]:
    """Run the members, none of them kept from before; seconds, and how often each came."""
    engine = Counted(engine_of(name, WORKERS, None), members // 4)
    started = time.perf_counter()
    spec = Spec(errors=members - 1, effort=EFFORT)
    heatwave_run.heatwave_to_folder(source, folder, spec, engine)
    return time.perf_counter() - started, engine.results


def measured(members: int) -> dict[str, Any]:
    """Counts and seconds with Dask, and seconds without."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        os.environ["PEAKOPS_CACHE"] = str(base / "kept")
        source = base / "county"
        init_folder(source)
        try:
            with_dask, results = run(source, base / "dask", members, "dask")
        except UsageError as error:
            return {"members_lost": None, "members_doubled": None, "reason": str(error)}
        local, wanted = run(source, base / "local", members, "local")
        ours, theirs = ((base / n / "heatwave.json").read_bytes() for n in ("local", "dask"))
        assert ours == theirs, "Dask changes the result"
    # Draws that come out alike share a plan.
    lost, doubled = len(wanted - results), sum(count > 1 for count in results.values())
    assert not lost, "members lost"
    assert not doubled, "members doubled"
    return {
        "members_lost": lost, "members_doubled": doubled, "plans": len(wanted),
        "seconds_per_member": round(with_dask / members, 2),
        "seconds_per_member_local": round(local / members, 2),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    members = parser.parse_args().members
    report = {"members": members, "workers": WORKERS} | measured(members)
    print(json.dumps(report | {"load_average": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
