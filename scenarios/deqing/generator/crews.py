"""Crews, workers, vehicles and contacts; every person and number is invented."""

from __future__ import annotations

import pandas as pd

from generator.layout import Point
from generator.net_parts import lon_lat

# crew, name, base, workers: (name, roles, certificates)
BOTH = "simple;complex"
Person = tuple[str, str, str]
CREWS: tuple[tuple[str, str, Point, tuple[Person, ...]], ...] = (
    (
        "C1",
        "带电作业一班",
        (0.4, -0.5),
        (
            ("沈国良", "leader;supervisor", BOTH),
            ("姚志强", "supervisor;ground;leader", BOTH),
            ("费晓东", "bucket", BOTH),
            ("钱伟明", "bucket", BOTH),
            ("章建平", "bucket", BOTH),
            ("嵇永康", "bucket;ground", BOTH),
        ),
    ),
    (
        "C2",
        "带电作业二班",
        (10.6, 0.6),
        (
            ("潘海峰", "leader;supervisor", BOTH),
            ("蔡文斌", "supervisor;ground", BOTH),
            ("俞立新", "bucket", BOTH),
            ("陆晓峰", "bucket", BOTH),
            ("杨振华", "bucket", BOTH),
            ("宣佳伟", "bucket;ground", BOTH),
        ),
    ),
    (
        "C3",
        "带电作业三班",
        (14.9, -4.4),
        (
            ("徐根法", "leader;supervisor", BOTH),
            ("莫春林", "supervisor;ground", BOTH),
            ("朱利民", "bucket", BOTH),
            ("邱少华", "bucket", BOTH),
            ("谈勇", "bucket", BOTH),
            ("房俊杰", "bucket;ground", BOTH),
        ),
    ),
    (
        "C4",
        "带电作业四班",
        (6.4, 7.8),
        (
            ("胡雪明", "leader;supervisor", BOTH),
            ("施建荣", "supervisor;leader", BOTH),
            ("高晨", "bucket", BOTH),
            ("傅一鸣", "bucket", BOTH),
            ("车文浩", "ground", ""),
            ("归玉根", "ground", ""),
        ),
    ),
    (
        "C5",
        "带电作业五班",
        (1.0, 0.6),
        (
            ("郎金火", "leader;supervisor", BOTH),
            ("卜伟强", "supervisor;ground", "simple"),
            ("金焕然", "bucket", "simple"),
            ("裘杰", "bucket", "simple"),
            ("干志浩", "ground", ""),
            ("戴小龙", "ground", ""),
        ),
    ),
)
# worker: what is special about them
VALID_TO = {"陆晓峰": "2026-07-22", "谈勇": "2026-12-31", "金焕然": "2027-03-31"}
ACCLIMATISATION_DAY = {"房俊杰": 2}
HEAT_RESTRICTION = {"归玉根": "not_outdoors_35c"}
MINUTES_TODAY = {"沈国良": 0}
FULL_VALID_TO = "2028-06-30"


def crews() -> pd.DataFrame:
    """Five crews with their bases and shifts."""
    rows = []
    for crew, name, base, _ in CREWS:
        lon, lat = lon_lat(base)
        rows.append(
            {
                "crew": crew,
                "name": name,
                "base_lat": lat,
                "base_lon": lon,
                "shift_start": "05:30",
                "shift_end": "19:00",
            }
        )
    return pd.DataFrame(rows)


def workers() -> pd.DataFrame:
    """Six workers per crew."""
    rows = []
    for crew, _, _, people in CREWS:
        for number, (name, roles, certificates) in enumerate(people, start=1):
            rows.append(
                {
                    "worker": f"{crew}-{number}",
                    "name": name,
                    "crew": crew,
                    "roles": roles,
                    "certificates": certificates,
                    "certificate_valid_to": VALID_TO.get(name, FULL_VALID_TO)
                    if certificates
                    else "",
                    "acclimatisation_day": ACCLIMATISATION_DAY.get(name, ""),
                    "outdoor_minutes_today": MINUTES_TODAY.get(name, 0),
                    "strain_start_c": "",
                    "heat_restriction": HEAT_RESTRICTION.get(name, "none"),
                }
            )
    return pd.DataFrame(rows)


def vehicles() -> pd.DataFrame:
    """A bucket truck per crew and one bypass truck for all."""
    columns = ["vehicle", "kind", "crew", "unavailable_from", "unavailable_to", "test_valid_to"]
    rows = [
        (f"浙E·D{610 + n}{n}", "bucket_truck", f"C{n}", "", "", "2026-11-30") for n in range(1, 6)
    ]
    rows.append(
        ("浙E·D6988", "bypass_truck", "", "2026-07-22T10:00", "2026-07-22T19:00", "2026-09-15")
    )
    return pd.DataFrame(rows, columns=columns)


def contacts() -> pd.DataFrame:
    """Whom to call; the numbers cannot be dialled."""
    columns = ["role", "substation", "name", "phone", "at"]
    rows: list[tuple[str, str, str, str, Point | None]] = [
        ("permitter", "武康变", "县调值班员", "0572-555-0101", None),
        ("permitter", "乾元变", "县调值班员", "0572-555-0101", None),
        ("permitter", "洛舍变", "县调值班员", "0572-555-0102", None),
        ("permitter", "雷甸变", "县调值班员", "0572-555-0102", None),
        ("issuer", "", "郑签发", "0572-555-0110", None),
        ("safety", "", "安监值班", "0572-555-0119", None),
        ("hospital", "", "武康医院急诊（虚构）", "0572-555-0120", (0.6, 0.9)),
        ("hospital", "", "乾元医院急诊（虚构）", "0572-555-0121", (11.6, 1.3)),
        ("cooled_rest", "", "武康供电所", "0572-555-0131", (0.3, -0.2)),
        ("cooled_rest", "", "雷甸供电所", "0572-555-0132", (15.1, -4.6)),
        ("cooled_rest", "", "洛舍供电所", "0572-555-0133", (6.2, 8.2)),
    ]
    table = pd.DataFrame(rows, columns=columns)
    places = [lon_lat(at) if at else ("", "") for at in table["at"]]
    return table.drop(columns="at").assign(
        lat=[place[1] for place in places], lon=[place[0] for place in places]
    )
