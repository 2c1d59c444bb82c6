"""Indexes of buses, lines and switches of a network file, read without pandapower.

Whether the network is sound is for `feeders.network` to say; this only tells whether a table
refers to an element that exists, quickly and even when the network has other faults.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class NetworkIndex:
    """Indexes of the elements that tables refer to.

    Parameters
    ----------
    buses, switches
        Indexes as in the network file.
    """

    buses: frozenset[int]
    switches: frozenset[int]


def read_index(text: str) -> NetworkIndex:
    """Read the element indexes of a pandapower JSON file.

    Raises
    ------
    json.JSONDecodeError
        When the text is no JSON.
    ValueError
        When it is no pandapower network.
    """
    content = json.loads(text)
    return NetworkIndex(buses=_indexes(content, "bus"), switches=_indexes(content, "switch"))


def _indexes(content: Any, element: str) -> frozenset[int]:
    try:
        frame = content["_object"][element]["_object"]
        split = json.loads(frame) if isinstance(frame, str) else frame
        return frozenset(int(index) for index in split["index"])
    except (KeyError, TypeError, ValueError, IndexError):
        raise ValueError(f"JSON without a table {element} of a pandapower network") from None
