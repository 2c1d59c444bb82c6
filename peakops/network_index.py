"""The skeleton of a network file, read without pandapower: columns, kinds of values, references.

Whether the network is sound (loops, islands, ratings) is for `feeders.network` to say. It goes by
the columns and references checked here, which a damaged or hand-made file may lack.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from peakops.errors import InputFault
from peakops.geo_cells import lon_lat
from peakops.network_places import NetworkPlaces

NETWORK_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "bus": {"name": "any", "vn_kv": "number", "in_service": "yes_no"},
        "line": {
            "name": "any",
            "from_bus": "bus",
            "to_bus": "bus",
            "length_km": "number",
            "r_ohm_per_km": "number",
            "x_ohm_per_km": "number",
            "c_nf_per_km": "number",
            "max_i_ka": "number",
            "df": "number",
            "parallel": "count",
            "in_service": "yes_no",
        },
        "trafo": {
            "hv_bus": "bus",
            "lv_bus": "bus",
            "sn_mva": "number",
            "vn_hv_kv": "number",
            "vn_lv_kv": "number",
            "vk_percent": "number",
            "vkr_percent": "number",
            "pfe_kw": "number",
            "i0_percent": "number",
            "shift_degree": "number",
            "tap_neutral": "number",
            "tap_pos": "number",
            "tap_step_percent": "number",
            "parallel": "count",
            "in_service": "yes_no",
        },
        "load": {
            "bus": "bus",
            "p_mw": "number",
            "q_mvar": "number",
            "scaling": "number",
            "in_service": "yes_no",
        },
        "sgen": {
            "bus": "bus",
            "p_mw": "number",
            "q_mvar": "number",
            "scaling": "number",
            "in_service": "yes_no",
        },
        "switch": {
            "name": "any",
            "bus": "bus",
            "element": "any",
            "et": "any",
            "type": "any",
            "closed": "yes_no",
        },
        "ext_grid": {
            "bus": "bus",
            "vm_pu": "number",
            "va_degree": "number",
            "in_service": "yes_no",
        },
    }
)
"""Columns by which the grid is calculated, and what they hold; an empty number is NaN."""

ELEMENT_OF_SWITCH: Mapping[str, str] = MappingProxyType({"b": "bus", "l": "line", "t": "trafo"})


@dataclass(frozen=True, kw_only=True)
class NetworkIndex:
    """Indexes of the elements that tables refer to.

    Parameters
    ----------
    buses, switches, transformers
        Indexes as in the network file.
    line_types
        Types of its lines.
    positions
        Longitude and latitude of each bus that has a position. [°]
    """

    buses: frozenset[int]
    switches: frozenset[int]
    transformers: frozenset[int] = frozenset()
    line_types: frozenset[str] = frozenset()
    positions: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Element:
    """One table of the network file."""

    name: str
    columns: Sequence[str]
    index: Sequence[int]
    data: Sequence[Sequence[Any]]

    def cells(self, column: str) -> Iterator[tuple[int, Any]]:
        """Index and value of each row."""
        place = self.columns.index(column)
        return ((i, row[place]) for i, row in zip(self.index, self.data, strict=True))


def read_index(
    places: NetworkPlaces, text: str
) -> tuple[NetworkIndex | None, tuple[InputFault, ...]]:
    """Read the element indexes of a pandapower JSON file and check its skeleton.

    Returns
    -------
    The indexes, None where the file has no readable tables, and the faults of the skeleton.
    """
    wish = "a pandapower network as JSON"
    try:
        content = json.loads(text)
        elements = {name: _element(content, name) for name in NETWORK_COLUMNS}
    except json.JSONDecodeError as error:
        found = f"no JSON ({error.msg}, column {error.colno})" if text.strip() else "an empty file"
        row = error.lineno if text.strip() else None
        wish = "a whole JSON file" if text.strip() else wish
        return None, (places.whole(found, wish, row),)
    except (ValueError, RecursionError) as error:
        return None, (places.whole(str(error), wish),)
    positions, faults = _positions(places, elements["bus"])
    index = NetworkIndex(
        buses=frozenset(elements["bus"].index),
        switches=frozenset(elements["switch"].index),
        transformers=frozenset(elements["trafo"].index),
        line_types=_line_types(elements["line"]),
        positions=positions,
    )
    faults += (f for e in elements.values() for f in _faults(places, e, elements))
    return index, tuple(faults)


def _line_types(lines: _Element) -> frozenset[str]:
    if "std_type" not in lines.columns:
        return frozenset()
    return frozenset(str(name) for _, name in lines.cells("std_type") if name)


def _element(content: Any, name: str) -> _Element:
    """Take one table out of the file; ValueError where it is no table."""
    try:
        frame = content["_object"][name]["_object"]
        split = json.loads(frame) if isinstance(frame, str) else frame
        element = _Element(
            name=name,
            columns=[str(column) for column in split["columns"]],
            index=[int(index) for index in split["index"]],
            data=split["data"],
        )
        whole = all(len(row) == len(element.columns) for row in element.data)
        whole &= len(element.data) == len(element.index) == len(set(element.index))
    except (KeyError, TypeError, ValueError, IndexError):
        whole = False
    if not whole:
        raise ValueError(f"JSON without a whole table {name} of a pandapower network")
    return element


def _faults(
    places: NetworkPlaces, element: _Element, elements: Mapping[str, _Element]
) -> Iterator[InputFault]:
    known = frozenset(elements["bus"].index)
    for column, kind in NETWORK_COLUMNS[element.name].items():
        if column in element.columns:
            for index, value in element.cells(column):
                wish = _wish(kind, value, known)
                if wish:
                    yield places.cell(element.name, index, column, value, wish)
        elif element.index:
            yield places.header(element.name, column, "no such column", "this column of pandapower")
    if element.name == "switch" and {"et", "element"} <= set(element.columns):
        yield from _loose_switches(places, element, elements)


def _positions(
    places: NetworkPlaces, buses: _Element
) -> tuple[dict[int, tuple[float, float]], list[InputFault]]:
    """Positions of the buses that have one, and faults of those that cannot be read."""
    found: dict[int, tuple[float, float]] = {}
    faults: list[InputFault] = []
    for index, text in buses.cells("geo") if "geo" in buses.columns else ():
        if isinstance(text, str) and text:
            try:
                found[index] = lon_lat(text)
            except ValueError as error:
                faults.append(places.cell("bus", index, "geo", text, str(error)))
    return found, faults


def _wish(kind: str, value: Any, buses: frozenset[int]) -> str:
    """What a value should be instead; empty where it is right."""
    if kind == "bus":
        return "" if _refers(value, buses) else "the index of a bus"
    return "" if kind not in _KINDS or _KINDS[kind][0](value) else _KINDS[kind][1]


def _refers(value: Any, known: frozenset[int]) -> bool:
    """Whether a value is one of the indexes; an index kept as 3.0 is 3."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value in known


def _loose_switches(
    places: NetworkPlaces, switches: _Element, elements: Mapping[str, _Element]
) -> Iterator[InputFault]:
    """Switches at an element that does not exist; odd kinds are named by `feeders.network`."""
    known = {mark: frozenset(elements[name].index) for mark, name in ELEMENT_OF_SWITCH.items()}
    kinds = (str(kind) for _, kind in switches.cells("et"))
    for kind, (index, value) in zip(kinds, switches.cells("element"), strict=True):
        if kind in known and not _refers(value, known[kind]):
            wish = f"the index of a {ELEMENT_OF_SWITCH[kind]}"
            yield places.cell("switch", index, "element", value, wish)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _is_count(value: Any) -> bool:
    return value is not None and _is_number(value) and value >= 1 and value % 1 == 0


def _is_yes_no(value: Any) -> bool:
    return isinstance(value, bool)


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = MappingProxyType(
    {
        "number": (_is_number, "a number"),
        "count": (_is_count, "a whole number of at least 1"),
        "yes_no": (_is_yes_no, "true or false"),
    }
)
