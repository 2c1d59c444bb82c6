"""Load transfers: which section switches to open and which ties to close, step by step.

Break before make, always: a part is dead for the minutes between opening its section switch and
closing its tie. Only breakers and load-break switches are operated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from feeders.network import Network
from feeders.supply import Section, Tie
from feeders.topology import NORMAL, Switching

MAX_CANDIDATES = 400


@dataclass(frozen=True, kw_only=True)
class Step:
    """One switching operation; `phase` is before or after the job, `action` open or close."""

    phase: str
    switch: int
    action: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A possible transfer: the state of the job and how to get there and back.

    Parameters
    ----------
    state
        Switching state while the job lasts.
    steps
        All operations in order, first those before, then those after the job.
    dead
        Nodes the job itself takes out of supply (the section worked on, when it is to be dead).
    lost
        Nodes that lose supply although nobody works there.
    """

    state: Switching
    steps: tuple[Step, ...]
    dead: frozenset[int]
    lost: frozenset[int]

    @property
    def operations(self) -> int:
        """Number of switching operations, there and back."""
        return len(self.steps)

    def states(self) -> Iterator[Switching]:
        """State after each step."""
        now = NORMAL
        for step in self.steps:
            key = "opened" if step.action == "open" else "closed"
            now = now.then(Switching(**{key: (step.switch,)}))
            yield now


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A piece that loses supply when its section switch opens, and its ways to be fed again."""

    switch: int
    nodes: frozenset[int]
    feeds: tuple[_Feed, ...]


@dataclass(frozen=True, kw_only=True)
class _Feed:
    """One way to feed a piece again: switches opened inside it, and the ties closed."""

    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


def nothing_to_relieve(network: Network, bus: int) -> bool:
    """Whether the section at `bus` carries its own load only, with no switching at all."""
    return not _downstream(network, network.section_of(bus))


def candidates(
    network: Network,
    bus: int,
    switching: str,
    section_switches: Iterable[int] = (),
    *,
    splits: bool = False,
) -> tuple[Candidate, ...]:
    """All transfers for a job, in a fixed order.

    Parameters
    ----------
    network
        The network in today's normal state.
    bus
        Where the work is.
    switching
        `relieve`: the section of the work carries its own load only; load behind it that no tie
        can take counts as its own. `section_dead`: all switches around the section are opened.
    section_switches
        Switches to open instead of those around the section; empty for the latter.
    splits
        Also divide a piece between two ties at one of its own switches.

    Returns
    -------
        Radial states; `lost` is empty unless a piece behind a dead section has no tie at all.

    Raises
    ------
    ValueError
        If `switching` is neither, or a section switch cannot be opened under load.
    """
    if switching not in ("relieve", "section_dead"):
        raise ValueError(f"switching: found {switching}, wanted relieve or section_dead")
    section, named = network.section_of(bus), tuple(section_switches)
    feeding = _feeding_switch(network, section)
    behind = _named(network, bus, named) if named else _downstream(network, section)
    if named and switching == "section_dead":
        feeding = tuple(s for s in named if s not in behind)
    dead = switching == "section_dead"
    work, pieces = _pieces(network, bus, behind, feeding, splits=splits)
    if dead:
        return tuple(_combine(network, pieces, feeding, work))
    while len(fed := tuple(piece.switch for piece in pieces if piece.feeds)) < len(pieces):
        # What no tie can take stays with the work section, and no tie may lead to it either.
        work, pieces = _pieces(network, bus, fed, feeding, splits=splits)
    return tuple(_combine(network, pieces, (), frozenset())) if pieces else ()


def _pieces(
    network: Network, bus: int, behind: tuple[int, ...], feeding: tuple[int, ...], *, splits: bool
) -> tuple[frozenset[int], list[_Piece]]:
    """The piece with the work and the pieces behind it, once these switches are open."""
    opened = behind + feeding
    work = _piece_of(network, network.topology.node_of_bus[bus], opened)
    return work, [_piece(network, switch, opened, work, splits=splits) for switch in behind]


def _downstream(network: Network, section: Section) -> tuple[int, ...]:
    """Closed switches through which the section feeds load behind it."""
    topology, tree = network.topology, network.supply.tree
    found = []
    for switch in section.switches:
        edge = topology.edge_of_switch[switch]
        ends = topology.edges[edge]
        far = ends.b if ends.a in section.nodes else ends.a
        if tree.edge[far] == edge and _has_load(network, _piece_of(network, far, (switch,))):
            found.append(switch)
    return tuple(found)


def _feeding_switch(network: Network, section: Section) -> tuple[int, ...]:
    """The switch through which the section itself is fed."""
    topology, tree = network.topology, network.supply.tree
    for edge in tree.path(min(section.nodes)):
        switch = topology.edges[edge].switch
        if switch in section.switches:
            return (switch,)
    return ()


def _named(network: Network, bus: int, switches: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the named switches that are not on the way from the source to the work."""
    wrong = [s for s in switches if s not in network.operable]
    if wrong:
        raise ValueError(f"section_switches: found {wrong}, wanted breakers or load-break switches")
    path = set(network.supply.tree.path(network.topology.node_of_bus[bus]))
    edge_of = network.topology.edge_of_switch
    return tuple(sorted(s for s in set(switches) if edge_of[s] not in path))


