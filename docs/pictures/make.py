"""Makes the README's pictures from the sample county's plan: docs/pictures/*.png."""

from __future__ import annotations

from pathlib import Path

from peakops.pipeline import make_plan
from peakops.progress import silent
from peakops.reports.figures import readme_pictures
from peakops.run import solve_params
from peakops.validate import read_inputs

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Plan the sample as the command does, and draw it."""
    scenario, network = read_inputs(ROOT / "scenarios" / "deqing")
    params = solve_params(scenario, None, None, None, silent)
    plan = make_plan(scenario, network, params)
    for path in readme_pictures(plan, ROOT / "docs" / "pictures"):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
