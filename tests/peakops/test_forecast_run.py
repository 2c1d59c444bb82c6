from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from peakops.forecast_run import make_forecast, top_peaks
from peakops.forecast_screen import forecast_lines, transformer_lines
from peakops.load import forecast_load
from peakops.reports.figures import house_style
from peakops.reports.forecast_figures import feeders_figure, short_name, top_figure
from peakops.scenario import read_scenario
from peakops.validate import read_inputs

from .command_runs import run
from .tiny_scenario import DAYS, FEEDERS


def test_hours_are_those_of_the_plan(tiny_source: Path, published_forecast: Path) -> None:
    table = pd.read_csv(published_forecast / "load_forecast.csv", parse_dates=["time"])
    wanted = forecast_load(read_scenario(tiny_source)).table
    assert len(table) == 24 * DAYS * len(FEEDERS)
    assert list(table["p90_mw"]) == list(wanted["p90_mw"])
    assert list(table["time"]) == list(wanted["time"])


def test_peaks_stand_against_the_limits_fullest_first(published_forecast: Path) -> None:
    peaks = pd.read_csv(published_forecast / "peaks.csv")
    assert len(peaks) == DAYS * len(FEEDERS)
    assert list(peaks["date"]) == sorted(peaks["date"])
    for _, day in peaks.groupby("date"):
        assert day["p90_percent"].is_monotonic_decreasing
    share = 100 * peaks["p90_mw"] / peaks["limit_mw"]
    assert (share - peaks["p90_percent"]).abs().max() < 0.051
    assert (peaks["p10_mw"] <= peaks["p50_mw"]).all()
    assert (peaks["p50_mw"] <= peaks["p90_mw"]).all()


def test_the_document_names_each_feeder_once_worst_first(published_forecast: Path) -> None:
    document = json.loads((published_forecast / "forecast.json").read_text(encoding="utf-8"))
    assert document["schema"] == "peakops.forecast/1"
    assert document["hours"] == {
        "first": "2026-07-20T00:00+08:00",
        "last": "2026-07-21T23:00+08:00",
        "count": 48,
    }
    top = document["top_ten"]
    assert sorted(row["feeder"] for row in top) == list(FEEDERS)
    shares = [row["p90_percent"] for row in top]
    assert shares == sorted(shares, reverse=True)
    assert str(published_forecast.parent) not in json.dumps(document)
    assert sum(row["kind"] == "transfer_logged" for row in document["repairs"]) == 2


def test_transformers_stand_against_their_rating(published_forecast: Path) -> None:
    table = pd.read_csv(published_forecast / "transformers.csv")
    assert len(table) == 24 * DAYS * 2
    assert list(table["feeders"].unique()) == ["F1;F2", "F3;F4"]
    assert set(table["rating_mva"]) == {20.0}
    share = 100 * table["p90_mw"] / (20.0 * 0.95)
    assert (share - table["p90_percent"]).abs().max() < 0.051
    document = json.loads((published_forecast / "forecast.json").read_text(encoding="utf-8"))
    top = table.loc[table["p90_percent"].idxmax()]
    assert document["top_transformer"] == top.to_dict()


def test_the_fullest_transformer_is_said_with_how_its_feeders_count() -> None:
    row = {
        "name": "North 1",
        "p90_mw": 9.5,
        "p90_sum_mw": 9.731,
        "p90_percent": 50.0,
        "time": "2026-07-20T17:00+08:00",
    }
    (line,) = transformer_lines(row)
    assert line.startswith(
        "fullest transformer: North 1: 9.500 MW (joint P90, 9.731 MW as a sum), "
    )
    assert line.endswith(", 50 % of its rating, 2026-07-20T17:00+08:00")
    assert "9.731 MW (sum of its feeders' P90)" in next(transformer_lines(row | {"p90_mw": 9.731}))
    assert list(transformer_lines(None)) == []


