"""Who and what works: crews, their workers, vehicles."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.records import DAY_MINUTES, require

ROLES = ("leader", "supervisor", "bucket", "ground")


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A member of one crew.

    ``available`` and ``outdoor_cap_minutes`` have one entry for each day; None is no cap [min].
    ``acclimatised`` has too, or none for somebody who is used to the heat on all of them.
    """

    id: str
    crew: str
    roles: frozenset[str]
    certificates: frozenset[str] = frozenset()
    available: tuple[bool, ...]
    outdoor_cap_minutes: tuple[int | None, ...]
    acclimatised: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        require(self.id != "", "Worker: id is empty.")
        unknown = sorted(self.roles - set(ROLES))
        require(not unknown, f"Worker '{self.id}': roles {unknown} are none of {ROLES}.")
        require(
            len(self.available) == len(self.outdoor_cap_minutes),
            f"Worker '{self.id}': available and outdoor_cap_minutes differ in length.",
        )
        require(
            len(self.acclimatised) in (0, len(self.available)),
            f"Worker '{self.id}': available and acclimatised differ in length.",
        )
        caps = [cap for cap in self.outdoor_cap_minutes if cap is not None]
        require(min(caps, default=0) >= 0, f"Worker '{self.id}': negative outdoor cap.")

    def is_novice(self, day: int) -> bool:
        """Whether the worker is not used to the heat yet on a day."""
        return bool(self.acclimatised) and not self.acclimatised[day]


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Workers who share a base and a shift; shift times are minutes of the day.

    The crew leaves its base not before the shift starts and is back by its end.
    """

    id: str
    base_site: int
    shift_start_minute: int
    shift_end_minute: int

    def __post_init__(self) -> None:
        require(self.id != "", "Crew: id is empty.")
        require(self.base_site >= 0, f"Crew '{self.id}': negative base_site.")
        require(
            0 <= self.shift_start_minute < self.shift_end_minute <= DAY_MINUTES,
            f"Crew '{self.id}': the shift is not within one day.",
        )


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """A vehicle of one crew, or a shared one (``crew`` is "").

    ``closed`` are intervals [from, to) in minutes in which it cannot be used.
    """

    id: str
    kind: str
    crew: str = ""
    closed: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        require(self.id != "", "Vehicle: id is empty.")
        require(self.kind != "", f"Vehicle '{self.id}': kind is empty.")
        for begin, end in self.closed:
            require(begin < end, f"Vehicle '{self.id}': an empty closed interval.")

    @property
    def shared(self) -> bool:
        """Whether any crew may take it."""
        return self.crew == ""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A worker is away in [from_minute, to_minute): on no job that touches it."""

    worker: str
    from_minute: int
    to_minute: int

    def __post_init__(self) -> None:
        require(self.worker != "", "Absence: worker is empty.")
        require(self.from_minute < self.to_minute, f"Absence of '{self.worker}': no minutes.")

    def touches(self, start_minute: int, end_minute: int) -> bool:
        """Whether the worker is away in some minute of [start, end)."""
        return self.from_minute < end_minute and start_minute < self.to_minute
