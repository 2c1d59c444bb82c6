"""What the sources table says of each substation: where loops may be closed, and how it turns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from feeders.network_checks import Fault, records

VECTOR_GROUP = re.compile(r"[YyDdZzNn]+(\d{1,2})")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One substation; `vector_group` such as YNd11, `loop_zone` empty where none is known."""

    substation: str
    loop_zone: str = ""
    vector_group: str = ""


def read_sources(table: pd.DataFrame) -> dict[str, Source]:
    """Every substation of the sources table."""
    return {
        str(row.substation): Source(
            substation=str(row.substation), loop_zone=_text(row, "loop_zone"),
            vector_group=_text(row, "vector_group"),
        )
        for row in records(table)
    }  # fmt: skip


def source_faults(sources: Mapping[str, Source]) -> list[Fault]:
    """Vector groups that are none: without the clock number nobody knows the angle."""
    return [
        Fault(table="sources", key=name, column="vector_group", found=source.vector_group,
              wanted="a vector group such as YNd11")
        for name, source in sorted(sources.items())
        if source.vector_group and not VECTOR_GROUP.fullmatch(source.vector_group)
    ]  # fmt: skip


def _text(row: object, column: str) -> str:
    value = getattr(row, column, "")
    return "" if pd.isna(value) else str(value).strip()
