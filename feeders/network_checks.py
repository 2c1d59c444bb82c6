"""What can be wrong with a network file and its tables: every fault, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from feeders.faults import Fault as Fault
from feeders.network_ranges import in_service, range_faults

SWITCH_TYPES = ("breaker", "load_break", "disconnector")

# Elements the bulk engine has no exact model for; refusing them beats a silent difference to runpp.
UNSUPPORTED = (
    "gen", "trafo3w", "impedance", "ward", "xward", "dcline", "motor", "storage", "asymmetric_load",
    "asymmetric_sgen", "svc", "ssc", "tcsc", "vsc", "b2b_vsc", "line_dc", "bus_dc",
)  # fmt: skip

BRANCH_BUSES = {"line": ("from_bus", "to_bus"), "trafo": ("hv_bus", "lv_bus")}
BRANCH_OF = {"l": "line", "t": "trafo"}

ZIP_COLUMNS = (
    "const_z_p_percent", "const_i_p_percent", "const_z_q_percent", "const_i_q_percent",
)  # fmt: skip

ET_WISH = "l, t or b (线路, 变压器, 母线)"


class NetworkFaults(Exception):  # noqa: N818 - it carries faults, as the records are called
    """The network cannot be used; `faults` names every reason, sorted and unique."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def records(table: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples, whose types only the columns' declaration knows."""
    yield from table.itertuples()


def check_elements(net: Any) -> list[Fault]:
    """All faults that concern one element's own parameters."""
    return [
        *_unsupported(net),
        *range_faults(net),
        *_lines(net),
        *_trafos(net),
        *_switches(net),
    ]


def check_table_keys(
    net: Any, tables: Mapping[str, pd.DataFrame], substations: Iterable[str]
) -> list[Fault]:
    """All faults that concern a name in a table which the network does not have."""
    known = {
        "head_line": net.line.index, "head_switch": net.switch.index,
        "switch": net.switch.index, "bus": net.bus.index,
    }  # fmt: skip
    where = (
        ("feeders", "feeder", "head_line"), ("feeders", "feeder", "head_switch"),
        ("switches", "switch", "switch"), ("switch_state", "switch", "switch"),
        ("customers", "bus", "bus"),
    )  # fmt: skip
    faults = [
        Fault(table=table, key=str(key), column=column, found=str(value),
              wanted=f"an index of the network's {_element_of(column)} table")
        for table, key_column, column in where
        for key, value in zip(
            tables[table][key_column], tables[table][column], strict=True
        )
        if value not in known[column]
    ]  # fmt: skip
    return faults + _feeder_keys(tables["feeders"], set(substations)) + _types(tables["switches"])


def _element_of(column: str) -> str:
    return column.removeprefix("head_")


def _feeder_keys(feeders: pd.DataFrame, substations: set[str]) -> list[Fault]:
    names = set(feeders["feeder"])
    faults = [
        Fault(table="feeders", key=row.feeder, column="substation", found=row.substation,
              wanted="a substation of the sources table")
        for row in records(feeders) if row.substation not in substations
    ]  # fmt: skip
    if "same_pole_feeder" in feeders:
        faults += [
            Fault(table="feeders", key=row.feeder, column="same_pole_feeder",
                  found=row.same_pole_feeder, wanted="another feeder")
            for row in records(feeders)
            if row.same_pole_feeder
            and (row.same_pole_feeder not in names or row.same_pole_feeder == row.feeder)
        ]  # fmt: skip
    for column in ("feeder", "head_line", "head_switch"):
        twice = feeders.loc[feeders[column].duplicated(), ["feeder", column]]
        faults += [
            Fault(table="feeders", key=str(feeder), column=column, found=f"{value} twice",
                  wanted="one row each")
            for feeder, value in twice.itertuples(index=False)
        ]  # fmt: skip
    return faults


def _types(switches: pd.DataFrame) -> list[Fault]:
    return [
        Fault(table="switches", key=str(row.switch), column="type", found=str(row.type),
              wanted=" / ".join(SWITCH_TYPES))
        for row in records(switches) if row.type not in SWITCH_TYPES
    ]  # fmt: skip


def _unsupported(net: Any) -> list[Fault]:
    counts = {table: len(net[table]) for table in UNSUPPORTED if table in net}
    faults = [
        Fault(table="network", key=table, column="", found=f"{count} elements", wanted="none")
        for table, count in counts.items() if count
    ]  # fmt: skip
    faults += [
        _fault("load", "", column, "voltage-dependent load", "0")
        for column in ZIP_COLUMNS
        if column in net.load and (net.load[column].fillna(0.0) != 0.0).any()
    ]
    for name in ("sn_mva", "f_hz"):
        if not (isinstance(net[name], (int, float)) and 0.0 < net[name] < np.inf):
            faults.append(_fault("", "", name, str(net[name]), "a number above 0"))
    if not (len(net.ext_grid) and net.ext_grid["in_service"].any()):
        faults.append(_fault("ext_grid", "", "", "none", "at least one source in service"))
    return faults


