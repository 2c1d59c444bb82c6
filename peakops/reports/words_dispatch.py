"""Labels of the workbook, the calendars and the messages: label → (Chinese, English)."""

from __future__ import annotations

MESSAGES = {
    "msg_issued": ("编制 {issued}", "issued {issued}"),
    "msg_information": (
        "计划时间仅供参考，不是许可，一律以调度员命令为准。",
        "Planned times are information, not permission: only the dispatcher's order counts.",
    ),
    "msg_place": ("地点：{place}", "Place: {place}"),
    "msg_times": (
        "计划时间（仅供参考）：{start}–{end}（{depart} 出发）",
        "Planned, information only: {start}–{end} (depart {depart})",
    ),
    "msg_people": (
        "负责：{leader}；监护：{supervisor}",
        "Leader: {leader}; supervisor: {supervisor}",
    ),
    "msg_bucket": ("进斗：{stints}", "Up: {stints}"),
    "msg_stop": ("停工：{time} 前（{why}）", "Stop: before {time} ({why})"),
    "msg_no_stop": (
        "停工：预报其后无禁止时段；实测超限即停",
        "Stop: no closed hour forecast; stop if a measured value is over its limit",
    ),
    "msg_ticket_end": ("工作票：{time} 前完工", "Ticket: finish before {time}"),
    "msg_water": (
        "饮水：每人至多 {cups} 杯（250 ml），至少每 {every} 一杯；头晕恶心立即停工呼救 120。",
        "Water: up to {cups} cups (250 ml) each, one every {every}; dizzy or sick: stop, call 120.",
    ),
    "msg_called_off": ("取消：{order}（原定 {time}）", "Called off: {order} (was {time})"),
    "msg_joint": ("与{crew}联合作业", "Joint job with {crew}"),
    "msg_lighting": ("夜间作业须照明", "Lighting required"),
}

CALENDAR = {
    "cal_name": ("{crew} 带电作业", "{crew} live-line work"),
}

WORKBOOK = {
    "book_name": ("计划", "plan"),
    "book_value": ("数值", "value"),
    "book_unit": ("单位", "unit"),
    "book_where": ("位置、时间", "where and when"),
    "book_key": ("项目", "figure"),
    "book_issue": ("计划版次", "issue of the plan"),
    "book_from": ("第一天", "first day"),
    "book_to": ("最后一天", "last day"),
    "book_zone": ("时区", "time zone of all times"),
    "book_total": ("工单总数", "orders in all"),
    "book_violations": ("电气越限", "violations"),
    "book_breaches": ("违反规则", "breaches"),
    "book_alarms": ("无作业时已存在的越限", "alarms that exist without any work"),
    "book_cut": (
        "超过 Excel 单元格 32,767 字符而截断的文本",
        "texts cut because a cell of Excel holds 32,767 characters",
    ),
    "book_about": ("内容", "what"),
    "book_notes": ("说明", "Notes"),
    "book_sheets": ("工作表", "Sheets"),
    "book_rows": ("行数", "rows"),
    "book_plan_sheets": ("计划结果", "results of the plan"),
    "book_input_sheets": ("计划输入", "inputs of the plan"),
    "book_feed": (
        "再次作为输入：将本文件存入场景文件夹，并在 scenario.yaml 中写入以下各行。",
        "To plan again: put this file into the scenario folder, these lines into scenario.yaml.",
    ),
}

SHEETS = {
    "sheet_schedule": ("已排工单", "placed orders"),
    "sheet_changes": ("与上一版计划的差别", "what changed since the issue before"),
    "sheet_unscheduled": (
        "未排工单、原因及可解除者（未试算）",
        "orders left out, why, what would lift it (not tried)",
    ),
    "sheet_stints": ("进斗轮换", "stays in the bucket"),
    "sheet_watches": ("现场监护轮换", "watches in turn"),
    "sheet_worker_phases": ("人员全天安排", "every worker's day"),
    "sheet_travel": ("行车", "drives"),
    "sheet_transfers": ("负荷转供方案", "load transfers"),
    "sheet_switching": ("倒闸操作步骤", "switching steps"),
    "sheet_blocks": ("停用重合闸设备", "devices to be blocked"),
    "sheet_open_hours": (
        "各工单可作业时长及最严重时刻",
        "how long the grid allows each order, and its worst hour",
    ),
    "sheet_worst_hours": ("每小时最高负载状态", "the most loaded state of each hour"),
    "sheet_loads": (
        "各线路负荷 P90 [MW]，线路名下为限值",
        "P90 load of each feeder [MW], its limit below its name",
    ),
    "sheet_weather_slots": ("每刻钟气象与禁止时段", "weather of each slot, closed hours"),
    "sheet_day_bands": ("每日高温等级", "heat band of each day"),
    "sheet_heat_rules": ("禁止时段的规则及依据", "rules that closed hours"),
    "sheet_carry_over": ("带入次日", "what each worker takes into the next day"),
    "sheet_findings": ("校核发现", "findings of the checks"),
}

DISPATCH = {**MESSAGES, **CALENDAR, **WORKBOOK, **SHEETS}
"""Every label of the workbook, the calendars and the messages."""
