"""What a solve gives back: assignments, lunches, status, value and bound."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from scheduler.records import SLOT_MINUTES, require, require_unique


@dataclass(frozen=True, kw_only=True, order=True)
class Stint:
    """One stay in the bucket of one pair (of each crew's pair, in a joint job)."""

    pair: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        require(self.pair >= 0, "Stint: negative pair.")
        require(self.start_minute < self.end_minute, "Stint: no minutes.")

    @property
    def minutes(self) -> int:
        """Length of the stay [min]."""
        return self.end_minute - self.start_minute


@dataclass(frozen=True, kw_only=True)
class CrewPart:
    """What one crew gives to a job; the support crew of a joint job gives no leader ("").

    ``relief`` names those who are relieved, leader, supervisor or on the ground, each with who
    takes over all his duties and gives them back at the job's hand-overs.
    """

    crew: str
    leader: str
    supervisor: str
    pairs: tuple[tuple[str, str], ...]
    ground: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()
    relief: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        require(self.crew != "", "CrewPart: crew is empty.")
        require(len(self.pairs) > 0, f"CrewPart of '{self.crew}': no pair.")
        duties = (self.leader, self.supervisor, *self.ground)
        for relieved, relief in self.relief:
            name = f"CrewPart of '{self.crew}': relief of '{relieved}'"
            require(relieved != "" and relieved in duties, f"{name}, who does not watch.")
            require(relief != "", f"{name} by nobody.")
        require_unique(f"CrewPart of '{self.crew}': relief", [name for name, _ in self.relief])

    @property
    def bucket(self) -> tuple[str, ...]:
        """Bucket workers in the order of the pairs."""
        return tuple(name for pair in self.pairs for name in pair)

    @property
    def watch(self) -> tuple[str, ...]:
        """Everyone who is outdoors from start to end, each once: leader, supervisor, ground."""
        relieved = self.turns[0]
        names = (self.leader, self.supervisor, *self.ground)
        return tuple(dict.fromkeys(name for name in names if name and name not in relieved))

    @property
    def turns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those who relieve each other: who watches first, and who after the first hand-over."""
        return tuple(name for name, _ in self.relief), tuple(name for _, name in self.relief)

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone in the part, each once."""
        first, second = self.turns
        return tuple(dict.fromkeys((*self.watch, *first, *second, *self.bucket)))


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A placed work order; the lead crew's part comes first.

    ``handovers`` are the minutes at which those who relieve each other change, in all parts.
    """

    work_order: str
    transfer_plan: str = ""
    start_minute: int
    setup_end_minute: int
    bucket_end_minute: int
    end_minute: int
    parts: tuple[CrewPart, ...]
    stints: tuple[Stint, ...]
    handovers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        name = f"Assignment of '{self.work_order}'"
        require(self.start_minute >= 0, f"{name}: negative start.")
        require(
            self.start_minute <= self.setup_end_minute <= self.bucket_end_minute <= self.end_minute,
            f"{name}: start, setup_end, bucket_end, end are out of order.",
        )
        require(len(self.parts) > 0, f"{name}: no crew.")
        require(len(self.stints) > 0, f"{name}: no stint.")
        relieves = any(part.relief for part in self.parts)
        require(bool(self.handovers) == relieves, f"{name}: relief and handovers go together.")
        ends = (self.start_minute, *self.handovers, self.end_minute)
        require(
            not self.handovers or all(a < b for a, b in pairwise(ends)),
            f"{name}: start, handovers, end are out of order.",
        )

    @property
    def watches(self) -> tuple[tuple[int, int], ...]:
        """From when to when those who relieve each other watch, in turn."""
        return tuple(pairwise((self.start_minute, *self.handovers, self.end_minute)))

    @property
    def occupied_slots(self) -> range:
        """Slots touched from start to end."""
        return range(self.start_minute // SLOT_MINUTES, -(-self.end_minute // SLOT_MINUTES))


@dataclass(frozen=True, kw_only=True)
class Lunch:
    """A lunch in the field, at the site of the job before it.

    A crew needs one on a day on which one of its jobs makes it leave the base before
    ``lunch_from + lunch_minutes`` (too early to have eaten there) and one of its jobs brings it
    back after ``lunch_to - lunch_minutes`` (too late to eat there). Departure is the job's start
    less the travel from the base, return its end plus the travel to the base. The lunch starts
    at the later of ``lunch_from`` and the end of the job before it, and the crew travels on
    after it.
    """

    crew: str
    day: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        require(self.day >= 0, "Lunch: negative day.")
        require(self.start_minute < self.end_minute, "Lunch: no minutes.")


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Who does what when. The empty schedule is always one."""

    assignments: tuple[Assignment, ...] = ()
    lunches: tuple[Lunch, ...] = ()

    def __post_init__(self) -> None:
        orders = [a.work_order for a in self.assignments]
        require(len(orders) == len(set(orders)), "Schedule: a work order is placed twice.")


class SolveStatus(Enum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """No better schedule exists."""
    FEASIBLE = "feasible"
    """Every rule holds; a better schedule may exist."""
    LOCKS_CONTRADICT = "locks_contradict"
    """The locked starts break a rule, alone or together: there is no schedule."""


@dataclass(frozen=True, kw_only=True, order=True)
class Score:
    """How good a schedule is; compared from the first field to the last.

    Parameters
    ----------
    must_placed
        Mandatory and emergency orders placed.
    value
        Value of the placed orders less the outage risk they bring.
    comfort
        Never above 0: heat, travel and late ends, with the sign turned.
    """

    must_placed: int = 0
    value: int = 0
    comfort: int = 0


@dataclass(frozen=True, kw_only=True)
class Result:
    """What `solve` found.

    Parameters
    ----------
    schedule
        None only if the locks contradict.
    value, bound
        Value of the schedule, and what no schedule that places as many mandatory orders can
        exceed; None if unknown.
    gap
        (bound - value) / bound, or None if the bound is unknown.
    contradicting_locks
        A smallest set of locked orders that cannot be kept together.
    """

    status: SolveStatus
    schedule: Schedule | None
    score: Score = Score()
    bound: int | None = None
    contradicting_locks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        contradiction = self.status is SolveStatus.LOCKS_CONTRADICT
        require(
            (self.schedule is None) == contradiction, "Result: a schedule unless locks contradict."
        )
        require(
            self.bound is None or self.bound >= self.score.value, "Result: bound below the value."
        )

    @property
    def value(self) -> int:
        """Value of the placed orders less risk."""
        return self.score.value

    @property
    def gap(self) -> float | None:
        """Share of the bound that is possibly missing, 0 … 1."""
        if self.bound is None:
            return None
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0
