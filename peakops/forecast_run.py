"""From a scenario folder to a published forecast of every feeder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from feeders.network import Network
from feeders.quantile_table import QUANTILES
from peakops.clock import clock_text
from peakops.documents import json_text
from peakops.forecast_tables import FORECAST_COLUMNS
from peakops.grid import feeder_limits_mw
from peakops.joint_load import fullest_transformer, transformer_table
from peakops.load import (
    FittedLoad,
    fit_stations,
    forecast_table,
    placed_history_faults,
    sample_paths,
    step_times,
)
from peakops.out_tables import json_records, write_table
from peakops.plan import scenario_clock
from peakops.progress import Progress, silent, stage
from peakops.publish import FORECAST, refuse_foreign, staging
from peakops.scenario import Repair, Scenario
from peakops.validate import read_inputs

TOP_FEEDERS = 10
"""Feeders named as being at greatest risk."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FeederForecast:
    """A forecast ready to be written.

    Parameters
    ----------
    tables
        One table per file, keyed by the file's stem.
    limits_mw
        Limit of each feeder that has one. [MW]
    document
        Content of forecast.json.
    """

    tables: dict[str, pd.DataFrame]
    limits_mw: dict[str, float]
    document: dict[str, Any]


def forecast_to_folder(folder: Path, out: Path, *, progress: Progress = silent) -> dict[str, Any]:
    """Forecast every feeder of a scenario and publish the result in one step.

    Parameters
    ----------
    folder
        Scenario folder.
    out
        Folder to publish to; an earlier forecast there is replaced.
    progress
        Called at the start and end of each stage.

    Returns
    -------
    The content of forecast.json.

    Raises
    ------
    InputFaults
        When the scenario has faults; nothing is written.
    UsageError
        When the target is a folder that is not a forecast.
    """
    refuse_foreign(out, FORECAST)
    with stage(progress, "read"):
        scenario, network = read_inputs(folder)
    with stage(progress, "forecast"), threadpool_limits(limits=1):  # the same sums everywhere
        forecast = make_forecast(scenario, network, feeder_limits_mw(network), progress)
    with stage(progress, "write"):
        _publish(forecast, out)
    return forecast.document


def make_forecast(
    scenario: Scenario,
    network: Network,
    limits_mw: dict[str, float],
    progress: Progress = silent,
) -> FeederForecast:
    """Forecast a scenario's feeders and transformers.

    Parameters
    ----------
    scenario, network
        What was read, without faults.
    limits_mw
        Limit of each feeder; NaN where it has none. [MW]
    progress
        Told in the stage ``forecast`` whether a kept model was reused.
    """
    known = {feeder: mw for feeder, mw in limits_mw.items() if np.isfinite(mw)}
    with placed_history_faults(scenario):
        fitted = fit_stations(scenario, progress)
        clock = scenario_clock(scenario)
        table = forecast_table(fitted, clock)
        peaks = peak_table(scenario, fitted, known)
        transformers = transformer_table(network, table, sample_paths(fitted, clock))
    repairs = repair_table((*scenario.repairs, *fitted.repairs))
    tables = {
        "load_forecast": table,
        "peaks": peaks,
        "transformers": transformers,
        "repairs": repairs,
    }
    return FeederForecast(tables=tables, limits_mw=known, document=_document(scenario, tables))


def peak_table(scenario: Scenario, fitted: FittedLoad, limits_mw: dict[str, float]) -> pd.DataFrame:
    """Each day's highest hour of every feeder against its limit, by date, fullest feeder first."""
    times = step_times(fitted, scenario_clock(scenario))
    wanted = tuple(QUANTILES.values())
    parts = [part.model.peaks(part.weather_forecast, times, wanted) for part in fitted.stations]
    table = pd.concat(parts, ignore_index=True)
    table["limit_mw"] = table["feeder"].map(limits_mw).astype(float)
    # rounded before sorting: rows stand in the order of what is printed
    table["p90_percent"] = (100 * table["p90_mw"] / table["limit_mw"]).round(1)
    return table.sort_values(
        ["date", "p90_percent", "feeder"], ascending=[True, False, True], ignore_index=True
    )


def top_peaks(peaks: pd.DataFrame) -> pd.DataFrame:
    """Worst day of each of the feeders at greatest risk, worst first."""
    known = peaks.dropna(subset=["p90_percent"])
    by_risk = known.sort_values("p90_percent", ascending=False, kind="stable")
    return by_risk.drop_duplicates("feeder").head(TOP_FEEDERS).reset_index(drop=True)


def repair_table(repairs: tuple[Repair, ...]) -> pd.DataFrame:
    """Repairs as a table: file, column, kind, count."""
    columns = list(FORECAST_COLUMNS["repairs"])
    values = [[getattr(item, name) for name in columns] for item in repairs]
    return pd.DataFrame(values, columns=columns)


def _document(scenario: Scenario, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    times = scenario_clock(scenario).hour_times()
    fullest = fullest_transformer(tables["transformers"])
    return {
        "schema": FORECAST.schema,
        "scenario": scenario.name,
        "issued": clock_text(scenario.issued),
        "hours": {
            "first": clock_text(times[0]),
            "last": clock_text(times[-1]),
            "count": len(times),
        },
        "feeders": int(tables["peaks"]["feeder"].nunique()),
        "top_ten": json_records("peaks", top_peaks(tables["peaks"]), FORECAST_COLUMNS),
        "top_transformer": next(
            iter(json_records("transformers", fullest, FORECAST_COLUMNS)), None
        ),
        "repairs": json_records("repairs", tables["repairs"], FORECAST_COLUMNS),
    }


def _publish(forecast: FeederForecast, out: Path) -> None:
    from peakops.reports.forecast_figures import feeders_png, top_png

    tables = forecast.tables
    with staging(out, FORECAST) as folder:
        for name in FORECAST_COLUMNS:
            write_table(name, tables[name], folder, FORECAST_COLUMNS)
        feeders_png(tables["load_forecast"], forecast.limits_mw, folder / "feeders.png")
        top_png(top_peaks(tables["peaks"]), folder / "top_ten.png")
        text = json_text(forecast.document) + "\n"
        (folder / FORECAST.file).write_text(text, encoding="utf-8", newline="\n")
