from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.network import read_network
from feeders.network_files import UnreadableWorkbook, json_of_workbook
from tests.feeders import small_net
from tests.feeders.excel_net import as_excel
from tests.peakops.small_xlsx import workbook


@pytest.mark.parametrize("build", [small_net.two_substations, small_net.cigre])
def test_a_network_is_the_same_from_excel_as_from_json(build: Any) -> None:
    case = build()
    from_json = case.read()
    text = json_of_workbook(as_excel(case.net))
    from_excel = read_network(text, case.feeders, case.sources, case.switches,
                              case.switch_state, case.customers)  # fmt: skip
    heads = small_net.heads(from_json, 2.0).iloc[:3]
    here, there = (allocate(network, heads).solve() for network in (from_json, from_excel))
    np.testing.assert_allclose(here.vm_pu, there.vm_pu, atol=1e-12)
    np.testing.assert_allclose(here.branch_percent, there.branch_percent, atol=1e-9)


def test_the_same_workbook_gives_the_same_text() -> None:
    data = as_excel(small_net.two_substations().net)
    assert json_of_workbook(data) == json_of_workbook(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no workbook", "no readable Excel workbook"),
        (workbook({"plants": [["a"], [1]]}), "no sheet named bus"),
        (
            workbook(
                {"bus": [[None, "vn_kv"], [0, 10.0]], "parameters": [[None, "f_hz"], [5, 50.0]]}
            ),
            "Error: ",
        ),
    ],
)
def test_what_is_no_network_is_said_so(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=words):
        json_of_workbook(data)
