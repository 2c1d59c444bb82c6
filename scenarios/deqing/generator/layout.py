"""The county on paper: substations, feeders and who is tied to whom.

Lengths are kilometres east and north of the centre of Deqing; every substation is fictional,
whatever its name.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.equipment import TransformerKind, transformer_35, transformer_110

CENTRE_LAT, CENTRE_LON = 30.54, 119.97
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 95.9, 110.9

Point = tuple[float, float]


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
    surcharge_k
        How much warmer than outdoors the air around them is. [K]
    oil_rise_k
        Top oil over air at rated load, where a test report gives it. [K]
    """

    name: str
    at: Point
    loop_zone: str
    vector_group: str
    neutral: str
    va_degree: float
    vm_pu: float
    transformers: tuple[TransformerKind, TransformerKind]
    surcharge_k: float = 0.0
    oil_rise_k: float | None = None


SUBSTATIONS = (
    Substation(
        name="武康变",
        at=(0.0, 0.0),
        loop_zone="A",
        vector_group="YNd11",
        neutral="arc_suppression_coil",
        va_degree=0.0,
        vm_pu=1.0,
        transformers=(transformer_110(31.5, -1), transformer_110(25.0, -1)),
    ),
    Substation(
        name="乾元变",
        at=(11.0, 1.0),
        loop_zone="A",
        vector_group="YNd11",
        neutral="arc_suppression_coil",
        va_degree=0.0,
        vm_pu=1.0,
        transformers=(transformer_110(31.5, -1), transformer_110(31.5, -1)),
    ),
    Substation(
        name="洛舍变",
        at=(6.0, 8.5),
        loop_zone="B",
        vector_group="Yd11",
        neutral="isolated",
        va_degree=30.0,
        vm_pu=1.005,
        transformers=(transformer_35(20.0, 0), transformer_35(12.5, 0)),
        surcharge_k=10.0,  # in closed cells
        oil_rise_k=58.0,
    ),
    Substation(
        name="雷甸变",
        at=(15.5, -5.0),
        loop_zone="C",
        vector_group="Yyn0",
        neutral="isolated",
        va_degree=30.0,
        vm_pu=1.005,
        transformers=(transformer_35(16.0, 0), transformer_35(16.0, 0)),
    ),
)


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
    bow: float
    trunk: str
    tail: str
    ct_primary_a: float
    overcurrent_pickup_a: float
    same_pole: str
    sectionaliser: tuple[str, str]
    smart: bool
    weights: tuple[float, float, float]


# name, number, substation, bus section, end of the trunk east and north, bow, shares of the load
# classes [%], peak over the limit [%], trunk and tail conductor [mm²], transformer core and
# pick-up [A], feeder on the same poles, switches after sections 1 and 2 (* = recloses by
# itself), shares of the load in sections 1 to 3 [%].
FEEDER_TABLE = """
武康线 121 武康变 1 5.2 1.3 -0.3 70/30/0/0/0/0 84 240 185 600 600 - CB+LBS* 34/33/33
永安线 122 武康变 1 -1 4.2 -0.2 50/50/0/0/0/0 86 240 185 600 600 - LBS+LBS 34/33/33
莫干山线 123 武康变 1 -4.4 2.4 0.3 50/30/0/0/0/20 68 185 120 400 480 - LBS+LBS 34/33/33
舞阳线 124 武康变 1 2 -3.2 -0.6 60/20/0/20/0/0 83 185 120 400 480 下渚湖线 LBS+LBS 34/33/33
阜溪线 131 武康变 2 1.3 5.4 0.2 20/10/0/60/10/0 88 240 185 600 600 - CB+LBS* 34/33/33
下渚湖线 132 武康变 2 5 -1.7 0.4 55/15/0/0/0/30 74 185 120 400 480 舞阳线 LBS+LBS 34/33/33
三桥线 133 武康变 2 -4.4 0.3 0.7 50/0/0/30/0/20 72 240 185 600 600 - LBS+LBS 34/33/33
乾元线 121 乾元变 1 13.2 3.6 0.3 65/25/0/10/0/0 78 240 185 600 600 钟管线 LBS+LBS 34/33/33
康乾线 122 乾元变 1 6.1 1.7 -0.3 30/10/0/60/0/0 76 240 185 600 600 - CB+LBS* 34/33/33
钟管线 123 乾元变 1 14.2 4.9 -0.4 30/0/0/40/20/10 70 240 185 600 600 乾元线 LBS+LBS 34/33/33
清溪线 124 乾元变 1 10 -2.2 0.2 0/0/100/0/0/0 106 240 185 400 480 - LBS+LBS 34/33/33
下舍线 131 乾元变 2 6.2 -1.2 0.4 60/10/0/10/0/20 66 240 185 600 600 - LBS+LBS 34/33/33
城关线 132 乾元变 2 12.3 -1.9 -0.3 70/30/0/0/0/0 89 240 185 600 600 - LBS+DS 34/33/33
余不线 133 乾元变 2 8.9 4.9 0.2 60/20/0/10/0/10 73 240 185 600 600 - LBS+LBS 34/33/33
新联线 134 乾元变 2 15 0.4 0.3 20/10/0/50/20/0 79 240 185 600 600 - CB+LBS* 34/33/33
洛舍线 111 洛舍变 1 2.4 6.2 -0.3 45/15/0/40/0/0 77 240 185 600 600 - LBS+LBS 45/35/20
砂村线 112 洛舍变 1 3.2 9.3 0.2 20/0/0/0/80/0 91 120 120 400 380 - LBS+LBS 34/33/33
东衡线 113 洛舍变 1 8.1 5.8 0.3 50/10/0/20/0/20 69 185 120 400 480 - LBS+LBS 34/33/33
钢琴线 121 洛舍变 2 8.8 10.2 0.3 10/0/0/0/90/0 90 120 120 400 380 - LBS+LBS 34/33/33
张陆湾线 122 洛舍变 2 5.2 11.3 0.2 20/0/0/10/70/0 78 185 120 400 480 - LBS+LBS 18/34/48
雷甸线 111 雷甸变 1 13.5 -2.4 0.3 60/20/0/20/0/0 80 185 120 400 480 - LBS+LBS 34/33/33
禹越线 112 雷甸变 1 19.3 -4 0.3 50/10/0/10/0/30 79 185 120 400 480 临杭线 LBS+LBS 34/33/33
临杭线 121 雷甸变 2 19.2 -6.2 -0.3 10/10/0/70/10/0 86 240 185 600 600 禹越线 CB+DS* 34/33/33
塘北线 122 雷甸变 2 16.6 -0.7 0.2 60/10/0/0/0/30 70 185 120 400 480 - LBS+LBS 34/33/33
"""
SWITCH_TYPES = {"LBS": "load_break", "DS": "disconnector", "CB": "breaker"}