def _lines(net: Any) -> list[Fault]:
    line = in_service(net, "line")
    # Also out of service: a switch in a line limits it all the same.
    faults = _not_positive("line", net.line, "df", "a factor above 0")
    ends = line.index[line["from_bus"] == line["to_bus"]]
    return faults + [_fault("line", i, "to_bus", "the from_bus", "another bus") for i in ends]


def _trafos(net: Any) -> list[Fault]:
    trafo = in_service(net, "trafo")
    if trafo.empty:
        return []
    least, most = (trafo[column].astype(float) for column in ("vkr_percent", "vk_percent"))
    faults = [
        _fault("trafo", i, "vkr_percent", f"{least.at[i]:g}",
               f"no more than vk_percent, {most.at[i]:g} %")
        for i in trafo.index[least > most]
    ]  # fmt: skip
    position, neutral = (trafo[c].astype(float).fillna(0.0) for c in ("tap_pos", "tap_neutral"))
    tap = position - neutral
    kind = trafo.get("tap_changer_type", pd.Series(None, trafo.index, dtype=object))
    # pandapower ignores tap_pos without a word when the type is empty.
    silent = (tap != 0.0) & ~kind.isin(["Ratio", "Symmetrical", "Ideal", "Tabular"])
    return faults + [
        _fault("trafo", i, "tap_changer_type", f"none with tap_pos {tap.at[i]:+g} off neutral",
               "Ratio / Symmetrical / Ideal / Tabular")
        for i in trafo.index[silent]
    ]  # fmt: skip


def _switches(net: Any) -> list[Fault]:
    switch = net.switch
    if switch.empty:
        return []
    faults = [
        _fault("switch", i, "et", str(switch.at[i, "et"]), ET_WISH)
        for i in switch.index[~switch["et"].astype(str).isin(["l", "t", "b"])]
    ]
    if "z_ohm" in switch:
        lossy = switch.index[switch["z_ohm"].fillna(0.0) != 0.0]
        faults += [_fault("switch", i, "z_ohm", "an impedance", "0 (ideal switch)") for i in lossy]
    ends = switch[switch["et"] != "b"]
    # as text, for a file may hold anything, such as a list, which cannot be compared by pandas
    twice = ends.index[ends[["et", "element", "bus"]].astype(str).duplicated()]
    faults += [_fault("switch", i, "", "a second switch at one end", "one") for i in twice]
    return faults + _switches_elsewhere(net)


def _switches_elsewhere(net: Any) -> list[Fault]:
    """Switches at no end of their line or transformer, which would count for nothing."""
    ends = {kind: _ends(net, table, net.bus.index) for kind, table in BRANCH_OF.items()}
    faults = []
    for row in records(net.switch):
        kind = str(row.et)
        at = ends[kind].get(row.element) if kind in ends else None
        if at is not None and row.bus not in at:
            wish = f"an end of {BRANCH_OF[kind]} {row.element}: bus {at[0]} or {at[1]}"
            faults.append(_fault("switch", row.Index, "bus", str(row.bus), wish))
        if kind == "b" and row.bus == row.element:
            faults.append(_fault("switch", row.Index, "element", str(row.element), "another bus"))
    return faults


def _ends(net: Any, table: str, buses: pd.Index[int]) -> dict[int, tuple[int, int]]:
    """Both buses of each branch; one whose buses are not known has its own fault."""
    first, second = (net[table][column] for column in BRANCH_BUSES[table])
    known = first.isin(buses) & second.isin(buses)
    pairs = zip(first[known].astype(int), second[known].astype(int), strict=True)
    return dict(zip(net[table].index[known], pairs, strict=True))


def _not_positive(name: str, table: pd.DataFrame, column: str, wanted: str) -> list[Fault]:
    value = table[column].astype(float)
    return [
        _fault(name, i, column, "missing" if found != found else f"{found:g}", wanted)
        for i, found in value[~(value > 0.0)].items()
    ]


def _fault(name: str, index: object, column: str, found: str, wanted: str) -> Fault:
    key = f"{name} {index}".strip()
    return Fault(table="network", key=key, column=column, found=found, wanted=wanted)
