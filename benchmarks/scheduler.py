"""Quality and speed of the scheduler beside greedies, PyJobShop and HiGHS.

    .venv/bin/python benchmarks/scheduler.py [--quick | --full] [--only SIZE ...]

Seeded instances from 20 orders, 4 crews and a day to 2,000 orders, 150 crews and a week. Every
method plans the same instance in a fresh process; every plan is held against `scheduler.verify`,
and counts only without a breach. Values are in priority units: ``lost`` is the value of all orders
at their best day less that of the plan, ``gap`` the share of the bound that may be missing.
`--quick` (the default) takes one seed, `--full` the median of five, with `--long` our own half hour
on the instance of 500 orders beside them. ``digests`` are of the plans, seed by seed: with
`--twice` ours are planned again, and the run ends if one differs. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Iterable
from typing import Any

from scheduler_instances import SIZES, Size
from scheduler_peers import LONG, METHODS, NUMBERS, Limit, measured
from scheduler_questions import questions

LIMITS = {
    "20x4x1": Limit(seconds=30, effort=32),
    "40x3x5": Limit(seconds=60, effort=2.5),
    "100x12x1": Limit(seconds=60, effort=16),
    "100x12x5": Limit(seconds=60, effort=8),
    "500x40x5": Limit(seconds=60, effort=34),
    "2000x150x5": Limit(seconds=120, effort=48),
}
LONG_SIZE = "500x40x5"


def compared(
    size: Size, seeds: int, limit: Limit, methods: Iterable[str], twice: bool
) -> dict[str, dict[str, Any]]:
    """Some methods on an instance size."""
    found = {}
    for method in methods:
        rows = [measured(size, seed, method, limit) for seed in range(1, seeds + 1)]
        for seed, row in enumerate(rows if twice and method == "peakops" else (), start=1):
            again = measured(size, seed, method, limit)
            assert again["plan"] == row["plan"], f"{size.name}, seed {seed}: another plan"
        found[method] = median(rows)
        print(line(size.name, method, found[method]), flush=True)
    return found


def median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each number over the seeds that have it; the reasons of those without."""
    found: dict[str, Any] = {}
    for name in NUMBERS:
        known = [row[name] for row in rows if row[name] is not None]
        found[name] = statistics.median(known) if known else None
    found["plans"] = sum(row["value"] is not None for row in rows)
    found["digests"] = [row.get("plan") for row in rows]
    found["reason"] = "; ".join(dict.fromkeys(row["reason"] for row in rows if row["reason"]))
    return found


def line(size: str, method: str, row: dict[str, Any]) -> str:
    """A row of the table."""
    numbers = "".join(
        f"{'-':>12}" if row[name] is None else f"{row[name]:>12.4g}" for name in NUMBERS
    )
    return f"{size:11} {method:13}{numbers}  {row['reason']}"


def main() -> None:
    """Run, print the table, end with one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", action="store_true", help="one seed (the default)")
    effort.add_argument("--full", action="store_true", help="the median of five seeds")
    parser.add_argument("--seeds", type=int, help="another number of seeds")
    parser.add_argument("--only", nargs="+", choices=list(LIMITS), help="only these instances")
    parser.add_argument("--methods", nargs="+", choices=[*METHODS, *LONG], default=list(METHODS))
    parser.add_argument("--long", action="store_true", help="our half hour on 500x40x5, too")
    parser.add_argument("--twice", action="store_true", help="ours again: the same plans?")
    parser.add_argument("--effort", type=float, help="another effort of ours, for a quick look")
    options = parser.parse_args()
    seeds = options.seeds or (5 if options.full else 1)
    names = "".join(f"{name:>12}" for name in NUMBERS)
    print(f"{'instance':11} {'method':13}{names}", flush=True)
    found: dict[str, Any] = {}
    for size in SIZES:
        if options.only is None or size.name in options.only:
            limit = LIMITS[size.name]
            if options.effort is not None:
                limit = Limit(seconds=limit.seconds, effort=options.effort)
            methods = [*options.methods, *(LONG if options.long and size.name == LONG_SIZE else ())]
            found[size.name] = compared(size, seeds, limit, methods, options.twice)
    if options.only is None:
        found |= questions()
    print(json.dumps(found | {"cores": os.cpu_count(), "load_average": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
