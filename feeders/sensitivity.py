"""What an hour without supply weighs for each kind of sensitive customer, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeders.network import Network


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """One kind of sensitive customer.

    Parameters
    ----------
    weight
        Hours without supply of one such customer count so many times those of an ordinary one.
    life_support
        Whether reclosing may be blocked only while its supply could be restored after a trip.
    source
        Where the weight comes from.
    """

    weight: float
    life_support: bool
    source: str

    def __post_init__(self) -> None:
        if self.weight < 1.0:
            raise ValueError(f"weight: found {self.weight}, wanted at least 1")


_ASSUMED = "assumption, to be confirmed by the utility"

SENSITIVITY: Mapping[str, Sensitivity] = MappingProxyType(
    {
        "none": Sensitivity(weight=1.0, life_support=False, source="an ordinary customer"),
        "nursing": Sensitivity(weight=10.0, life_support=False, source=_ASSUMED),
        "water": Sensitivity(weight=20.0, life_support=False, source=_ASSUMED),
        "dialysis": Sensitivity(weight=20.0, life_support=False, source=_ASSUMED),
        "hospital": Sensitivity(weight=50.0, life_support=False, source=_ASSUMED),
        "life_support": Sensitivity(weight=100.0, life_support=True, source=_ASSUMED),
    }
)
"""By `sensitive_kind` of the customers table."""


def weighted_customers(network: Network, nodes: Iterable[int]) -> float:
    """Customers at these nodes, each sensitive one counted by its weight."""
    topology = network.topology
    buses = [topology.buses[node] for node in nodes if topology.is_bus(node)]
    extra = sum(
        number * (SENSITIVITY[kind].weight - 1.0)
        for bus in buses for kind, number in network.sensitive_of_bus.get(bus, ())
    )  # fmt: skip
    return sum(network.customers_of_bus.get(bus, 0) for bus in buses) + extra


def life_support_nodes(network: Network) -> frozenset[int]:
    """Nodes with a customer whose life hangs on the supply."""
    return frozenset(
        network.topology.node_of_bus[bus]
        for bus, kinds in network.sensitive_of_bus.items()
        if any(SENSITIVITY[kind].life_support and number for kind, number in kinds)
    )
