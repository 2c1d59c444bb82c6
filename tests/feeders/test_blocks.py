from __future__ import annotations

from feeders.blocks import block_set, receiving_feeders
from feeders.network import Network
from feeders.topology import NORMAL, Switching
from tests.feeders import small_net


def reasons(network: Network, bus: int, state: Switching = NORMAL) -> list[tuple[str, str, int]]:
    return [(d.reason, d.feeder, d.switch) for d in block_set(network, bus, state)]


def test_in_the_normal_state_the_head_breaker_is_blocked() -> None:
    assert reasons(small_net.two_substations().read(), 12) == [("head_breaker", "F1", 0)]


def test_a_reclosing_line_breaker_counts_only_upstream_of_the_work() -> None:
    network = small_net.two_substations(auto_reclose={2}).read()
    assert ("line_breaker", "F1", 2) in reasons(network, 12)
    assert ("line_breaker", "F1", 2) not in reasons(network, 11)


def test_after_a_transfer_the_receiving_feeder_counts_too() -> None:
    network = small_net.two_substations(auto_reclose={4}).read()
    state = Switching(opened=(1,), closed=(11,))
    assert receiving_feeders(network, "F1", state) == ("F2",)
    assert reasons(network, 10, state) == [
        ("head_breaker", "F1", 0), ("line_breaker", "F2", 4), ("receiving_head", "F2", 3),
    ]  # fmt: skip


def test_a_tie_that_closes_by_itself_is_blocked_where_it_touches_the_feeder() -> None:
    network = small_net.two_substations(auto_close={12}).read()
    assert ("auto_close_tie", "F3", 12) in reasons(network, 10)
    assert ("auto_close_tie", "F1", 12) in reasons(network, 31)
    assert ("auto_close_tie", "F3", 12) not in reasons(network, 21)
    moved = Switching(opened=(1,), closed=(12,))  # closed for the job: nothing left to close
    assert all(reason != "auto_close_tie" for reason, _, _ in reasons(network, 10, moved))


def test_an_automatic_tie_at_a_dead_section_is_blocked() -> None:
    network = small_net.two_substations(auto_close={12}).read()
    assert ("auto_close_tie", "F3", 12) in reasons(network, 12, Switching(opened=(2,)))


def test_the_circuit_on_the_same_poles_is_blocked() -> None:
    case = small_net.two_substations()
    case.feeders.loc[3, "same_pole_feeder"] = "F1"
    network = case.read()
    assert reasons(network, 10) == [("head_breaker", "F1", 0), ("same_pole", "F4", 9)]


def test_each_switch_is_named_once_with_its_first_reason() -> None:
    case = small_net.two_substations(auto_reclose={0, 3})
    case.feeders.loc[0, "same_pole_feeder"] = "F2"
    devices = block_set(case.read(), 10, Switching(opened=(1,), closed=(11,)))
    assert [(d.reason, d.switch, d.name) for d in devices] == [
        ("head_breaker", 0, "0"), ("receiving_head", 3, "3"),
    ]  # fmt: skip


def test_feeder_automation_of_the_feeder_worked_on_is_blocked() -> None:
    case = small_net.two_substations()
    case.feeders["feeder_automation"] = [False, False, False, False]
    assert "feeder_automation" not in {r for r, _, _ in reasons(case.read(), 10)}
    case.feeders["feeder_automation"] = [True, False, False, False]
    found = reasons(case.read(), 10)
    assert found == [("head_breaker", "F1", 0), ("feeder_automation", "F1", 0)]


def test_automation_of_a_neighbour_counts_where_it_takes_load_or_can_close_a_tie() -> None:
    moved = Switching(opened=(1,), closed=(11,))
    case = small_net.two_substations()
    case.feeders["feeder_automation"] = [False, True, True, True]
    assert ("feeder_automation", "F2", 3) in reasons(case.read(), 10, moved)
    assert ("feeder_automation", "F2", 3) not in reasons(case.read(), 10)
    case.switches.loc[case.switches["switch"] == 12, "remote"] = True  # F1 to F3
    assert [r for r in reasons(case.read(), 10) if r[0] == "feeder_automation"] == [
        ("feeder_automation", "F3", 6)
    ]


def test_both_circuits_of_shared_poles_are_blocked_as_they_are_fed_after_a_transfer() -> None:
    case = small_net.two_substations(auto_reclose={7})
    case.feeders.loc[2, "same_pole_feeder"] = "F1"
    network = case.read()
    shared = [r for r in reasons(network, 10) if r[0] == "same_pole"]
    assert shared == [("same_pole", "F3", 6), ("same_pole", "F3", 7)]
    # the other circuit's end hangs on F4: its head can re-energise the poles as well
    moved = Switching(opened=(7,), closed=(13,))
    assert ("same_pole", "F4", 9) in reasons(network, 10, moved)
    assert ("same_pole", "F4", 9) not in reasons(network, 10)


def test_after_a_transfer_the_receiving_head_is_named_for_the_feeder_and_the_shared_poles() -> None:
    case = small_net.two_substations()
    case.feeders.loc[3, "same_pole_feeder"] = "F1"
    network = case.read()
    moved = Switching(opened=(1,), closed=(11,))
    before = {(reason, feeder) for reason, feeder, _ in reasons(network, 10)}
    after = {(reason, feeder) for reason, feeder, _ in reasons(network, 10, moved)}
    assert before == {("head_breaker", "F1"), ("same_pole", "F4")}
    assert after == before | {("receiving_head", "F2")}
