from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feeders.accuracy import SCORE_COLUMNS
from feeders.day_types import DAY_KINDS
from peakops.backtest_run import Window
from peakops.backtest_tables import PastForecasts, backtest_tables, heat_classes, worst_days
from peakops.errors import UsageError
from peakops.forecast_tables import BACKTEST_COLUMNS, FORECAST_COLUMNS
from peakops.reports import wording
from peakops.reports.backtest_figures import observed_percent, reliability_figure, scores_figure
from peakops.reports.figures import house_style
from peakops.reports.words_forecast import REASONS

from .command_runs import BACKTEST, run


def test_scores_have_every_column_feeder_and_hour(published_backtest: Path) -> None:
    scores = pd.read_csv(published_backtest / "scores.csv")
    assert list(scores.columns) == ["feeder", *SCORE_COLUMNS]
    assert list(scores["feeder"]) == ["F1", "F2", "F3", "F4"]
    # F1 and F3 lack the four hours whose naive forecast a logged transfer masks
    assert list(scores["hours"]) == [68, 72, 68, 72]
    assert (scores["nrmse_percent"] < 5).all()
    by_lead = pd.read_csv(published_backtest / "scores_by_lead.csv")
    assert by_lead["lead_days"].to_list()[:3] == [1, 2, 3]
    assert by_lead["hours"].is_monotonic_decreasing  # the history ends before the later ones
    by_hour = pd.read_csv(published_backtest / "scores_by_hour.csv")
    assert list(by_hour["hour"]) == list(range(24))
    assert by_hour["hours"].sum() == 4 * 72


def test_days_alike_are_one_heat_class(published_backtest: Path) -> None:
    by_heat = pd.read_csv(published_backtest / "scores_by_heat.csv")
    assert list(by_heat["heat_class"]) == [1]
    assert list(by_heat["tmax_to_c"]) == [37.0]
    assert list(by_heat["days"]) == [3]


def test_the_document_says_what_was_tested(published_backtest: Path) -> None:
    document = json.loads((published_backtest / "backtest.json").read_text(encoding="utf-8"))
    assert document["schema"] == "peakops.backtest/1"
    assert (document["from"], document["to"]) == ("2026-07-12", "2026-07-18")
    assert (document["days"], document["issued_at"]) == (3, "16:00")
    assert len(document["worst_days"]) == 10
    assert str(published_backtest.parent) not in json.dumps(document)


def test_errors_of_the_weather_forecast_change_the_scores(
    tiny: Path, tmp_path: Path, published_backtest: Path
) -> None:
    out = tmp_path / "warm"
    done = run(*BACKTEST, str(tiny), "--out", str(out), "--temp-error-c", "2")
    assert done.exit_code == 0
    assert (out / "backtest.json").read_bytes() != (
        published_backtest / "backtest.json"
    ).read_bytes()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-07-18", "2026-07-12", "is after"),
        ("2026-07-32", "2026-07-12", "is no date"),
        ("2026-07-12", "soon", "is no date"),
        ("2026-06-27", "2026-07-12", "days from 2026-06-28 to 2026-07-18 can be forecast"),
        ("2026-07-12", "2026-07-19", "is not within the history"),
    ],
)
def test_wrong_days_are_2_and_write_nothing(
    tiny: Path, tmp_path: Path, first: str, last: str, said: str
) -> None:
    out = tmp_path / "out"
    done = run("backtest", str(tiny), "--from", first, "--to", last, "--out", str(out))
    assert done.exit_code == 2
    assert said in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "option", [("--every-days", "0"), ("--temp-error-c", "-1"), ("--temp-error-c", "nan")]
)
def test_wrong_options_are_2(tiny: Path, tmp_path: Path, option: tuple[str, str]) -> None:
    days = ("--from", "2026-07-12", "--to", "2026-07-13")
    assert run("backtest", str(tiny), *days, "--out", str(tmp_path / "out"), *option).exit_code == 2


