"""Feeders, switches and customers as records, from the tables beside the network file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from feeders.network_checks import Fault, records
from feeders.supply import Supply

DEFAULT_POWER_FACTOR = 0.95
PICKUP_RESERVE = 1.2  # load current stays below pick-up / 1.2 (rules section 5, Limits)
TYPE_OF_PANDAPOWER = {"CB": "breaker", "LBS": "load_break", "LS": "load_break"}


@dataclass(frozen=True, kw_only=True)
class SwitchInfo:
    """One switch. `type` is breaker, load_break or disconnector.

    `phases_checked` says that the phases on both sides were compared.
    """

    switch: int
    name: str
    type: str
    remote: bool = False
    auto_reclose: bool = False
    auto_close: bool = False
    limit_a: float = float("nan")
    phases_checked: bool = False

    @property
    def operable(self) -> bool:
        """Whether it may be opened and closed under load."""
        return self.type != "disconnector"


@dataclass(frozen=True, kw_only=True)
class Feeder:
    """One feeder from its head breaker to its open points.

    Parameters
    ----------
    limit_a, limit_from
        The least of its limits, and which it is. [A]
    limits_a
        All of them: limit_a, switch, ct_primary, overcurrent_pickup, line. [A]
    automation
        Whether it isolates faults and restores supply on its own account.
    pickup_a
        Pick-up of its time overcurrent protection. [A]
    """

    feeder: str
    substation: str
    bus_section: str
    head_line: int
    head_switch: int
    limit_a: float
    limit_from: str
    power_factor: float
    failures_per_km_year: float
    limits_a: Mapping[str, float] = field(default_factory=dict)
    automation: bool = False
    pickup_a: float = float("nan")


def read_switches(net: Any, table: pd.DataFrame) -> dict[int, SwitchInfo]:
    """Every switch of the network, by the switches table where it has a row."""
    # A switch the table does not describe is believed only as far as the network file goes:
    # without a known type it counts as a disconnector and is never operated.
    found = {
        int(row.Index): SwitchInfo(
            switch=int(row.Index), name=_switch_name(row),
            type=TYPE_OF_PANDAPOWER.get(str(row.type), "disconnector"),
        )
        for row in records(net.switch)
    }  # fmt: skip
    for row in records(table):
        if row.switch in found:
            found[int(row.switch)] = SwitchInfo(
                switch=int(row.switch), name=found[int(row.switch)].name, type=row.type,
                remote=bool(row.remote), auto_reclose=bool(row.auto_reclose),
                auto_close=bool(row.auto_close), limit_a=float(getattr(row, "limit_a", "nan")),
                phases_checked=_flag(row, "phases_checked"),
            )  # fmt: skip
    return found


def limit_lines_by_switches(net: Any, switches: Mapping[int, SwitchInfo]) -> None:
    """Rate each line no higher than the weakest switch in it. `net` is the reader's own copy.

    What its conductors alone carry stays in the column `conductor_ka`: only that follows the heat.
    """
    net.line["conductor_ka"] = net.line["max_i_ka"].astype(float)
    for index, switch in switches.items():
        row = net.switch.loc[index]
        if row["et"] == "l" and not pd.isna(switch.limit_a):
            line = net.line.loc[row["element"]]
            most_ka = switch.limit_a / (1000.0 * float(line["df"]) * int(line["parallel"]))
            net.line.at[row["element"], "max_i_ka"] = min(float(line["max_i_ka"]), most_ka)


def _switch_name(row: Any) -> str:
    name = getattr(row, "name", None)
    return str(name) if isinstance(name, str) and name else f"{row.Index}"


def read_feeder(net: Any, row: Any, supply: Supply, switches: Mapping[int, SwitchInfo]) -> Feeder:
    """One feeder with the smallest of its limits."""
    limits = _limits_a(net, row, switches[int(row.head_switch)])
    limit_from = min(limits, key=lambda name: limits[name])
    factor = _number(row, "power_factor")
    bus = supply.busbar_of_feeder[row.feeder]
    name = net.bus["name"].get(bus)
    return Feeder(
        feeder=row.feeder, substation=row.substation, bus_section=str(name or f"bus {bus}"),
        head_line=int(row.head_line), head_switch=int(row.head_switch),
        limit_a=limits[limit_from], limit_from=limit_from,
        power_factor=DEFAULT_POWER_FACTOR if pd.isna(factor) else factor,
        failures_per_km_year=_number(row, "failures_per_km_year", 0.0), limits_a=limits,
        automation=_flag(row, "feeder_automation"), pickup_a=_number(row, "overcurrent_pickup_a"),
    )  # fmt: skip


def _limits_a(net: Any, row: Any, head: SwitchInfo) -> dict[str, float]:
    line = net.line.loc[int(row.head_line)]
    limits = {
        "limit_a": _number(row, "limit_a"),
        "switch": head.limit_a,
        "ct_primary": _number(row, "ct_primary_a"),
        "overcurrent_pickup": _number(row, "overcurrent_pickup_a") / PICKUP_RESERVE,
        # Last, so that a line rated down to its switch is said to be limited by the switch.
        "line": 1000.0 * float(line["max_i_ka"]) * float(line["df"]) * int(line["parallel"]),
    }
    return {name: value for name, value in limits.items() if not pd.isna(value)}


def _number(row: Any, column: str, default: float = float("nan")) -> float:
    value = float(getattr(row, column, default))
    return default if pd.isna(value) else value


def _flag(row: Any, column: str) -> bool:
    value = getattr(row, column, False)
    return False if pd.isna(value) else bool(value)


def check_substations(feeders: pd.DataFrame, supply: Supply) -> list[Fault]:
    """Feeders on one busbar that claim different substations."""
    first: dict[int, Any] = {}
    faults = []
    for row in records(feeders):
        bus = supply.busbar_of_feeder.get(row.feeder)
        if bus is not None and first.setdefault(bus, row).substation != row.substation:
            faults.append(Fault(
                table="feeders", key=row.feeder, column="substation", found=row.substation,
                wanted=f"{first[bus].substation}, as {first[bus].feeder} on the same busbar",
            ))  # fmt: skip
    return faults


def read_same_pole(rows: list[Any]) -> dict[str, tuple[str, ...]]:
    """Per feeder those on the same poles, in both directions."""
    pairs = {
        pair for row in rows if getattr(row, "same_pole_feeder", "")
        for pair in ((row.feeder, row.same_pole_feeder), (row.same_pole_feeder, row.feeder))
    }  # fmt: skip
    return {row.feeder: tuple(sorted(b for a, b in pairs if a == row.feeder)) for row in rows}


def read_customers(
    table: pd.DataFrame,
) -> tuple[dict[int, int], dict[int, tuple[tuple[str, int], ...]]]:
    """Customers per bus, and the sensitive ones with kind and number."""
    count: dict[int, int] = {}
    sensitive: dict[int, tuple[tuple[str, int], ...]] = {}
    for row in records(table):
        bus = int(row.bus)
        count[bus] = count.get(bus, 0) + int(row.customers)
        kind = getattr(row, "sensitive_kind", "") or "none"
        if kind != "none":
            number = int(_number(row, "sensitive_count", 0.0))
            sensitive[bus] = (*sensitive.get(bus, ()), (kind, number))
    return count, sensitive
