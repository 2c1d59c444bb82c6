"""Windows at low load with generation, and where a life hangs on the supply."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.network import Network
from feeders.options import GridTask
from feeders.windows import Windows, admissible
from tests.feeders import small_net

HOURS = 3
SUNNY = {"F1": -3.0, "F2": 0.1, "F3": 0.1, "F4": 0.1}


def only_to_f3() -> Network:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([11, 13]), "type"] = "disconnector"
    return case.read()


NETWORK = only_to_f3()


def windows(network: Network, task: GridTask, low_mw: dict[str, float] | None = None) -> Windows:
    high, low = (
        allocate(network, small_net.heads(network, mw, HOURS)) if mw else None
        for mw in (dict.fromkeys(SUNNY, 1.0), low_mw)
    )
    assert high is not None
    return admissible(network, high, [task], OperatingLimits(vm_max_pu=1.0203), low_case=low)


def reasons(found: Windows) -> set[str]:
    return set(found.table["reason"])


def test_generation_at_low_load_is_checked_on_the_high_voltage_side() -> None:
    task = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
    assert reasons(windows(NETWORK, task)) == {""}
    found = windows(NETWORK, task, SUNNY)
    assert reasons(found) == {"overvoltage"}
    # the bus that is too high is one of those whose generation was moved
    assert set(found.table["element"]) <= {"bus:11", "bus:12"}
    assert (found.table["margin_percent"] < 0.0).all()


def test_a_low_load_that_breaks_nothing_closes_nothing() -> None:
    task = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
    high, low = (windows(NETWORK, task, mw).table for mw in (None, dict.fromkeys(SUNNY, 0.5)))
    pd.testing.assert_series_equal(high["allowed"], low["allowed"])
    assert (low["margin_percent"] <= high["margin_percent"]).all()


def test_no_work_while_a_life_support_customer_could_not_be_restored() -> None:
    task = GridTask(work_order="W", feeder="F1", bus=11)
    near = replace(NETWORK, sensitive_of_bus={10: (("life_support", 1),)})
    mine = replace(NETWORK, sensitive_of_bus={11: (("life_support", 1),)})
    dialysis = replace(NETWORK, sensitive_of_bus={11: (("dialysis", 9),)})
    assert reasons(windows(near, task)) == {""}
    assert reasons(windows(dialysis, task)) == {""}
    found = windows(mine, task)
    assert reasons(found) == {"no_restoration"}
    assert set(found.table["element"]) == {"feeder:F1"}
    without_block = replace(task, reclosing_blocked=False)
    assert reasons(windows(mine, without_block)) == {""}


def test_a_transfer_whose_receiving_feeder_shares_poles_with_life_support_is_refused() -> None:
    task = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
    life = replace(NETWORK, sensitive_of_bus={31: (("life_support", 1),)})
    assert reasons(windows(life, task)) == {""}  # F3 takes load, and its head restores it
    poles = dict(NETWORK.same_pole) | {"F1": ("F3",)}
    assert reasons(windows(replace(life, same_pole=poles), task)) == {"no_restoration"}
