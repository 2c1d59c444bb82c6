"""Make the sample county again: ``python scenarios/deqing/generate.py [--out DIR] [--facts]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # run as a script, the generator package lies beside it

from generator.files import County, write  # noqa: E402  # after the path above


def main() -> None:
    """Write the folder, or print what is true of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE, help="folder to write (default: here)")
    options.add_argument("--facts", action="store_true", help="print the facts, write nothing")
    chosen = options.parse_args()
    county = County()
    if chosen.facts:
        from generator.facts import facts, printed  # imports the load flow

        sys.stdout.write(printed(facts(county)))
        return
    write(county.texts(), chosen.out)


if __name__ == "__main__":
    main()
