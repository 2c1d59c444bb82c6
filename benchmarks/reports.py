"""Time of what people hold in their hands: 50 shift plans, and the overview of a county.

    .venv-test/bin/python benchmarks/reports.py PLAN [--full]

In the environment of the second README command. PLAN is a written plan, such as the first one makes
(`out/deqing`). Its crews are copied under other names until 50 shift plans are due; its map has to
have 600 buses. Every PDF is read back: the number of files, and every order in the text of one.
`--full` does the same three times in all languages and prints the medians. The peer is one file
after another in this process, which must give the same bytes. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from pathlib import Path
from typing import Any


def main() -> None:
    """Run, print, end with one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--quick", action="store_true", help="the default")
    group.add_argument("--full", action="store_true")
    options = parser.parse_args()
    # Imported here: the processes that typeset import this file anew.
    from reports_work import BUSES, crowded, measured, read

    plan = read(options.plan)
    assert len(plan.buses) >= BUSES, len(plan.buses)
    many = crowded(plan)
    rounds = [
        measured(plan, many, language)
        for language in (("both", "zh", "en") * 3 if options.full else ("both",) * 3)
    ]
    for row in rounds:
        print(row)
    found: dict[str, Any] = {
        name: round(statistics.median(row[name] for row in rounds), 2) for name in rounds[0]
    }
    found |= {"buses": len(plan.buses), "cores": os.cpu_count()}
    print(json.dumps(found | {"load_average": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
