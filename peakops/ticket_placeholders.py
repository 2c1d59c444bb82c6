"""The words that a work ticket's template may hold; running this prints docs/work-ticket.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

PLACEHOLDERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "unit": ("单位", "name of the scenario"),
        "ticket": ("票号", "number of the ticket; a line where the order has none yet"),
        "order": ("工单号", "number of the work order"),
        "title": ("工单名称", "title of the work order"),
        "task": ("工作任务", "title, kind of job and method"),
        "job_type": ("作业项目", "kind of job"),
        "job_class": ("作业类别", "class of live work, I to IV"),
        "method": ("作业方法", "glove, stick, bypass, …"),
        "crew": ("班组", "crews, the one that leads first"),
        "leader": ("工作负责人", "leader of the work"),
        "supervisor": ("专责监护人", "dedicated supervisors, one for each work point"),
        "members": ("工作班成员", "all but the leader, a line for each duty"),
        "bucket": ("斗内电工", "bucket workers"),
        "ground": ("地面电工", "ground workers"),
        "relief": ("轮换人员", "those who relieve somebody on the ground"),
        "member_count": ("成员人数", "people, the leader not counted"),
        "person_count": ("总人数", "people, the leader counted"),
        "vehicles": ("车辆", "vehicles"),
        "line": ("线路名称", "feeder worked on"),
        "substation": ("变电站", "substation of the feeder"),
        "pole": ("杆号", "pole number"),
        "place": ("工作地点", "feeder, pole, bus and coordinates"),
        "planned_start": ("计划开始时间", "planned start"),
        "planned_end": ("计划结束时间", "planned end"),
        "ticket_window": ("工作票有效期", "from when to when the ticket holds"),
        "reclosing": ("重合闸", "whether reclosing has to be blocked"),
        "blocks": ("停用重合闸设备", "what is blocked and why, and the permitter to call"),
        "permitter": ("许可人", "who permits the work, with telephone"),
        "no_agreed_times": ("禁止约时", "禁止约时停用或恢复重合闸; planned times permit nothing"),
        "transfer": ("负荷转供", "load transfer during the job"),
        "switching": ("倒闸操作", "switching steps before and after the job"),
        "adjacent": ("邻近带电部位", "circuits on the same poles, a line for the survey"),
        "distances": ("安全距离", "minimum distances of 10 kV live work"),
        "weather_limits": ("气象条件", "thunder, rain, wind and humidity, measured on site"),
        "heat_limits": ("高温要求", "band of the day, hours closed, stints in the bucket"),
        "safety_measures": ("安全措施", "hazards of the job's steps and what is done against them"),
        "notes": ("备注", "notes of the order"),
        "emergency": ("应急抢修", "whether it is an emergency, and who approved it"),
        "issuer": ("签发人", "ticket issuers, with telephone"),
        "issued": ("计划编制时间", "when the plan was issued"),
    }
)  # fmt: skip
"""Name to its Chinese name, which stands for the same, and what is filled in."""

ENGLISH_OF: Mapping[str, str] = MappingProxyType(
    {zh: name for name, (zh, _) in PLACEHOLDERS.items()}
)

HEADER = """\
# Work tickets

`peakops plan`, `replan` and `report` write one Word document per placed order, tickets/ORDER.docx:
a work ticket for live-line work (配电带电作业工作票), filled with what the plan knows and with
lines for what only the day knows (permission, report, finish, signatures). It is to be edited and
signed; it is not read again. The same plan gives the same bytes.

The form is a Word document with placeholders such as `{{leader}}` or `{{工作负责人}}`. The one that
comes with peakops is `peakops/work_ticket.docx`, made by `python -m peakops.ticket_form`. To use
your own, put it into the scenario's folder as `work_ticket.docx`, or name it in scenario.yaml:

```yaml
files:
  work_ticket: 本单位带电作业工作票.docx
```

Placeholders may stand in paragraphs, tables, text boxes, headers and footers, as often as you like;
what is filled in has the look of the placeholder's first letter. A value with several lines fills
them below one another. Blanks around the name are allowed. A name that is not in the table, braces
that do not close, full-width braces, and a document without a single placeholder are faults:
nothing is planned until they are mended.

What the plan does not know is a line to be filled in by hand: ＿＿＿＿. Texts of orders and names
are taken as they are, but for control characters, which Word cannot hold. The ticket is in Chinese,
whatever `--language` says: it is a form of the utility.

The safety texts are the utility's own: distances and weather limits are those of the shift
plans and must be confirmed by the utility, hazards and controls are those of job_steps. Planned
times permit nothing: reclosing is blocked and restored only on the dispatcher's call.

| placeholder | the same | filled with |
| --- | --- | --- |"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield HEADER
    for name, (zh, about) in PLACEHOLDERS.items():
        yield f"| `{{{{{name}}}}}` | `{{{{{zh}}}}}` | {about} |"


def main() -> None:
    """Print the page."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
