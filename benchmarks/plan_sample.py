"""Time and peak memory of `peakops plan` on the sample county, stage by stage.

Run it in the environment of the first README command:

    .venv/bin/python benchmarks/plan_sample.py

It runs the command in a fresh process, as a user would, asserts that the plan is clean and
complete, and prints one JSON object as its last line. The peer is the practice by hand: the
earliest-due greedy on the same orders.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # `scheduler` is the package, not the benchmark beside this file


def peak_mib() -> float:
    """Peak resident memory of this process. [MiB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(scenario: Path, queue: multiprocessing.Queue) -> None:
    """Plan once in this process and report seconds and memory by stage."""
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    memory: dict[str, float] = {}
    running: dict[str, float] = {}

    from peakops.run import plan_to_folder

    seconds["import"] = time.perf_counter() - started

    def watch(stage: str, news: str) -> None:
        now = time.perf_counter()
        if news == "start":
            running[stage] = now
        elif news == "done":
            seconds[stage] = seconds.get(stage, 0.0) + now - running[stage]
            memory[stage] = peak_mib()

    with tempfile.TemporaryDirectory() as folder:
        summary = plan_to_folder(scenario, Path(folder) / "plan", progress=watch)
    queue.put(
        {
            "seconds_total": time.perf_counter() - started,
            "seconds_by_stage": seconds,
            "peak_mib": peak_mib(),
            "peak_mib_by_stage": memory,
            "summary": summary,
        }
    )


def by_hand(scenario: Path) -> float:
    """Priority weight of the earliest-due greedy, as practised by hand."""
    from peakops.pipeline import run_stages
    from peakops.problem import build_problem
    from peakops.summary import priority_weight
    from peakops.validate import read_inputs
    from scheduler.greedy import earliest_due

    read, network = read_inputs(scenario)
    stages = run_stages(read, network)
    problem = build_problem(read, stages.heat, stages.grid, stages.places)
    return priority_weight(problem, earliest_due(problem))


def main() -> None:
    """Plan the sample, print the table, assert the answer."""
    os.environ["PEAKOPS_CACHE"] = os.devnull  # a kept model would hide the time of the fit
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", type=Path, default=ROOT / "scenarios" / "deqing")
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", action="store_true", help="one run (the default)")
    effort.add_argument("--full", action="store_true", help="three runs, the median is reported")
    arguments = parser.parse_args()
    runs = sorted(
        (one_run(arguments.scenario) for _ in range(3 if arguments.full else 1)),
        key=lambda found: found["seconds_total"],
    )
    median = runs[len(runs) // 2]
    summary = median.pop("summary")
    assert summary["breaches"] == summary["violations"] == 0, "the plan is not clean"
    peer = by_hand(arguments.scenario)
    assert peer < summary["priority_weight"], "the practice by hand is better"
    for stage, seconds in median["seconds_by_stage"].items():
        print(f"{stage:12} {seconds:7.2f} s {median['peak_mib_by_stage'].get(stage, 0):8.0f} MiB")
    print(
        json.dumps(
            median
            | {
                "orders_scheduled": summary["orders_scheduled"],
                "priority_weight": summary["priority_weight"],
                "gap": summary["gap"],
                "priority_weight_by_hand": peer,
            }
        )
    )


def one_run(scenario: Path) -> dict:
    """Plan in a fresh process."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=run, args=(scenario, queue))
    process.start()
    found = queue.get()
    process.join()
    return found


if __name__ == "__main__":
    main()
