"""Every text people read, in Chinese and English; the data are in words_rules and words_sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from peakops.reports.words_rules import CODES, ROLES
from peakops.reports.words_sheet import LABELS

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COMMA: Mapping[Language, str] = {"zh": "、", "en": ", "}


def text(code: str, lang: Language) -> str:
    """Return the text of a code.

    A code without a text is returned as it is: a plan that was computed must be printed, and
    the code still tells more than nothing. `known` says whether there is a text.

    Parameters
    ----------
    code
        Snake-case code as it stands in the plan's tables.
    lang
        ``"zh"`` or ``"en"``.
    """
    found = CODES.get(code)
    return code if found is None else found[LANGUAGES.index(lang)]


def known(code: str) -> bool:
    """Whether a code has its texts."""
    return code in CODES


def pair(code: str) -> list[str]:
    """Return [Chinese, English] of a code; twice the code where there is no text."""
    return [text(code, "zh"), text(code, "en")]


def pairs(codes: str) -> list[str]:
    """Return [Chinese, English] of ``;``-joined codes."""
    parts = [code.strip() for code in codes.split(";") if code.strip()]
    return [listed((text(code, lang) for code in parts), lang) for lang in LANGUAGES]


def listed(parts: Iterable[str], lang: Language) -> str:
    """Return names or texts as a list within a sentence of that language."""
    return COMMA[lang].join(parts)


def label(code: str, lang: Language) -> str:
    """Return a fixed label of the printed sheets.

    Raises
    ------
    KeyError
        When there is no such label: a mistake in this package, not in a plan.
    """
    return LABELS[code][LANGUAGES.index(lang)]


def label_pair(code: str) -> list[str]:
    """Return [Chinese, English] of a fixed label.

    Raises
    ------
    KeyError
        As for `label`.
    """
    return list(LABELS[code])


@cache
def template_labels() -> Mapping[str, list[str]]:
    """Every text that the templates print by name: [Chinese, English]."""
    return {code: list(texts) for code, texts in {**ROLES, **LABELS}.items()}
