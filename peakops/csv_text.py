"""Text in a CSV cell that a spreadsheet would take for a formula, kept text by an apostrophe.

The apostrophe in front is what Excel, WPS and LibreOffice know for "this is text". A text that
begins with apostrophes before such a mark gets one more, so that reading gives every text back.
"""

from __future__ import annotations

import re

# The wide forms too: spreadsheets in East Asian languages take them for the narrow ones.
_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r]")
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")


def guarded(text: str) -> str:
    """Return the text as it stands in a CSV cell; a plain negative number stays as it is."""
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Return the text that a CSV cell holds."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