def _piece_of(network: Network, node: int, opened: Iterable[int]) -> frozenset[int]:
    passable = network.topology.closed_edges(Switching(opened=tuple(opened)))
    return network.topology.spread(node, passable)


def _has_load(network: Network, nodes: frozenset[int]) -> bool:
    return not network.load_nodes.isdisjoint(nodes)


def _piece(
    network: Network, switch: int, opened: tuple[int, ...], work: frozenset[int], *, splits: bool
) -> _Piece:
    topology = network.topology
    edge = topology.edge_of_switch[switch]
    ends = topology.edges[edge]
    far = ends.b if network.supply.tree.edge[ends.b] == edge else ends.a
    nodes = _piece_of(network, far, opened)
    feeds = [_Feed(closed=tie.switches) for tie in _ties_from(network, nodes, work)]
    if splits:
        feeds += _split_feeds(network, nodes, opened, work)
    return _Piece(switch=switch, nodes=nodes, feeds=tuple(feeds))


def _ties_from(network: Network, nodes: frozenset[int], work: frozenset[int]) -> list[Tie]:
    """Ties that lead out of `nodes` to anywhere but the work section."""
    return [
        tie for tie in network.ties
        if (tie.nodes[0] in nodes) != (tie.nodes[1] in nodes)
        and work.isdisjoint(tie.nodes) and all(tie.feeders)
        and set(tie.switches) <= network.operable
    ]  # fmt: skip


def _split_feeds(
    network: Network, nodes: frozenset[int], opened: tuple[int, ...], work: frozenset[int]
) -> list[_Feed]:
    topology = network.topology
    feeds = []
    closed = topology.closed_edges()
    for switch, edge in sorted(topology.edge_of_switch.items()):
        ends = topology.edges[edge]
        inside = ends.a in nodes and ends.b in nodes and closed[edge]
        if not inside or switch not in network.operable:
            continue
        first = _piece_of(network, ends.a, (*opened, switch))
        if not (_has_load(network, first) and _has_load(network, nodes - first)):
            continue
        pairs = product(_ties_from(network, first, work), _ties_from(network, nodes - first, work))
        feeds += [
            _Feed(opened=(switch,), closed=tuple(sorted({*one.switches, *other.switches})))
            for one, other in pairs if one != other
        ]  # fmt: skip
    return feeds


def _combine(
    network: Network, pieces: list[_Piece], feeding: tuple[int, ...], dead: frozenset[int]
) -> Iterator[Candidate]:
    options = [piece.feeds or (_Feed(),) for piece in pieces]
    hopeless = [piece.nodes for piece in pieces if not piece.feeds]
    unavoidable = frozenset().union(*hopeless)
    seen = set()
    for number, chosen in enumerate(product(*options)):
        if number >= MAX_CANDIDATES:
            return
        candidate = _candidate(network, pieces, chosen, feeding, dead)
        if candidate and candidate.lost <= unavoidable and candidate.state not in seen:
            seen.add(candidate.state)
            yield candidate


def _candidate(
    network: Network, pieces: list[_Piece], chosen: tuple[_Feed, ...], feeding: tuple[int, ...],
    dead: frozenset[int],
) -> Candidate | None:  # fmt: skip
    opened = {*feeding, *(p.switch for p in pieces), *(s for feed in chosen for s in feed.opened)}
    closed = {s for feed in chosen for s in feed.closed}
    state = Switching(opened=tuple(opened), closed=tuple(closed))
    tree = network.topology.tree(state)
    if set(tree.chords) - set(network.supply.tree.chords):
        return None
    live = tree.live
    dark = frozenset(n for n in network.load_nodes if not live[n])
    if not dead <= frozenset(n for n in range(len(live)) if not live[n]):
        return None
    return Candidate(state=state, steps=_steps(pieces, chosen, feeding), dead=dead,
                     lost=dark - dead)  # fmt: skip


def _steps(
    pieces: list[_Piece], chosen: tuple[_Feed, ...], feeding: tuple[int, ...]
) -> tuple[Step, ...]:
    there: list[tuple[int, str]] = []
    for piece, feed in zip(pieces, chosen, strict=True):
        there += [(switch, "open") for switch in (piece.switch, *feed.opened)]
        there += [(switch, "close") for switch in feed.closed]
    there += [(switch, "open") for switch in feeding]
    # The same switch may serve two pieces (a tie between them); it is operated once.
    there = list(dict.fromkeys(there))
    undo = {"open": "close", "close": "open"}
    before = [Step(phase="before", switch=switch, action=action) for switch, action in there]
    after = [Step(phase="after", switch=switch, action=undo[action])
             for switch, action in reversed(there)]  # fmt: skip
    return (*before, *after)
