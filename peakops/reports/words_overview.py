"""Labels of the overview, sentences of the sheets, names of days: label → (Chinese, English)."""

from __future__ import annotations

NOTES = {
    "alert_wbgt": (
        "斗内最高 WBGT {wbgt} °C，加服装修正 {cav} °C 为 {total} °C；ISO 7243 为 {reference} °C。",
        "Highest WBGT {wbgt} °C, with {cav} °C for clothing {total} °C; ISO 7243: {reference} °C.",
    ),
    "alert_information": (
        "WBGT 与该参考值仅作提示，不作为停工依据。",
        "WBGT and its reference are information here, not a limit.",
    ),
    "alert_estimate": (
        "热应激标准 ISO 7933 不适用于不透气防护服：体温与时限为工程估算。",
        "ISO 7933 excludes impermeable clothing: these times are engineering estimates.",
    ),
    "alert_stop": (
        "出现头晕、恶心、停止出汗、意识不清：立即出斗、降温、呼救 120。",
        "Dizziness, nausea, no sweat, confusion: leave the bucket at once, cool down, call 120.",
    ),
    "alert_humid": (
        "湿度高于 {limit} % 的时段：{hours}。",
        "Humidity above {limit} % in the hours {hours}.",
    ),
    "gap_forecast": (
        "气象与负荷为预报值；现场实测超限即停。",
        "Weather and load are forecasts: stop when a measured value is over its limit.",
    ),
    "gap_worker": (
        "未考虑个人健康状况、睡眠、饮水与现场微气候（反射、无风）。",
        "Personal health, sleep, drinking and the local climate at the pole are not known.",
    ),
    "gap_clothing": (
        "披肩热阻为假定值，尚无实测数据。",
        "The insulation of the cape is assumed, not measured.",
    ),
    "gap_grid": (
        "潮流按预报与图上开关状态计算；以当日实际运行方式为准。",
        "Load flows use the forecast and the switching state on record; the real state decides.",
    ),
    "gap_people": (
        "倒闸操作人员与其他班组未排入本表。",
        "Switching operators and other crews are not on this sheet.",
    ),
}

OVERVIEW = {
    "summary": ("摘要", "Summary"),
    "orders_done": ("已排工单", "orders placed"),
    "priority_weight": ("优先级总和", "priority weight"),
    "worst_loading": ("最高负载率", "highest loading"),
    "worst_voltage": ("最低电压", "lowest voltage"),
    "hottest_stint": ("最热进斗", "hottest stint"),
    "customer_hours_at_risk": ("风险停电时户数", "customer-hours at risk"),
    "gap": ("与上界差距", "gap to the bound"),
    "unknown": ("未知", "unknown"),
    "crews_chart": ("各班组安排", "All crews"),
    "total_load": ("总负荷 P50", "load"),
    "no_work": ("当日无作业", "no work on this day"),
    "map": ("线路与作业地点", "Feeders and work places"),
    "map_work": ("作业地点", "work place"),
    "map_open": ("常开联络", "normally open point"),
    "map_caption": (
        "线色：计划期内线路最高负载率（P90）；数字：任务序号",
        "Line colour: highest loading of the feeder (P90); numbers: jobs in the list",
    ),
    "closed_by": ("当日禁止作业时段及依据", "Rules that closed hours today"),
    "none_closed": ("当日无禁止时段。", "No rule closed any hour."),
    "closes": ("禁止", "closes"),
    "closes_site": ("现场作业", "work on site"),
    "closes_bucket": ("进斗", "the bucket"),
    "in_force": ("现用值", "in force"),
    "origin": ("依据条款", "source and clause"),
    "hours": ("时长", "hours"),
    "overrides": ("本单位修改的高温与气象规则", "Heat and weather rules the utility has changed"),
    "no_overrides": ("均为默认值。", "All at their defaults."),
    "rule_key": ("设置项", "setting"),
    "default": ("默认值", "default"),
    "placed": ("已排工单", "Placed orders"),
    "worst_hours": ("最严重时刻", "Worst hours"),
    "worst_hours_note": ("有作业时的校核状态", "states checked with work in progress"),
    "risk_hours": ("风险时户数", "customer-h at risk"),
    "unscheduled": ("未排工单及原因", "Unscheduled orders and why"),
    "all_scheduled": ("全部工单已排入。", "Every order is in the plan."),
    "base_alarms": ("无作业时已存在的越限", "Alarms that exist without any work"),
    "no_base_alarms": ("无。", "None."),
    "findings": ("校核发现", "Findings"),
    "order": ("工单", "order"),
    "title": ("内容", "what"),
    "number_head": ("序号", "no."),
    "phase_bucket": ("斗内作业（任务号）", "bucket work (job)"),
    "reason": ("原因", "reason"),
    "rules_head": ("各规则占去时段数（其中仅因该规则）", "slots each rule removes (by it alone)"),
    "value_limit": ("数值 / 限值", "value / limit"),
    "priority": ("优先级", "priority"),
    "time": ("时间", "time"),
    "loading": ("负载率 %", "loading %"),
    "voltage": ("电压 p.u.", "voltage p.u."),
    "element": ("设备", "element"),
    "feeder_head": ("出口", "head"),
    "works": ("在做工单", "work in progress"),
    "rule": ("规则", "rule"),
    "fix": ("最近的改变", "nearest change"),
    "status": ("状态", "state"),
    "resolved": ("已解决", "resolved"),
    "open_finding": ("未解决", "not resolved"),
}

WEEKDAYS = {
    "weekday_0": ("星期一", "Mon"),
    "weekday_1": ("星期二", "Tue"),
    "weekday_2": ("星期三", "Wed"),
    "weekday_3": ("星期四", "Thu"),
    "weekday_4": ("星期五", "Fri"),
    "weekday_5": ("星期六", "Sat"),
    "weekday_6": ("星期日", "Sun"),
}

MONTHS = {
    "month_1": ("一月", "January"),
    "month_2": ("二月", "February"),
    "month_3": ("三月", "March"),
    "month_4": ("四月", "April"),
    "month_5": ("五月", "May"),
    "month_6": ("六月", "June"),
    "month_7": ("七月", "July"),
    "month_8": ("八月", "August"),
    "month_9": ("九月", "September"),
    "month_10": ("十月", "October"),
    "month_11": ("十一月", "November"),
    "month_12": ("十二月", "December"),
}
