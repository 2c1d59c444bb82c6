"""A load transfer as moves: what is opened and closed together, in which order, there and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from feeders.network import Network
from feeders.topology import NORMAL, Switching


@dataclass(frozen=True, kw_only=True)
class Step:
    """One switching operation; `phase` is before or after the job, `action` open or close."""

    phase: str
    switch: int
    action: str
    move: int = 0


@dataclass(frozen=True, kw_only=True)
class Move:
    """Operations that belong together: load changes over from one way of supply to another.

    Parameters
    ----------
    opened, closed
        Switch indices; `closed` is empty where a piece goes dead on purpose.
    """

    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()

    @property
    def state(self) -> Switching:
        """The move as a difference to the state before it."""
        return Switching(opened=self.opened, closed=self.closed)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A possible transfer: the state of the job and how to get there and back.

    Parameters
    ----------
    state
        Switching state while the job lasts.
    moves
        Moves before the job in order; those after it undo them in reverse.
    dead
        Nodes the job itself takes out of supply (the section worked on, when it is to be dead).
    lost
        Nodes that lose supply although nobody works there.
    made
        Moves that close before they open, by number and phase; all others break before they make.
    """

    state: Switching
    moves: tuple[Move, ...]
    dead: frozenset[int]
    lost: frozenset[int]
    made: frozenset[tuple[int, str]] = frozenset()

    @property
    def operations(self) -> int:
        """Number of switching operations, there and back."""
        return len(self.steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All operations in order, first those before, then those after the job."""
        numbers = range(len(self.moves))
        there = [step for number in numbers for step in self._steps(number, "before")]
        back = [step for number in reversed(numbers) for step in self._steps(number, "after")]
        return (*there, *back)

    def _steps(self, number: int, phase: str) -> list[Step]:
        """Operations of one move; the way back closes what the way there opened."""
        move = self.moves[number]
        opened, closed = move.opened, move.closed
        if phase == "after":
            opened, closed = closed[::-1], opened[::-1]
        parts = [("open", opened), ("close", closed)]
        if (number, phase) in self.made:
            parts.reverse()
        return [
            Step(phase=phase, switch=switch, action=action, move=number)
            for action, switches in parts
            for switch in switches
        ]

    def states(self) -> Iterator[Switching]:
        """State after each step."""
        now = NORMAL
        for step in self.steps:
            key = "opened" if step.action == "open" else "closed"
            now = now.then(Switching(**{key: (step.switch,)}))
            yield now

    def passed(self, network: Network) -> Iterator[tuple[Switching, frozenset[int]]]:
        """Radial states on the way to the job, each with the nodes that are meant to be dark.

        Notes
        -----
        The way back passes through the same states. A loop closed for a moment is not among them.
        """
        for step, state in zip(self.steps, self.states(), strict=True):
            if step.phase == "before" and state != self.state and is_radial(network, state):
                live = network.topology.tree(state).live
                yield state, frozenset(np.flatnonzero(~live).tolist())

    def before(self, number: int) -> Switching:
        """The state in which a move begins."""
        now = NORMAL
        for move in self.moves[:number]:
            now = now.then(move.state)
        return now


def orders(
    network: Network, opened: Iterable[int], ties: Iterable[tuple[int, ...]],
    feeding: tuple[int, ...], dark: frozenset[int],
) -> Iterator[tuple[Move, ...]]:  # fmt: skip
    """Pair openings with ties, in every order in which as little as possible is out at any time.

    Parameters
    ----------
    network
        The network in today's normal state.
    opened
        Switches to open, but for those that feed the dead section.
    ties
        Switches of each tie to close.
    feeding
        Switches that feed the section to be dead; opened last.
    dark
        Nodes that are out of supply in the end.

    Notes
    -----
    A tie is paired with an opening after which nothing is looped and nobody else is dark. What
    cannot be paired is opened together before its ties are closed. The last order is to open all,
    so that no feeder carries the section to be dead and the moved load at once.
    """
    last = tuple(Move(opened=(switch,)) for switch in feeding)
    start = tuple(dict.fromkeys(opened)), tuple(dict.fromkeys(ties))
    for moves in _pairings(network, NORMAL, *start, dark):
        yield (*moves, *last)
    if start[1] and len(start[0]) + len(feeding) > 1:
        yield (_together((*start[0], *feeding), start[1]),)


def _pairings(
    network: Network, now: Switching, opened: tuple[int, ...], ties: tuple[tuple[int, ...], ...],
    dark: frozenset[int],
) -> Iterator[tuple[Move, ...]]:  # fmt: skip
    paired = False
    for tie, switch in product(ties, opened):
        move = Move(opened=(switch,), closed=tie)
        state = now.then(move.state)
        if is_radial(network, state) and dark_loads(network, state) <= dark:
            paired = True
            others = tuple(s for s in opened if s != switch), tuple(t for t in ties if t != tie)
            yield from ((move, *rest) for rest in _pairings(network, state, *others, dark))
    if not paired:
        yield (_together(opened, ties),) if opened or ties else ()


def _together(opened: tuple[int, ...], ties: tuple[tuple[int, ...], ...]) -> Move:
    return Move(opened=opened, closed=tuple(switch for tie in ties for switch in tie))


def is_radial(network: Network, state: Switching) -> bool:
    """Whether a state closes no loop that today's state does not have."""
    return not set(network.topology.tree(state).chords) - set(network.supply.tree.chords)


def dark_loads(network: Network, state: Switching) -> frozenset[int]:
    """Nodes with load or customers that have no supply in a state."""
    live = network.topology.tree(state).live
    return frozenset(node for node in network.load_nodes if not live[node])
