"""The tables of a published plan as data, and how they are written.

Every table is `name → column → format`; a format is the number of decimals, or the kind
of value. The same data drives the writer, plan.json and docs/file-formats.md.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from peakops.clock import clock_text
from peakops.csv_text import guarded

Columns = Mapping[str, str | int]

OUT_COLUMNS: dict[str, dict[str, str | int]] = {
    "schedule": {
        "work_order": "text",
        "date": "date",
        "crew": "text",
        "support_crew": "text",
        "start": "time",
        "end": "time",
        "setup_end": "time",
        "bucket_end": "time",
        "leader": "text",
        "supervisor": "text",
        "bucket": "text",
        "ground": "text",
        "relief": "text",
        "vehicles": "text",
        "transfer_plan": "text",
        "locked": "boolean",
        "lighting": "boolean",
        "latest_start": "time",
        "later_start_breaks": "text",
    },
    "watches": {
        "work_order": "text",
        "duty": "text",
        "worker": "text",
        "start": "time",
        "end": "time",
    },
    "stints": {
        "worker": "text",
        "work_order": "text",
        "pair": "text",
        "start": "time",
        "end": "time",
        "metabolic_rate_w_per_m2": 0,
        "kit": "text",
        "temp_air_c": 1,
        "relative_humidity_percent": 0,
        "wbgt_c": 1,
        "stint_limit_minutes": 0,
        "limit_rule": "text",
        "predicted_core_c": 2,
        "core_limit_c": 1,
    },
    "worker_phases": {
        "worker": "text",
        "date": "date",
        "phase": "text",
        "work_order": "text",
        "start": "time",
        "end": "time",
        "outdoors": "boolean",
        "metabolic_rate_w_per_m2": 0,
        "kit": "text",
        "place": "text",
        "core_peak_c": 2,
        "core_end_c": 2,
    },
    "strain": {
        "worker": "text",
        "date": "date",
        "time": "time",
        "core_c": 2,
        "sweat_loss_g": 0,
    },
    "travel": {
        "crew": "text",
        "date": "date",
        "from": "text",
        "to": "text",
        "depart": "time",
        "arrive": "time",
        "km": 1,
    },
    "weather_slots": {
        "time": "time",
        "station": "text",
        "temp_air_c": 1,
        "relative_humidity_percent": 0,
        "wind_m_per_s": 1,
        "ghi_w_per_m2": 0,
        "ghi_source": "text",
        "wbgt_sun_c": 1,
        "wbgt_shade_c": 1,
        "outdoor_allowed": "boolean",
        "rule": "text",
    },
    "load_forecast": {"time": "time", "feeder": "text", "p10_mw": 3, "p50_mw": 3, "p90_mw": 3},
    "bus_shares": {"time": "time", "feeder": "text", "bus": 0, "share": 6},
    "coincidence": {
        "time": "time",
        "transformer": 0,
        "feeders": "text",
        "p90_sum_mw": 3,
        "p90_joint_mw": 3,
        "factor": 4,
    },
    "line_factors": {"time": "time", "station": "text", "line_class": "text", "factor": 4},
    "feeder_limits": {"time": "time", "feeder": "text", "limit_a": 1, "limit_from": "text"},
    "transformer_heat": {
        "time": "time",
        "transformer": 0,
        "cooling": "text",
        "source": "text",
        "temp_air_c": 1,
        "load_percent": 2,
        "top_oil_c": 2,
        "hot_spot_c": 2,
    },
    "windows": {
        "work_order": "text",
        "transfer_plan": "text",
        "time": "time",
        "allowed": "boolean",
        "reason": "text",
        "element": "text",
        "margin_percent": 1,
        "customers_at_risk": 4,
        "customers_restored": 0,
        "customers_out": 0,
        "restored_mw": 3,
        "out_mw": 3,
        "restore_minutes": 0,
    },
    "transfers": {
        "transfer_plan": "text",
        "work_order": "text",
        "rank": 0,
        "from_feeder": "text",
        "to_feeder": "text",
        "p_mw_max": 3,
        "customers_interrupted": 0,
        "customers_switched": 0,
        "customer_minutes": 0,
    },
    "switching": {
        "transfer_plan": "text",
        "step": 0,
        "phase": "text",
        "switch": 0,
        "switch_name": "text",
        "action": "text",
        "method": "text",
        "why": "text",
        "loading_max_percent": 1,
        "vm_min_pu": 4,
        "lost_load_mw": 3,
    },
    "blocks": {
        "work_order": "text",
        "transfer_plan": "text",
        "feeder": "text",
        "switch": 0,
        "switch_name": "text",
        "reason": "text",
    },
    "load_flow_checks": {
        "time": "time",
        "state": "text",
        "open_switches": "text",
        "work_orders": "text",
        "feeder": "text",
        "vm_min_pu": 4,
        "vm_min_bus": "text",
        "loading_max_percent": 1,
        "loading_element": "text",
        "lost_load_mw": 3,
        "converged": "boolean",
        "ok": "boolean",
        "cause": "text",
    },
    "findings": {
        "round": 0,
        "kind": "text",
        "code": "text",
        "time_from": "time",
        "time_to": "time",
        "work_orders": "text",
        "workers": "text",
        "element": "text",
        "value": 3,
        "limit": 3,
        "action": "text",
        "resolved": "boolean",
    },
    "unscheduled": {
        "work_order": "text",
        "reason": "text",
        "rule": "text",
        "slots_lost": 0,
        "slots_lost_alone": 0,
        "nearest_fix": "text",
    },
    "standby": {
        "crew": "text",
        "date": "date",
        "instead_of": "text",
        "work_order": "text",
        "support_crew": "text",
        "start": "time",
        "end": "time",
        "leader": "text",
        "supervisor": "text",
        "bucket": "text",
        "ground": "text",
        "vehicles": "text",
        "transfer_plan": "text",
    },
    "carry_over": {
        "worker": "text",
        "date": "date",
        "outdoor_minutes": 0,
        "bucket_minutes": 0,
        "acclimatisation_day": 0,
        "core_peak_c": 2,
        "strain_end_c": 2,
        "sweat_loss_g": 0,
    },
    "heat_rules": {
        "date": "date",
        "code": "text",
        "phases": "text",
        "slots_closed": 0,
        "times": "text",
        "rule": "text",
        "value": "text",
        "unit": "text",
        "source": "text",
        "clause": "text",
    },
    "day_bands": {
        "date": "date",
        "tmax_official_c": 1,
        "source": "text",
        "band": "text",
        "outdoor_cap_minutes": 0,
        "hottest_from": "time",
        "hottest_to": "time",
    },
}


def frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make an out table from rows, with all its columns in order.

    Raises
    ------
    KeyError
        When a row lacks a column of the table.
    """
    columns = list(OUT_COLUMNS[name])
    return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=columns)


