"""A plan in which those who watch have to relieve each other, from the inputs to the check."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from peakops.check import check

from .command_runs import run
from .tiny_scenario import SETTINGS, TABLES, write_tiny

SHORT = "70, 60, 60, 60, 60, 60, 60"
EVERYONE = f"""\
  rotation_minutes: 30
  exposure_applies_to: everyone
  exposure_end_c: 60
  exposure_humidity_percent: 100
  exposure_light_minutes: [{SHORT}]
"""
MORE = """\
A8,Qian,C1,leader;supervisor,,,,0,,none
A9,Wu,C1,ground,,,,0,,none
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Jobs of 80 and 95 minutes, nobody outdoors for more than 70; C2 has nobody to relieve."""
    source = write_tiny(tmp_path_factory.mktemp("relief") / "inputs", history_days=30)
    settings = SETTINGS.replace("  rotation_minutes: 30\n", EVERYONE)
    (source / "scenario.yaml").write_text(settings, encoding="utf-8")
    (source / "workers.csv").write_text(TABLES["workers"] + MORE, encoding="utf-8")
    orders = TABLES["work_orders"].splitlines()[:-1]  # without the joint job
    (source / "work_orders.csv").write_text("\n".join([*orders, ""]), encoding="utf-8")
    out = source.parent / "plan"
    done = run("plan", str(source), "--out", str(out))
    assert done.exit_code == 0, done.output
    return out


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def test_the_plan_is_clean_and_tells_who_watches(folder: Path) -> None:
    report = check(folder)
    assert report.lines()[:-1] == []
    schedule = read(folder, "schedule")
    assert set(schedule["crew"]) == {"C1"}
    assert all(len(names.split(";")) == 2 for names in schedule["relief"])
    table = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["tables"]["watches"]
    assert len(table["rows"]) == len(read(folder, "watches")) > 0


def test_in_every_minute_of_a_job_each_duty_has_one_person_outdoors(folder: Path) -> None:
    """From the phases, by hand: nobody is out longer than 70 minutes in one go."""
    phases = read(folder, "worker_phases")
    for job in read(folder, "schedule").to_dict("records"):
        heads = {job["leader"], *job["relief"].split(";")} & {"A1", "A8"}
        mine = phases[(phases["work_order"] == job["work_order"]) & (phases["outdoors"] == "yes")]
        out = {name: spans(mine[mine["worker"] == name]) for name in sorted(heads)}
        assert len(out) == 2
        minutes = [t for each in out.values() for a, b in each for t in range(a, b)]
        assert sorted(minutes) == list(range(minute(job["start"]), minute(job["end"])))
        assert max(b - a for each in out.values() for a, b in each) <= 70


def spans(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Touching phases as one, in minutes of the day."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(
        zip(map(minute, rows["start"]), map(minute, rows["end"]), strict=True)
    ):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def minute(time: str) -> int:
    return 60 * int(time[11:13]) + int(time[14:16])
