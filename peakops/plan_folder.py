"""Writes a plan's folder: tables, plan.json, the inputs it was made from, and what people read."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from peakops.clock import clock_text
from peakops.csv_text import guarded
from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import as_text, json_values, text_table, write_table
from peakops.plan import Plan
from peakops.publish import PLAN
from peakops.scenario import Scenario

HISTORIES = ("load_history", "bus_history", "weather_history", "switching_log")
WEATHER = ("weather_forecast", "weather_daily")  # a heatwave may have changed them


def write_plan(plan: Plan, folder: Path) -> None:
    """Write every file of a plan into an empty folder.

    Parameters
    ----------
    plan
        The finished plan.
    folder
        Where to write; publishing puts it in place afterwards.
    """
    for name in OUT_COLUMNS:
        write_table(name, plan.tables[name], folder)
    (folder / "plan.json").write_text(plan_json(plan), encoding="utf-8", newline="\n")
    write_inputs(plan.scenario, folder / "inputs")
    write_readables(plan, folder, "both")


def write_readables(plan: Plan, folder: Path, language: str) -> None:
    """Write what people read of a plan.

    Parameters
    ----------
    plan
        The plan.
    folder
        Where to write.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    from peakops.reports import (
        write_actuals_form,
        write_calendars,
        write_dispatch,
        write_messages,
        write_overview,
        write_page,
        write_shift_plans,
        write_tickets,
        write_workbook,
    )

    write_shift_plans(plan, folder / "shift-plans", language)
    write_overview(plan, folder / "overview.pdf", language)
    write_dispatch(plan, folder / "dispatch.pdf", language)
    write_page(plan, folder / "overview.html", language)
    write_workbook(plan, folder / "plan.xlsx", language)
    write_calendars(plan, folder / "calendars", language)
    write_messages(plan, folder / "messages", language)
    write_tickets(plan, folder / "tickets")
    write_actuals_form(plan, folder / "actuals.xlsx")


def plan_json(plan: Plan) -> str:
    """plan.json: everything, without an absolute path or a clock time of the run."""
    scenario = plan.scenario
    document = {
        "schema": PLAN.schema,
        "version": version("peakops"),
        "scenario": settings_document(scenario),
        "inputs_sha256": dict(sorted(scenario.inputs_sha256.items())),
        "repairs": [asdict(repair) for repair in scenario.repairs],
        "summary": dict(plan.summary),
        "tables": {name: json_table(name, plan.tables[name]) for name in OUT_COLUMNS},
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def json_table(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """An out table as columns and rows, numbers and booleans as such, unknown as null."""
    texts = text_table(name, table)
    columns = {
        column: json_values(texts[column], kind) for column, kind in OUT_COLUMNS[name].items()
    }
    return {
        "columns": list(columns),
        "rows": [list(row) for row in zip(*columns.values(), strict=True)],
    }


def write_inputs(scenario: Scenario, folder: Path) -> None:
    """Keep the inputs as read, histories aside, so that a check needs nothing else.

    Notes
    -----
    Files are copied byte for byte. scenario.yaml is written anew without `base` and
    `heatwave`, and the weather that a heatwave changed is written as it was planned with.
    """
    folder.mkdir()
    for key, path in scenario.paths.items():
        if key not in (*HISTORIES, *WEATHER) and path.exists():
            (folder / path.name).write_bytes(path.read_bytes())
    for key in WEATHER:
        write_weather(scenario.tables[key], folder / f"{key}.csv")
    _write_settings(scenario, folder / "scenario.yaml")


def write_weather(table: pd.DataFrame, path: Path) -> None:
    """Write a weather table of a scenario as CSV.

    Parameters
    ----------
    table
        As read; times timezone-aware.
    path
        File to write.
    """
    texts = table.assign(
        **{str(name): _weather_texts(column) for name, column in table.items() if _is_text(column)}
    )
    texts.to_csv(path, index=False, lineterminator="\n")


def _is_text(column: pd.Series) -> bool:
    return hasattr(column, "dt") or column.dtype == object


def _weather_texts(column: pd.Series) -> list[str]:
    if column.dtype == object:
        return [guarded(str(cell)) for cell in column]
    return as_text(column, "date" if column.dt.tz is None else "time")


def _write_settings(scenario: Scenario, path: Path) -> None:
    yaml = YAML()
    yaml.default_flow_style = False
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        yaml.dump(settings_document(scenario), stream)


def settings_document(scenario: Scenario) -> dict[str, Any]:
    """The settings of a scenario as scenario.yaml holds them."""
    limits = asdict(scenario.limits)
    return {
        "name": scenario.name,
        "timezone": scenario.timezone,
        "issued": clock_text(scenario.issued),
        "date": scenario.date.isoformat(),
        "days": scenario.days,
        "seed": scenario.seed,
        "place": asdict(scenario.place),
        "files": {
            key: path.name
            for key, path in scenario.paths.items()
            if key not in (*HISTORIES, *WEATHER) and path.exists()
        },
        "limits": limits | {"lunch": list(limits["lunch"])},
        "heat": {name: _plain(value) for name, value in scenario.heat.items()},
        "forecast": asdict(scenario.forecast),
        "solver": asdict(scenario.solver),
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
