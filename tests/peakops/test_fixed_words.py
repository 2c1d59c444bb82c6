"""Fixed words in Chinese, as the printed sheets have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakops.columns import Column
from peakops.file_contract import TABLES
from peakops.fixed_words import FIXED_WORDS, fixed_word, in_chinese, readable_words
from peakops.reports.wording import known, text
from peakops.reports.words_rules import ROLES
from peakops.reports.words_sheet import SHORT_ROLES
from peakops.scenario import read_scenario
from peakops.validate import validate
from peakops.wanted import wanted

from .tiny_scenario import set_cell

CHOICES = [c for table in TABLES.values() for c in table.columns if c.choices]
OTHERWISE = {
    ("sensitive_kind", "none"),
    ("sensitive_kind", "hospital"),
    ("switching", "none"),
    ("roles", "bucket"),
}
"""Reports print these words in another table's sense only."""


def column(table: str, name: str) -> Column:
    return TABLES[table].column(name)


@pytest.mark.parametrize("column", CHOICES, ids=lambda c: c.name)
def test_every_fixed_word_has_its_chinese(column: Column) -> None:
    assert set(column.choices) <= set(FIXED_WORDS[column.name])
    words = readable_words(column)
    chinese = FIXED_WORDS[column.name]
    assert len(words) == sum(1 + len(chinese[word]) for word in column.choices) - _alike(column)


def _alike(column: Column) -> int:
    """Ways to write a word that differ in width and blanks only."""
    return sum(word == "not_outdoors_35c" for word in column.choices)


@pytest.mark.parametrize("column", CHOICES, ids=lambda c: c.name)
def test_what_the_sheets_print_is_read(column: Column) -> None:
    for word in column.choices:
        if known(word) and (column.name, word) not in OTHERWISE:
            assert fixed_word(column, text(word, "zh")) == word


def test_roles_are_read_as_printed() -> None:
    roles = column("workers", "roles")
    for word in ("leader", "supervisor", "ground"):
        assert fixed_word(roles, ROLES[word][0]) == word
        assert fixed_word(roles, SHORT_ROLES[f"short_{word}"][0]) == word
    assert fixed_word(roles, ROLES["bucket_role"][0]) == "bucket"
    assert fixed_word(roles, "斗内") == "bucket"


def test_a_scenario_in_chinese_words_reads_as_the_english_one(tiny: Path) -> None:
    before = read_scenario(tiny)
    set_cell(tiny, "workers", 2, "roles", "工作负责人、监护")
    set_cell(tiny, "workers", 4, "roles", "斗内")
    set_cell(tiny, "workers", 4, "certificates", "简单项目，复杂项目")
    set_cell(tiny, "workers", 13, "heat_restriction", "35℃起不得室外作业")
    set_cell(tiny, "job_types", 2, "class", "Ⅱ")
    set_cell(tiny, "job_types", 3, "class", "第三类")
    set_cell(tiny, "job_steps", 3, "phase", "斗内作业")
    set_cell(tiny, "customers", 3, "sensitive_kind", "医院")
    set_cell(tiny, "switches", 2, "type", "断路器")
    set_cell(tiny, "restrictions", 2, "kind", "禁止带电作业")
    after = read_scenario(tiny)
    for key, table in before.tables.items():
        assert table.equals(after.tables[key]), key
    assert validate(tiny) == ()


def test_a_wrong_word_is_told_both_languages_and_the_nearest(tiny: Path) -> None:
    set_cell(tiny, "workers", 2, "roles", "斗内电公")
    (fault,) = validate(tiny)
    assert "bucket (斗内电工)" in fault.wanted
    assert fault.wanted.endswith("; did you mean 斗内电工?")


def test_the_words_of_a_setting_have_no_chinese() -> None:
    setting = Column(name="humidity", kind="choice", choices=("hold_rh", "hold_dewpoint"))
    assert in_chinese(setting, "hold_rh") == ""
    assert wanted(setting) == "one of hold_rh, hold_dewpoint"
