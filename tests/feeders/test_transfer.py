from __future__ import annotations

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.moves import Candidate
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.ranking import rank
from feeders.topology import NORMAL, Switching
from feeders.transfer import candidates, nothing_to_relieve
from tests.feeders import small_net
from tests.feeders.small_net import Builder, case_of, feeder_row

NETWORK = small_net.two_substations().read()


def states(network: Network, bus: int, switching: str, *named: int) -> list[Switching]:
    found = candidates(network, bus, switching, named)
    return list(dict.fromkeys(candidate.state for candidate in found))


def test_relieving_a_section_moves_what_is_behind_it_to_any_tie() -> None:
    assert states(NETWORK, 10, "relieve") == [
        Switching(opened=(1,), closed=(11,)), Switching(opened=(1,), closed=(12,)),
    ]  # fmt: skip


def test_a_section_at_the_end_has_nothing_to_relieve() -> None:
    assert nothing_to_relieve(NETWORK, 12)
    assert not nothing_to_relieve(NETWORK, 11)


def test_a_dead_section_is_opened_on_all_sides_and_its_load_is_lost_on_purpose() -> None:
    first = candidates(NETWORK, 11, "section_dead")[0]
    assert first.state == Switching(opened=(1, 2), closed=(11,))
    assert NETWORK.customers_in(first.dead) == 100
    assert first.lost == frozenset()


def test_break_before_make_and_back_in_reverse() -> None:
    first = candidates(NETWORK, 11, "section_dead")[0]
    assert [(s.phase, s.action, s.switch) for s in first.steps] == [
        ("before", "open", 2), ("before", "close", 11), ("before", "open", 1),
        ("after", "close", 1), ("after", "open", 11), ("after", "close", 2),
    ]  # fmt: skip
    after = list(first.states())
    assert after[2] == first.state
    assert after[-1] == NORMAL
    for state in after:  # never a loop on the way
        assert NETWORK.topology.tree(state).chords == ()


def test_disconnectors_are_not_operated() -> None:
    case = small_net.two_substations()
    case.switches.loc[case.switches["switch"].isin([2, 11]), "type"] = "disconnector"
    network = case.read()
    assert states(network, 10, "relieve") == [Switching(opened=(1,), closed=(12,))]
    assert network.section_of(11).buses == (11, 12)
    with pytest.raises(ValueError, match="load-break"):
        candidates(network, 10, "relieve", (2,))


def test_named_switches_replace_those_around_the_section() -> None:
    assert states(NETWORK, 10, "relieve", 2) == [
        Switching(opened=(2,), closed=(11,)), Switching(opened=(2,), closed=(12,)),
    ]  # fmt: skip
    assert states(NETWORK, 11, "section_dead", 0, 2)[0] == Switching(opened=(0, 2), closed=(11,))


def test_without_a_tie_there_is_no_relief_and_a_dead_section_loses_more() -> None:
    case = small_net.two_substations()
    case.net.switch = case.net.switch.drop([11, 12])
    case.net.line = case.net.line.drop([11, 12])
    case.switches = case.switches[~case.switches["switch"].isin([11, 12])]
    network = case.read()
    assert states(network, 10, "relieve") == []
    (only,) = candidates(network, 10, "section_dead")
    assert only.state == Switching(opened=(0, 1))
    assert NETWORK.customers_in(only.lost) == 200


def test_a_branch_without_a_tie_stays_with_the_section() -> None:
    case = small_net.two_substations()
    b = Builder()
    b.net, b.types = (
        case.net,
        dict(zip(case.switches["switch"], case.switches["type"], strict=True)),
    )
    branch = b.switch(10, b.line(10, 15))
    b.load(15)
    case.switches = small_net.switch_table(b.types)
    case.customers = small_net.customer_table({15: 7})
    network = case.read()
    assert all(branch not in state.opened for state in states(network, 10, "relieve"))
    dead = candidates(network, 10, "section_dead")
    assert all(branch in c.state.opened and network.customers_in(c.lost) == 7 for c in dead)


def test_two_pieces_may_be_fed_through_each_other_but_not_by_the_work_section() -> None:
    # w is fed from the busbar and feeds p and q; p has a tie to feeder 2, q only one to p
    b = Builder()
    b.substation(0, 1)
    head = b.line(1, 10)
    breaker = b.switch(1, head, "breaker")
    to_p, to_q = (b.switch(10, b.line(10, bus)) for bus in (11, 12))
    other = b.line(1, 20)
    second = b.switch(1, other, "breaker")
    tie_p = b.switch(11, b.line(11, 20), closed=False)
    tie_q = b.switch(11, b.line(11, 12), closed=False)
    for bus in (10, 11, 12, 20):
        b.load(bus)
    rows = [feeder_row("F1", "A", head, breaker), feeder_row("F2", "A", other, second)]
    network = case_of(b, rows).read()
    assert states(network, 10, "relieve") == [Switching(opened=(to_p, to_q), closed=(tie_p, tie_q))]


def test_an_unknown_kind_of_switching_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted relieve or section_dead"):
        candidates(NETWORK, 10, "none")


def test_states_are_differences_and_can_be_chained() -> None:
    opened = Switching(opened=(3, 1, 3))
    assert opened.opened == (1, 3)
    assert opened.then(Switching(closed=(3,))) == Switching(opened=(1,))
    assert Switching(closed=(5,)).then(Switching(opened=(5,))) == NORMAL
    assert not NORMAL
    with pytest.raises(ValueError, match="at once"):
        Switching(opened=(1,), closed=(1,))


def grid_of(
    network: Network, mw: float | dict[str, float], hours: int = 24, **limits: float
) -> Grid:
    case = allocate(network, small_net.heads(network, mw, hours))
    return Grid(network=network, load_case=case, limits=OperatingLimits(**limits))


def all_slots(_: Candidate, verdict: object) -> np.ndarray:
    return verdict.allowed.repeat(4)  # type: ignore[attr-defined]


def test_a_piece_too_large_for_one_tie_is_divided_between_two() -> None:
    case = small_net.two_substations()
    b = Builder()
    b.net, b.types = (
        case.net,
        dict(zip(case.switches["switch"], case.switches["type"], strict=True)),
    )
    tie = b.switch(11, b.line(11, 21), closed=False)  # F1's middle to F2
    case.switches = small_net.switch_table(b.types)
    network = case.read()
    task = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
    peaks = {"F1": 5.4, "F2": 3.4, "F3": 3.4, "F4": 1.0}
    best = rank(grid_of(network, peaks, vm_min_pu=0.85), task, all_slots)[0]
    assert best.hours_in_violation == 0
    assert best.candidate.state == Switching(opened=(1, 2), closed=(12, tie))
