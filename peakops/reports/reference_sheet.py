"""What holds for a crew's whole day: steps, load, limits, kit, contacts, alerts, signatures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from peakops.reports.day_chart import day_axis, members_out, roles_of_day, spans, station_of_jobs
from peakops.reports.heat_sheet import overrides
from peakops.reports.sheet_source import Row, Source, clock_label, filled, number, split
from peakops.reports.stint_guide import stint_guide
from peakops.reports.wording import label_pair, pair

# Smallest distances of 10 kV live work [m]; rules.md gives each one's source and confidence.
DISTANCES_M = (
    ("phase_to_earth", 0.4),
    ("phase_to_phase", 0.6),
    ("stick_length", 0.7),
    ("load_bearing_length", 0.4),
    ("boom_length", 1.0),
    ("bucket_metal", 0.9),
    ("cover_overlap", 0.15),
)
KIT_ITEMS = (
    "kit_clothing", "kit_gloves", "kit_boots", "kit_harness", "kit_covers", "kit_stick",
    "kit_megger", "kit_detector", "kit_weather", "kit_radio", "kit_fence", "kit_water", "kit_aid",
)  # fmt: skip
# ISO 7243:2017, acclimatised: metabolic rate up to [W/m²] → reference WBGT [°C].
ISO_7243 = ((65.0, 33.0), (130.0, 30.0), (200.0, 28.0), (260.0, 26.0), (math.inf, 25.0))
TEAM_WORDS = ("latest_start_note", "standby_note", "nearest_note")
GAPS = ("gap_forecast", "gap_worker", "gap_clothing", "gap_grid", "gap_people")


def reference_sheet(
    source: Source, crew: str, date: str, jobs: list[Row], numbers: Mapping[str, str]
) -> dict[str, Any]:
    """Fields of the parts after the job cards.

    Parameters
    ----------
    source
        The plan, indexed.
    crew, date
        Whose day.
    jobs
        The day's rows of schedule.csv.
    numbers
        Label of each of the day's orders.
    """
    orders = [source.orders[str(row["work_order"])] for row in jobs]
    types = list(dict.fromkeys(str(order["job_type"]) for order in orders))
    feeders = _feeders(source, jobs)
    return {
        "steps": [_steps(source, code, jobs) for code in types if source.steps.get(code)],
        "feeders": [
            _curve(source, feeder, date, jobs, numbers)
            for feeder in feeders
            if (feeder, date) in source.load
        ],
        "weather_limits": _weather_limits(source),
        "stint_guide": stint_guide(
            source, date, station_of_jobs(source, numbers), jobs, members_out(source, crew, date)
        ),
        "overrides": overrides(source),
        "distances": [
            {"name": label_pair(code), "value": f"{metres:.2f} m"} for code, metres in DISTANCES_M
        ],
        "kit": [label_pair(code) for code in _kit(source, types)],
        "contacts": _contacts(source, feeders),
        "alerts": _alerts(source, crew, date, jobs, numbers),
        "team_words": [label_pair(code) for code in TEAM_WORDS],
        "not_covered": [label_pair(code) for code in GAPS],
        "signatures": _signatures(source, crew, date, numbers),
    }


def _steps(source: Source, code: str, jobs: Iterable[Row]) -> dict[str, Any]:
    return {
        "name": _kind_name(source, code, jobs),
        "groups": [
            {
                "phase": pair(phase),
                "hazard": hazard,
                "control": control,
                "steps": [_step(step) for step in steps],
            }
            for (phase, hazard, control), steps in groupby(source.steps[code], _dangers)
        ],
    }


def _kind_name(source: Source, code: str, jobs: Iterable[Row]) -> list[str]:
    """Name of a kind of job; where its jobs are planned with learned durations, times what."""
    kind, learned = source.job_types[code], source.learned
    orders = [str(row["work_order"]) for row in jobs]
    mine = {learned.get(o) for o in orders if source.orders[o]["job_type"] == code} - {None}
    name = [str(kind["name_zh"]), str(kind["name_en"])]
    if not mine:
        return name
    factors = ", ".join(f"× {factor:g}" for factor in sorted(filter(None, mine)))
    told = label_pair("learned_factor")
    return [text + note.format(factors=factors) for text, note in zip(name, told, strict=True)]


def _dangers(step: Row) -> tuple[str, str, str]:
    """Neighbouring steps with the same dangers share one line on the sheet."""
    return str(step["phase"]), str(step["hazard_zh"]), str(step["control_zh"])


def _step(step: Row) -> dict[str, Any]:
    return {
        "number": str(step["step"]),
        "minutes": str(step["minutes"]),
        "safe": str(step["safe_state_minutes"]) if step["phase"] == "bucket" else "",
        "text": [step["text_zh"], step["text_en"]],
    }


def _feeders(source: Source, jobs: list[Row]) -> list[str]:
    """Feeders worked on, blocked, relieved or loaded, in order of first mention."""
    found: list[str] = []
    for row in jobs:
        order, plan = str(row["work_order"]), str(row["transfer_plan"])
        found.append(str(source.orders[order]["feeder"]))
        transfer = source.transfers.get(plan)
        if transfer is not None:
            found += [*split(transfer["from_feeder"]), *split(transfer["to_feeder"])]
        found += [str(item["feeder"]) for item in source.blocks.get((order, plan), [])]
    return list(dict.fromkeys(found))


def _curve(
    source: Source, feeder: str, date: str, jobs: list[Row], numbers: Mapping[str, str]
) -> dict[str, Any]:
    rows = source.load[feeder, date]
    limit = source.limits_mw.get(feeder)
    step = source.minute(rows[1]["time"], date) if len(rows) > 1 else 60
    peak = max(rows, key=lambda row: float(row["p90_mw"]))
    return {
        "name": feeder,
        "limit": limit,
        "limit_text": number(limit, 2, " MW"),
        "peak": _peak(peak, limit),
        **_scale([limit or 0.0, *(float(row["p90_mw"]) for row in rows)]),
        "hours": [
            {
                "minute": source.minute(row["time"], date) + step // 2,
                "p50": float(row["p50_mw"]),
                "p90": float(row["p90_mw"]),
            }
            for row in rows
        ],
        "jobs": [
            {
                "from": source.minute(row["start"], date),
                "to": source.minute(row["end"], date),
                "label": numbers[str(row["work_order"])],
            }
            for row in jobs
            if feeder in _feeders(source, [row])
        ],
    }


def _peak(row: Row, limit: float | None) -> str:
    share = "" if limit is None else f" ({100 * float(row['p90_mw']) / limit:.0f} %)"
    return f"{number(row['p90_mw'], 2, ' MW')} {clock_label(row['time'])}{share}"


def _scale(values: list[float]) -> dict[str, Any]:
    top = 1.08 * max(max(values), 0.1)
    step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if top / s <= 5)
    marks = [step * k for k in range(int(top / step) + 1)]
    return {"top": top, "ticks": [{"mw": mark, "text": f"{mark:g}"} for mark in marks]}


def _weather_limits(source: Source) -> list[dict[str, Any]]:
    rules = source.rules
    rain = rules.rain_max_mm_per_h
    none = label_pair("limit_none")[0 if source.main_language == "zh" else 1]
    values = (
        ("limit_thunder", f"< {100 * rules.thunder_probability_max:.0f} %"),
        ("limit_rain", none if rain == 0 else f"≤ {rain:g} mm/h"),
        ("limit_wind", f"≤ {rules.wind_max_m_per_s:g} m/s"),
        ("limit_humidity", f"≤ {rules.humidity_max_percent:g} %"),
        ("until_clear", f"{rules.bucket_clear_minutes} min"),
    )
    return [{"name": label_pair(code), "value": value} for code, value in values]


def _kit(source: Source, types: Iterable[str]) -> list[str]:
    bypass = any("bypass" in str(source.job_types[code]["method"]) for code in types)
    return [*KIT_ITEMS, *(["kit_bypass"] if bypass else [])]


def _contacts(source: Source, feeders: Iterable[str]) -> list[dict[str, Any]]:
    """Contacts by role; permitter and issuer have a line even if nobody is named."""
    near = {str(source.feeders[f]["substation"]) for f in feeders if f in source.feeders}
    people: dict[str, list[dict[str, str]]] = {"permitter": [], "issuer": []}
    for row in source.contacts:
        if row["substation"] in ("", *near):
            people.setdefault(str(row["role"]), []).append(_contact(row))
    return [{"role": pair(role), "people": found} for role, found in people.items()]


def _contact(row: Row) -> dict[str, str]:
    here = filled(row["lat"]) and filled(row["lon"])
    place = f"{number(row['lat'], 4)} N {number(row['lon'], 4)} E" if here else ""
    return {
        "name": str(row["name"]),
        "note": str(row["substation"]),
        "place": place,
        "phone": str(row["phone"]),
    }


def _alerts(
    source: Source, crew: str, date: str, jobs: list[Row], numbers: Mapping[str, str]
) -> list[list[str]]:
    stints = [
        stint
        for row in jobs
        for stint in source.stints[str(row["work_order"])]
        if source.crew_of(str(stint["worker"])) == crew
    ]
    hottest = _wbgt_alert(source, stints)
    humid = _humid_alert(source, crew, date, numbers)
    rest = [label_pair(code) for code in ("alert_information", "alert_estimate", "alert_stop")]
    return [*hottest, *humid, *rest]


def _wbgt_alert(source: Source, stints: list[Row]) -> list[list[str]]:
    if not stints:
        return []
    rated = [(float(stint["wbgt_c"]) + _cav(source, stint), stint) for stint in stints]
    total, worst = max(rated, key=lambda item: item[0])
    rate = float(worst["metabolic_rate_w_per_m2"])
    reference = next(wbgt for bound, wbgt in ISO_7243 if rate <= bound)
    values = {
        "wbgt": number(worst["wbgt_c"], 1),
        "cav": number(_cav(source, worst), 0),
        "total": number(total, 1),
        "reference": number(reference, 0),
    }
    return [[text.format(**values) for text in label_pair("alert_wbgt")]]


def _cav(source: Source, stint: Row) -> float:
    return float(source.kits.get(str(stint["kit"]), {"cav_c": 0.0})["cav_c"])


def _humid_alert(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> list[list[str]]:
    axis = day_axis(source, source.phases[crew, date], crew, date)
    limit = source.rules.humidity_max_percent
    marks = [
        (source.minute(row["time"], date), "x" * (row["relative_humidity_percent"] > limit))
        for row in source.weather[station_of_jobs(source, numbers), date]
    ]
    inside = [mark for mark in marks if axis["from"] <= mark[0] < axis["to"]]
    hours = ", ".join(f"{_clock(span['from'])}–{_clock(span['to'])}" for span in spans(inside))
    if not hours:
        return []
    return [[text.format(limit=f"{limit:g}", hours=hours) for text in label_pair("alert_humid")]]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _signatures(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {"name": source.name(worker), "role": roles_of_day(source, worker, numbers)}
        for worker in members_out(source, crew, date)
    ]
