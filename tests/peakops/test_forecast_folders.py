"""What a published forecast and a published backtest have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from .command_runs import BACKTEST, contents, run


@dataclass(frozen=True, kw_only=True)
class Case:
    """A command, what it published, and a kind of folder that it must not replace."""

    arguments: tuple[str, ...]
    fixture: str
    document: str
    others: frozenset[str]
    stranger: str


CASES = {
    "forecast": Case(
        arguments=("forecast",),
        fixture="published_forecast",
        document="forecast.json",
        others=frozenset(
            {
                "load_forecast.csv",
                "peaks.csv",
                "transformers.csv",
                "repairs.csv",
                "feeders.png",
                "top_ten.png",
            }
        ),
        stranger="plan",
    ),
    "backtest": Case(
        arguments=BACKTEST,
        fixture="published_backtest",
        document="backtest.json",
        others=frozenset(
            {
                "scores.csv",
                "scores_by_hour.csv",
                "scores_by_lead.csv",
                "scores_by_heat.csv",
                "worst_days.csv",
                "reliability.png",
                "scores.png",
            }
        ),
        stranger="forecast",
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def published(case: Case, request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(case.fixture)
    return folder


def test_every_file_is_published_and_nothing_else(case: Case, published: Path) -> None:
    assert set(contents(published)) == case.others | {case.document}
    assert [path.name for path in published.parent.iterdir()] == ["out"]


def test_the_same_bytes_again_and_json_is_the_file(
    case: Case, published: Path, tiny: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    done = run(*case.arguments, str(tiny), "--out", str(again), "--json")
    assert done.exit_code == 0
    assert contents(again) == contents(published)
    assert done.stdout == (published / case.document).read_text(encoding="utf-8")


def test_faults_write_nothing(case: Case, tiny: Path, tmp_path: Path) -> None:
    (tiny / "kits.csv").unlink()
    out = tmp_path / "out"
    assert run(*case.arguments, str(tiny), "--out", str(out)).exit_code == 3
    assert not out.exists()


def test_another_kind_of_folder_is_not_replaced(case: Case, tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / f"{case.stranger}.json").write_text(f'{{"schema": "peakops.{case.stranger}/1"}}')
    done = run(*case.arguments, str(tiny), "--out", str(out))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert set(contents(out)) == {f"{case.stranger}.json"}