def test_a_history_without_a_value_is_a_fault(tiny: Path, tmp_path: Path) -> None:
    path = tiny / "load_history.csv"
    pd.read_csv(path).assign(F2="").to_csv(path, index=False)
    done = run("forecast", str(tiny), "--out", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "F2" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_feeder_without_a_limit_keeps_its_row_and_is_not_ranked(tiny_source: Path) -> None:
    limits = {"F1": 7.9, "F2": float("nan"), "F3": 7.9}
    forecast = make_forecast(*read_inputs(tiny_source), limits)
    peaks = forecast.tables["peaks"]
    unknown = peaks[peaks["feeder"].isin(["F2", "F4"])]
    assert len(unknown) == 2 * DAYS
    assert unknown["p90_percent"].isna().all()
    assert {row["feeder"] for row in forecast.document["top_ten"]} == {"F1", "F3"}
    assert set(top_peaks(peaks)["feeder"]) == {"F1", "F3"}


def test_no_limit_at_all_is_said(tiny_source: Path) -> None:
    forecast = make_forecast(*read_inputs(tiny_source), {})
    assert "no feeder's limit is known" in forecast_lines(forecast.document, Path("out"))
    with house_style():
        ax = top_figure(top_peaks(forecast.tables["peaks"])).axes[0]
    assert [text.get_text() for text in ax.texts] == ["所有馈线限值未知 no feeder's limit is known"]


def table_of(feeders: int) -> pd.DataFrame:
    times = pd.date_range("2026-07-20", periods=48, freq="h", tz="Asia/Shanghai")
    parts = [
        pd.DataFrame(
            {"time": times, "feeder": f"馈线{i:02d}", "p10_mw": 1.0, "p50_mw": 2.0, "p90_mw": 3.0}
        )
        for i in range(feeders)
    ]
    return pd.concat(parts, ignore_index=True)


def test_every_feeder_has_a_panel_with_units_and_its_limit() -> None:
    with house_style():
        figure = feeders_figure(table_of(5), {"馈线00": 5.0})
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title() for ax in shown] == [f"馈线{i:02d}" for i in range(5)]
    assert figure.get_supylabel() == "负荷 load (MW)"
    assert figure.get_supxlabel() == "日期 date (month-day)"
    assert [len(ax.lines) for ax in shown] == [2, 1, 1, 1, 1]
    assert shown[0].get_ylim()[1] > 5.0
    assert len(figure.legends) == 1
    # the last row is not full: the panels above the gap show their dates
    assert all(ax.xaxis.get_tick_params()["labelbottom"] for ax in shown[1:])
    assert not shown[0].xaxis.get_tick_params()["labelbottom"]


def test_the_top_ten_has_a_bar_each_the_limit_and_units() -> None:
    peaks = pd.DataFrame(
        {
            "date": pd.Timestamp("2026-07-20"),
            "feeder": ["甲线", "乙线"],
            "hour": [20, 9],
            "p10_mw": [5.0, 4.0],
            "p50_mw": [5.5, 4.2],
            "p90_mw": [6.0, 4.4],
            "limit_mw": 5.5,
        }
    )
    with house_style():
        ax = top_figure(peaks).axes[0]
    assert [text.get_text() for text in ax.texts] == ["109 %   07-20 20:00", "80 %   07-20 09:00"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["甲线", "乙线"]
    assert "(% of the feeder's limit)" in ax.get_xlabel()
    assert len(ax.patches) == 2
    assert 100.0 in {line.get_xdata()[0] for line in ax.lines}


def test_names_are_drawn_short_and_without_formulas() -> None:
    assert short_name("武康线") == "武康线"
    assert short_name("x$y$") == r"x\$y\$"
    assert short_name("A" * 30) == "A" * 7 + "…" + "A" * 8
    assert short_name("某某变电站十千伏出线馈线某某1") != short_name(
        "某某变电站十千伏出线馈线某某2"
    )