def _shares(text: str) -> list[float]:
    return [int(part) / 100 for part in text.split("/")]


def _feeder(row: str) -> Feeder:
    (key, number, substation, section, east, north, bow, mix, peak, trunk, tail, core, pickup,
     same_pole, switches, weights) = row.split()  # fmt: skip
    res, com, market, shift, steady, farm = _shares(mix)
    first, second = switches.rstrip("*").split("+")
    one, two, three = _shares(weights)
    return Feeder(
        key=key,
        number=int(number),
        substation=substation,
        section=int(section),
        end=(float(east), float(north)),
        bow=float(bow),
        mix=(res, com, market, shift, steady, farm),
        peak_percent=float(peak),
        trunk=f"JKLYJ-{trunk}",
        tail=f"JKLYJ-{tail}",
        ct_primary_a=float(core),
        overcurrent_pickup_a=float(pickup),
        same_pole=same_pole.strip("-"),
        sectionaliser=(SWITCH_TYPES[first], SWITCH_TYPES[second]),
        smart=switches.endswith("*"),
        weights=(one, two, three),
    )


FEEDERS = tuple(_feeder(row) for row in FEEDER_TABLE.strip().splitlines())


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


# feeder, its section, other feeder, its section, auto = closed by feeder automation
TIE_TABLE = """
武康线 3 康乾线 3 auto
武康线 3 下渚湖线 3
永安线 3 阜溪线 3
永安线 2 莫干山线 2
莫干山线 3 三桥线 3
舞阳线 3 下渚湖线 3
舞阳线 2 三桥线 2
阜溪线 3 洛舍线 3
下渚湖线 3 下舍线 3
康乾线 2 下舍线 2
乾元线 3 钟管线 3
乾元线 2 余不线 2
钟管线 2 新联线 2
清溪线 3 下舍线 2
清溪线 3 城关线 3
城关线 3 雷甸线 3
余不线 3 东衡线 3 auto
余不线 2 康乾线 2
新联线 3 塘北线 3
洛舍线 3 砂村线 3
洛舍线 2 砂村线 2
砂村线 3 张陆湾线 3
钢琴线 3 张陆湾线 2
钢琴线 2 东衡线 2
雷甸线 2 塘北线 2
禹越线 3 临杭线 3
禹越线 2 塘北线 2
临杭线 2 禹越线 2
城关线 2 新联线 2
"""


def _tie(row: str) -> Tie:
    first, a, second, b, *auto = row.split()
    return Tie(first=first, second=second, sections=(int(a), int(b)), auto_close=bool(auto))


TIES = tuple(_tie(row) for row in TIE_TABLE.strip().splitlines())
