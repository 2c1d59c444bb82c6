"""Tables of a network, one per kind of element, turned into pandapower's JSON."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from functools import lru_cache

import pandapower
import pandas as pd
from pandapower.convert_format import convert_format
from pandapower.io_utils import from_dict_of_dfs

OTHER_SHEETS = frozenset({"parameters", "dtypes", "bus_geodata"})
"""What `pandapower.to_excel` writes beside tables of elements, as far as it is read."""


class UnreadableNetwork(Exception):  # noqa: N818 - reads as what it says
    """The tables are no network; the text says why."""


@lru_cache(maxsize=1)
def column_dtypes() -> Mapping[str, Mapping[str, str]]:
    """What each column of each table of elements holds where pandapower makes it: its dtype."""
    net = pandapower.create_empty_network(add_stdtypes=False)
    return {
        str(name): {str(column): str(dtype) for column, dtype in table.dtypes.items()}
        for name, table in net.items()
        if isinstance(table, pd.DataFrame) and not str(name).startswith(("_", "res_"))
    }


def _quoted(table: pd.DataFrame) -> pd.DataFrame:
    """With positions quoted once more, as pandapower expects them of a workbook."""
    if "geo" not in table:
        return table
    return table.assign(geo=table["geo"].map(json.dumps, na_action="ignore"))


def json_of_tables(tables: Mapping[str, pd.DataFrame]) -> str:
    """Make a network of its tables.

    Parameters
    ----------
    tables
        One per kind of element, by index, positions as GeoJSON text; `parameters` and `dtypes`
        as pandapower writes them where they are there. Cells are of the kind their column holds.

    Returns
    -------
    str
        The network as pandapower JSON, the form everything else reads and hashes.

    Raises
    ------
    UnreadableNetwork
        If pandapower makes no network of it.
    """
    try:
        with warnings.catch_warnings():
            # pandapower restores types with pandas calls that are deprecated.
            warnings.simplefilter("ignore", FutureWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            net = from_dict_of_dfs({name: _quoted(table) for name, table in tables.items()})
            convert_format(net)
            return str(pandapower.to_json(net))
    except Exception as error:  # pandapower raises whatever its tables lack
        raise UnreadableNetwork(f"{type(error).__name__}: {error}"[:200]) from error
