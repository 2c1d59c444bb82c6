"""What was really done: jobs and stays in the bucket, without fault."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

Span = tuple[pd.Timestamp, pd.Timestamp]


def minutes_of(span: Span) -> int:
    """Whole minutes of a span. [min]"""
    return round((span[1] - span[0]).total_seconds() / 60)


@dataclass(frozen=True, kw_only=True)
class ActualJob:
    """A row of the table `actuals`.

    Parameters
    ----------
    work_order
        The order.
    crews
        Who did it; as planned where nobody is named.
    span
        Real start and end, timezone-aware; None where it was not done.
    block
        From when to when reclosing was blocked, if that is told; else from start to end.
    interrupted
        Whether it was held up from outside.
    remark
        Anything.
    """

    work_order: str
    crews: tuple[str, ...]
    span: Span | None
    block: Span | None = None
    interrupted: bool = False
    remark: str = ""

    def __post_init__(self) -> None:
        for span in (self.span, self.block):
            if span is not None and span[0] >= span[1]:
                raise ValueError(f"{self.work_order}: ends before it begins")
        if self.span is None and self.block is not None:
            raise ValueError(f"{self.work_order}: blocked, but not done")


@dataclass(frozen=True, kw_only=True)
class ActualStint:
    """A real stay of one worker in the bucket.

    Parameters
    ----------
    work_order, worker
        Who worked on what.
    span
        From when to when, timezone-aware.
    """

    work_order: str
    worker: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Actuals:
    """Everything that was reported of a plan's days.

    Parameters
    ----------
    jobs, stints
        In the order of the tables.
    """

    jobs: tuple[ActualJob, ...]
    stints: tuple[ActualStint, ...]
