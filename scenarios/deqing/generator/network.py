"""The county as a pandapower network: busbars, cables, trunks, laterals, switches and ties."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field

import numpy as np
import pandapower as pp

from generator.equipment import SHIFT_DEGREE
from generator.layout import (
    FEEDERS,
    SUBSTATIONS,
    TIES,
    Feeder,
    Point,
    Substation,
    Tie,
)
from generator.net_parts import add_bus, add_line, km_between

TRUNK_NODES = 13
SECTION_ENDS = (5, 9)  # trunk nodes after which a new section begins
LATERAL_ROOTS = (1, 3, 5, 7, 9, 11)
POLE_SPACING_KM = 0.05
VILLAGES = (
    "永平",
    "对河口",
    "五龙",
    "上柏",
    "秋山",
    "二都",
    "勾里",
    "龙山",
    "沈家墩",
    "东舍",
    "曲溪",
    "民进",
)


NEW_SWITCH_A = 630.0
OLD_TIES_A = {("武康线", "下渚湖线"): 150.0}  # a pole switch of the 1990s, weaker than its line


@dataclass(frozen=True, kw_only=True)
class Node:
    """A pole (or cable box) of a feeder.

    Parameters
    ----------
    bus, feeder, section
        Bus index, feeder and its section 1–3.
    pole, trunk
        Pole number as painted on it; whether it stands on the trunk.
    at
        Place. [km]
    """

    bus: int
    feeder: str
    section: int
    pole: str
    trunk: bool
    at: Point


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Network with what the tables beside it need.

    Parameters
    ----------
    net
        The pandapower network.
    nodes
        Every node of every feeder, heads first.
    head_line, head_switch
        Index of each feeder's head cable and head breaker.
    kinds
        Switch index to (type, remote, auto_reclose, auto_close, limit_a).
    phases_checked
        Ties at which the phases were compared: those within one loop zone.
    """

    net: pp.pandapowerNet
    nodes: list[Node] = field(default_factory=list)
    head_line: dict[str, int] = field(default_factory=dict)
    head_switch: dict[str, int] = field(default_factory=dict)
    kinds: dict[int, tuple[str, bool, bool, bool, float]] = field(default_factory=dict)
    phases_checked: set[int] = field(default_factory=set)

    def of(
        self, feeder: str, section: int | None = None, *, trunk: bool | None = None
    ) -> list[Node]:
        """Nodes of a feeder, optionally of one section and only trunk or lateral ones."""
        return [
            node
            for node in self.nodes
            if node.feeder == feeder
            and section in (None, node.section)
            and trunk in (None, node.trunk)
        ]


def build(rng: np.random.Generator) -> Grid:
    """Build the whole county; loads are placed but not yet scaled."""
    grid = Grid(net=pp.create_empty_network(name="deqing", f_hz=50.0))
    sections = {sub.name: _substation(grid.net, sub, grid) for sub in SUBSTATIONS}
    places = {sub.name: sub.at for sub in SUBSTATIONS}
    for feeder in FEEDERS:
        start = places[feeder.substation]
        _feeder(grid, feeder, sections[feeder.substation][feeder.section - 1], start, rng)
    for tie in TIES:
        _tie(grid, tie)
    return grid


def _substation(net: pp.pandapowerNet, sub: Substation, grid: Grid) -> tuple[int, int]:
    hv_kv = sub.transformers[0].vn_hv_kv
    hv = add_bus(net, f"{sub.name}{hv_kv:.0f}kV母线", sub.at, hv_kv, sub.name, "b")
    pp.create_ext_grid(
        net,
        hv,
        vm_pu=sub.vm_pu,
        va_degree=sub.va_degree,
        name=sub.name,
        s_sc_max_mva=2000.0 if hv_kv > 100 else 600.0,
        rx_max=0.1,
    )
    sections = []
    for number, kind in enumerate(sub.transformers, start=1):
        at = (sub.at[0] + 0.03 * (2 * number - 3), sub.at[1] - 0.03)
        lv = add_bus(net, f"{sub.name}10kV{'ⅠⅡ'[number - 1]}段母线", at, 10.0, sub.name, "b")
        pp.create_transformer_from_parameters(
            net,
            hv,
            lv,
            sn_mva=kind.sn_mva,
            vn_hv_kv=kind.vn_hv_kv,
            vn_lv_kv=10.5,
            vkr_percent=kind.vkr_percent,
            vk_percent=kind.vk_percent,
            pfe_kw=round(kind.pfe_kw, 2),
            i0_percent=kind.i0_percent,
            shift_degree=SHIFT_DEGREE[sub.vector_group],
            tap_side="hv",
            tap_neutral=0,
            tap_min=-kind.tap_max,
            tap_max=kind.tap_max,
            tap_step_percent=kind.tap_step_percent,
            tap_step_degree=0.0,
            tap_pos=kind.tap_pos,
            tap_changer_type="Ratio",
            name=f"{sub.name}{number}号主变",
        )
        sections.append(lv)
    coupler = pp.create_switch(
        net,
        sections[0],
        sections[1],
        et="b",
        closed=False,
        type="CB",
        name=f"{sub.name}10kV母分开关",
    )
    grid.kinds[int(coupler)] = ("breaker", True, False, False, 2000.0)
    return sections[0], sections[1]


def _trunk_points(start: Point, feeder: Feeder) -> list[Point]:
    dx, dy = feeder.end[0] - start[0], feeder.end[1] - start[1]
    head = 0.08  # share of the way that is cable out of the substation
    points = []
    for node in range(TRUNK_NODES):
        share = head + (1 - head) * node / (TRUNK_NODES - 1)
        aside = feeder.bow * math.sin(math.pi * share)
        length = math.hypot(dx, dy)
        points.append(
            (
                start[0] + dx * share - dy / length * aside,
                start[1] + dy * share + dx / length * aside,
            )
        )
    return points


