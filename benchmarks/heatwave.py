"""Time of a heatwave run of 40 members on the sample county against that of one plan.

Run it in the environment of the first README command:

    .venv/bin/python benchmarks/heatwave.py

It plans the sample county once, with the forecast fitted and kept, then runs 40 members that all
differ in weather: shifts of 0 to 4 °C by half a degree for one, two and three days, and draws of
the forecast's error. Processes are killed on the way: one of the members' processes after the
first results, and nothing may be lost or come twice. It asserts the answer too: every day-closing
cliff is confirmed by trying each tenth of a degree around it. The last line is one JSON object.
`--members` and `--effort` make it smaller; the ratio is then that of 40 members of the same mean
time.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # `scheduler` is the package, not the benchmark beside this file
SAMPLE = ROOT / "scenarios" / "deqing"
MEMBERS = 40
SWEPT = 25
"""Plans of the sweep: the plain one, and eight shifts for one, two and three days."""

AROUND = 5
"""Tenths of a degree tried on either side of a cliff."""


def seconds_of_plan(folder: Path) -> float:
    """Wall time of a plan of the sample county once its forecast is fitted. [s]"""
    from peakops.load import learn_once
    from peakops.run import plan_to_folder
    from peakops.validate import read_inputs

    learn_once(read_inputs(SAMPLE)[0])
    started = time.perf_counter()
    summary = plan_to_folder(SAMPLE, folder)
    assert not summary["breaches"], "the plain plan breaks rules"
    return time.perf_counter() - started


def kill_one() -> None:
    """Kill one of the members' processes, as a machine short of memory would."""
    children = multiprocessing.active_children()
    if children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(children[0].pid or 0, signal.SIGKILL)


def run_members(folder: Path, count: int, effort: float | None) -> tuple[float, Counter, dict]:
    """Run the members; wall time [s], how often each gave a result, and heatwave.json."""
    from peakops import heatwave_run
    from peakops.heatwave_engines import LocalEngine
    from peakops.heatwave_spec import Spec
    from peakops.heatwave_store import MemberStore
    from peakops.processors import usual_workers

    results: Counter = Counter()

    class CountingStore(MemberStore):
        def keep(self, key: str, record: dict) -> None:
            results[key] += 1
            super().keep(key, record)
            if len(results) == 2:
                kill_one()

    heatwave_run.MemberStore = CountingStore
    spec = Spec(
        shifts_c=tuple(tenths / 10 for tenths in range(0, 41, 5)) if count >= SWEPT else (0.0, 1.0),
        days=(1, 2, 3) if count >= SWEPT else (1,),
        errors=count - (SWEPT if count >= SWEPT else 2),
        effort=effort,
    )
    started = time.perf_counter()
    document = heatwave_run.heatwave_to_folder(SAMPLE, folder, spec, LocalEngine(usual_workers()))
    return time.perf_counter() - started, results, document


def confirm_cliffs(document: dict) -> int:
    """Try every tenth around each day-closing cliff; the number of cliffs confirmed."""
    from peakops.heatwave_cliffs import Probe
    from peakops.heatwave_member import Shared
    from peakops.heatwave_weather import Recipe
    from peakops.load import learn_once
    from peakops.validate import read_inputs

    scenario, network = read_inputs(SAMPLE)
    recipe = Recipe(humidity="hold_rh", seed=scenario.seed)
    learnt = learn_once(scenario)
    shared = Shared(
        scenario=scenario, network=network, learnt=learnt, recipe=recipe, effort=1.0, seed=1
    )
    found = [row for row in document["cliffs"] if row["measure"] == "day_closed" and row["exact_c"]]
    for row in found:
        probe = Probe(shared, row["days"])
        day, exact = probe.dates.index(row["date"]), round(10 * row["exact_c"])
        tried = [probe.day_closed(day, at) for at in range(exact - AROUND, exact + AROUND)]
        assert tried == [False] * AROUND + [True] * AROUND, f"{row['date']}: {tried}"
    return len(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS, help="at least 4")
    parser.add_argument("--effort", type=float, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEAKOPS_CACHE"] = str(Path(folder) / "kept")
        plan = seconds_of_plan(Path(folder) / "plan")
        seconds, results, document = run_members(Path(folder) / "wave", asked.members, asked.effort)
        cliffs = confirm_cliffs(document)
    each = seconds / asked.members
    report = {
        "members": asked.members,
        "seconds_plan": round(plan, 1),
        "seconds_members": round(seconds, 1),
        "seconds_per_member": round(each, 2),
        "ratio_40_members": round(MEMBERS * each / plan, 2),
        "members_lost": asked.members - len(results),
        "members_doubled": sum(count > 1 for count in results.values()),
        "cliffs_confirmed": cliffs,
        "workers": len(os.sched_getaffinity(0)),
        "load_average": round(os.getloadavg()[0], 1),
    }
    assert not report["members_lost"], "members lost"
    assert not report["members_doubled"], "members doubled"
    print(json.dumps(report))


if __name__ == "__main__":
    main()
