"""Files of `tests/untraced`, of which this is one, run without measuring coverage."""

from __future__ import annotations

from coverage import Coverage


def test_coverage_is_not_measured_here() -> None:
    assert Coverage.current() is None
