"""Kept models: reused when nothing changed, never when anything did, and never in the way."""

from __future__ import annotations

import dataclasses
import os
import pickle
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakops import load, model_store
from peakops.load import fit_stations
from peakops.model_store import kept_or_made, models_folder
from peakops.scenario import Scenario, read_scenario
from peakops.settings import ForecastSettings

from .command_runs import contents, run

MODEL = np.arange(6.0)
Change = Callable[[Scenario], Scenario]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PEAKOPS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture(scope="module")
def scenario(tiny_source: Path) -> Scenario:
    return read_scenario(tiny_source)


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[pd.Timestamp]:
    """Moments of issue of the fits made; what they learn does not matter here."""
    made: list[pd.Timestamp] = []

    def note(known: Scenario, columns: Sequence[str]) -> load.Learnt:
        made.append(known.issued)
        return load.Learnt(models={}, repairs=())

    monkeypatch.setattr(load, "learn", note)
    return made


def made(key: str = "a", model: Any = MODEL) -> tuple[bool, list[str]]:
    """Whether a model had to be made, and what was told."""
    calls, told = [], []

    def make() -> Any:
        calls.append(key)
        return model

    np.testing.assert_array_equal(kept_or_made(key, make, told.append), model)
    return bool(calls), told


def with_table(key: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    return lambda old: dataclasses.replace(
        old, tables=old.tables | {key: change(old.tables[key].copy())}
    )


def set_value(column: str, value: object, row: int = 0) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[row, column] = value
        return table

    return change


def test_a_second_forecast_reuses_the_model_and_gives_the_same_bytes(
    tiny: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forecast(name: str) -> dict[str, bytes]:
        assert run("forecast", str(tiny), "--out", str(tmp_path / name)).exit_code == 0
        return contents(tmp_path / name)

    first = forecast("first")
    monkeypatch.setattr(load, "learn", pytest.fail)
    assert forecast("reused") == first
    monkeypatch.undo()  # no cache and a real fit again
    assert forecast("without") == first


def test_the_stage_says_that_a_model_was_reused(
    scenario: Scenario, cache: Path, fits: list[pd.Timestamp]
) -> None:
    told: list[tuple[str, str]] = []
    for _ in range(2):
        fit_stations(scenario, lambda *news: told.append(news))
    assert told == [("forecast", "model reused")]
    assert len(fits) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda old: dataclasses.replace(old, forecast=ForecastSettings(temp_error_c=2.0)),
        lambda old: dataclasses.replace(old, issued=old.issued + pd.Timedelta(hours=1)),
        lambda old: dataclasses.replace(old, days=old.days + 1),  # holidays further on
        with_table("load_history", set_value("F2", 1.234567)),
        with_table("load_history", set_value("F2", np.nan)),
        with_table("load_history", lambda table: table.rename(columns={"F2": "F2 "})),
        with_table("load_history", lambda table: table[["time", "F2", "F1", "F3", "F4"]]),
        with_table("load_history", lambda table: table.iloc[1:]),
        with_table("weather_history", set_value("temp_air_c", 12.3)),
        with_table("switching_log", set_value("from_feeder", "F2")),
        with_table("switching_log", set_value("time_to", pd.NaT)),
        with_table("holidays", set_value("kind", "workday")),
        with_table("feeders", set_value("station", "hill")),
    ],
)
def test_a_change_of_what_is_learnt_from_fits_anew(
    scenario: Scenario, cache: Path, fits: list[pd.Timestamp], change: Change
) -> None:
    fit_stations(scenario)
    fit_stations(change(scenario))
    assert len(fits) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda old: dataclasses.replace(old, seed=old.seed + 1),
        with_table("weather_forecast", set_value("temp_air_c", 39.9)),
        with_table("work_orders", lambda table: table.iloc[1:]),
        with_table("feeders", set_value("limit_a", 300.0)),
    ],
)
def test_a_change_of_anything_else_does_not(
    scenario: Scenario, cache: Path, fits: list[pd.Timestamp], change: Change
) -> None:
    fit_stations(scenario)
    fit_stations(change(scenario))
    assert len(fits) == 1


