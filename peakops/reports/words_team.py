"""Words for what a team leader decides at the pole: delays, standby order, changes."""

from __future__ import annotations

TEAM = {
    "latest_start": ("最迟开工", "latest start"),
    "later_breaks": ("再晚则", "later:"),
    "not_permission": ("不是许可", "not permission"),
    "team_words": ("最迟开工、备用任务、距离", "Latest start, standby, distances"),
    "latest_start_note": (
        "最迟开工：其他都照计划时仍合规的最晚准备时刻，本任务各时刻顺延；过时不开工，报调度重排。",
        "Latest start of set-up, all else as planned; times move along. Later: ask for a new plan.",
    ),
    "standby_note": (
        "备用任务：不动其他任务，体温和电网已校核；须调度下令、票证齐全并重出计划。",
        "Standby: nothing else moves, heat and grid checked. Only if ordered, ticketed, replanned.",
    ),
    "nearest_note": ("就近空调休息点、医院按直线距离。", "Rest, hospital: in a straight line."),
    "near_cooled_rest": ("最近空调休息点", "nearest cooled rest"),
    "near_hospital": ("最近医院", "nearest hospital"),
    "standby_order": ("备用任务", "Standby order"),
    "standby_for": ("{job} 现场不能开工时", "if {job} is closed on the spot"),
    "standby_none": (
        "无：没有未排工单可在不动其他任务的情况下由本班组承担。",
        "None: no order left over fits this crew with nothing else moved.",
    ),
    "standby_blocks": ("须停用重合闸", "reclosing to be blocked"),
    "standby_transfer": ("须先转供负荷", "load transfer first"),
    "learned_factor": ("（按实绩工时 {factors} 安排）", " (planned with learned times {factors})"),
    "first_issue": ("首次发布", "First issue"),
    "nothing_changed": ("本班组当日无变化", "no change for this crew on this day"),
    "issue_before": ("上一版编制 {time}", "issue before: {time}"),
    "other_crew": ("其他班组", "another crew"),
}
