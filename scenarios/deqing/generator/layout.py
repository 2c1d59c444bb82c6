"""The county on paper: substations, feeders, conductors and who is tied to whom.

Lengths are kilometres east and north of the centre of Deqing; every substation is fictional,
whatever its name.
"""

from __future__ import annotations

from dataclasses import dataclass

CENTRE_LAT, CENTRE_LON = 30.54, 119.97
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 95.9, 110.9

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Conductor:
    """Values per kilometre and rating of a line type.

    Parameters
    ----------
    r_ohm_per_km, x_ohm_per_km, c_nf_per_km
        Series and shunt values. [Ω/km, nF/km]
    max_i_ka
        Summer rating: covered lines at 40 °C air, the cable in soil. [kA]
    kind
        ``ol`` overhead or ``cs`` cable.
    """

    r_ohm_per_km: float
    x_ohm_per_km: float
    c_nf_per_km: float
    max_i_ka: float
    kind: str = "ol"


# Direct-current resistance at 20 °C after GB/T 14049 and GB/T 12706; reactance for 0.8–1.0 m spacing.
CONDUCTORS = {
    "JKLYJ-240": Conductor(r_ohm_per_km=0.125, x_ohm_per_km=0.300, c_nf_per_km=10.4, max_i_ka=0.485),
    "JKLYJ-185": Conductor(r_ohm_per_km=0.164, x_ohm_per_km=0.308, c_nf_per_km=10.2, max_i_ka=0.410),
    "JKLYJ-120": Conductor(r_ohm_per_km=0.253, x_ohm_per_km=0.322, c_nf_per_km=9.8, max_i_ka=0.310),
    "JKLYJ-95": Conductor(r_ohm_per_km=0.320, x_ohm_per_km=0.330, c_nf_per_km=9.6, max_i_ka=0.268),
    "JKLYJ-70": Conductor(r_ohm_per_km=0.443, x_ohm_per_km=0.340, c_nf_per_km=9.4, max_i_ka=0.222),
    "YJV22-3x300": Conductor(
        r_ohm_per_km=0.0601, x_ohm_per_km=0.090, c_nf_per_km=370.0, max_i_ka=0.480, kind="cs"
    ),
}


@dataclass(frozen=True, kw_only=True)
class TransformerKind:
    """A substation transformer.

    Parameters
    ----------
    sn_mva, vn_hv_kv
        Rating and high voltage. [MVA, kV]
    vk_percent, vkr_percent, pfe_kw, i0_percent
        Short-circuit and no-load values. [%, kW]
    tap_pos, tap_max, tap_step_percent
        On-load tap changer on the high-voltage side, symmetric about 0.
    """

    sn_mva: float
    vn_hv_kv: float
    vk_percent: float
    vkr_percent: float
    pfe_kw: float
    i0_percent: float
    tap_pos: int
    tap_max: int
    tap_step_percent: float


@dataclass(frozen=True, kw_only=True)
class Substation:
    """A primary substation with two transformers and two 10 kV bus sections.

    Parameters
    ----------
    name, at
        Name and place. [km]
    loop_zone, vector_group, neutral, va_degree, vm_pu
        As in ``sources.csv``: what decides on closing a loop, and the voltage behind.
    transformers
        One per bus section.
    """

    name: str
    at: Point
    loop_zone: str
    vector_group: str
    neutral: str
    va_degree: float
    vm_pu: float
    transformers: tuple[TransformerKind, TransformerKind]


def _t110(sn_mva: float, tap_pos: int) -> TransformerKind:
    return TransformerKind(
        sn_mva=sn_mva, vn_hv_kv=110.0, vk_percent=10.5, vkr_percent=0.42, pfe_kw=0.8 * sn_mva,
        i0_percent=0.25, tap_pos=tap_pos, tap_max=8, tap_step_percent=1.25,
    )  # fmt: skip


def _t35(sn_mva: float, tap_pos: int) -> TransformerKind:
    return TransformerKind(
        sn_mva=sn_mva, vn_hv_kv=35.0, vk_percent=8.0, vkr_percent=0.55, pfe_kw=0.9 * sn_mva,
        i0_percent=0.35, tap_pos=tap_pos, tap_max=3, tap_step_percent=2.5,
    )  # fmt: skip


