"""Words of load transfers and of what a trip would mean, Chinese and English."""

from __future__ import annotations

SWITCHING_CODES = {
    "make_before_break": ("先合后断（合环）", "make before break"),
    "break_before_make": ("先断后合", "break before make"),
    "isolates": ("隔离停电", "isolates the section"),
    "several_at_once": ("多处同时操作", "several switches at once"),
    "phases_unchecked": ("未核相", "phases not checked"),
    "loop_zone": ("不在同一合环区", "not in one loop zone"),
    "vector_group": ("接线组别不同", "another vector group"),
    "reclosing_on": ("两侧重合闸未全部停用", "reclosing not off on both sides"),
    "pickup_unknown": ("过流定值未知", "pick-up not known"),
    "voltage_step": ("电压差过大", "voltage step too large"),
    "angle": ("相角差过大", "angle too large"),
    "loop_current": ("合环电流超过定值", "loop current above the pick-up"),
    "loop_limits": ("合环时越限", "a limit broken in the loop"),
    "loop_forbidden": ("不允许合环", "no loop may be closed here"),
}

SWITCHING_LABELS = {
    "method_head": ("方式", "way"),
    "customers_switched": ("短时停电用户·分钟", "customer minutes out while switching"),
    "reclosing_off_in_loop": (
        "合环前确认两侧线路重合闸已停用、线路上无带电作业。",
        "Before the loop is closed: reclosing off on both feeders, no live work on either.",
    ),
    "if_it_trips": ("若作业期间跳闸", "If it trips during the work"),
    "trip_restored": ("可恢复用户", "customers supplied again"),
    "trip_out": ("无法恢复用户", "customers left without supply"),
    "trip_minutes": ("联系与操作", "contact and switching"),
    "trip_rule": (
        "未经负责人确认全员撤离，不得向作业区段送电。",
        "Nothing is energised towards the crew before its leader reports all clear.",
    ),
}
