"""What a replan changed, in words: for the dispatcher's sheets and for the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peakops.reports.sheet_source import Source, split
from peakops.reports.wording import label_pair, listed, pair
from peakops.reports.words_changes import CHANGES

Pair = list[str]


def changed_orders(source: Source) -> list[Mapping[str, Any]]:
    """Rows of what changed; none for a plan made from a scenario."""
    replan = source.plan.summary.get("replan")
    return list(replan["changed"]) if isinstance(replan, Mapping) else []


def change_list(source: Source) -> dict[str, Any]:
    """The list for the dispatcher: before, after and why of every order that changed.

    Parameters
    ----------
    source
        The plan, indexed.

    Returns
    -------
    The field ``changes`` of the sheets; none for a plan made from a scenario.
    """
    replan = source.plan.summary.get("replan")
    if not isinstance(replan, Mapping):
        return {}
    return {
        "changes": {
            "at": _minute(str(replan["at"])),
            "of": _minute(str(replan["of_issued"])),
            "rows": [_row(source, item) for item in changed_orders(source)],
        }
    }


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")


def _row(source: Source, item: Mapping[str, Any]) -> dict[str, Any]:
    order = source.orders[str(item["work_order"])]
    return {
        "id": item["work_order"],
        "title": order["title"],
        "emergency": bool(order["emergency"]),
        "change": change_words(str(item["change"])),
        "before": _side(source, str(item["before"])),
        "after": _side(source, str(item["after"])),
        "reason": reason_words(str(item["reason"])),
        "because": listed(split(item["because_of"]), source.main_language),
    }


def _side(source: Source, side: str) -> Pair:
    """A span with the name of its crew; a side without one is not planned."""
    if not side:
        return label_pair("chg_not_planned")
    *span, crew = side.split(" ", 2)
    return [f"{' '.join(span)} {source.crew_name(crew)}"] * 2


def change_words(codes: str) -> Pair:
    """[Chinese, English] of the codes of what is different."""
    return _joined(
        label_pair(f"chg_{c}") if f"chg_{c}" in CHANGES else [c, c] for c in split(codes)
    )


def reason_words(codes: str) -> Pair:
    """[Chinese, English] of the rules that did not let a job stay as it was."""
    return _joined(pair(code) for code in split(codes))


def _joined(found: Iterable[Pair]) -> Pair:
    words = list(found)
    return [listed((zh for zh, _ in words), "zh"), listed((en for _, en in words), "en")]
