"""After a trip the crew's section stays dead, whatever is restored around it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from feeders.blocks import block_set
from feeders.topology import NORMAL
from feeders.transfer import candidates
from feeders.trips import Trip
from tests.feeders import small_net

CIGRE = small_net.cigre().read()
SMALL = small_net.two_substations(auto_reclose={2}).read()


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_trip_with_a_crew_at_work_never_energises_its_section_again(data: st.DataObject) -> None:
    network = data.draw(st.sampled_from([CIGRE, SMALL]))
    bus = data.draw(st.sampled_from(sorted(b for b, f in network.feeder_of_bus.items() if f)))
    kind = data.draw(st.sampled_from(["none", "relieve", "section_dead"]))
    found = [c.state for c in candidates(network, bus, kind)] if kind != "none" else []
    state = data.draw(st.sampled_from([*found, NORMAL]))
    breaker = data.draw(st.sampled_from([d.switch for d in block_set(network, bus, state)]))
    trip = Trip(network=network, bus=bus, state=state, breaker=breaker)
    crew = network.section_of(bus).nodes
    before = network.topology.tree(trip.tripped)
    for restoration in trip.restorations():
        tree = network.topology.tree(restoration.state)
        if trip.dark & crew:
            assert not tree.live[list(crew)].any()
        assert not tree.chords
        assert restoration.nodes <= trip.dark
        assert all(tree.live[node] for node in before.order)  # nobody else loses supply
        assert set(restoration.operations) <= network.operable


def test_the_crew_is_parted_only_where_the_trip_makes_its_section_dark() -> None:
    head = Trip(network=SMALL, bus=11, state=NORMAL, breaker=0)
    assert head.isolating == (1, 2)
    other = Trip(network=SMALL, bus=11, state=NORMAL, breaker=3)
    assert other.isolating == ()


def test_ways_back_are_the_breaker_and_every_tie_but_those_that_lead_to_the_crew() -> None:
    trip = Trip(network=SMALL, bus=11, state=NORMAL, breaker=0)
    near, far = trip.pieces
    assert trip.ways(near) == [(0,)]
    assert trip.ways(far) == [(11,), (12,)]
    crew_at_the_end = Trip(network=SMALL, bus=12, state=NORMAL, breaker=0)
    assert crew_at_the_end.isolating == (2,)
    assert [crew_at_the_end.ways(piece) for piece in crew_at_the_end.pieces] == [[(0,)]]


@pytest.mark.parametrize("shared", [False, True])
def test_of_shared_poles_nothing_is_restored(shared: bool) -> None:
    trip = Trip(network=SMALL, bus=11, state=NORMAL, breaker=3, shared_poles=shared)
    assert bool(list(trip.restorations())) is not shared
