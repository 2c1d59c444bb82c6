"""Two orders that the grid bears one at a time, and not together: the rounds part them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandapower
import pytest

from peakops.pipeline import Scheduled, run_rounds, run_stages
from peakops.validate import read_inputs
from scheduler.solve import SolveParams

from .tiny_scenario import read_cells, write_cells

ORDERS = {"WA": ("F1", "4"), "WB": ("F2", "6")}  # each moves its end section to South
SOUTH_MVA = 3.25
SHORT = [["CONNECT", step] for step in "124"]  # one stint, so that both fit into three hours
WINDOW = {
    "release": "2026-07-20T00:00",
    "due": "2026-07-21T18:00",
    "window_start": "2026-07-21T06:00",
    "window_end": "2026-07-21T09:00",
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, tiny_source: Path) -> tuple[Any, Any]:
    folder = tmp_path_factory.mktemp("joint") / "tiny"
    folder.mkdir()
    for path in tiny_source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    shrink_south(folder / "network.json")
    add_job_type(folder)
    write_orders(folder / "work_orders.csv")
    scenario, network = read_inputs(folder)
    return scenario, run_stages(scenario, network)


def shrink_south(path: Path) -> None:
    net = pandapower.from_json_string(path.read_text(encoding="utf-8"))
    net.trafo.loc[1, "sn_mva"] = SOUTH_MVA
    path.write_text(str(pandapower.to_json(net)), encoding="utf-8")


def add_job_type(folder: Path) -> None:
    """A lead connected by one crew while what lies behind is fed from elsewhere."""
    types, steps = (read_cells(folder / f"{name}.csv") for name in ("job_types", "job_steps"))
    connect = dict(zip(types[0], types[1], strict=True)) | {"code": "MOVED", "switching": "relieve"}
    write_cells(folder / "job_types.csv", [*types, [connect[name] for name in types[0]]])
    again = [["MOVED", *row[1:]] for row in steps[1:] if row[:2] in SHORT]
    write_cells(folder / "job_steps.csv", [*steps, *again])


def write_orders(path: Path) -> None:
    header = read_cells(path)[0]
    first = dict(zip(header, read_cells(path)[1], strict=True))
    blank = dict.fromkeys(("section_switches", "ticket", "ticket_from", "ticket_to", "after"), "")
    rows = [
        first | blank | WINDOW
        | {"work_order": order, "job_type": "MOVED", "feeder": feeder, "bus": bus}
        for order, (feeder, bus) in ORDERS.items()
    ]  # fmt: skip
    write_cells(path, [header, *([row[name] for name in header] for row in rows)])


@pytest.fixture(scope="module")
def planned(ready: tuple[Any, Any]) -> Scheduled:
    return run_rounds(*ready, SolveParams(effort=0.2, seed=1))


def test_each_alone_is_admissible_in_the_whole_window(ready: tuple[Any, Any]) -> None:
    windows = ready[1].grid.windows
    inside = windows["time"].dt.strftime("%dT%H").isin(["21T06", "21T07", "21T08"])
    assert set(windows.loc[inside, "work_order"]) == set(ORDERS)
    assert windows.loc[inside, "allowed"].all()


def test_together_they_violate_and_the_next_round_keeps_them_apart(planned: Scheduled) -> None:
    found = planned.rounds.findings
    assert {(row["code"], row["element"]) for row in found} >= {("transformer_overload", "trafo:1")}
    assert {(row["work_orders"], row["action"], row["resolved"]) for row in found} == {
        ("WA;WB", "keep_apart", True)
    }
    assert planned.rounds.rounds > 1


def test_both_are_done_one_after_the_other_without_a_violation(planned: Scheduled) -> None:
    first, second = sorted(planned.schedule.assignments, key=lambda job: job.start_minute)
    assert {first.work_order, second.work_order} == set(ORDERS)
    assert all(job.transfer_plan for job in (first, second))
    assert first.end_minute < second.start_minute
    assert planned.refereed.of_plan == ()
    assert planned.rounds.breaches == ()
