from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.places import road_km

POINTS = st.lists(
    st.tuples(st.floats(-80, 80, allow_nan=False), st.floats(-180, 180, allow_nan=False)),
    min_size=1,
    max_size=6,
)


def test_a_degree_of_latitude_is_111_km() -> None:
    # 2 pi R / 360 with R = 6371.0088 km
    assert road_km([(30.0, 120.0), (31.0, 120.0)], 1.0)[0, 1] == pytest.approx(111.195, abs=1e-3)


def test_hangzhou_to_shanghai() -> None:
    # Great circle between the city centres: about 164 km.
    km = road_km([(30.2741, 120.1551), (31.2304, 121.4737)], 1.0)[0, 1]
    assert km == pytest.approx(164, abs=2)


@given(points=POINTS)
def test_distances_are_symmetric_and_zero_at_home(points: list[tuple[float, float]]) -> None:
    km = road_km(points, 1.3)
    assert np.allclose(km, km.T)
    assert np.allclose(np.diag(km), 0)


@given(points=POINTS, factor=st.floats(1, 3))
def test_a_detour_lengthens_every_way_alike(
    points: list[tuple[float, float]], factor: float
) -> None:
    assert np.allclose(road_km(points, factor), road_km(points, 1.0) * factor)
