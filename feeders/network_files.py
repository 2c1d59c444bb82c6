"""A network kept as an Excel workbook, as pandapower writes it, turned into pandapower's JSON."""

from __future__ import annotations

import io
import warnings

import pandapower
import pandas as pd
from pandapower.convert_format import convert_format
from pandapower.io_utils import from_dict_of_dfs


class UnreadableWorkbook(Exception):  # noqa: N818 - reads as what it says
    """The workbook is no network; the text says why."""


def json_of_workbook(data: bytes) -> str:
    """Read an Excel workbook as `pandapower.to_excel` writes it.

    Parameters
    ----------
    data
        Content of an .xlsx file: one sheet per element table, `parameters` and `dtypes`.

    Returns
    -------
    str
        The same network as pandapower JSON, the form everything else reads and hashes.

    Raises
    ------
    UnreadableWorkbook
        If it is no workbook or pandapower makes no network of it.
    """
    try:
        with warnings.catch_warnings():
            # pandapower restores types with pandas calls that are deprecated.
            warnings.simplefilter("ignore", FutureWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            net = from_dict_of_dfs(_sheets(data))
            convert_format(net)
            return str(pandapower.to_json(net))
    except UnreadableWorkbook:
        raise
    except Exception as error:  # pandapower raises whatever its tables lack
        raise UnreadableWorkbook(f"{type(error).__name__}: {error}"[:200]) from error


def _sheets(data: bytes) -> dict[str, pd.DataFrame]:
    try:
        sheets: dict[str, pd.DataFrame] = pd.read_excel(
            io.BytesIO(data), sheet_name=None, index_col=0, engine="calamine"
        )
    except Exception as error:  # the reader's own errors have no common base
        raise UnreadableWorkbook("no readable Excel workbook") from error
    if "bus" not in sheets:
        raise UnreadableWorkbook("no sheet named bus")
    return sheets
