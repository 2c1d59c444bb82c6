from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.network_checks import NetworkFaults
from feeders.options import GridTask
from feeders.windows import Windows, admissible
from tests.feeders import small_net
from tests.feeders.small_net import Case

ZONE = "Asia/Shanghai"


def windows(
    task: GridTask, mw: float | dict[str, float] = 2.0, *, case: Case | None = None,
    restrictions: pd.DataFrame | None = None, **limits: float,
) -> Windows:  # fmt: skip
    network = (case or small_net.two_substations()).read()
    loads = allocate(network, small_net.heads(network, mw))
    return admissible(network, loads, [task], OperatingLimits(**limits), restrictions)


def task(**more: Any) -> GridTask:
    return GridTask(**({"work_order": "W", "feeder": "F1", "bus": 10} | more))


def reasons(found: Windows, plan: str = "") -> set[str]:
    table = found.table
    return set(table.loc[table["transfer_plan"] == plan, "reason"])


def test_a_quiet_network_allows_every_slot() -> None:
    found = windows(task())
    assert list(found.table.columns) == [
        "work_order", "transfer_plan", "time", "allowed", "reason", "element", "margin_percent",
        "customers_at_risk", "customers_restored", "customers_out", "restored_mw", "out_mw",
        "restore_minutes",
    ]  # fmt: skip
    assert len(found.table) == 96
    assert found.table["allowed"].all()
    assert found.table["time"].diff().dropna().eq(pd.Timedelta(minutes=15)).all()
    assert str(found.table["time"].dt.tz) == ZONE
    assert (found.table["margin_percent"] > 50.0).all()
    assert (found.table["customers_at_risk"] > 0.0).all()


def test_without_blocked_reclosing_nothing_is_at_risk_and_nothing_blocked() -> None:
    found = windows(task(reclosing_blocked=False))
    assert (found.table["customers_at_risk"] == 0.0).all()
    assert found.blocks.empty


def test_no_block_on_a_feeder_that_is_at_its_limit() -> None:
    # 400 A at 10 kV and power factor 0.95 are 6.6 MW
    hot = {"F1": 7.0, "F2": 1.0, "F3": 1.0, "F4": 1.0}
    found = windows(task(), hot, vm_min_pu=0.85)
    assert reasons(found) == {"", "feeder_at_limit"}
    assert set(found.table.loc[~found.table["allowed"], "element"]) == {"feeder:F1"}
    # without blocked reclosing the same job adds nothing to what is there anyway
    assert reasons(windows(task(reclosing_blocked=False), hot, vm_min_pu=0.85)) == {""}


def test_a_base_case_violation_elsewhere_closes_nothing() -> None:
    hot = {"F1": 1.0, "F2": 1.0, "F3": 7.0, "F4": 1.0}
    assert reasons(windows(task(), hot, vm_min_pu=0.85)) == {""}


def test_a_transfer_that_overloads_the_receiving_head() -> None:
    heavy = {"F1": 4.0, "F2": 5.0, "F3": 5.0, "F4": 1.0}
    found = windows(task(switching="relieve"), heavy, vm_min_pu=0.8)
    assert "feeder_at_limit" in reasons(found, "W-T1")


def overloaded(change: Any, mw: dict[str, float], **limits: float) -> set[str]:
    case = small_net.two_substations()
    change(case)
    found = windows(task(switching="relieve"), mw, case=case, **limits)
    return set(found.table["reason"])


def nothing(case: Case) -> None:
    """Leave the case as it is."""


def only_to_f3(case: Case) -> None:
    case.switches.loc[case.switches["switch"].isin([11, 13]), "type"] = "disconnector"


def test_a_transfer_that_overloads_a_line() -> None:
    def thin_ties(case: Case) -> None:
        case.net.line.loc[[11, 12], "max_i_ka"] = 0.08

    mw = {"F1": 3.0, "F2": 1.0, "F3": 1.0, "F4": 1.0}
    assert "line_overload" in overloaded(thin_ties, mw)


def test_a_transfer_that_overloads_a_transformer() -> None:
    def small_transformer(case: Case) -> None:
        case.net.trafo.loc[1, "sn_mva"] = 4.5
        case.net.switch.drop(index=11, inplace=True)
        case.net.line.drop(index=11, inplace=True)
        case.switches = case.switches[case.switches["switch"] != 11]

    mw = {"F1": 4.0, "F2": 1.0, "F3": 2.0, "F4": 1.5}
    assert "transformer_overload" in overloaded(small_transformer, mw)


