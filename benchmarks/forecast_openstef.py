"""OpenSTEF's default model as a peer: XGBoost quantiles with its own features, refitted weekly.

OpenSTEF lives in its own environment, so this file works on both sides. Here, `openstef_weekly`
writes tables and starts the file as a script there:

    <python of openstef_environment()> forecast_openstef.py FOLDER

The script reads `history.csv` (time, load, predictors) and `issued.csv` (case, issued, time,
predictors) from the folder and writes `forecasts.csv` (case, time, p10, p50, p90).

References
----------
OpenSTEF 3.4, https://github.com/OpenSTEF/openstef: `pipeline/train_model.py`,
`pipeline/create_forecast.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from forecast_peers import Case

    from feeders.arrays import Floats

OPENSTEF_FOLDER = Path.home() / ".cache" / "peakops-bench" / "openstef"
OPENSTEF_REQUIREMENT = "openstef[cpu]==3.4.93"
OPENSTEF_PROBE = "import openstef, xgboost"
INSTALL_SECONDS = 900.0

HOURS = 24
REFIT = pd.Timedelta(days=7)

ZONE = "UTC"
"""Local hours are handed over as UTC: by OpenSTEF's clock a Chinese day would begin at 8:00."""

LATITUDE_DEG, LONGITUDE_DEG = 31.2, 1.5
"""Shanghai, moved west by the eight hours."""

QUANTILES = [0.1, 0.5, 0.9]
TRAIN_HORIZONS_H = [0.25, 47.0]
"""OpenSTEF's default: it learns with and without the latest loads. [h]"""

WINDOW = pd.Timedelta(days=15)
"""History handed over when forecasting; its longest lag is 14 days."""

SEED = 1


def openstef_environment(folder: Path = OPENSTEF_FOLDER) -> Path | str:
    """Make OpenSTEF's own environment, for its pins clash with ours, or find it made.

    Parameters
    ----------
    folder
        Where the environment is or is to be; it takes 1.2 GB and some minutes.

    Returns
    -------
    Path or str
        The environment's interpreter, or the reason why there is none.
    """
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            _run([sys.executable, "-m", "venv", str(folder)])
        if subprocess.run([python, "-c", OPENSTEF_PROBE], capture_output=True).returncode:
            _run([python, "-m", "pip", "install", "-q", OPENSTEF_REQUIREMENT])
            _run([python, "-c", OPENSTEF_PROBE])
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        return f"OpenSTEF cannot be installed: {said.strip()[-500:]}"
    return python


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)


