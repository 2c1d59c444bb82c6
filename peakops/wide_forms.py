"""Full-width digits and signs, as Chinese input methods write them: ８ for 8, ： for a colon."""

from __future__ import annotations

import unicodedata


def narrow(text: str) -> str:
    """Text with its full-width forms narrow, for what is to be read as a number or a time.

    Notes
    -----
    Other forms that NFKC knows stay: it would read 10² as 102.
    """
    return text if text.isascii() else "".join(map(_narrow, text))


def _narrow(mark: str) -> str:
    wide = unicodedata.decomposition(mark).startswith("<wide>")
    return unicodedata.normalize("NFKC", mark) if wide else mark
