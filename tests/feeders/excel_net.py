"""A network as the workbook that `pandapower.to_excel` writes, without its library."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from pandapower.io_utils import to_dict_of_dfs

from tests.peakops.small_xlsx import Cell, workbook


def plain(value: Any) -> Cell:
    if isinstance(value, (np.bool_, np.number)):
        value = value.item()
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value)
    return None if pd.isna(value) else value  # type: ignore[no-any-return]


def rows(table: pd.DataFrame) -> list[list[Cell]]:
    body = [[plain(index), *map(plain, row)] for index, *row in table.itertuples(name=None)]
    return [[None, *map(str, table.columns)], *body]


def as_sheets(net: Any) -> dict[str, list[list[Cell]]]:
    return {str(name): rows(table) for name, table in to_dict_of_dfs(net).items()}


def as_excel(net: Any) -> bytes:
    return workbook(as_sheets(net))
