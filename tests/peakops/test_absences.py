"""absences.csv: workers and vehicles that are away, one of them in each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakops.validate import validate

HEADER = "worker,vehicle,from,to,note\n"
SPAN = "2026-07-20T10:00,2026-07-20T12:00,ill"


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        (f",,{SPAN}", "worker", "neither"),
        (f"A1,V1,{SPAN}", "worker", "both"),
        (f"A99,,{SPAN}", "worker", "A99"),
        (f",V9,{SPAN}", "vehicle", "V9"),
        ("A1,,2026-07-20T12:00,2026-07-20T10:00,", "to", "2026-07-20T10:00"),
    ],
)
def test_faults_of_an_absence(tiny: Path, row: str, column: str, found: str) -> None:
    (tiny / "absences.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    faults = validate(tiny)
    assert [(f.file, f.row, f.column, f.found) for f in faults] == [
        ("absences.csv", 2, column, found)
    ]


def test_absences_without_fault(tiny: Path) -> None:
    text = f"{HEADER}A1,,{SPAN}\n,V1,{SPAN}\n"
    (tiny / "absences.csv").write_text(text, encoding="utf-8")
    assert validate(tiny) == ()
