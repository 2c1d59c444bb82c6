"""dispatch.pdf as a document: what a replan changed; each day what is due before, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peakops.reports.change_list import change_list
from peakops.reports.dispatch_due import due_list
from peakops.reports.dispatch_log import log_sheets
from peakops.reports.dispatch_parts import day_orders
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import date_texts, finished
from peakops.reports.wording import label_pair

if TYPE_CHECKING:
    from peakops.plan import Plan


def dispatch_document(plan: Plan, language: str = "both") -> dict[str, Any]:
    """Build the dispatcher's lists and log sheets.

    Parameters
    ----------
    plan
        The finished plan.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    source = Source(plan=plan, language=language)
    dates = [day.isoformat() for day in source.dates()]
    name = plan.scenario.name
    return finished(
        {
            "title": f"{label_pair('log_title')[0]} {name} {dates[0]}",
            "utility": name,
            "issued": plan.scenario.issued.strftime("%Y-%m-%d %H:%M"),
            "first": date_texts(dates[0]),
            "last": date_texts(dates[-1]),
            "language": language,
            **change_list(source),
            "days": [_day(source, date) for date in dates],
        }
    )


def _day(source: Source, date: str) -> dict[str, Any]:
    rows = day_orders(source, date)
    return {
        "date": date_texts(date),
        "due": due_list(source, date, rows),
        "feeders": log_sheets(source, rows),
    }
