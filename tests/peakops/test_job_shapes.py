from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.job_shapes import _ground_workers, bucket_segments


def steps(*bucket: tuple[int, bool]) -> pd.DataFrame:
    rows = [("setup", 20, False), *(("bucket", m, h) for m, h in bucket), ("teardown", 15, False)]
    return pd.DataFrame(rows, columns=["phase", "minutes", "handover_after"])


def test_segments_end_at_hand_over_points() -> None:
    assert bucket_segments(steps((10, False), (15, True), (20, True), (5, False))) == (25, 20, 5)


def test_a_last_hand_over_point_adds_no_empty_segment() -> None:
    assert bucket_segments(steps((10, True), (5, True))) == (10, 5)


@given(bucket=st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=9))
def test_segments_keep_every_bucket_minute(bucket: list[tuple[int, bool]]) -> None:
    segments = bucket_segments(steps(*bucket))
    assert sum(segments) == sum(minutes for minutes, _ in bucket)
    assert all(segments)


@pytest.mark.parametrize(
    ("persons", "job_class", "crews", "ground"),
    [
        (4, 1, 1, 1),  # leader who supervises, pair, one on the ground
        (4, 2, 1, 1),
        (5, 3, 1, 1),  # leader and supervisor apart
        (4, 3, 1, 0),
        (9, 4, 2, 1),  # leader, two supervisors, two pairs, one on the ground for each crew
    ],
)
def test_ground_workers(persons: int, job_class: int, crews: int, ground: int) -> None:
    assert _ground_workers(persons, job_class, crews, 2) == ground
