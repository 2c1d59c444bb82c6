"""Short ways to write a column, so that the tables of the contract read like tables."""

from __future__ import annotations

from dataclasses import replace

from peakops.columns import Column, Kind


def identifier(name: str, about: str, refers: tuple[str, str] | None = None) -> Column:
    """Name of a thing, kept as text; `refers` is the table and column where it must exist."""
    return Column(name=name, kind="id", refers=refers, about=about)


def text(name: str, about: str) -> Column:
    """Free text."""
    return Column(name=name, kind="text", about=about)


def number(name: str, unit: str, lower: float, upper: float, about: str) -> Column:
    """Decimal number with unit and range."""
    return Column(name=name, kind="number", unit=unit, lower=lower, upper=upper, about=about)


def whole(name: str, unit: str, lower: int, upper: int, about: str) -> Column:
    """Whole number with unit and range."""
    return Column(name=name, kind="integer", unit=unit, lower=lower, upper=upper, about=about)


def index(name: str, about: str) -> Column:
    """Index of an element in the network file."""
    return Column(name=name, kind="integer", lower=0, about=about)


def yes_no(name: str, about: str) -> Column:
    """``yes`` or ``no``."""
    return Column(name=name, kind="boolean", about=about)


def moment(name: str, about: str) -> Column:
    """Date and time."""
    return Column(name=name, kind="time", about=about)


def day(name: str, about: str) -> Column:
    """Calendar date."""
    return Column(name=name, kind="date", about=about)


def clock(name: str, about: str) -> Column:
    """Time of day, ``00:00`` to ``24:00``."""
    return Column(name=name, kind="clock", about=about)


def choice(name: str, choices: tuple[str, ...], about: str) -> Column:
    """One of a few words."""
    return Column(name=name, kind="choice", choices=choices, about=about)


def choices(name: str, allowed: tuple[str, ...], about: str) -> Column:
    """Some of a few words, separated by ``;``."""
    return Column(name=name, kind="list_choice", choices=allowed, about=about)


def several(
    name: str, about: str, refers: tuple[str, str] | None = None, kind: Kind = "list"
) -> Column:
    """Several names or numbers, separated by ``;``."""
    return Column(name=name, kind=kind, refers=refers, about=about)


def optional(column: Column, default: float | None = None) -> Column:
    """Return the column as one that may be absent or have empty cells."""
    return replace(column, required=False, blank=True, default=default)


def with_gaps(column: Column) -> Column:
    """Return the column as one that must be there but may have empty cells."""
    return replace(column, blank=True)
