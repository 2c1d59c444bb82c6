"""The sheets in which a network is kept by hand: columns, their Chinese names, what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class FormColumn:
    """A column of a sheet of elements.

    Parameters
    ----------
    name
        As pandapower calls it.
    chinese
        Its other name, unit with it.
    kind
        number, boolean or text.
    about, about_zh
        What it means.
    needed
        Whether it may not stay empty.
    words
        Words that its cells may hold, Chinese to pandapower's.
    """

    name: str
    chinese: str
    kind: str
    about: str
    about_zh: str
    needed: bool = True
    words: Mapping[str, str] | None = None


def _column(
    name: str, chinese: str, kind: str, about: str, about_zh: str, *, needed: bool = True
) -> FormColumn:
    return FormColumn(
        name=name, chinese=chinese, kind=kind, about=about, about_zh=about_zh, needed=needed
    )


def _in_service() -> FormColumn:
    return _column("in_service", "在运", "boolean", "whether it is in service", "是否在运")


def _name(about: str, about_zh: str) -> FormColumn:
    return _column("name", "名称", "text", about, about_zh, needed=False)


def _bus(about: str, about_zh: str, name: str = "bus", chinese: str = "母线") -> FormColumn:
    return _column(name, chinese, "number", about, about_zh)


INDEX = FormColumn(
    name="index", chinese="编号", kind="number",
    about="number of the element, once in its sheet; the other tables call it by this number",
    about_zh="元件编号，本表内唯一；其他表按此编号引用",
)  # fmt: skip

_KIND_OF_SWITCH = FormColumn(
    name="et", chinese="所连元件类型", kind="text",
    about="what the switch stands at: a line's or a transformer's end, or between two buses",
    about_zh="开关装在线路端、变压器端，还是两母线之间",
    words=MappingProxyType({"线路": "l", "变压器": "t", "母线": "b"}),
)  # fmt: skip
_TYPE_OF_SWITCH = FormColumn(
    name="type", chinese="开关类型", kind="text", needed=False,
    about="breaker, load-break switch or disconnector; empty: a disconnector, never operated",
    about_zh="断路器、负荷开关或隔离开关；空：按隔离开关，不操作",
    words=MappingProxyType({"断路器": "CB", "负荷开关": "LBS", "隔离开关": "DS"}),
)  # fmt: skip
_TAP_CHANGER = FormColumn(
    name="tap_changer_type", chinese="调压方式", kind="text", needed=False,
    about="Ratio where the transformer has taps; empty where it has none",
    about_zh="有分接头填 Ratio；没有则留空",
    words=MappingProxyType({"调幅": "Ratio"}),
)  # fmt: skip
_TAP_SIDE = FormColumn(
    name="tap_side", chinese="分接侧", kind="text", needed=False,
    about="side of the taps, hv or lv", about_zh="分接头所在侧",
    words=MappingProxyType({"高压侧": "hv", "低压侧": "lv"}),
)  # fmt: skip

_POWERS = (
    _column("p_mw", "有功 MW", "number", "active power; a forecast of the feeder scales it",
            "有功；按馈线负荷预测折算"),
    _column("q_mvar", "无功 Mvar", "number", "reactive power", "无功"),
    _column("scaling", "倍率", "number", "factor on the powers, usually 1", "功率倍率，一般为 1"),
)  # fmt: skip

NETWORK_FORM: Mapping[str, tuple[FormColumn, ...]] = MappingProxyType(
    {
        "bus": (
            _name("name; of a 10 kV busbar its section, as on the reclosing requests",
                  "名称；10 kV 母线填段名，用于停用重合闸申请"),
            _column("vn_kv", "额定电压 kV", "number", "nominal voltage", "额定电压"),
            _column("geo", "经度,纬度", "text", "longitude and latitude with a comma between, °",
                    "经度在前、纬度在后，英文逗号分隔，单位 °，用于地图和路程", needed=False),
            _in_service(),
        ),
        "line": (
            _name("name, as people call the section", "线段名称"),
            _column("std_type", "导线型号", "text", "type of the conductor, as in line_types",
                    "导线型号，同 line_types 表", needed=False),
            _bus("bus where it begins", "起点母线编号", "from_bus", "起点母线"),
            _bus("bus where it ends", "终点母线编号", "to_bus", "终点母线"),
            _column("length_km", "长度 km", "number", "length", "长度"),
            _column("r_ohm_per_km", "电阻 Ω/km", "number", "resistance", "单位长度电阻"),
            _column("x_ohm_per_km", "电抗 Ω/km", "number", "reactance", "单位长度电抗"),
            _column("c_nf_per_km", "电容 nF/km", "number", "capacitance; 0 leaves it out",
                    "单位长度电容；0 表示不计"),
            _column("max_i_ka", "载流量 kA", "number", "current it carries all the time",
                    "长期允许载流量"),
            _column("df", "降额系数", "number", "factor on the current, usually 1",
                    "载流量系数，一般为 1"),
            _column("parallel", "并联回数", "number", "circuits in parallel, usually 1",
                    "并联回数，一般为 1"),
            _column("type", "线路类型", "text", "ol (overhead) or cs (cable)",
                    "ol 架空，cs 电缆", needed=False),
            _in_service(),
        ),
        "switch": (
            _name("name and number, as spoken at switching", "双重名称，操作时使用"),
            _bus("bus at which it stands", "开关所在母线编号"),
            _column("element", "所连元件编号", "number",
                    "number of the line, transformer or bus on its other side",
                    "另一侧线路、变压器或母线的编号"),
            _KIND_OF_SWITCH,
            _TYPE_OF_SWITCH,
            _column("closed", "合上", "boolean", "whether it is closed in the normal state",
                    "正常方式下是否合上；联络开关填“否”"),
        ),
        "trafo": (
            _name("name", "名称"),
            _bus("bus of its high-voltage side", "高压侧母线编号", "hv_bus", "高压母线"),
            _bus("bus of its low-voltage side", "低压侧母线编号", "lv_bus", "低压母线"),
            _column("sn_mva", "额定容量 MVA", "number", "rated power", "额定容量"),
            _column("vn_hv_kv", "高压额定 kV", "number", "rated voltage, high side",
                    "高压侧额定电压"),
            _column("vn_lv_kv", "低压额定 kV", "number", "rated voltage, low side",
                    "低压侧额定电压"),
            _column("vk_percent", "短路阻抗 %", "number", "short-circuit impedance",
                    "短路阻抗百分数"),
            _column("vkr_percent", "短路电阻 %", "number",
                    "its resistive part: load losses over rated power",
                    "电阻分量：负载损耗与额定容量之比"),
            _column("pfe_kw", "空载损耗 kW", "number", "iron losses", "空载损耗"),
            _column("i0_percent", "空载电流 %", "number", "no-load current", "空载电流百分数"),
            _column("shift_degree", "相位移 °", "number", "phase shift, usually 0",
                    "相位移，一般为 0"),
            _TAP_SIDE,
            _TAP_CHANGER,
            _column("tap_neutral", "额定分接", "number", "position of the rated ratio",
                    "额定分接位置", needed=False),
            _column("tap_min", "最低分接", "number", "lowest position", "最低分接位置",
                    needed=False),
            _column("tap_max", "最高分接", "number", "highest position", "最高分接位置",
                    needed=False),
            _column("tap_step_percent", "级差 %", "number", "voltage per step", "每级电压",
                    needed=False),
            _column("tap_pos", "当前分接", "number", "present position", "当前分接位置",
                    needed=False),
            _column("parallel", "并联台数", "number", "transformers in parallel, usually 1",
                    "并联台数，一般为 1"),
            _in_service(),
        ),
        "load": (
            _name("name", "名称"), _bus("bus it takes from", "所在母线编号"), *_POWERS,
            _in_service(),
        ),
        "sgen": (
            _name("name", "名称"), _bus("bus it feeds into", "所在母线编号"), *_POWERS,
            _in_service(),
        ),
        "ext_grid": (
            _name("name", "名称"), _bus("bus fed by the grid above", "上级电网接入母线编号"),
            _column("vm_pu", "电压 pu", "number", "voltage held there", "该处电压标幺值"),
            _column("va_degree", "相角 °", "number", "its angle, usually 0", "相角，一般为 0"),
            _in_service(),
        ),
    }
)  # fmt: skip
"""Sheets of the form; what pandapower knows besides may stand in a workbook, too."""

ABOUT_SHEET: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bus": ("busbars, poles and cabinets where lines meet", "母线、杆塔、环网柜等节点"),
        "line": ("sections of lines and cables between two buses", "两节点间的线路段、电缆段"),
        "switch": ("breakers and switches", "断路器、负荷开关、隔离开关"),
        "trafo": ("transformers of the substations", "变电站主变"),
        "load": ("what is taken at a bus", "节点负荷"),
        "sgen": (
            "what is fed in at a bus: sun, wind, small hydro",
            "分布式电源：光伏、风电、小水电",
        ),
        "ext_grid": ("where the grid above feeds in", "上级电源"),
    }
)


def english_name(sheet: str, title: str) -> str:
    """Name of a column whose header may be the Chinese one."""
    columns = (INDEX, *NETWORK_FORM.get(sheet, ()))
    return next((column.name for column in columns if column.chinese == title), title)


def words_of(sheet: str, column: str) -> Mapping[str, str] | None:
    """Chinese words of a column's cells and what they stand for; None where it has none."""
    columns = NETWORK_FORM.get(sheet, ())
    return next((known.words for known in columns if known.name == column), None)
