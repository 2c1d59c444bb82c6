from __future__ import annotations

from pathlib import Path

import pytest

from peakops.out_columns import OUT_COLUMNS
from peakops.plan_files import ABOUT, lines, main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plan-files.md"


def test_the_page_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


def test_every_table_is_described() -> None:
    assert list(ABOUT) == list(OUT_COLUMNS)
    text = "\n".join(lines())
    assert all(f"## {name}.csv" in text for name in OUT_COLUMNS)