SUBSTATIONS = (
    Substation(
        name="武康变", at=(0.0, 0.0), loop_zone="A", vector_group="YNd11",
        neutral="arc_suppression_coil", va_degree=0.0, vm_pu=1.0,
        transformers=(_t110(31.5, -1), _t110(25.0, -1)),
    ),
    Substation(
        name="乾元变", at=(11.0, 1.0), loop_zone="A", vector_group="YNd11",
        neutral="arc_suppression_coil", va_degree=0.0, vm_pu=1.0,
        transformers=(_t110(31.5, -1), _t110(31.5, -1)),
    ),
    Substation(
        name="洛舍变", at=(6.0, 8.5), loop_zone="B", vector_group="Yd11",
        neutral="isolated", va_degree=30.0, vm_pu=1.005,
        transformers=(_t35(20.0, 0), _t35(12.5, 0)),
    ),
    Substation(
        name="雷甸变", at=(15.5, -5.0), loop_zone="C", vector_group="Yyn0",
        neutral="isolated", va_degree=30.0, vm_pu=1.005,
        transformers=(_t35(16.0, 0), _t35(16.0, 0)),
    ),
)  # fmt: skip

SHIFT_DEGREE = {"YNd11": 330.0, "Yd11": 330.0, "Yyn0": 0.0}


@dataclass(frozen=True, kw_only=True)
class Feeder:
    """One 10 kV circuit.

    Parameters
    ----------
    key, name
        Id used in every table, and its number in the substation.
    substation, section
        Where it starts; the bus section is 1 or 2.
    end, bow
        End of the trunk and how far it bends aside. [km]
    trunk, tail
        Conductor of sections 1–2 and of section 3.
    mix
        Shares of residential, commercial, market, one-shift industry, continuous industry, farm.
    peak_percent
        Load on the first plan day over the feeder's own limit, P90. [%]
    ct_primary_a, overcurrent_pickup_a
        Protection of the head. [A]
    same_pole
        Circuit on the same poles, if any.
    sectionaliser
        Types of the switches after sections 1 and 2.
    smart
        Whether the first sectionaliser recloses by itself.
    weights
        Shares of the load in sections 1, 2 and 3.
    """

    key: str
    number: int
    substation: str
    section: int
    end: Point
    mix: tuple[float, float, float, float, float, float]
    peak_percent: float
    bow: float = 0.3
    trunk: str = "JKLYJ-240"
    tail: str = "JKLYJ-185"
    ct_primary_a: float = 600.0
    overcurrent_pickup_a: float = 600.0
    same_pole: str = ""
    sectionaliser: tuple[str, str] = ("load_break", "load_break")
    smart: bool = False
    weights: tuple[float, float, float] = (0.34, 0.33, 0.33)


def _f(key: str, number: int, substation: str, section: int, end: Point,
       mix: tuple[float, ...], peak: float, **more: object) -> Feeder:  # fmt: skip
    res, com, market, shift, steady, farm = mix
    return Feeder(
        key=key, number=number, substation=substation, section=section, end=end,
        mix=(res, com, market, shift, steady, farm), peak_percent=peak, **more,  # type: ignore[arg-type]  # a row of the table below
    )  # fmt: skip


M = {"trunk": "JKLYJ-185", "tail": "JKLYJ-120", "ct_primary_a": 400.0, "overcurrent_pickup_a": 480.0}
S = {"trunk": "JKLYJ-120", "tail": "JKLYJ-120", "ct_primary_a": 400.0, "overcurrent_pickup_a": 380.0}
SMART = {"sectionaliser": ("breaker", "load_break"), "smart": True}

