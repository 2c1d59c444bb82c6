"""Texts of what a replan changed: labels of the sheets, and the codes of changes.csv."""

from __future__ import annotations

CHANGES = {
    "chg_title": ("与上一版计划的差别", "What changed since the issue before"),
    "chg_at": ("调整时刻", "as of"),
    "chg_of": ("上一版编制", "issue before of"),
    "chg_what": ("变化", "change"),
    "chg_before": ("原计划", "before"),
    "chg_after": ("现计划", "after"),
    "chg_reason": ("原因", "why"),
    "chg_told": ("通知 时间/受话人", "told at / who"),
    "chg_none": ("各工单均无变化。", "No order has changed."),
    "chg_not_planned": ("不排", "not planned"),
    "chg_time": ("时间", "time"),
    "chg_crew": ("班组", "crew"),
    "chg_people": ("人员", "people"),
    "chg_vehicles": ("车辆", "vehicles"),
    "chg_transfer": ("负荷转供", "load transfer"),
    "chg_added": ("新排入", "added"),
    "chg_left_out": ("不再排入", "left out"),
    "chg_withdrawn": ("取消", "withdrawn"),
    "chg_recalled": ("中途停止", "cut short"),
    "chg_overran": ("超时", "takes longer"),
}
"""Labels; ``chg_`` and a code of the column ``change`` of changes.csv."""

CHANGE_CODES = {
    "overrun": ("作业超时", "job takes longer"),
    "new_order": ("新增工单", "new order"),
    "room_freed": ("腾出时间", "room was freed"),
    "worth_more": ("新计划总体更优", "the new plan is worth more"),
    "past": ("时间已过", "already past"),
    "load_flow_unknown": ("该组合未做潮流校核", "no load flow for these states together"),
    "ticket_not_filed": ("工作票未提前一天办理", "ticket not filed the day before"),
}
"""Reasons that only a replan gives."""
