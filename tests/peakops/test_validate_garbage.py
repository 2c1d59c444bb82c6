"""Whatever bytes a file holds, people see faults and never a traceback."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peakops.errors import InputFaults
from peakops.file_contract import TABLES
from peakops.read_settings import read_settings
from peakops.scenario import read_scenario
from peakops.tables import read_table
from peakops.wanted import quoted
from peakops.yaml_nodes import read_yaml

from .small_xlsx import xlsx
from .tiny_scenario import SETTINGS, read_cells

SHANGHAI = ZoneInfo("Asia/Shanghai")
SMALL = ("kits", "crews", "work_orders", "weather_daily", "job_types")

untimed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

odd_text = st.text(alphabet=st.sampled_from('a1.,;"\n\r\t=-+:eE\x00\ufeff中Ⅳ９'), max_size=40)
garbage = st.one_of(st.binary(max_size=60), odd_text.map(str.encode))


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Sound bytes with a stretch replaced by others."""
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 50)))
    return data[:start] + draw(garbage) + data[end:]


def _judged(key: str, data: bytes, ending: str) -> None:
    """A table is either refused or obeys the contract."""
    table = read_table(f"{key}{ending}", data, TABLES[key], SHANGHAI)
    assert list(table.frame.columns) == list(TABLES[key].names)
    assert len(table.frame) == len(table.rows)
    if not table.faults:
        for column in TABLES[key].columns:
            if column.kind in {"number", "integer"} and not column.blank:
                assert table.frame[column.name].between(column.lower, column.upper or 1e9).all()


@untimed
@given(
    data=garbage, ending=st.sampled_from([".csv", ".xlsx", ".xls", ".parquet", ".ods", "", ".x"])
)
@example(data=b'"', ending=".csv")
@example(data=b"a,a\n1\n1,2,3", ending=".csv")
@example(data=b"\x84\x31", ending=".csv")  # half a GB18030 sign
@example(data=b"PK\x03\x04", ending=".xlsx")
@example(data=b"PAR1", ending=".parquet")
@example(data=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ending=".xls")
def test_garbage_as_a_table(data: bytes, ending: str) -> None:
    for key in SMALL:
        _judged(key, data, ending)


@untimed
@given(data=st.data(), key=st.sampled_from(SMALL))
def test_a_damaged_table(tiny_source: Path, data: st.DataObject, key: str) -> None:
    sound = (tiny_source / f"{key}.csv").read_bytes()
    _judged(key, data.draw(damaged(sound)), ".csv")


@untimed
@given(data=st.data())
def test_a_damaged_workbook(tiny_source: Path, data: st.DataObject) -> None:
    sound = xlsx(read_cells(tiny_source / "crews.csv"))
    _judged("crews", data.draw(damaged(sound)), ".xlsx")


@untimed
@given(data=st.data())
def test_a_damaged_parquet_file(tiny_source: Path, data: st.DataObject) -> None:
    sound = pd.read_csv(tiny_source / "crews.csv").to_parquet()
    _judged("crews", data.draw(damaged(sound)), ".parquet")


@untimed
@given(data=st.one_of(garbage, damaged(SETTINGS.encode())))
@example(data=b"&a {b: *a}")  # holds itself
@example(data=b"[" * 2000)
@example(data=b"{a: " * 2000)
@example(data=b"- " * 2000)
@example(data=b"? [a, b]\n: 1")
@example(data=b"%YAML 9.9\n---\na: 1")
def test_garbage_as_settings(data: bytes) -> None:
    section, faults = read_yaml("scenario.yaml", data)
    assert section or faults or data.strip()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenario.yaml").write_bytes(data)
        settings_read, all_faults = read_settings(Path(folder))
    assert settings_read is not None or all_faults


@settings(untimed, max_examples=25)
@given(data=st.data())
def test_a_scenario_with_one_damaged_file(tiny_source: Path, data: st.DataObject) -> None:
    names = sorted(path.name for path in tiny_source.iterdir())
    name = data.draw(st.sampled_from(names))
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(tiny_source, Path(parent) / "tiny"))
        (folder / name).write_bytes(data.draw(damaged((folder / name).read_bytes())))
        _read_or_faults(folder)


@pytest.mark.parametrize("name", ["scenario.yaml", "network.json", "load_history.csv", "crews.csv"])
@pytest.mark.parametrize("data", [b"\x00" * 9, b"\xff\xfe\x00", b"nan", b"[" * 5000, b"{}", b"\n"])
def test_a_scenario_with_one_file_of_garbage(tiny: Path, name: str, data: bytes) -> None:
    (tiny / name).write_bytes(data)
    with pytest.raises(InputFaults) as error:
        read_scenario(tiny)
    assert name in {fault.file for fault in error.value.faults}


def test_a_folder_in_the_place_of_a_file(tiny: Path) -> None:
    (tiny / "kits.csv").unlink()
    (tiny / "kits.csv").mkdir()
    with pytest.raises(InputFaults) as error:
        read_scenario(tiny)
    (fault,) = error.value.faults
    assert (fault.file, fault.wanted) == ("kits.csv", "a readable file")


def _read_or_faults(folder: Path) -> None:
    """InputFaults is the only exception that may come."""
    with contextlib.suppress(InputFaults):
        read_scenario(folder)


@untimed
@given(st.text())
def test_what_is_quoted_can_be_printed_in_one_short_line(text: str) -> None:
    shown = quoted(text)
    assert shown
    assert shown.isprintable()
    assert len(shown) <= 6 * 61 * 2
