"""A scenario whose network is an Excel workbook."""

from __future__ import annotations

from pathlib import Path

import pandapower
import pandas as pd

from peakops.validate import read_inputs, validate
from tests.feeders.excel_net import as_excel


def with_workbook(tiny: Path, data: bytes) -> Path:
    (tiny / "network.json").unlink()
    (tiny / "network.xlsx").write_bytes(data)
    with (tiny / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write("files: {network: network.xlsx}\n")
    return tiny


def test_the_network_may_be_a_workbook(tiny: Path) -> None:
    _, from_json = read_inputs(tiny)
    net = pandapower.from_json_string((tiny / "network.json").read_text(encoding="utf-8"))
    scenario, from_excel = read_inputs(with_workbook(tiny, as_excel(net)))
    assert "network.xlsx" in scenario.inputs_sha256
    assert from_excel.ties == from_json.ties
    pd.testing.assert_frame_equal(from_excel.bus_table, from_json.bus_table)
    pd.testing.assert_frame_equal(from_excel.branch_table, from_json.branch_table)


def test_a_file_that_is_no_workbook_is_a_fault(tiny: Path) -> None:
    found = validate(with_workbook(tiny, b"PK\x03\x04"))
    assert [str(fault) for fault in found] == [
        (
            "network.xlsx: found no readable Excel workbook; "
            "wanted a workbook as pandapower.to_excel writes it"
        )
    ]
