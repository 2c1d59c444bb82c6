"""Texts of the overview page in one language; the page joins both."""

from __future__ import annotations

from collections.abc import Sequence

from peakops.reports.sheet_source import Source
from peakops.reports.wording import label


def say(source: Source, code: str, **values: str) -> str:
    """A label; the Chinese one where a rule is quoted and has no English."""
    text = label(code, source.main_language) or label(code, "zh")
    return text.format(**values) if values else text


def one(source: Source, pair: Sequence[str]) -> str:
    """The text of a [Chinese, English] pair."""
    return pair[0 if source.main_language == "zh" else 1] or pair[0]


def listed(*parts: object) -> str:
    """Parts in a line, empty ones left out."""
    return " · ".join(str(part) for part in parts if part)


def unbroken(text: str) -> str:
    """A number of minutes that stays on the line of its unit."""
    return text.replace(" min", "\u00a0min")
