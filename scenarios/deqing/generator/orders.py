"""Thirty work orders as dispatchers write them, more than three hot days can hold."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from generator.network import Grid, Node

DAY_1, DAY_2, DAY_3, LATER = "2026-07-21", "2026-07-22", "2026-07-23", "2026-07-27"


@dataclass(frozen=True, kw_only=True)
class Order:
    """One row of ``work_orders.csv`` before its pole is known.

    Parameters
    ----------
    title
        Written after line name and pole.
    job_type, feeder, section, lateral, position
        What and where: the n-th trunk pole or lateral pole of the section.
    priority, due
        Weight 1–10 and the last day.
    mandatory, approver
        Must be done; who ordered the emergency.
    release
        First day.
    customer, ticket
        Window the customer gave; window of the work ticket.
    moisture_proof, locked_crew, after, notes
        As in the table.
    """

    title: str
    job_type: str
    feeder: str
    section: int
    priority: int
    due: str
    lateral: bool = True
    position: int = 0
    mandatory: bool = False
    approver: str = ""
    release: str = DAY_1
    customer: tuple[str, str] = ("", "")
    ticket: tuple[str, str] = ("", "")
    moisture_proof: bool = False
    locked_crew: str = ""
    after: str = ""
    notes: str = ""


def _o(
    title: str, job_type: str, feeder: str, section: int, priority: int, due: str, **more: object
) -> Order:
    return Order(
        title=title,
        job_type=job_type,
        feeder=feeder,
        section=section,
        priority=priority,
        due=due,
        **more,
    )  # type: ignore[arg-type]  # a row of the table below


def _trunk(position: int) -> dict[str, object]:
    return {"lateral": False, "position": position}


ORDERS = (
    _o(
        "绝缘导线异物搭挂、绝缘层破损紧急处理",
        "II-CLEAR",
        "城关线",
        1,
        10,
        DAY_1,
        mandatory=True,
        approver="运检部主任 钟立（虚构）",
        moisture_proof=True,
        notes="塑料大棚膜缠绕，随时可能短路",
        **_trunk(3),
    ),
    _o("带电接引线（新增充电站专变）", "II-LEAD-ON", "武康线", 1, 2, DAY_1, notes="用户已送电申请"),
    _o("带电断引线（配合支线改造）", "II-LEAD-OFF", "永安线", 2, 2, DAY_1),
    _o(
        "带电接引线（五龙小区配变）",
        "II-LEAD-ON",
        "阜溪线",
        1,
        3,
        DAY_2,
        customer=("2026-07-22T06:00", "2026-07-22T11:30"),
    ),
    _o("带电接引线（支线改造后恢复）", "II-LEAD-ON", "永安线", 2, 4, DAY_2, after="W03"),
    _o(
        "跌落式熔断器更换",
        "II-FUSE",
        "清溪线",
        2,
        8,
        DAY_1,
        customer=("2026-07-21T09:00", "2026-07-22T10:30"),
        ticket=("2026-07-21T08:30", "2026-07-22T12:00"),
        notes="红外测温98℃，市场早市21日09:00前不得作业",
    ),
    _o("跌落式熔断器更换", "II-FUSE", "下渚湖线", 1, 1, DAY_1, moisture_proof=True),
    _o("跌落式熔断器更换", "II-FUSE", "洛舍线", 1, 2, DAY_1),
    _o("避雷器更换", "II-ARRESTER", "莫干山线", 3, 2, DAY_2),
    _o("避雷器更换", "II-ARRESTER", "雷甸线", 1, 1, DAY_1),
    _o("避雷器更换（绝缘杆法）", "I-STICK-ARRESTER", "禹越线", 1, 1, DAY_1, locked_crew="C3"),
    _o("带电接引线（绝缘杆法）", "I-STICK-LEAD", "塘北线", 2, 3, DAY_1),
    _o(
        "智能开关引线搭接",
        "II-SMART-LEAD",
        "余不线",
        1,
        8,
        DAY_2,
        mandatory=True,
        ticket=("2026-07-22T06:00", "2026-07-22T13:30"),
        **_trunk(3),
    ),
    _o("智能开关引线搭接", "II-SMART-LEAD", "乾元线", 2, 3, DAY_2, **_trunk(1)),
    _o("跌落式熔断器更换", "II-FUSE", "舞阳线", 2, 3, DAY_1),
    _o("带电接引线（干村物流园）", "II-LEAD-ON", "钟管线", 1, 1, LATER),
    _o("直线杆绝缘子及横担更换", "II-INSULATOR", "莫干山线", 1, 2, DAY_1, **_trunk(4)),
    _o("直线杆绝缘子及横担更换（雷击痕迹）", "II-INSULATOR", "下舍线", 1, 7, DAY_3, **_trunk(2)),
    _o(
        "柱上隔离刀闸更换（发热缺陷）",
        "II-ISOLATOR",
        "新联线",
        1,
        8,
        DAY_3,
        customer=("2026-07-21T05:30", "2026-07-22T12:00"),
        **_trunk(3),
    ),
    _o("直线杆绝缘子更换", "II-INSULATOR", "东衡线", 2, 2, DAY_2, **_trunk(1)),
    _o("柱上隔离刀闸更换", "II-ISOLATOR", "临杭线", 2, 3, DAY_2, moisture_proof=True, **_trunk(2)),
    _o("直线杆横担更换（裂纹）", "II-INSULATOR", "三桥线", 2, 6, DAY_3, **_trunk(2)),
    _o(
        "带负荷更换跌落式熔断器",
        "III-LOAD-FUSE",
        "武康线",
        2,
        9,
        DAY_3,
        moisture_proof=True,
        **_trunk(2),
    ),
    _o(
        "带负荷更换柱上负荷开关",
        "III-LOAD-SWITCH",
        "乾元线",
        1,
        10,
        DAY_3,
        moisture_proof=True,
        ticket=("2026-07-21T05:30", "2026-07-23T19:00"),
        **_trunk(4),
    ),
    _o(
        "带负荷更换直线杆（车辆碰撞受损）",
        "III-POLE",
        "洛舍线",
        2,
        10,
        DAY_3,
        moisture_proof=True,
        **_trunk(1),
    ),
    _o(
        "分段停电更换耐张绝缘子串",
        "III-SECTION",
        "塘北线",
        2,
        9,
        DAY_3,
        moisture_proof=True,
        **_trunk(2),
    ),
    _o(
        "带负荷更换跌落式熔断器",
        "III-LOAD-FUSE",
        "阜溪线",
        2,
        9,
        DAY_3,
        moisture_proof=True,
        **_trunk(1),
    ),
    _o(
        "直线杆改耐张杆并加装智能开关",
        "IV-TENSION-SWITCH",
        "康乾线",
        2,
        10,
        DAY_2,
        mandatory=True,
        moisture_proof=True,
        **_trunk(1),
    ),
    _o(
        "直线杆改耐张杆并加装智能开关",
        "IV-TENSION-SWITCH",
        "下渚湖线",
        2,
        10,
        DAY_3,
        moisture_proof=True,
        **_trunk(2),
    ),
    _o(
        "带负荷更换柱上负荷开关",
        "III-LOAD-SWITCH",
        "张陆湾线",
        1,
        9,
        DAY_3,
        moisture_proof=True,
        notes="两条联络线路均为重载，待线路改造",
        **_trunk(3),
    ),
)


def work_orders(grid: Grid) -> pd.DataFrame:
    """The orders with their poles, numbered W01 to W30."""
    return pd.DataFrame(
        [_row(f"W{n:02d}", order, _node(grid, order)) for n, order in enumerate(ORDERS, 1)]
    )


def _node(grid: Grid, order: Order) -> Node:
    return grid.of(order.feeder, order.section, trunk=not order.lateral)[order.position]


def _row(number: str, order: Order, node: Node) -> dict[str, object]:
    return {
        "work_order": number,
        "title": f"10kV{order.feeder}{node.pole}#杆{order.title}",
        "job_type": order.job_type,
        "feeder": order.feeder,
        "bus": node.bus,
        "pole": f"{node.pole}#",
        "priority": order.priority,
        "mandatory": order.mandatory,
        "emergency": bool(order.approver),
        "approver": order.approver,
        "moisture_proof_tools": order.moisture_proof,
        "release": f"{order.release}T00:00",
        "due": f"{order.due}T19:00",
        "window_start": order.customer[0],
        "window_end": order.customer[1],
        "surveyed": True,
        "ticket": f"带{number[1:]}-2607" if order.ticket[0] else "",
        "ticket_from": order.ticket[0],
        "ticket_to": order.ticket[1],
        "locked_crew": order.locked_crew,
        "locked_start": "",
        "after": order.after,
        "notes": order.notes,
    }
