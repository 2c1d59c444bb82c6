"""A heatwave run of 200 members with Dask on two workers here, one of which is killed midway.

Run it in the environment of the first README command, with the extra `dask`:

    .venv/bin/pip install -c requirements.lock -e '.[dask]'
    .venv/bin/python benchmarks/heatwave_dask.py [--members N] [--effort E]

The scenario is the first day of the one that `peakops init` writes, so that 200 members twice take
minutes and not hours; the members are heatwaves a tenth of a degree apart, each with a plan of its
own. After half of them one worker's process is killed. Every member must come, none twice, and
every file of the result must be that of processes without Dask to the byte. Without Dask the counts
are null, with the reason. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import re
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


def kill_one() -> int:
    """Kill a worker's process, as a machine short of memory would; its number."""
    child = multiprocessing.active_children()[0].pid
    assert child is not None
    os.kill(child, signal.SIGKILL)
    return child


class Counted:
    """An engine that counts what it hands back; one that loses a process on the way.

    Parameters
    ----------
    engine
        Does the work.
    lossy
        Whether a process is killed after half of the jobs.
    """

    def __init__(self, engine: Engine, *, lossy: bool) -> None:
        self._engine, self._lossy = engine, lossy
        self.results: Counter[str] = Counter()
        self.killed: list[int] = []

    def run(self, packed: bytes, jobs: Sequence[Job]) -> Iterator[Done]:
        """Run the jobs as the engine does."""
        for number, (job, record) in enumerate(self._engine.run(packed, jobs), start=1):
            self.results[job.key] += 1
            if self._lossy and number == len(jobs) // 2:
                self.killed.append(kill_one())
            yield job, record


def one_day_county(folder: Path) -> None:
    """The scenario of `peakops init`, its first day alone."""
    init_folder(folder)
    settings = folder / "scenario.yaml"
    text, count = re.subn(
        "^days: 2", "days: 1", settings.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert count == 1, "the scenario of init has no longer two days"
    settings.write_text(text, encoding="utf-8")


def run(source: Path, folder: Path, spec: Spec, engine: Counted) -> float:
    """Run the members, none of them kept from before. [s]"""
    started = time.perf_counter()
    heatwave_run.heatwave_to_folder(source, folder, spec, engine)
    return time.perf_counter() - started


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows(folder: Path) -> int:
    """Members in the comparison."""
    with (folder / "members.csv").open(encoding="utf-8") as lines:
        return len(list(csv.DictReader(lines)))


def measured(members: int, effort: float) -> dict[str, Any]:
    """Counts and seconds with Dask, and seconds without."""
    tenths = range(-(members // 2), members - members // 2)
    spec = Spec(shifts_c=tuple(tenth / 10 for tenth in tenths), days=(1,), effort=effort)
    dask = Counted(engine_of("dask", WORKERS, None), lossy=True)
    local = Counted(engine_of("local", WORKERS, None), lossy=False)
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        os.environ["PEAKOPS_CACHE"] = str(base / "kept")
        source = base / "county"
        one_day_county(source)
        try:
            seconds = run(source, base / "dask", spec, dask)
        except UsageError as error:
            return {"members_lost": None, "members_doubled": None, "reason": str(error)}
        seconds_local = run(source, base / "local", spec, local)
        ours, theirs, found = (
            contents(base / "local"), contents(base / "dask"), rows(base / "dask"),
        )  # fmt: skip
    lost = len(local.results - dask.results) + members - found
    doubled = sum(count > 1 for count in dask.results.values())
    assert len(local.results) == members, "members share a plan"
    assert dask.killed, "no worker was killed"
    assert not lost, "members lost"
    assert not doubled, "members doubled"
    assert ours == theirs, "Dask changes the result"
    return {
        "rows": found, "workers_killed": len(dask.killed),
        "members_lost": lost, "members_doubled": doubled,
        "same_bytes": True, "files_compared": len(ours),
        "seconds_per_member": round(seconds / members, 2),
        "seconds_per_member_local": round(seconds_local / members, 2),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--effort", type=float, default=EFFORT, help="of the solver in a member")
    asked = parser.parse_args()
    report = {"members": asked.members, "effort": asked.effort, "workers": WORKERS}
    report |= measured(asked.members, asked.effort)
    print(json.dumps(report | {"load_average": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
