"""Texts of the heatwave run: label → (Chinese, English)."""

from __future__ import annotations

WAVE_MEASURES: dict[str, tuple[str, str]] = {
    "wave_orders_done": ("可完成工单", "orders done"),
    "wave_orders_not_done": ("未完成工单", "orders not done"),
    "wave_priority_weight": ("优先级总和", "priority weight"),
    "wave_days_closed": ("全天停工天数", "days closed"),
    "wave_open_crew_hours": ("可作业班组工时 h", "open crew-hours"),
    "wave_lost_crew_hours": ("损失班组工时 h", "crew-hours lost"),
    "wave_feeder_peak_percent": ("馈线最高负载率 %", "fullest feeder, %"),
    "wave_feeders_over": ("越限馈线数", "feeders over the limit"),
    "wave_feeder_hours_heavy": ("馈线重载小时", "feeder-hours, heavy"),
    "wave_feeder_hours_over": ("馈线越限小时", "feeder-hours over the limit"),
    "wave_transformer_peak_percent": ("主变最高负载率 %", "fullest transformer, %"),
    "wave_transformers_over": ("越限主变数", "transformers over the limit"),
    "wave_transformer_hours_heavy": ("主变重载小时", "transformer-hours, heavy"),
    "wave_transformer_hours_over": ("主变越限小时", "transformer-hours over the limit"),
    "wave_transfers_possible": ("可转供工单", "orders with a transfer"),
    "wave_transfers_lost": ("失去转供的工单", "orders that lost their transfer"),
    "wave_customer_hours_overloaded": ("越限馈线时户数", "customer-hours on overloaded feeders"),
    "wave_customer_hours_at_risk": ("作业风险时户数", "customer-hours at risk by the work"),
    "wave_workers_at_core_limit": ("体温达限人数", "workers at the core limit"),
    "wave_workers_at_water_limit": ("失水达限人数", "workers at the water limit"),
    "wave_core_peak_c": ("最高预测体温 °C", "hottest predicted core, °C"),
    "wave_base_alarms": ("无作业时越限", "alarms without any work"),
    "wave_violations": ("计划引起的越限", "violations of the plan"),
    "wave_breaches": ("违反规则", "breaches"),
    "wave_locks_released": ("无法保持的锁定", "locks that cannot be kept"),
}
"""Names of `heatwave_tables.MEASURES`."""

WAVE_LIMITS: dict[str, tuple[str, str]] = {
    "wave_day_closed": ("全天停工", "day closed"),
    "wave_day_capped": ("限时作业", "hours outdoors capped"),
    "wave_feeder_over": ("首条馈线越限", "first feeder over its limit"),
    "wave_transformer_over": ("首台主变越限", "first transformer over its rating"),
}
"""What may break within a sweep, by `measure` of cliffs.csv."""

HEATWAVE: dict[str, tuple[str, str]] = {
    **WAVE_MEASURES,
    **WAVE_LIMITS,
    "wave_title": ("热浪推演：什么最先受不住", "Heatwave: what breaks first"),
    "wave_runs": ("推演次数", "members"),
    "wave_as_forecast": ("按预报", "as forecast"),
    "wave_breaks": ("最先出问题的环节", "What breaks first"),
    "wave_breaks_note": (
        "气温升高到此值即发生，精确到 0.1 °C；热浪持续 {days} 天",
        "from this much hotter, to 0.1 °C; heatwave of {days} day(s)",
    ),
    "wave_nothing": ("在所算范围内没有。", "Nothing within this range."),
    "wave_from": ("升温", "hotter by"),
    "wave_already": ("起点已是", "from the start"),
    "wave_what": ("事项", "what"),
    "wave_where": ("日期或设备", "date or element"),
    "wave_severity": ("升温与天数", "Hotter, and for how many days"),
    "wave_no_line": (
        "只推演了一种升温和一种天数，没有曲线；数值见各表。",
        "One shift and one length only: no line to draw. The tables have the figures.",
    ),
    "wave_axis_shift": ("气温升高 K", "hotter by (K)"),
    "wave_axis_days": ("热浪天数", "days of the heatwave"),
    "wave_day_unit": ("天", "days"),
    "wave_table": ("各升温下的比较", "Degree by degree"),
    "wave_table_note": (
        "粗框：悬崖，即该项在这一档内变化最大；热浪持续 {days} 天",
        "heavy frame: a cliff, where the measure jumps; heatwave of {days} day(s)",
    ),
    "wave_measure": ("项目", "measure"),
    "wave_lost_by_rule": ("各规则占去的班组工时 h", "Crew-hours that each rule takes"),
    "wave_orders": ("哪些工单受影响", "Which orders"),
    "wave_orders_note": (
        "数字：安排在第几天；空白：未排入；斜纹：任何一天都没有可用时段",
        "number: day on which it is planned; blank: not planned; hatched: no day has a start",
    ),
    "wave_do_first": ("今天先做", "Do these first"),
    "wave_do_first_note": (
        "首日尚可开工，若升温至此值，此后各日均不可能",
        "possible on the first day; from this much hotter on no later day",
    ),
    "wave_no_first": ("没有这样的工单。", "There is no such order."),
    "wave_last_start": ("首日最晚开工", "last start on the first day"),
    "wave_planned": ("按预报的安排", "planned, as forecast"),
    "wave_others": ("其他热浪", "Other heatwaves"),
    "wave_shift": ("整体升温", "all hours hotter"),
    "wave_hot_days": ("白天更热", "hotter days"),
    "wave_warm_nights": ("夜间更热", "warmer nights"),
    "wave_measured": ("实测热浪", "measured heatwave"),
    "wave_forecast_error": ("预报误差", "forecast error"),
    "wave_ensemble": ("预报误差下的范围", "What the forecast's error means"),
    "wave_ensemble_note": ("{count} 次抽样", "{count} draws"),
    "wave_spread": ("P10–P90 区间", "eight of ten"),
    "wave_range": ("最小–最大", "least to most"),
    "wave_gaps": ("未计入", "What these figures do not cover"),
    "wave_gap_effort": (
        "各次推演的求解用时少于正式计划，工单数可能略低。",
        "Each member has less solver effort than a plan: a few orders more may be possible.",
    ),
    "wave_gap_load": (
        "负荷模型在历史最高气温以上为外推。",
        "Above the hottest hour of the history the load forecast is an extrapolation.",
    ),
    "wave_gap_days": (
        "超出计划期的天数重复最热一日，仅计入负荷。",
        "Days beyond the plan repeat its hottest day and count for the load only.",
    ),
    "wave_gap_rating": (
        "主变按额定容量，未计高温降容。",
        "Transformers at their rating: no lower one in hot air is counted.",
    ),
}
"""Labels of heatwave.pdf and its figures."""
