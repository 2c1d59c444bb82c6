from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from weather.rule_data import RULES
from weather.rule_table import markdown

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    page = (ROOT / "docs" / "heat-rules.md").read_text(encoding="utf-8")
    assert page == markdown(), "renew with: python -m weather.rule_table > docs/heat-rules.md"


def test_every_rule_has_its_row() -> None:
    rows = [line for line in markdown().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [rule.name for rule in RULES]
    assert all(row.count("|") == 8 for row in rows)


def test_what_is_not_checked_says_so() -> None:
    rows = {line.split("`")[1]: line for line in markdown().splitlines() if line.startswith("| `")}
    for rule in RULES:
        assert ("to be confirmed" in rows[rule.name]) == (rule.basis == "known")


def test_the_module_prints_the_page() -> None:
    found = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "weather.rule_table"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert found.stdout.decode("utf-8").splitlines() == markdown().splitlines()
