"""The heat section of scenario.yaml: overrides of the heat rules, by the rules' own names."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from peakops.errors import InputFault
from peakops.wanted import did_you_mean
from peakops.yaml_nodes import Section, Value
from weather.heat_rules import HeatRules
from weather.rule_set import override_faults

_YES_NO = MappingProxyType({"yes": True, "true": True, "no": False, "false": False})


def read_heat(section: Section) -> tuple[Mapping[str, Any], list[InputFault]]:
    """Read overrides of heat rules.

    Returns
    -------
    Name to value, and the faults: unknown names, values of another kind, and what the rules
    themselves refuse.
    """
    names = [field.name for field in fields(HeatRules)]
    values = {name: _plain_value(value) for name, value in section.items()}
    faults = [
        _located(fault.key, fault.found, fault.wanted + _guess(fault.key, names), section)
        for fault in override_faults(values)
    ]
    return values, faults


def _guess(name: str, known: list[str]) -> str:
    return "" if name in known else did_you_mean(name, known)


def _plain_value(value: Value) -> object:
    """Read text as YAML would, without its surprises: no base 60, no dates."""
    if isinstance(value.content, tuple):
        return tuple(_plain_value(part) for part in value.content)
    if isinstance(value.content, Mapping):
        return dict.fromkeys(value.content)
    if value.content.lower() in _YES_NO:
        return _YES_NO[value.content.lower()]
    with contextlib.suppress(ValueError):
        return int(value.content)
    with contextlib.suppress(ValueError):
        return float(value.content)
    return value.content


def _located(key: str, found: str, wanted: str, section: Section) -> InputFault:
    """Two values that contradict one another may both be defaults but for a third."""
    value = section.get(key) or next(iter(section.values()))
    return value.fault(f"heat.{key}", found, wanted)
