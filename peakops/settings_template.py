"""scenario.yaml with a comment for every key, those with a default commented out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from peakops.columns import Column
from peakops.file_docs import default_text
from peakops.settings import SECTION_KEYS, TOP_KEYS, Place
from peakops.wanted import wanted
from weather import RULES, value_text
from weather.rule_data import Rule

HEAD = """\
# 示例方案设置 · Settings of a scenario. Change the values; a line that begins with # is a comment.
# Keys with a default are commented out: take the # away to change one.
# Every key: docs/file-formats.md; every heat rule with its source: docs/heat-rules.md.
"""

OWN_SECTIONS = ("limits", "forecast", "solver")
"""Sections whose keys all have a default; `heatwave` is for scenarios derived from another."""


def settings_text(values: Mapping[str, Any], place: Place, files: Mapping[str, str]) -> str:
    """Text of a commented scenario.yaml.

    Parameters
    ----------
    values
        The plain keys to their texts.
    place
        Where the plan's weather holds.
    files
        Key of a table to its file, where that is not the table's own name.
    """
    return "\n".join([HEAD, *_top(values), *_place(place), *_files(files), *_sections(), *_heat()])


def _top(values: Mapping[str, Any]) -> Iterator[str]:
    for column in TOP_KEYS:
        yield f"{column.name}: {values[column.name]}  # {_said(column)}"


def _place(place: Place) -> Iterator[str]:
    about = {column.name: column for column in SECTION_KEYS["place"]}
    yield "\nplace:"
    for field in fields(Place):
        yield f"  {field.name}: {getattr(place, field.name):g}  # {_said(about[field.name])}"


def _files(files: Mapping[str, str]) -> Iterator[str]:
    yield "\nfiles:  # of a workbook, the sheet named after the table"
    for key, name in files.items():
        yield f"  {key}: {name}"


def _sections() -> Iterator[str]:
    for section in OWN_SECTIONS:
        yield f"\n{section}:"
        for column in SECTION_KEYS[section]:
            yield f"  # {column.name}: {default_text(section, column.name)}  # {_said(column)}"


def _heat() -> Iterator[str]:
    yield "\nheat:  # a changed rule is printed on every shift plan"
    for rule in RULES:
        unit = "" if rule.unit in {"1", ""} else f" [{rule.unit}]"
        yield f"  # {rule.name}: {_written(rule)}  # {rule.meaning}{unit}; {rule.source}"
    yield ""


def _written(rule: Rule) -> str:
    """A rule's value as YAML takes it."""
    text = value_text(rule.value)
    if isinstance(rule.value, tuple):
        return f"[{text}]"
    return f'"{text}"' if isinstance(rule.value, str) else text


def _said(column: Column) -> str:
    return f"{column.about} ({wanted(column)})"