def test_a_gap_in_the_weather_is_a_fault_of_the_history(tiny: Path, tmp_path: Path) -> None:
    path = tiny / "weather_history.csv"
    table = pd.read_csv(path)
    gap = table["time"].between("2026-07-15T00:00", "2026-07-15T12:00")
    table[~gap].to_csv(path, index=False)
    done = run(*BACKTEST, str(tiny), "--out", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert done.stderr.startswith("weather_history.csv")
    assert not (tmp_path / "out").exists()


def test_issues_are_at_the_hour_of_issue_the_day_before() -> None:
    window = Window.of("2026-07-12", "2026-07-18", every_days=3)
    issues = window.issues(pd.Timestamp("2026-07-19T16:00", tz="Asia/Shanghai"))
    assert [f"{time:%m-%dT%H:%M%z}" for time in issues] == [
        "07-11T16:00+0800",
        "07-14T16:00+0800",
        "07-17T16:00+0800",
    ]
    with pytest.raises(UsageError, match="at least 1"):
        replace(window, every_days=0)


def made_up(days: int = 10, feeders: tuple[str, ...] = ("F1", "F2")) -> PastForecasts:
    """Ten July days from Monday the 6th, a degree hotter each; P50 is 10 % over the load of F1."""
    dates = pd.date_range("2026-07-06", periods=days, freq="D")
    parts = [
        pd.DataFrame(
            {
                "issued": (date - pd.Timedelta(hours=8)).tz_localize("Asia/Shanghai"),
                "time": pd.date_range(date, periods=24, freq="h", tz="Asia/Shanghai"),
                "feeder": feeder,
                "station": "",
                "actual_mw": 2.0,
                "naive_mw": 2.5,
                "vanilla_mw": 2.3,
                "lead_days": 1,
                "p10_mw": 1.9,
                "p50_mw": 2.2 if feeder == "F1" else 2.0,
                "p90_mw": 2.4,
                "peak_p90_mw": 2.5,
                "temp_air_c": 30.0,
                "date": date,
                "hour": range(24),
            }
        )
        for date in dates
        for feeder in feeders
    ]
    known = pd.date_range("2026-06-01", "2026-07-15T23:00", freq="h")
    heat = 30.0 + (known.normalize() - dates[0]).days.to_numpy().clip(0)
    hours = pd.concat(parts, ignore_index=True)
    return PastForecasts(
        hours=hours,
        leads=pd.concat([hours, hours.assign(lead_days=2, p50_mw=2.4)], ignore_index=True),
        temps={"": pd.Series(heat, index=known)},
        day_types=pd.Series("workday", index=dates),
        raw_load=pd.DataFrame({"time": pd.to_datetime([]), "F1": []}),
        switching_log=pd.DataFrame(
            columns=["time_from", "time_to", "from_feeder", "to_feeder"], dtype=object
        ),
    )


def test_errors_are_shares_of_each_feeders_mean() -> None:
    tables = backtest_tables(made_up())
    by_hour = tables["scores_by_hour"]
    assert by_hour["bias_percent"].to_numpy() == pytest.approx(5.0)
    assert by_hour["nrmse_percent"].to_numpy() == pytest.approx(10 / np.sqrt(2))
    assert (by_hour["inside_percent"] == 100.0).all()
    assert by_hour["naive_nrmse_percent"].to_numpy() == pytest.approx(25.0)
    assert by_hour["vanilla_nrmse_percent"].to_numpy() == pytest.approx(15.0)
    by_lead = tables["scores_by_lead"]
    assert list(by_lead["lead_days"]) == [1, 2]
    assert by_lead["bias_percent"].to_numpy() == pytest.approx([5.0, 20.0])


def test_five_heat_classes_share_the_days() -> None:
    by_heat = backtest_tables(made_up())["scores_by_heat"]
    assert list(by_heat["heat_class"]) == [1, 2, 3, 4, 5]
    assert list(by_heat["days"]) == [2] * 5
    assert list(by_heat["tmax_from_c"]) == [30, 32, 34, 36, 38]
    assert list(by_heat["tmax_to_c"]) == [31, 33, 35, 37, 39]


def test_days_not_known_whole_have_no_peak() -> None:
    tested = made_up()
    hours = tested.hours.copy()
    hours.loc[hours["date"].eq("2026-07-08") & hours["hour"].eq(5), "actual_mw"] = np.nan
    found = worst_days(replace(tested, hours=hours))
    assert pd.Timestamp("2026-07-08") not in set(found["date"])
    assert len(found) == 10


def reasons(tested: PastForecasts) -> dict[str, str]:
    found = worst_days(tested)
    ours = found[found["feeder"] == "F1"]
    return dict(zip(ours["date"].dt.strftime("%d"), ours["reason"], strict=True))


def test_reasons() -> None:
    tested = made_up()
    temps = tested.temps[""].copy()
    temps.loc["2026-06-05"] = 35.5  # a hot day known before
    temps.loc["2026-07-08"] = 25.0
    kinds = tested.day_types.copy()
    kinds[pd.Timestamp("2026-07-10")] = "holiday"
    log = pd.DataFrame(
        {
            "time_from": [pd.Timestamp("2026-07-14T22:00", tz="Asia/Shanghai")],
            "time_to": [pd.NaT],
            "from_feeder": ["F1"],
            "to_feeder": ["F9"],
        }
    )
    assert reasons(replace(tested, temps={"": temps}, day_types=kinds, switching_log=log)) == {
        "06": "unexplained",
        "07": "unexplained",
        "08": "temperature_jump",
        "09": "temperature_jump",
        "10": "holiday",
        "11": "unexplained",
        "12": "hotter_than_history",
        "13": "hotter_than_history",
        "14": "transfer",
        "15": "transfer",
    }


def test_a_level_shift_against_the_others_is_a_transfer() -> None:
    times = pd.date_range("2026-05-01", "2026-07-15T23:00", freq="h", tz="Asia/Shanghai")
    noise = np.random.default_rng(3).normal(0, 0.02, (len(times), 6))
    load = 2.0 + noise
    moved = np.asarray((times >= "2026-07-08") & (times < "2026-07-12"))
    load[moved, 0] *= 1.5
    raw = pd.DataFrame(load, columns=[f"F{i}" for i in range(1, 7)]).assign(time=times)
    found = reasons(replace(made_up(), raw_load=raw))
    assert [day for day, reason in found.items() if reason == "transfer"] == [
        "08",
        "09",
        "10",
        "11",
    ]


def test_every_code_has_both_texts() -> None:
    assert all(wording.known(code) for code in (*REASONS, "holiday", *DAY_KINDS))


def test_reliability_has_a_line_per_class_and_units() -> None:
    classed = heat_classes(made_up())
    with house_style():
        figure = reliability_figure(classed)
    ax = figure.axes[0]
    assert len(ax.lines) == 6
    assert ax.get_xlabel().endswith("(%)")
    assert ax.get_ylabel().endswith("(%)")
    assert [line.get_label() for line in ax.lines][1:3] == ["30.0–31.0 °C", "32.0–33.0 °C"]
    assert observed_percent(classed) == [0.0, 100.0, 100.0]


def test_scores_are_drawn_beside_their_peers_largest_first() -> None:
    table = backtest_tables(made_up())["scores"]
    with house_style():
        ax = scores_figure(table).axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["F1", "F2"]
    assert ax.get_xlabel().endswith("(% of mean load)")
    assert len(ax.patches) == 6  # beside the naive and the vanilla ones


def test_nothing_measured_gives_empty_tables() -> None:
    tested = made_up()
    hours, leads = (part.assign(actual_mw=np.nan) for part in (tested.hours, tested.leads))
    tables = backtest_tables(replace(tested, hours=hours, leads=leads))
    assert all(table.empty for table in tables.values())


def test_the_page_names_every_file_and_column() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "forecast-files.md").read_text("utf-8")
    for name, columns in (FORECAST_COLUMNS | BACKTEST_COLUMNS).items():
        assert f"{name}.csv" in page
        assert [column for column in columns if not re.search(rf"\b{column}\b", page)] == []
    assert all(f"| {reason} |" in page for reason in REASONS)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_dead_feeder_has_no_shares() -> None:
    tested = made_up()
    hours = tested.hours.copy()
    hours.loc[hours["feeder"] == "F2", "actual_mw"] = 0.0
    tables = backtest_tables(replace(tested, hours=hours))
    scores = tables["scores"].set_index("feeder").loc["F2"]
    assert np.isnan(scores["peak_error_percent"])
    assert not np.isinf(tables["scores"].drop(columns="feeder").to_numpy(dtype=float)).any()
    assert set(tables["worst_days"]["feeder"]) == {"F1"}
    assert np.isfinite(tables["scores_by_hour"]["nrmse_percent"]).all()
