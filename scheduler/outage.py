"""Outage avoidance as data: which orders the grid cannot bear together, and when.

Peers of the closures of a grid option: what is known before the solve (tie partners, transfers
that meet) and what the load flow found in an earlier plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.records import require

OrderUse = tuple[str, str | None]
"""A work order and one of its transfer plans; None is any of them, "" is without one."""


@dataclass(frozen=True, kw_only=True)
class ExclusivePair:
    """Two orders that must not hold the grid in the same slot (None: in no slot at all).

    An order holds the grid in its occupied slots, with a load transfer also
    ``transfer_margin_slots`` before and after.
    """

    rule: str
    first: OrderUse
    second: OrderUse
    slots: frozenset[int] | None = None

    def __post_init__(self) -> None:
        require(self.rule != "", "ExclusivePair: rule is empty.")
        require(self.first[0] != self.second[0], "ExclusivePair: twice the same work order.")


@dataclass(frozen=True, kw_only=True)
class ForbiddenUse:
    """A finding: the occupied slots of this order may not include any of these."""

    rule: str
    order: str
    transfer_plan: str | None = None
    slots: frozenset[int]

    def __post_init__(self) -> None:
        require(self.rule != "", "ForbiddenUse: rule is empty.")
        require(self.order != "", "ForbiddenUse: order is empty.")


def concerns(use: OrderUse, order: str, transfer_plan: str) -> bool:
    """Whether an order done with this transfer plan is the one that is meant."""
    return use[0] == order and use[1] in (None, transfer_plan)