def damage(entry: Path, how: str) -> None:
    content = entry.read_bytes()
    if how == "truncated":
        entry.write_bytes(content[:-20])
    elif how == "a changed byte":
        entry.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
    elif how == "no pickle":
        entry.write_bytes(sha256(b"text").digest() + b"text")
    elif how == "a folder":
        entry.unlink()
        entry.mkdir()


@pytest.mark.parametrize("how", ["truncated", "a changed byte", "no pickle"])
def test_a_damaged_entry_is_made_anew_and_replaced(cache: Path, how: str) -> None:
    assert made() == (True, [])
    damage(cache / "a.model", how)
    assert made() == (True, [])
    assert made() == (False, ["model reused"])


def test_an_entry_that_cannot_be_replaced_is_left_and_said(cache: Path) -> None:
    made()
    damage(cache / "a.model", "a folder")
    assert made()[1][0].startswith("model not kept: ")
    assert [path.name for path in cache.iterdir()] == ["a.model"]


def test_a_folder_that_cannot_be_written_is_said_and_no_fault(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PEAKOPS_CACHE", str(tmp_path / "file"))
    was_made, told = made()
    assert was_made
    assert told[0].startswith("model not kept: ")
    assert run("forecast", str(tiny), "--out", str(tmp_path / "out")).exit_code == 0


@pytest.mark.parametrize("rights", [0o720, 0o702])
def test_a_folder_that_others_may_write_to_is_neither_read_nor_written(
    cache: Path, rights: int
) -> None:
    made()
    cache.chmod(rights)
    assert made("a") == made("b")
    assert made("a")[0]
    assert "others may write" in made("a")[1][0]
    assert [path.name for path in cache.iterdir()] == ["a.model"]


def test_a_folder_of_somebody_else_is_not_trusted(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made()
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert made()[0]


def test_an_entry_that_others_may_write_is_replaced(cache: Path) -> None:
    made()
    (cache / "a.model").chmod(0o666)
    assert made() == (True, [])
    assert made() == (False, ["model reused"])
    assert (cache / "a.model").stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700


def test_the_models_used_last_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_store, "MOST_ENTRIES", 3)
    for age, key in enumerate("abc"):
        made(key)
        os.utime(cache / f"{key}.model", ns=(age, age))
    (cache / "other.txt").touch()
    made("a")  # used again
    made("d")
    assert sorted(path.stem for path in cache.iterdir()) == ["a", "c", "d", "other"]


def test_the_models_kept_are_no_larger_together(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("a")
    monkeypatch.setattr(model_store, "MOST_BYTES", 1.5 * (cache / "a.model").stat().st_size)
    made("b")
    assert [path.stem for path in cache.iterdir()] == ["b"]


def test_a_failed_write_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", refuse)
    assert made() == (True, ["model not kept: no room"])
    assert list(cache.iterdir()) == []


def test_new_and_reused_models_are_laid_out_alike(cache: Path) -> None:
    view = np.arange(12.0).reshape(3, 4)[:, ::2]
    models = [kept_or_made("a", lambda: view, lambda _: None) for _ in range(2)]
    assert models[0].strides == models[1].strides == pickle.loads(pickle.dumps(view)).strides


def test_where_models_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PEAKOPS_CACHE", "here")
    assert models_folder() == Path("here/models")
    monkeypatch.delenv("PEAKOPS_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert models_folder() == tmp_path / "xdg" / "peakops" / "models"
    for relative in ("", "xdg"):
        monkeypatch.setenv("XDG_CACHE_HOME", relative)
        assert models_folder() == tmp_path / ".cache" / "peakops" / "models"


def test_an_account_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("PEAKOPS_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert "model not kept" in made()[1][0]
