"""Texts that all parts of a work ticket write alike: names, times, people to call, blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from peakops.reports.crew_files import one_line
from peakops.reports.sheet_source import Source, filled

BLANK = "＿＿＿＿＿＿"
"""A line to be filled in by hand, where the plan knows nothing."""


def or_blank(value: object) -> str:
    """A cell as text, a line to write on where it is empty."""
    return one_line(value) if filled(value) else BLANK


def lines(found: Iterable[str], none: str = BLANK) -> str:
    """Lines below one another, each once."""
    return "\n".join(dict.fromkeys(found)) or none


def names(source: Source, workers: Iterable[str]) -> str:
    """Names of workers, each once."""
    return "、".join(one_line(source.name(worker)) for worker in dict.fromkeys(workers))


def moment(time: Any) -> str:
    """A time as the form writes it, a line to write on where it is not known."""
    return pd.Timestamp(time).strftime("%Y年%m月%d日%H时%M分") if filled(time) else BLANK


def calls(people: Iterable[Mapping[str, str]]) -> str:
    """People to call, with their telephones."""
    found = [f"{one_line(p['name'])} {one_line(p['phone'])}".strip() for p in people]
    return "、".join(found) or BLANK
