from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeders.allocation import LoadCase, allocate
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()


def gap_kw(case: LoadCase, heads: pd.DataFrame) -> float:
    found = case.hours.solve().head_mw
    return float(np.abs(found - heads[list(NETWORK.feeder)].to_numpy().T).max() * 1000.0)


def test_loads_and_losses_meet_the_forecast_in_every_hour() -> None:
    heads = small_net.heads(NETWORK, {"F1": 4.0, "F2": 2.5, "F3": 0.3, "F4": 3.3})
    case = allocate(NETWORK, heads)
    assert gap_kw(case, heads) < 0.2
    assert case.matched.all()


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(st.floats(-1.5, 4.0), min_size=4, max_size=4))
def test_any_sign_of_the_head_is_met(powers: list[float]) -> None:
    heads = pd.DataFrame([powers], columns=list(NETWORK.feeder), index=small_net.hours(1))
    assert gap_kw(allocate(NETWORK, heads), heads) < 0.2


def test_loads_share_by_installed_capacity_with_the_feeders_power_factor() -> None:
    case = small_net.two_substations()
    case.net.load.loc[0, "sn_mva"] = 3.0 * case.net.load.at[1, "sn_mva"]
    case.feeders.loc[0, "power_factor"] = 0.9
    network = case.read()
    loads = allocate(network, small_net.heads(network, 2.0))
    assert loads.p_mw[:, 0] == pytest.approx(3.0 * loads.p_mw[:, 1], rel=1e-4)
    assert loads.q_mvar[0, 0] / loads.p_mw[0, 0] == pytest.approx(np.tan(np.arccos(0.9)), abs=1e-3)


def test_without_capacities_the_power_of_the_file_is_the_share() -> None:
    case = small_net.two_substations()
    case.net.load.loc[0, ["sn_mva", "p_mw"]] = [np.nan, 1.0]
    network = case.read()
    loads = allocate(network, small_net.heads(network, 2.0))
    assert loads.p_mw[0, 0] == pytest.approx(2.0 * loads.p_mw[0, 1], rel=1e-4)
    case.net.load = case.net.load.drop(columns="sn_mva")
    other = case.read()
    again = allocate(other, small_net.heads(other, 2.0))
    np.testing.assert_allclose(again.p_mw, loads.p_mw)


def test_a_feeder_of_nothing_but_zeros_shares_evenly() -> None:
    case = small_net.two_substations()
    case.net.load.loc[[0, 1, 2], ["sn_mva", "p_mw"]] = [np.nan, 0.0]
    network = case.read()
    loads = allocate(network, small_net.heads(network, 3.0))
    assert loads.p_mw[0, :3] == pytest.approx(loads.p_mw[0, 0])


def test_load_at_the_busbar_keeps_the_power_of_the_file() -> None:
    import pandapower

    case = small_net.two_substations()
    pandapower.create_load(case.net, 1, 0.05, q_mvar=0.01)
    network = case.read()
    loads = allocate(network, small_net.heads(network, 2.0))
    assert set(loads.p_mw[:, -1]) == {0.05}


def test_hours_may_be_a_column() -> None:
    heads = small_net.heads(NETWORK, 2.0)
    table = heads.rename_axis("time").reset_index()
    np.testing.assert_array_equal(allocate(NETWORK, table).p_mw, allocate(NETWORK, heads).p_mw)


def test_an_impossible_hour_is_marked_not_raised() -> None:
    heads = small_net.heads(NETWORK, 2.0, 3)
    heads.iloc[1, 0] = 90.0
    case = allocate(NETWORK, heads)
    assert list(case.matched) == [True, False, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda heads: heads.drop(columns="F2"), "no column for F2"),
        (lambda heads: heads.mask(heads["F3"] == heads["F3"].max()), "missing value"),
        (lambda heads: heads.iloc[::-1], "ascending"),
    ],
)
def test_an_incomplete_forecast_is_refused(change: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        allocate(NETWORK, change(small_net.heads(NETWORK, 2.0)))  # type: ignore[operator]


def test_a_time_belongs_to_its_hour() -> None:
    case = allocate(NETWORK, small_net.heads(NETWORK, 2.0))
    assert case.row(case.times[5] + pd.Timedelta(minutes=45)) == 5
    with pytest.raises(KeyError):
        case.row(case.times[-1] + pd.Timedelta(hours=1))
    with pytest.raises(ValueError, match="hours x loads"):
        LoadCase(network=NETWORK, times=case.times, p_mw=case.p_mw[:, :3], q_mvar=case.q_mvar,
                 matched=case.matched)  # fmt: skip


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        (np.ones((24, 3)), "hours x transformers"),
        (np.full((24, 2), 1.1), "outside"),
        (np.zeros((24, 2)), "outside"),
    ],
)
def test_wrong_coincidence_factors_are_refused(factors: np.ndarray, message: str) -> None:
    case = allocate(NETWORK, small_net.heads(NETWORK, 2.0))
    with pytest.raises(ValueError, match=message):
        replace(case, coincidence=factors)
