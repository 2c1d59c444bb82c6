"""Tables of a network, one per kind of element, turned into pandapower's JSON."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

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


@lru_cache(maxsize=1)
def usual_values() -> Mapping[str, Mapping[str, Any]]:
    """What pandapower itself gives the columns that its caller leaves out, per kind of element."""
    net = pandapower.create_empty_network(add_stdtypes=False)
    high, low = (pandapower.create_bus(net, vn_kv=kv) for kv in (110.0, 10.0))
    line = dict.fromkeys(("length_km", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km"), 1.0)
    pandapower.create_line_from_parameters(net, high, low, max_i_ka=1.0, **line)
    trafo = dict.fromkeys(("sn_mva", "vk_percent", "vkr_percent", "pfe_kw", "i0_percent"), 1.0)
    pandapower.create_transformer_from_parameters(
        net, high, low, vn_hv_kv=110.0, vn_lv_kv=10.0, **trafo
    )
    pandapower.create_load(net, low, p_mw=0.0)
    pandapower.create_sgen(net, low, p_mw=0.0)
    pandapower.create_ext_grid(net, high)
    pandapower.create_switch(net, high, low, et="b")
    tables = ("bus", "line", "trafo", "load", "sgen", "ext_grid", "switch")
    return {name: net[name].iloc[0].to_dict() for name in tables}


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
