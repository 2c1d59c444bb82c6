"""Predicted heat strain as data: what a simulated day found too hot in an earlier plan.

Peers of the records in `scheduler.outage`; they name crews because they are about people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.records import require


@dataclass(frozen=True, kw_only=True)
class ForbiddenStart:
    """A finding: this crew may not begin this order, as lead or support, in these slots."""

    rule: str
    order: str
    crew: str
    slots: frozenset[int]

    def __post_init__(self) -> None:
        require(self.rule != "", "ForbiddenStart: rule is empty.")
        require(self.order != "", "ForbiddenStart: order is empty.")
        require(self.crew != "", "ForbiddenStart: crew is empty.")
        require(min(self.slots, default=0) >= 0, "ForbiddenStart: negative slot.")


@dataclass(frozen=True, kw_only=True)
class RestNeeded:
    """A finding: least minutes between two orders that one crew does on one day.

    They lie between the end of ``first`` and a later start of ``second``, whatever the crew does
    between: a lunch or another job is time like any other.
    """

    rule: str
    first: str
    second: str
    minutes: int

    def __post_init__(self) -> None:
        require(self.rule != "", "RestNeeded: rule is empty.")
        require(self.first != self.second, "RestNeeded: twice the same work order.")
        require(self.minutes > 0, "RestNeeded: minutes is not above 0.")


def starts_by_crew(
    forbidden: Iterable[ForbiddenStart],
) -> dict[tuple[str, str], dict[int, str]]:
    """Rule that forbids a start, by order and crew and then by slot; the first of several."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for each in forbidden:
        slots = found.setdefault((each.order, each.crew), {})
        for slot in sorted(each.slots):
            slots.setdefault(slot, each.rule)
    return found


def longest_rests(needed: Iterable[RestNeeded]) -> dict[tuple[str, str], int]:
    """Minutes needed between two orders, the first one named first; the most of several."""
    found: dict[tuple[str, str], int] = {}
    for each in needed:
        pair = (each.first, each.second)
        found[pair] = max(found.get(pair, 0), each.minutes)
    return found
