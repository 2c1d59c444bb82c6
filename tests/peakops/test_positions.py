"""Bases and work sites that lie nowhere near the network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peakops.errors import InputFault

from .test_validate_cells import faults_of
from .tiny_scenario import read_cells, set_cell

WISH = "a place at most 100 km from a bus of the network"

# table, latitude, longitude, cells; far                                                   # reason
PLACES = [
    ("crews", "base_lat", "base_lon", ("30.54", "119.97"), False),
    ("crews", "base_lat", "base_lon", ("31.35", "119.97"), False),  # 90 km: another county's base
    ("crews", "base_lat", "base_lon", ("31.54", "119.97"), True),  # a degree too high
    ("crews", "base_lat", "base_lon", ("30.54", "118.35"), True),
    ("crews", "base_lat", "base_lon", ("30.54", "-119.97"), True),
    ("work_orders", "lat", "lon", ("30.54", "119.97"), False),
    ("work_orders", "lat", "lon", ("31.54", "119.97"), True),
    ("work_orders", "lat", "lon", ("", ""), False),  # that of its bus
]


@pytest.mark.parametrize(("table", "lat", "lon", "cells", "far"), PLACES)
def test_a_place_far_from_every_bus(
    tiny: Path, table: str, lat: str, lon: str, cells: tuple[str, str], far: bool
) -> None:
    _place(tiny, table, (lat, lon), cells)
    faults = faults_of(tiny)
    assert [(f.file, f.row, f.column, f.wanted) for f in faults] == (
        [(f"{table}.csv", 2, lat, WISH)] if far else []
    )


def _place(folder: Path, table: str, columns: tuple[str, str], cells: tuple[str, str]) -> None:
    path = folder / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for name in columns:
        if name not in read_cells(path)[0]:
            lines = [f"{lines[0]},{name}", *(f"{line}," for line in lines[1:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, cell in zip(columns, cells, strict=True):
        set_cell(folder, table, 2, name, cell)


def test_the_distance_is_told(tiny: Path) -> None:
    set_cell(tiny, "crews", 2, "base_lat", "31.54")
    (fault,) = faults_of(tiny)
    assert fault == InputFault(
        file="crews.csv",
        row=2,
        column="base_lat",
        found="31.54 (base_lon 119.97), 106 km from the nearest bus, 7 at 30.59, 119.95",
        wanted=WISH,
    )


def test_a_network_without_positions_tells_of_no_distance(tiny: Path) -> None:
    _with_geo(tiny, None)
    set_cell(tiny, "crews", 2, "base_lat", "31.54")
    assert faults_of(tiny) == ()


def test_a_position_that_is_none_is_a_fault_of_the_network(tiny: Path) -> None:
    _with_geo(tiny, "119.97,30.54")
    found = {(fault.file, fault.column) for fault in faults_of(tiny)}
    assert found == {("network.json", "bus.geo")}


def _with_geo(folder: Path, text: str | None) -> None:
    content = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    frame = json.loads(content["_object"]["bus"]["_object"])
    for row in frame["data"]:
        row[frame["columns"].index("geo")] = text
    content["_object"]["bus"]["_object"] = json.dumps(frame)
    (folder / "network.json").write_text(json.dumps(content), encoding="utf-8")
