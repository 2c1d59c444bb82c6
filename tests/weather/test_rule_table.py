from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from weather.closed_slots import CLOSING_RULES
from weather.rule_data import RULES
from weather.rule_table import markdown

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    page = (ROOT / "docs" / "heat-rules.md").read_text(encoding="utf-8")
    assert page == markdown(), "renew with: python -m weather.rule_table > docs/heat-rules.md"


def rule_rows() -> list[str]:
    table = markdown().partition("## Codes")[0]
    return [line for line in table.splitlines() if line.startswith("| `")]


def test_every_rule_has_its_row() -> None:
    rows = rule_rows()
    assert [row.split("`")[1] for row in rows] == [rule.name for rule in RULES]
    assert all(row.count("|") == 8 for row in rows)


def test_every_code_of_a_closed_slot_has_its_row() -> None:
    page = markdown()
    assert all(f"| `{code}` | `{name}` |" in page for code, name in CLOSING_RULES.items())


def test_what_is_not_checked_says_so() -> None:
    rows = {line.split("`")[1]: line for line in rule_rows()}
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