def test_a_transfer_that_lowers_the_voltage_too_far() -> None:
    mw = {"F1": 2.0, "F2": 2.5, "F3": 2.5, "F4": 1.0}
    assert "undervoltage" in overloaded(nothing, mw, vm_min_pu=0.985)


def test_a_transfer_that_raises_the_voltage_too_far() -> None:
    # generation in F1 is moved to the end of a long feeder
    mw = {"F1": -3.0, "F2": 0.1, "F3": 0.1, "F4": 0.1}
    assert "overvoltage" in overloaded(only_to_f3, mw, vm_max_pu=1.0203)


def test_a_dead_section_that_leaves_others_in_the_dark() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([11, 12]), "type"] = "disconnector"
    found = windows(task(switching="section_dead"), case=case)
    assert reasons(found, "W-T1") == {"lost_load"}
    assert found.transfers["customers_interrupted"].tolist() == [300]


def test_a_state_that_does_not_converge() -> None:
    heavy = {"F1": 16.0, "F2": 16.0, "F3": 16.0, "F4": 1.0}
    found = windows(task(switching="relieve"), heavy, vm_min_pu=0.55, loading_max_percent=200.0)
    assert "not_converged" in set(found.table["reason"])


def test_an_hour_whose_forecast_cannot_be_met_is_closed_for_everybody() -> None:
    network = small_net.two_substations().read()
    heads = small_net.heads(network, 2.0)
    heads.iloc[7, 3] = 90.0  # F4, while the job is on F1
    found = admissible(network, allocate(network, heads), [task()], OperatingLimits()).table
    shut = found[found["reason"] == "not_converged"]
    assert sorted(set(shut["time"].dt.hour)) == [7]
    assert (~shut["allowed"]).all()


def test_without_a_tie_there_is_no_transfer() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([11, 12]), "type"] = "disconnector"
    found = windows(task(switching="relieve"), case=case)
    assert reasons(found) == {"no_transfer"}
    assert found.transfers.empty
    assert found.switching.empty


def test_a_section_at_the_end_needs_no_transfer_to_be_relieved() -> None:
    found = windows(task(bus=12, switching="relieve"))
    assert reasons(found) == {""}
    assert found.transfers.empty


def restriction(kind: str, feeder: str) -> pd.DataFrame:
    times = [pd.Timestamp(f"2025-07-21 {clock}", tz=ZONE) for clock in ("08:10", "09:30")]
    return pd.DataFrame({"feeder": [feeder], "from": times[:1], "to": times[1:], "kind": [kind]})


@pytest.mark.parametrize(
    ("kind", "feeder", "change", "closed"),
    [
        ("no_live_work", "F1", {}, True),
        ("no_live_work", "F2", {"switching": "relieve"}, False),  # nobody works on F2
        ("keep_reclosing", "F1", {}, True),
        ("keep_reclosing", "F1", {"reclosing_blocked": False}, False),
        ("keep_reclosing", "F2", {"switching": "relieve"}, True),  # the receiving head is blocked
        ("planned_outage", "F1", {"reclosing_blocked": False}, True),
        ("planned_outage", "F2", {"switching": "relieve"}, True),  # its load would go there
        ("planned_outage", "F4", {}, False),
    ],
)
def test_restrictions_close_the_slots_they_touch(
    kind: str, feeder: str, change: dict[str, Any], *, closed: bool
) -> None:
    found = windows(task(**change), restrictions=restriction(kind, feeder)).table
    plans = set(found["transfer_plan"])
    rows = found[found["transfer_plan"] == min(plans)]
    if "relieve" in change.values():  # the plan that goes to F2
        rows = found[found["transfer_plan"] == ("W-T2" if closed else "W-T1")]
    shut = rows[rows["reason"] == "restriction"]
    assert bool(len(shut)) is closed
    if closed:
        clocks = shut["time"].dt.strftime("%H:%M").tolist()
        assert clocks == ["08:00", "08:15", "08:30", "08:45", "09:00", "09:15"]
        assert set(shut["element"]) == {f"feeder:{feeder}"}


def test_restrictions_of_an_unknown_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="wanted"):
        windows(task(), restrictions=restriction("no_birds", "F1"))