def _section_of(node: int) -> int:
    return 1 + sum(node > end for end in SECTION_ENDS)


def _feeder(
    grid: Grid, feeder: Feeder, busbar: int, start: Point, rng: np.random.Generator
) -> None:
    net, points = grid.net, _trunk_points(start, feeder)
    km_so_far, before, trunk = 0.0, busbar, []
    for position, at in enumerate(points):
        km = km_between(points[position - 1], at) if position else km_between(start, at)
        km_so_far += km
        pole = (
            f"{max(1, round((km_so_far - km_between(start, points[0])) / POLE_SPACING_KM) + 1):02d}"
        )
        bus = add_bus(net, f"{feeder.key}{pole}#杆", at, 10.0, feeder.substation, "n")
        conductor = _trunk_conductor(feeder, position)
        line = add_line(net, (before, bus), km, conductor, f"{feeder.key}{pole}#杆前段")
        if position == 0:
            _head(grid, feeder, busbar, line)
        elif position - 1 in SECTION_ENDS:
            _sectionaliser(grid, feeder, before, line, trunk[-1].pole, position)
        node = Node(
            bus=bus, feeder=feeder.key, section=_section_of(position), pole=pole, trunk=True, at=at
        )
        trunk.append(node)
        grid.nodes.append(node)
        before = bus
    for number, root in enumerate(LATERAL_ROOTS):
        _lateral(grid, trunk[root], VILLAGES[(number + feeder.number) % len(VILLAGES)], rng)


def _trunk_conductor(feeder: Feeder, position: int) -> str:
    if position == 0:
        return "YJV22-3x300"
    return feeder.trunk if _section_of(position) < 3 else feeder.tail


def _switch(grid: Grid, bus: int, line: int, kind: str, name: str, *, closed: bool = True) -> int:
    short = {"breaker": "CB", "load_break": "LBS", "disconnector": "DS"}[kind]
    return int(pp.create_switch(grid.net, bus, line, et="l", closed=closed, type=short, name=name))


def _head(grid: Grid, feeder: Feeder, busbar: int, line: int) -> None:
    name = f"{feeder.substation}{feeder.key}{feeder.number}开关"
    switch = _switch(grid, busbar, line, "breaker", name)
    grid.head_line[feeder.key], grid.head_switch[feeder.key] = line, switch
    grid.kinds[switch] = ("breaker", True, True, False, 1250.0)


def _sectionaliser(grid: Grid, feeder: Feeder, bus: int, line: int, pole: str, node: int) -> None:
    order = 0 if node - 1 == SECTION_ENDS[0] else 1
    kind = feeder.sectionaliser[order]
    word = {"breaker": "智能开关", "load_break": "分段开关", "disconnector": "分段刀闸"}[kind]
    switch = _switch(grid, bus, line, kind, f"{feeder.key}{pole}#杆{word}")
    smart = feeder.smart and order == 0
    grid.kinds[switch] = (kind, kind != "disconnector" and order == 0, smart, False, NEW_SWITCH_A)


def _lateral(grid: Grid, root: Node, village: str, rng: np.random.Generator) -> None:
    conductor = "JKLYJ-95" if rng.random() < 0.35 else "JKLYJ-70"
    angle, at, before = rng.random() * 2 * math.pi, root.at, root.bus
    for number in range(1, 3):
        step = 0.18 + 0.32 * rng.random()
        angle += 0.8 * (rng.random() - 0.5)
        at = (at[0] + step * math.cos(angle), at[1] + step * math.sin(angle))
        pole = f"{root.pole}#杆{village}支线{round(step / POLE_SPACING_KM) * number:02d}"
        bus = add_bus(grid.net, f"{root.feeder}{pole}#杆", at, 10.0, _zone(grid, root.bus), "n")
        add_line(
            grid.net, (before, bus), round(step * 1.06, 3), conductor, f"{root.feeder}{pole}#杆前段"
        )
        grid.nodes.append(
            Node(bus=bus, feeder=root.feeder, section=root.section, pole=pole, trunk=False, at=at)
        )
        before = bus


def _zone(grid: Grid, bus: int) -> str:
    return str(grid.net.bus.at[bus, "zone"])


def _tie(grid: Grid, tie: Tie) -> None:
    pairs = [
        (km_between(a.at, b.at, 1.15), a, b)
        for a in grid.of(tie.first, tie.sections[0], trunk=True)
        for b in grid.of(tie.second, tie.sections[1], trunk=True)
    ]
    km, a, b = min(pairs, key=lambda pair: (pair[0], pair[1].bus, pair[2].bus))
    name = f"{tie.first}{a.pole}#杆与{tie.second}{b.pole}#杆联络"
    line = add_line(grid.net, (a.bus, b.bus), km, "JKLYJ-185", f"{name}线")
    switch = _switch(grid, a.bus, line, "load_break", f"{name}开关", closed=False)
    grid.kinds[switch] = (
        "load_break",
        tie.auto_close or a.bus % 2 == 0,
        False,
        tie.auto_close,
        OLD_TIES_A.get((tie.first, tie.second), NEW_SWITCH_A),
    )
    if zone_of(tie.first) == zone_of(tie.second):
        grid.phases_checked.add(switch)


def zone_of(key: str) -> str:
    """Loop zone of the substation that feeds a feeder."""
    substation = next(feeder.substation for feeder in FEEDERS if feeder.key == key)
    return next(sub.loop_zone for sub in SUBSTATIONS if sub.name == substation)


def network_text(net: pp.pandapowerNet) -> str:
    """The network as pandapower JSON, keys in a fixed order, one line per table."""
    document = json.loads(pp.to_json(net, None))
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
