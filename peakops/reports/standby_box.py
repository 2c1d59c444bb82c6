"""What a crew could do if the first job of its day is closed on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakops.reports.sheet_source import Row, Source, clock_label, day_text
from peakops.reports.wording import label_pair


def standby_box(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> dict[str, Any] | None:
    """Fields of a crew's standby order; None where all jobs of the day have begun.

    Parameters
    ----------
    source
        The plan, indexed.
    crew, date
        Whose day.
    numbers
        Label of each of the day's orders.
    """
    row = next(
        (r for r in source.standby if (r["crew"], day_text(r["date"])) == (crew, date)), None
    )
    if row is None:
        return None
    closed = str(row["instead_of"])
    head = [text.format(job=numbers.get(closed, closed)) for text in label_pair("standby_for")]
    return {"for": head, "order": _order(source, row) if row["work_order"] else None}


def _order(source: Source, row: Row) -> dict[str, Any]:
    name = str(row["work_order"])
    order = source.orders[name]
    return {
        "id": name,
        "title": order["title"],
        "feeder": str(order["feeder"]),
        "pole": str(order["pole"]),
        "span": f"{clock_label(row['start'])}–{clock_label(row['end'])}",
        "leader": source.name(str(row["leader"])),
        "with": source.crew_name(str(row["support_crew"])) if row["support_crew"] else "",
        "blocks": bool(source.blocks.get((name, str(row["transfer_plan"])))),
        "transfer": bool(row["transfer_plan"]),
    }
