from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.column_medians import LOT, column_median, for_lots, running_median


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    rng = np.random.default_rng(0)
    table = rng.normal(0.0, 1.0, (90, 2 * LOT + 3))
    table[rng.random(table.shape) < 0.3] = np.nan
    return table


def test_running_medians_of_many_lots_are_those_of_pandas(values: np.ndarray) -> None:
    wanted = pd.DataFrame(values).rolling(61, center=True, min_periods=7).median().to_numpy()
    np.testing.assert_array_equal(running_median(values, 61, 7), wanted)


def test_medians_of_many_lots_are_those_of_pandas(values: np.ndarray) -> None:
    np.testing.assert_array_equal(column_median(values), pd.DataFrame(values).median().to_numpy())
    assert column_median(values[:, :0]).shape == (0,)


def test_lots_come_in_order_and_reach_the_end() -> None:
    lots = for_lots(lambda lot: (lot.start, lot.stop), 2 * LOT + 3)
    assert lots == [(0, LOT), (LOT, 2 * LOT), (2 * LOT, 2 * LOT + 3)]
    assert for_lots(lambda lot: lot, 0) == []