FEEDERS = (
    _f("武康线", 121, "武康变", 1, (5.2, 1.3), (0.7, 0.3, 0, 0, 0, 0), 84, bow=-0.3, **SMART),
    _f("永安线", 122, "武康变", 1, (-1.0, 4.2), (0.5, 0.5, 0, 0, 0, 0), 86, bow=-0.2),
    _f("莫干山线", 123, "武康变", 1, (-4.4, 2.4), (0.5, 0.3, 0, 0, 0, 0.2), 68, **M),
    _f("舞阳线", 124, "武康变", 1, (2.0, -3.2), (0.6, 0.2, 0, 0.2, 0, 0), 83, bow=-0.6,
       same_pole="下渚湖线", **M),
    _f("阜溪线", 131, "武康变", 2, (1.3, 5.4), (0.2, 0.1, 0, 0.6, 0.1, 0), 88, bow=0.2, **SMART),
    _f("下渚湖线", 132, "武康变", 2, (5.0, -1.7), (0.55, 0.15, 0, 0, 0, 0.3), 74, bow=0.4,
       same_pole="舞阳线", **M),
    _f("三桥线", 133, "武康变", 2, (-4.4, 0.3), (0.5, 0, 0, 0.3, 0, 0.2), 72, bow=0.7),
    _f("乾元线", 121, "乾元变", 1, (13.2, 3.6), (0.65, 0.25, 0, 0.1, 0, 0), 78, same_pole="钟管线"),
    _f("康乾线", 122, "乾元变", 1, (6.1, 1.7), (0.3, 0.1, 0, 0.6, 0, 0), 76, bow=-0.3, **SMART),
    _f("钟管线", 123, "乾元变", 1, (14.2, 4.9), (0.3, 0, 0, 0.4, 0.2, 0.1), 70, bow=-0.4,
       same_pole="乾元线"),
    _f("清溪线", 124, "乾元变", 1, (10.0, -2.2), (0, 0, 1.0, 0, 0, 0), 106, bow=0.2,
       ct_primary_a=400.0, overcurrent_pickup_a=480.0),
    _f("下舍线", 131, "乾元变", 2, (6.2, -1.2), (0.6, 0.1, 0, 0.1, 0, 0.2), 66, bow=0.4),
    _f("城关线", 132, "乾元变", 2, (12.3, -1.9), (0.7, 0.3, 0, 0, 0, 0), 89, bow=-0.3,
       sectionaliser=("load_break", "disconnector")),
    _f("余不线", 133, "乾元变", 2, (8.9, 4.9), (0.6, 0.2, 0, 0.1, 0, 0.1), 73, bow=0.2),
    _f("新联线", 134, "乾元变", 2, (15.0, 0.4), (0.2, 0.1, 0, 0.5, 0.2, 0), 79, bow=0.3, **SMART),
    _f("洛舍线", 111, "洛舍变", 1, (2.4, 6.2), (0.45, 0.15, 0, 0.4, 0, 0), 77, bow=-0.3),
    _f("砂村线", 112, "洛舍变", 1, (3.2, 9.3), (0.2, 0, 0, 0, 0.8, 0), 91, bow=0.2, **S),
    _f("东衡线", 113, "洛舍变", 1, (8.1, 5.8), (0.5, 0.1, 0, 0.2, 0, 0.2), 69, **M),
    _f("钢琴线", 121, "洛舍变", 2, (8.8, 10.2), (0.1, 0, 0, 0, 0.9, 0), 90, bow=0.3, **S),
    _f("张陆湾线", 122, "洛舍变", 2, (5.2, 11.3), (0.2, 0, 0, 0.1, 0.7, 0), 78, bow=0.2,
       weights=(0.18, 0.34, 0.48), **M),
    _f("雷甸线", 111, "雷甸变", 1, (13.5, -2.4), (0.6, 0.2, 0, 0.2, 0, 0), 80, bow=0.3, **M),
    _f("禹越线", 112, "雷甸变", 1, (19.3, -4.0), (0.5, 0.1, 0, 0.1, 0, 0.3), 79, bow=0.3,
       same_pole="临杭线", **M),
    _f("临杭线", 121, "雷甸变", 2, (19.2, -6.2), (0.1, 0.1, 0, 0.7, 0.1, 0), 86, bow=-0.3,
       same_pole="禹越线", sectionaliser=("breaker", "disconnector"), smart=True),
    _f("塘北线", 122, "雷甸变", 2, (16.6, -0.7), (0.6, 0.1, 0, 0, 0, 0.3), 70, bow=0.2, **M),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A normally open connection between two feeders.

    Parameters
    ----------
    first, second
        The feeders; the open switch stands on the first one's side.
    sections
        Section of each that it reaches.
    auto_close
        Whether feeder automation may close it.
    """

    first: str
    second: str
    sections: tuple[int, int]
    auto_close: bool = False


def _t(first: str, second: str, a: int, b: int, *, auto: bool = False) -> Tie:
    return Tie(first=first, second=second, sections=(a, b), auto_close=auto)


TIES = (
    _t("武康线", "康乾线", 3, 3, auto=True),
    _t("武康线", "下渚湖线", 3, 3), _t("永安线", "阜溪线", 3, 3), _t("永安线", "莫干山线", 2, 2),
    _t("莫干山线", "三桥线", 3, 3), _t("舞阳线", "下渚湖线", 3, 3), _t("舞阳线", "三桥线", 2, 2),
    _t("阜溪线", "洛舍线", 3, 3), _t("下渚湖线", "下舍线", 3, 3), _t("康乾线", "下舍线", 2, 2),
    _t("乾元线", "钟管线", 3, 3), _t("乾元线", "余不线", 2, 2), _t("钟管线", "新联线", 2, 2),
    _t("清溪线", "下舍线", 3, 2), _t("清溪线", "城关线", 3, 3), _t("城关线", "雷甸线", 3, 3),
    _t("余不线", "东衡线", 3, 3, auto=True), _t("余不线", "康乾线", 2, 2),
    _t("新联线", "塘北线", 3, 3), _t("洛舍线", "砂村线", 3, 3), _t("洛舍线", "砂村线", 2, 2),
    _t("砂村线", "张陆湾线", 3, 3), _t("钢琴线", "张陆湾线", 3, 2), _t("钢琴线", "东衡线", 2, 2),
    _t("雷甸线", "塘北线", 2, 2), _t("禹越线", "临杭线", 3, 3), _t("禹越线", "塘北线", 2, 2),
    _t("临杭线", "禹越线", 2, 2), _t("城关线", "新联线", 2, 2),
)  # fmt: skip
