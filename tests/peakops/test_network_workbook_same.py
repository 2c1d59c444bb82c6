"""A network is the same from a workbook as from JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.network import read_network
from peakops.network_workbook import read_network_workbook
from tests.feeders import small_net
from tests.feeders.excel_net import as_excel


def text_of(data: bytes) -> str:
    read = read_network_workbook("network.xlsx", data)
    assert read.faults == ()
    assert read.text is not None
    return read.text


@pytest.mark.parametrize("build", [small_net.two_substations, small_net.cigre, small_net.oberrhein])
def test_a_network_is_the_same_from_excel_as_from_json(build: Any) -> None:
    case = build()
    from_json = case.read()
    text = text_of(as_excel(case.net))
    from_excel = read_network(text, case.feeders, case.sources, case.switches,
                              case.switch_state, case.customers)  # fmt: skip
    heads = small_net.heads(from_json, 2.0).iloc[:3]
    here, there = (allocate(network, heads).solve() for network in (from_json, from_excel))
    np.testing.assert_allclose(here.vm_pu, there.vm_pu, atol=1e-12)
    np.testing.assert_allclose(here.branch_percent, there.branch_percent, atol=1e-9)
    assert from_json.bus_table.equals(from_excel.bus_table)


def test_the_same_workbook_gives_the_same_text() -> None:
    data = as_excel(small_net.two_substations().net)
    assert text_of(data) == text_of(data)
