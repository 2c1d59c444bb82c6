from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.allocation import allocate
from feeders.bus_history import learn_shares
from feeders.day_types import working_days
from feeders.history import Repair
from feeders.network import Network
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
TIMES = small_net.hours(24, "2025-07-21")  # a Monday
ISSUED = pd.Timestamp("2025-07-20T16:00", tz="Asia/Shanghai")
PAST = pd.date_range(end=ISSUED, periods=35 * 24 + 1, freq="h", inclusive="left")
DAY = PAST.hour.isin(range(8, 20))
LOADS = {10: 0, 11: 1, 12: 2}
"""Rows of the load table by bus of feeder F1."""


def history(**mw: object) -> pd.DataFrame:
    """Bus history: `b11` is bus 11, as one number or one per hour of the past. [MW]"""
    tables = [
        pd.DataFrame({"time": PAST, "bus": int(name[1:]), "p_mw": values}, dtype=object)
        for name, values in mw.items()
    ]
    return pd.concat(tables).astype({"time": PAST.dtype, "bus": "int64", "p_mw": float})


def learn(
    table: pd.DataFrame, times: pd.DatetimeIndex = TIMES, network: Network = NETWORK
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    days = pd.date_range("2025-06-01", "2025-08-01", freq="D")
    return learn_shares(network, table, issued=ISSUED, times=times, day_types=working_days(days))


def by_bus(shares: pd.DataFrame, hour: int = 12) -> dict[int, float]:
    """Shares of feeder F1 in the hour that begins so many hours after midnight."""
    mine = shares[
        (shares["feeder"] == "F1") & (shares["time"] == TIMES[0] + pd.Timedelta(hours=hour))
    ]
    return dict(zip(mine["bus"], mine["share"], strict=True))


def repair(column: str, kind: str, count: int) -> Repair:
    return Repair(table="bus_history", column=column, kind=kind, count=count)


def test_opposite_days_of_two_buses_give_hourly_shares() -> None:
    works, homes = np.where(DAY, 0.9, 0.1), np.where(DAY, 0.3, 0.7)
    shares, repairs = learn(history(b10=works, b11=homes, b12=0.0))
    assert repairs == ()
    assert by_bus(shares, 12) == {10: 0.75, 11: 0.25, 12: 0.0}
    assert by_bus(shares, 23) == {10: 0.125, 11: 0.875, 12: 0.0}
    assert set(shares["feeder"]) == {"F1"}
    assert len(shares) == 24 * 3


def test_hourly_shares_meet_the_head_with_losses() -> None:
    shares, _ = learn(history(b10=np.where(DAY, 0.9, 0.1), b11=np.where(DAY, 0.3, 0.7), b12=0.2))
    heads = small_net.heads(NETWORK, {"F1": 4.0, "F2": 2.5, "F3": 0.3, "F4": 3.3})
    case = allocate(NETWORK, heads, shares)
    found = case.hours.solve().head_mw
    assert np.abs(found - heads[list(NETWORK.feeder)].to_numpy().T).max() * 1000.0 < 0.2
    assert case.matched.all()
    part = case.p_mw[:, :3] / case.p_mw[:, :3].sum(axis=1, keepdims=True)
    assert part[12] == pytest.approx(list(by_bus(shares, 12).values()), abs=1e-5)
    assert part[23] == pytest.approx(list(by_bus(shares, 23).values()), abs=1e-5)
    plain = allocate(NETWORK, heads)
    np.testing.assert_allclose(case.p_mw[:, 3:], plain.p_mw[:, 3:], atol=1e-5)  # other feeders


def test_a_bus_without_history_takes_as_much_per_capacity_as_the_others() -> None:
    case = small_net.two_substations()
    case.net.load.loc[LOADS[12], "sn_mva"] = 2.0 * case.net.load.at[LOADS[10], "sn_mva"]
    shares, repairs = learn(history(b10=0.2, b11=0.6), network=case.read())
    assert by_bus(shares) == pytest.approx({10: 0.125, 11: 0.375, 12: 0.5})
    assert repairs == ()


def test_rest_days_have_shares_of_their_own() -> None:
    rest = PAST.dayofweek >= 5
    shares, _ = learn(history(b10=np.where(rest, 0.1, 0.9), b11=0.3, b12=0.0))
    assert by_bus(shares)[10] == 0.75
    sunday = small_net.hours(24, "2025-07-27")
    shares, _ = learn(history(b10=np.where(rest, 0.1, 0.9), b11=0.3, b12=0.0), sunday)
    assert set(shares.loc[shares["bus"] == 10, "share"]) == {0.25}


def test_too_few_rest_days_take_the_values_of_all_days() -> None:
    """Three rest days known are no rule; the hour's values of every day are."""
    table = history(b10=np.where(PAST.dayofweek >= 5, 0.1, 0.9), b11=0.3, b12=0.0)
    rest = (table["time"].dt.dayofweek >= 5) & (table["time"] < "2025-07-13")
    shares, repairs = learn(table[~rest], small_net.hours(24, "2025-07-27"))
    assert set(shares.loc[(shares["bus"] == 10) & (shares["time"].dt.hour == 12), "share"]) == {
        0.75
    }
    assert repairs == ()


@pytest.mark.parametrize(("days", "known"), [(7, True), (6, False)])
def test_a_short_history_is_none(days: int, known: bool) -> None:
    """Seven values of an hour are enough; with six the bus is one without, and that is told."""
    table = history(b10=0.9, b11=0.3, b12=0.3)
    late = table["time"] >= ISSUED - pd.Timedelta(days=days)
    shares, repairs = learn(table[(table["bus"] != 10) | late], small_net.hours(24, "2025-07-26"))
    short = dict(zip(shares["bus"], shares["share"], strict=True))[10]
    assert short == pytest.approx(0.6 if known else 1 / 3, abs=1e-5)
    assert repairs == (() if known else (repair("10", "few_values", 24),))


def test_gaps_and_old_values_do_not_count() -> None:
    old = np.arange(len(PAST)) < 7 * 24
    shares, repairs = learn(history(b10=np.where(old, 9.0, 0.1), b11=0.3, b12=np.nan))
    assert by_bus(shares) == pytest.approx({10: 1 / 6, 11: 1 / 2, 12: 1 / 3}, abs=1e-5)
    assert repairs == (repair("12", "few_values", 24),)


def test_one_wrong_reading_moves_nothing() -> None:
    table = history(b10=0.2, b11=0.3, b12=0.5)
    shares, _ = learn(table)
    table.iloc[-4, table.columns.get_loc("p_mw")] = 50.0
    pd.testing.assert_frame_equal(learn(table)[0], shares)


def test_feed_in_counts_below_zero_while_it_is_the_smaller_part() -> None:
    noon = PAST.hour == 12
    shares, repairs = learn(history(b10=1.0, b11=np.where(noon, -0.2, 0.0), b12=0.0))
    assert by_bus(shares) == {10: 1.25, 11: -0.25, 12: 0.0}
    assert repairs == ()
    heads = small_net.heads(NETWORK, 2.0)
    assert allocate(NETWORK, heads, shares).matched.all()


@pytest.mark.parametrize("mw", [-2.0, -0.9, -0.4, -1.0], ids=str)
def test_powers_that_cancel_leave_the_hour_to_capacity(mw: float) -> None:
    noon = PAST.hour == 12
    shares, repairs = learn(history(b10=1.0, b11=np.where(noon, mw, 0.0), b12=0.0))
    assert by_bus(shares) == pytest.approx(dict.fromkeys(LOADS, 1 / 3), abs=1e-6)
    assert by_bus(shares, 13) == {10: 1.0, 11: 0.0, 12: 0.0}
    assert repairs == (repair("F1", "capacity_share", 1),)


def test_buses_at_zero_leave_the_feeder_to_capacity() -> None:
    shares, repairs = learn(history(b10=0.0, b11=0.0))
    assert by_bus(shares) == pytest.approx(dict.fromkeys(LOADS, 1 / 3), abs=1e-6)
    assert repairs == (repair("F1", "capacity_share", 24),)


def test_without_any_value_there_are_no_shares() -> None:
    for table in (history(b10=0.2).iloc[:0], history(b10=np.nan)):
        shares, repairs = learn(table)
        assert list(shares.columns) == ["time", "feeder", "bus", "share"]
        assert shares.empty
        assert [item.kind for item in repairs] == ["few_values"] * table["bus"].nunique()
        heads = small_net.heads(NETWORK, 2.0)
        plain = allocate(NETWORK, heads)
        np.testing.assert_array_equal(allocate(NETWORK, heads, shares).p_mw, plain.p_mw)


def test_nothing_after_the_issue_is_looked_at() -> None:
    table = history(b10=0.2, b11=0.3, b12=0.5)
    late = table.assign(time=table["time"] + pd.Timedelta(days=40), p_mw=5.0)
    pd.testing.assert_frame_equal(learn(pd.concat([table, late]))[0], learn(table)[0])
