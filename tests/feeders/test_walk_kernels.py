from __future__ import annotations

import numpy as np

from feeders.topology import Switching, build_topology
from feeders.walk_kernel import inherit, walk
from tests.feeders.gappy import both
from tests.feeders.small_net import two_substations


def test_a_walk_and_what_it_hands_on_are_the_python_they_were_written_in() -> None:
    topology = build_topology(two_substations().net)
    ptr = np.cumsum([0, *map(len, topology.neighbours)])
    edge, other = (
        np.array([pair[i] for pairs in topology.neighbours for pair in pairs]) for i in (0, 1)
    )
    for state in (Switching(closed=(11, 12)), Switching(opened=(0,))):
        closed = np.array(topology.closed_edges(state))
        one, same = both(walk, ptr, edge, other, closed, np.array(topology.roots))
        for found, wanted in zip(one, same, strict=True):
            np.testing.assert_array_equal(found, wanted)
        tree = topology.tree(state)
        np.testing.assert_array_equal(one[0], tree.parent)
        assert tree.order == tuple(one[2])
        assert tree.chords == tuple(np.flatnonzero(one[3]))
        start = np.full(len(closed), -1)
        start[[3, 8]] = [0, 1]
        numbers, again = both(inherit, *one[:3], start)
        np.testing.assert_array_equal(numbers, again)
        # each node has the number of the first such edge on its way from the source
        for node in tree.order:
            ways = [int(start[e]) for e in tree.path(node) if start[e] >= 0]
            assert numbers[node] == (ways[-1] if ways else -1)


def test_only_so_many_walks_are_kept() -> None:
    from feeders import topology as module

    topology = build_topology(two_substations().net)
    states = [Switching(opened=(i, j)) for i in range(10) for j in range(11, 60)]
    first = topology.tree(states[0])
    for state in states:
        topology.tree(state)
    assert len(topology._trees) == module.KEPT_TREES < len(states)
    assert topology.tree(states[0]) is not first
    np.testing.assert_array_equal(topology.tree(states[0]).parent, first.parent)
