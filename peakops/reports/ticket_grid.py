"""The grid's part of a work ticket: what is blocked and switched, whom to call, what stays live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakops.reports import grid_sheet
from peakops.reports.crew_files import one_line
from peakops.reports.dispatch_parts import permitters, substation
from peakops.reports.sheet_source import Row, Source
from peakops.reports.ticket_texts import BLANK, calls, lines
from peakops.reports.wording import label, text


def reclosing(source: Source, row: Row, *_: Row) -> str:
    """Whether reclosing has to be blocked."""
    return "需停用重合闸" if grid_sheet.blocks(source, row) else "不需停用重合闸"


def blocks(source: Source, row: Row, *_: Row) -> str:
    """What is blocked and why, and whom to call."""
    found = grid_sheet.blocks(source, row)
    return lines((_block(source, item) for item in found), label("no_blocks", "zh"))


def _block(source: Source, item: Mapping[str, Any]) -> str:
    feeder = str(item["feeder"])
    device = f"{one_line(feeder)} {one_line(item['device'])} {item['switch']}（{item['why'][0]}）"
    return f"{device}，许可人 {calls(permitters(source, substation(source, feeder)))}"


def permitter(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    """Who permits the work."""
    return calls(permitters(source, substation(source, str(order["feeder"]))))


def no_agreed_times(*_: Any) -> str:
    """That nothing is blocked or restored at an agreed time."""
    return f"{label('no_agreed_times', 'zh')}。{label('no_agreed_times_note', 'zh')}"


def transfer(source: Source, row: Row, *_: Row) -> str:
    """Load transfer during the job."""
    found = grid_sheet.transfer(source, row)
    if not found["from"]:
        return "无"
    return f"{one_line(found['from'])} → {one_line(found['to'])}，{found['load']}"


def switching(source: Source, row: Row, *_: Row) -> str:
    """Switching steps before and after the job."""
    steps = grid_sheet.switching(source, row)
    found = (
        f"{step['number']}. {step['phase'][0]}：{step['action'][0]} "
        f"{one_line(step['device'])} {step['switch']}"
        for step in steps
    )
    return lines(found, "无")


def adjacent(source: Source, row: Row, *_: Row) -> str:
    """Circuits on the same poles, and a line for what the survey finds."""
    same_pole = text("same_pole", "zh")
    near = [b["feeder"] for b in grid_sheet.blocks(source, row) if b["why"][0] == same_pole]
    found = [f"{same_pole}：{one_line(feeder)}（带电）" for feeder in dict.fromkeys(near)]
    return lines([*found, f"现场勘察所见其他带电部位：{BLANK}"])
