"""A broken rule: which, by whom, when, what was found and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.records import require


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One breach of one rule; ``found`` and ``limit`` are codes or numbers as text."""

    rule: str
    work_orders: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    crew: str = ""
    minute_from: int = 0
    minute_to: int = 0
    found: str = ""
    limit: str = ""

    def __post_init__(self) -> None:
        require(self.rule != "", "Breach: rule is empty.")

    def sort_key(self) -> tuple[int, str, tuple[str, ...], str, tuple[str, ...], int, str]:
        """Sort by time, rule, then whom it concerns."""
        return (
            self.minute_from,
            self.rule,
            self.work_orders,
            self.crew,
            self.workers,
            self.minute_to,
            self.found,
        )
