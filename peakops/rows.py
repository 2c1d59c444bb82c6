"""Tables row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as mappings from column to value."""
    return [
        {str(column): value for column, value in row.items()} for row in table.to_dict("records")
    ]


def unknown(value: Any) -> bool:
    """Whether a cell is empty."""
    return bool(pd.isna(value))
