"""Make the sample county again, or print what is true of it."""

from __future__ import annotations

import argparse
import json
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
    options.add_argument("--json", action="store_true", help="print the facts as JSON")
    chosen = options.parse_args()
    county = County()
    if chosen.facts:
        from generator.facts import facts, printed  # imports the load flow

        found = facts(county)
        sys.stdout.write(json.dumps(found, ensure_ascii=False) if chosen.json else printed(found))
        return
    write(county.texts(), chosen.out)


if __name__ == "__main__":
    main()
