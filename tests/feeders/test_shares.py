from __future__ import annotations

import numpy as np
import pandapower
import pandas as pd
import pytest

from feeders.shares import bus_capacity, load_shares
from tests.feeders import small_net

TIMES = small_net.hours(2)


def hourly(feeder: str, shares: dict[int, tuple[float, float]]) -> pd.DataFrame:
    rows = [(time, feeder, bus, part[i]) for bus, part in shares.items()
            for i, time in enumerate(TIMES)]  # fmt: skip
    return pd.DataFrame(rows, columns=["time", "feeder", "bus", "share"])


def test_capacities_of_a_feeder_add_up_by_bus() -> None:
    case = small_net.two_substations()
    pandapower.create_load(case.net, 10, 0.5, sn_mva=0.625)
    case.net.load.loc[case.net.load["bus"] == 12, "in_service"] = False
    found = bus_capacity(case.read())
    assert list(found) == ["F1", "F2", "F3", "F4"]
    assert found["F1"].to_dict() == pytest.approx({10: 2 / 3, 11: 1 / 3})


def test_the_loads_of_a_bus_divide_its_share_by_capacity() -> None:
    case = small_net.two_substations()
    pandapower.create_load(case.net, 10, 0.5, sn_mva=3 * 0.625)
    network = case.read()
    table = hourly("F1", {10: (0.4, 0.8), 11: (0.6, 0.1), 12: (0.0, 0.1)})
    share, feeder = load_shares(network, TIMES, table)
    wanted = [[0.1, 0.6, 0.0, 0.3], [0.2, 0.1, 0.1, 0.6]]
    np.testing.assert_allclose(share[:, feeder == 0], wanted)
    plain, _ = load_shares(network, TIMES, None)
    assert (share[:, feeder != 0] == plain[:, feeder != 0]).all()


def test_loads_without_capacity_divide_their_bus_evenly() -> None:
    case = small_net.two_substations()
    pandapower.create_load(case.net, 10, 0.0)
    case.net.load.loc[0, "p_mw"] = 0.0
    share, _ = load_shares(case.read(), TIMES, hourly("F1", {10: (0.4, 0.5)}))
    np.testing.assert_allclose(share[:, [0, -1]], [[0.2, 0.2], [0.25, 0.25]])


def test_a_bus_without_an_hour_is_refused() -> None:
    table = hourly("F1", {10: (0.4, 0.8), 11: (0.6, 0.2)}).iloc[1:]
    with pytest.raises(ValueError, match="bus 10 without an hour"):
        load_shares(small_net.two_substations().read(), TIMES, table)