def test_transfers_are_ranked_and_described_step_by_step() -> None:
    found = windows(task(bus=11, switching="section_dead"), {"F1": 2.0, "F2": 3.0, "F3": 1.0,
                                                            "F4": 1.0})  # fmt: skip
    assert found.transfers["transfer_plan"].tolist() == ["W-T1", "W-T2"]
    assert found.transfers["to_feeder"].tolist() == ["F3", "F2"]  # the larger margin first
    assert found.transfers["customers_interrupted"].tolist() == [100, 100]
    assert found.transfers["p_mw_max"].iloc[0] == pytest.approx(2.0 / 3.0, abs=0.02)
    steps = found.switching[found.switching["transfer_plan"] == "W-T1"]
    assert steps["step"].tolist() == [1, 2, 3, 4, 5, 6]
    assert steps["phase"].tolist() == ["before"] * 3 + ["after"] * 3
    assert steps["action"].tolist() == ["open", "close", "open", "close", "open", "close"]
    lost = steps["lost_load_mw"].tolist()
    assert lost[0] > 0.6  # dead between opening and closing
    assert lost[1] == 0.0
    assert lost[2] > 0.6  # the section itself
    assert lost[-1] == 0.0
    assert (steps["vm_min_pu"] > 0.95).all()


def test_a_transfer_allowed_nowhere_is_shown_once_with_its_reason() -> None:
    case = small_net.two_substations()
    case.net.line.loc[[11, 12], "max_i_ka"] = 0.001
    found = windows(task(switching="relieve"), 2.0, case=case)
    assert found.transfers["rank"].tolist() == [1]
    assert set(found.table["reason"]) == {"line_overload"}
    assert not found.table["allowed"].any()


def test_options_carry_the_state_and_the_feeders_of_each_plan() -> None:
    found = windows(task(switching="relieve"))
    option = found.options[0]
    assert option.transfer_plan == "W-T1"
    assert option.state.opened == (1,)
    assert option.touched == ("F1", "F2")
    assert {device.feeder for device in option.devices} == {"F1", "F2"}
    assert option.outlook is not None
    assert option.outlook.risk[0] == pytest.approx(
        found.table["customers_at_risk"].iloc[0], abs=1e-6
    )


def test_no_tasks_no_rows() -> None:
    network = small_net.two_substations().read()
    loads = allocate(network, small_net.heads(network, 2.0))
    found = admissible(network, loads, [], OperatingLimits())
    assert found.table.empty
    assert list(found.table.columns)[:3] == ["work_order", "transfer_plan", "time"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"bus": 999}, "bus"),  # unknown
        ({"bus": 1, "feeder": ""}, "bus"),  # upstream of the heads
        ({"bus": 20}, "bus"),  # on another feeder
        ({"switching": "relieve", "section_switches": (11,)}, "section_switches"),  # open already
        ({"switching": "relieve", "section_switches": (999,)}, "section_switches"),
    ],
)
def test_a_task_that_does_not_fit_the_network_is_a_fault(
    change: dict[str, Any], column: str
) -> None:
    with pytest.raises(NetworkFaults) as caught:
        windows(task(**change))
    assert [(f.table, f.key, f.column) for f in caught.value.faults] == [
        ("work_orders", "W", column)
    ]


def test_an_unknown_kind_of_switching_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted none, relieve or section_dead"):
        task(switching="both")


def only_to_f2(case: Case) -> None:
    case.switches.loc[case.switches["switch"].isin([12, 13]), "type"] = "disconnector"


def test_a_receiving_feeder_above_its_pick_up_refuses_though_its_line_is_at_70_percent() -> None:
    case = small_net.two_substations()
    only_to_f2(case)
    mw = {"F1": 1.8, "F2": 3.4, "F3": 1.0, "F4": 1.0}
    switching = task(switching="relieve")
    free = windows(switching, mw, case=case, vm_min_pu=0.85)
    assert reasons(free, "W-T1") == {""}
    line_percent = 100.0 - free.table["margin_percent"].min()
    assert 69.0 < line_percent < 71.0  # of 400 A
    case.feeders.loc[1, "overcurrent_pickup_a"] = 4.0 * line_percent / 1.05
    refused = windows(switching, mw, case=case, vm_min_pu=0.85)
    assert "feeder_at_limit" in reasons(refused, "W-T1")
    assert set(refused.table.loc[~refused.table["allowed"], "element"]) == {"feeder:F2"}
