"""The safety part of a work ticket: distances, weather, heat, hazards and their controls."""

from __future__ import annotations

from typing import Any

from peakops.reports.crew_files import one_line
from peakops.reports.reference_sheet import DISTANCES_M
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number
from peakops.reports.ticket_texts import BLANK, lines
from peakops.reports.wording import label


def distances(*_: Any) -> str:
    """Minimum distances of 10 kV live work."""
    found = (f"{label(code, 'zh')} {metres:g} m" for code, metres in DISTANCES_M)
    return f"{'；'.join(found)}（{label('distances_note', 'zh')}）"


def weather_limits(source: Source, *_: Row) -> str:
    """Thunder, rain, wind and humidity."""
    rules = source.rules
    rain = rules.rain_max_mm_per_h
    parts = (
        f"{label('limit_thunder', 'zh')} < {100 * rules.thunder_probability_max:.0f} %",
        f"{label('limit_rain', 'zh')} {'无' if rain == 0 else f'≤ {rain:g} mm/h'}",
        f"{label('limit_wind', 'zh')} ≤ {rules.wind_max_m_per_s:g} m/s",
        f"{label('limit_humidity', 'zh')} ≤ {rules.humidity_max_percent:g} %",
        f"出斗后仍须保持 {rules.bucket_clear_minutes} min",
    )
    return "；".join(parts)


def heat_limits(source: Source, row: Row, *_: Row) -> str:
    """Forecast maximum, closed hours, and each stay in the buckets."""
    band = source.bands.get(day_text(row["date"]), {})
    tmax = f"预报最高气温 {number(band.get('tmax_official_c'), 1)} ℃"
    hottest = filled(band.get("hottest_from"))
    closed = f"{clock_label(band['hottest_from'])}–{clock_label(band['hottest_to'])}"
    head = f"{tmax}；禁止室外作业时段 {closed}" if hottest else tmax
    spans: dict[tuple[Any, Any], list[Row]] = {}
    for stint in source.stints.get(str(row["work_order"]), ()):
        spans.setdefault((stint["start"], stint["end"]), []).append(stint)
    return lines([head, *(_span(spans[when]) for when in sorted(spans))])


def _span(stints: list[Row]) -> str:
    """One stay in the buckets of a job: from when to when, which pairs, how long at most."""
    first = stints[0]
    pairs = "、".join(sorted({one_line(stint["pair"]) for stint in stints}))
    most = min(float(stint["stint_limit_minutes"]) for stint in stints)
    when = f"{clock_label(first['start'])}–{clock_label(first['end'])}"
    return f"进斗 {when} {pairs} 组，单次不超过 {most:g} min"


def safety_measures(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    """Hazards of the job's steps and what is done against them."""
    steps = source.steps.get(str(order["job_type"]), ())
    dangers = dict.fromkeys((str(s["hazard_zh"]), str(s["control_zh"])) for s in steps)
    found = [f"{one_line(h)} → {one_line(c)}" for h, c in dangers if h or c]
    return lines([*(f"{n}. {line}" for n, line in enumerate(found, start=1)), f"补充：{BLANK}"])
