"""Labels of the dispatcher's log sheets and of the list for the day before."""

from __future__ import annotations

LOG = {
    "log_title": ("调度记录单", "Dispatcher's log"),
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
        "On again only when no ticket on this feeder is open.",
    ),
    "log_no_blocks": (
        "当日本线路不需停用重合闸",
        "No reclosing needs to be blocked on this feeder",
    ),
    "log_step_done": ("执行 时间/人", "done at / by"),
    "log_steps_there": ("步骤见线路", "steps on the sheet of"),
    "log_tickets": ("未终结工作票", "Tickets open"),
    "log_ticket_window": ("工作票有效时间", "valid"),
    "log_opened": ("许可开工 时间", "opened at"),
    "log_closed": ("终结 时间", "closed at"),
    "log_due": ("前一日须办事项", "To be done the day before"),
    "log_by": ("{time} 前", "by {time}"),
    "log_work_on": ("作业日", "for work on"),
    "log_late": (
        "本计划编制于该时限之后：立即办理，能否作业由调度决定。",
        "This plan was issued after that time: see to it at once; dispatch decides.",
    ),
    "log_requests": ("停用重合闸申请", "Reclosing requests"),
    "log_requests_note": ("按许可人", "per permitter"),
    "log_no_requests": ("无需申请停用重合闸。", "No reclosing request."),
    "log_requested": ("申请 时间/受理人", "requested at / of"),
    "log_notices": ("用户通知", "Customer notices"),
    "log_no_notices": ("无需通知用户。", "No customer has to be told."),
    "log_out_whole": ("作业期间停电 户", "out for the job"),
    "log_out_short": ("短时停电 户 / 户·分钟", "out briefly / cust. min"),
    "log_window": ("用户约定时段", "customer's window"),
    "log_told": ("通知 时间/方式/经办人", "told at / how / by"),
    "log_file": ("工作票、倒闸操作票送达", "Work and switching tickets to be filed"),
    "log_yes": ("是", "yes"),
    "log_reclosing_off": ("停用重合闸", "reclosing off"),
    "log_switching_ticket": ("倒闸操作 步", "switching steps"),
    "log_filed": ("送达 时间/签收人", "filed at / received by"),
}
"""Every label of dispatch.pdf that no other sheet has."""