def text_table(
    name: str, table: pd.DataFrame, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> pd.DataFrame:
    """Write every value of an out table as the text that stands in its file."""
    return pd.DataFrame(
        {column: as_text(table[column], kind) for column, kind in tables[name].items()}
    )


def as_text(values: pd.Series, kind: str | int) -> list[str]:
    """Texts of one column; an unknown value is empty."""
    if isinstance(kind, int):
        return ["" if pd.isna(value) else decimal_text(float(value), kind) for value in values]
    if kind == "boolean":
        return ["yes" if value else "no" for value in values]
    if kind == "time":
        return _per_distinct(values, clock_text)
    if kind == "date":
        return _per_distinct(values, lambda value: value.strftime("%Y-%m-%d"))
    return ["" if pd.isna(value) else str(value) for value in values]


def decimal_text(value: float, decimals: int) -> str:
    """Fixed decimals; a negative zero loses its sign."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def json_values(texts: pd.Series, kind: str | int) -> list[Any]:
    """Values of one column for JSON from their texts, unknown as null."""
    if isinstance(kind, int):
        return [None if text == "" else float(text) if kind else int(text) for text in texts]
    if kind == "boolean":
        return [text == "yes" for text in texts]
    return list(texts)


def json_records(
    name: str, table: pd.DataFrame, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> list[dict[str, Any]]:
    """Rows of an out table for JSON, rounded as in its file."""
    texts = text_table(name, table, tables)
    columns = [json_values(texts[column], kind) for column, kind in tables[name].items()]
    return [dict(zip(tables[name], row, strict=True)) for row in zip(*columns, strict=True)]


def _per_distinct(values: pd.Series, write: Callable[[pd.Timestamp], str]) -> list[str]:
    # Times repeat thousands of times in a table; writing each distinct one once is 50 x faster.
    texts = {value: "" if pd.isna(value) else write(value) for value in values.unique()}
    return ["" if pd.isna(value) else texts[value] for value in values]


def write_table(
    name: str, table: pd.DataFrame, folder: Path, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> None:
    """Write an out table as CSV (UTF-8, LF); text that looks like a formula is guarded."""
    buffer = io.StringIO()
    texts = text_table(name, table, tables)
    safe = {
        column: [guarded(cell) for cell in texts[column]]
        for column, kind in tables[name].items()
        if kind == "text"
    }
    texts.assign(**safe).to_csv(buffer, index=False, lineterminator="\n")
    (folder / f"{name}.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
