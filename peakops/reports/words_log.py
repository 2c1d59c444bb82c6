"""Labels of the dispatcher's log sheets and of the list for the day before."""

from __future__ import annotations

LOG = {
    "log_title": ("调度记录单", "Dispatcher's log sheets"),
    "log_sheet": ("线路记录单", "Log sheet"),
    "log_permitter": ("许可人", "permitter"),
    "log_permissions": ("许可与完工", "Permissions and completion"),
    "log_planned": ("计划时间（仅供参考）", "planned (information)"),
    "log_permitted": ("许可 时间/调度员", "permitted at / by"),
    "log_completed": ("完工报告 时间/报告人", "done: reported at / by"),
    "log_off_ordered": ("停用令 时间/受令人", "off: ordered at / to"),
    "log_off_done": ("已停用 时间/报告人", "off: reported at / by"),
    "log_on_ordered": ("恢复令 时间/受令人", "on: ordered at / to"),
    "log_on_done": ("已恢复 时间/报告人", "on: reported at / by"),
    "log_last_ticket": (
        "本线路全部工作票终结后方可恢复。",
        "On again only after every ticket on this feeder is closed.",
    ),
    "log_no_blocks": (
        "当日本线路不需停用重合闸",
        "No reclosing to be blocked on this feeder today",
    ),
    "log_step_done": ("执行 时间/人", "done at / by"),
    "log_steps_there": ("操作步骤见该线路记录单", "steps on the log sheet of feeder"),
    "log_tickets": ("未终结工作票", "Tickets open"),
    "log_opened": ("开工 时间", "opened at"),
    "log_closed": ("终结 时间", "closed at"),
    "log_due": ("前一日 15:00 前须办", "By 15:00 the day before"),
    "log_work_on": ("作业日", "for work on"),
    "log_late": (
        "本计划编制于该时限之后：立即办理，或由调度决定。",
        "This plan was issued after that time: see to it at once, or as dispatch decides.",
    ),
    "log_requests": ("停用重合闸申请", "Reclosing requests"),
    "log_requests_note": ("按许可人", "per permitter"),
    "log_no_requests": ("无需申请停用重合闸。", "No reclosing request."),
    "log_requested": ("申请 时间/受理人", "requested at / of"),
    "log_notices": ("用户通知", "Customer notices"),
    "log_no_notices": ("无需通知用户。", "No customer has to be told."),
    "log_out_whole": ("作业期间停电 户", "out for the whole job"),
    "log_out_short": ("短时停电 户（时户数·分钟）", "out for a moment (customer minutes)"),
    "log_window": ("用户约定时段", "customer's window"),
    "log_told": ("通知 时间/方式/经办人", "told at / how / by"),
    "log_file": ("工作票、操作票", "Tickets to be filed"),
    "log_reclosing_off": ("停用重合闸", "reclosing off"),
    "log_switching_ticket": ("倒闸操作票 步数", "switching ticket, steps"),
    "log_filed": ("送达 时间/签收人", "filed at / received by"),
    "log_devices": ("台", "devices"),
}
"""Every label of dispatch.pdf that no other sheet has."""
