"""The same inputs, seed and version give the same plan to the byte, wherever it is made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "scenarios" / "deqing"
QUICK_EFFORT = 2.0  # as in conftest.py


def test_a_plan_is_the_same_to_the_byte(sample_plan: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "2"}
    subprocess.run(
        [sys.executable, "-m", "peakops", "plan", str(SAMPLE), "--out", "again",
         "--effort", str(QUICK_EFFORT)],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )  # fmt: skip
    first, second = (contents(folder) for folder in (sample_plan, tmp_path / "again"))
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
