from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.checks.cells import FileReader, Layout
from peakops.csv_text import guarded, unguarded
from peakops.out_tables import write_table
from peakops.raw_tables import read_raw

COLUMNS = {"blocks": {"name": "text", "value": 1}}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86 572", "'+86 572"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),  # taken for a formula where people write East Asian languages
        ("'=1", "''=1"),  # an apostrophe of its own
        ("'t Hof", "'t Hof"),
        ("-0.83", "-0.83"),  # a plain number
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_formula_gets_an_apostrophe_and_nothing_else(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text(alphabet="'=+-@＝1.a\t "))
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_table_written_is_read_as_it_was(tmp_path: Path) -> None:
    names = ["=1+1", "'@x", "plain", 'say "hi", 😀']
    table = pd.DataFrame({"name": names, "value": [-1.0, 2.0, 3.0, 4.0]})
    write_table("blocks", table, tmp_path, COLUMNS)
    data = (tmp_path / "blocks.csv").read_bytes()
    assert data.startswith(b"name,value\n'=1+1,-1.0\n")
    assert list(read_raw(data, ".csv").columns[0]) == names
    reader = FileReader(tmp_path, "Asia/Shanghai", {})
    rows = reader.read("blocks.csv", Layout(columns={"name": "text", "value": "number"}))
    assert [row["name"] for row in rows] == names
    assert rows[0]["value"] == -1.0