def openstef_weekly(cases: Sequence[Case], python: Path) -> list[Floats]:
    """Forecast by OpenSTEF's default model, refitted weekly on everything known.

    Its own task would train on the last 120 days only, which errs half as much again in Shanghai.

    Parameters
    ----------
    cases
        Cases that differ in nothing but the issued temperatures, so that they share their models.
    python
        From `openstef_environment`.

    Returns
    -------
    list
        Per case shape (24, days), position = target day: the median, NaN where nothing was issued.

    Raises
    ------
    RuntimeError
        If the script fails; the message is the end of what it said.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _history(cases[0]).to_csv(folder / "history.csv", index=False)
        issued = [_issued(case).assign(case=i) for i, case in enumerate(cases)]
        pd.concat(issued).to_csv(folder / "issued.csv", index=False)
        # the hash seed orders a set of dates from which OpenSTEF draws its validation days
        env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        run = subprocess.run(
            [python, Path(__file__).resolve(), folder], capture_output=True, text=True, env=env
        )
        if run.returncode:
            raise RuntimeError(f"OpenSTEF failed: {run.stderr.strip()[-1000:]}")
        table = pd.read_csv(folder / "forecasts.csv", parse_dates=["time"])
    return [_grid(case, table[table["case"] == i]) for i, case in enumerate(cases)]


def _history(case: Case) -> pd.DataFrame:
    times = pd.date_range(case.days[0], periods=case.load.size, freq="h")
    columns = {"load": case.load.T.ravel(), "temp": case.temp.T.ravel()}
    return pd.DataFrame({"time": times, **columns})


def _issued(case: Case) -> pd.DataFrame:
    """Temperatures from the hour of issue to the end of the target day, issue by issue."""
    parts = []
    for day in case.issue_days:
        issued = case.days[day] + pd.Timedelta(hours=case.hour)
        temp = case.issued_series(day, 0)[case.hour :]
        times = pd.date_range(issued, periods=len(temp), freq="h")
        parts.append(pd.DataFrame({"issued": issued, "time": times, "temp": temp}))
    return pd.concat(parts, ignore_index=True)


def _grid(case: Case, table: pd.DataFrame) -> Floats:
    forecast = np.full(case.load.shape, np.nan)
    position = (table["time"].dt.normalize() - case.days[0]).dt.days
    forecast[table["time"].dt.hour, position] = table["p50"]
    return forecast


def main(folder: Path) -> None:
    """Forecast the issues of the folder's tables; runs in OpenSTEF's environment."""
    history = _read(folder / "history.csv", ["time"]).set_index("time")
    issued = _read(folder / "issued.csv", ["issued", "time"])
    fitted, model, parts = None, None, []
    for moment, rows in issued.groupby("issued"):
        past = history[history.index < moment]
        if fitted is None or moment - fitted >= REFIT:
            fitted, model = moment, _train(past)
        for case, ahead in rows.groupby("case"):
            forecast = _forecast(model, past, ahead.set_index("time")[past.columns.drop("load")])
            parts.append(forecast.assign(case=case))
    pd.concat(parts).to_csv(folder / "forecasts.csv", index=False)


def _read(file: Path, times: list[str]) -> pd.DataFrame:
    table = pd.read_csv(file, parse_dates=times)
    return table.assign(**{name: table[name].dt.tz_localize(ZONE) for name in times})


def _job() -> Any:
    """Describe the forecast to OpenSTEF; all that is left out keeps its default."""
    from openstef.data_classes.prediction_job import PredictionJobDataClass

    return PredictionJobDataClass(
        id=1,
        model="xgb_quantile",
        quantiles=QUANTILES,
        forecast_type="demand",
        name="benchmark",
        lat=LATITUDE_DEG,
        lon=LONGITUDE_DEG,
        resolution_minutes=60,
    )


def _train(past: pd.DataFrame) -> Any:
    """Go the steps of `train_model_pipeline_core` but its report, which takes half the time."""
    from openstef.data_classes.model_specifications import ModelSpecificationDataClass
    from openstef.pipeline import train_model

    job, specs = _job(), ModelSpecificationDataClass(id=1)
    rows = train_model.train_pipeline_step_compute_features(
        job, specs, past.copy(), horizons=TRAIN_HORIZONS_H
    )
    seeded = partial(np.random.default_rng, SEED)  # OpenSTEF draws its validation days unseeded
    with mock.patch.object(np.random, "default_rng", seeded):
        train, validation, _, _ = train_model.train_pipeline_step_split_data(
            rows, job, test_fraction=0.0
        )
    model = train_model.train_pipeline_step_train_model(job, specs, train, validation)
    model.path = "memory"  # its serializer would set it
    return model


def _forecast(model: Any, past: pd.DataFrame, ahead: pd.DataFrame) -> pd.DataFrame:
    """Forecast the target day: the last 24 hours of what lies ahead."""
    from openstef.data_classes.model_specifications import ModelSpecificationDataClass
    from openstef.pipeline.create_forecast import create_forecast_pipeline_core

    rows = pd.concat([past[past.index >= ahead.index[0] - WINDOW], ahead])  # no load ahead
    specs = ModelSpecificationDataClass(id=1)
    forecast = create_forecast_pipeline_core(_job(), rows, model, specs).iloc[-HOURS:]
    columns = {f"p{round(100 * q)}": forecast[f"quantile_P{round(100 * q)}"] for q in QUANTILES}
    return pd.DataFrame({"time": forecast.index.tz_localize(None), **columns})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
