"""What a replan changed for one crew's day: order, before and now."""

from __future__ import annotations

from typing import Any

import pandas as pd

from peakops.reports.change_list import change_words, reason_words
from peakops.reports.sheet_source import Row, Source, day_text, filled, split
from peakops.reports.wording import label_pair

SIDES = ("before", "after")


def crew_changes(source: Source, crew: str, date: str) -> dict[str, Any]:
    """Fields of the part on changes.

    Parameters
    ----------
    source
        The plan, indexed.
    crew, date
        Whose day: what was planned on it, or is now.
    """
    if source.plan.changes is None:
        return {"note": label_pair("first_issue"), "rows": []}
    rows = [row for row in source.changes if any(_is_on(row, s, crew, date) for s in SIDES)]
    note = [text.format(time=_issued_before(source)) for text in label_pair("issue_before")]
    if not rows:
        nothing = label_pair("nothing_changed")
        note = [f"{note[0]}，{nothing[0]}", f"{note[1]}, {nothing[1]}"]
    return {"note": note, "rows": [_row(source, row, crew) for row in rows]}


def _issued_before(source: Source) -> str:
    replan: Any = source.plan.summary["replan"]
    return pd.Timestamp(replan["of_issued"]).strftime("%Y-%m-%d %H:%M")


def _is_on(row: Row, side: str, crew: str, date: str) -> bool:
    return _has(row, side, crew) and day_text(row[f"{side}_start"]) == date


def _has(row: Row, side: str, crew: str) -> bool:
    return crew in (row[f"{side}_crew"], row[f"{side}_support_crew"])


def _row(source: Source, row: Row, crew: str) -> dict[str, Any]:
    order = str(row["work_order"])
    return {
        "id": order,
        "title": source.orders[order]["title"],
        "change": change_words(str(row["change"])),
        "before": _side(source, row, crew, "before"),
        "after": _side(source, row, crew, "after"),
        "reason": reason_words(str(row["reason"])),
    }


def _side(source: Source, row: Row, crew: str, side: str) -> list[str]:
    """When, and who and what of the crew only this side has; no name of another crew."""
    start, end = row[f"{side}_start"], row[f"{side}_end"]
    if not filled(start):
        return label_pair("chg_not_planned")
    span = f"{start:%m-%d %H:%M}–{end:%H:%M}"
    if not _has(row, side, crew):
        return [f"{span} {text}" for text in label_pair("other_crew")]
    names = [*_only(source, row, crew, side), *_vehicles(row, side), *_transfer(row, side)]
    return [f"{span} {'、'.join(names)}".strip(), f"{span} {', '.join(names)}".strip()]


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


def _only(source: Source, row: Row, crew: str, side: str) -> list[str]:
    """Members of the crew who are in the job on this side alone, where it has it on both."""
    if not _has(row, _other(side), crew):
        return []
    there = split(row[f"{_other(side)}_people"])
    own = [name for name in split(row[f"{side}_people"]) if source.crew_of(name) == crew]
    return [source.name(name) for name in own if name not in there]


def _vehicles(row: Row, side: str) -> list[str]:
    if "vehicles" not in split(row["change"]):
        return []
    there = split(row[f"{_other(side)}_vehicles"])
    return [name for name in split(row[f"{side}_vehicles"]) if name not in there]


def _transfer(row: Row, side: str) -> list[str]:
    if "transfer" not in split(row["change"]):
        return []
    return [str(row[f"{side}_transfer_plan"]) or "—"]
