"""How a JSON document is written, to a file and to the screen alike."""

from __future__ import annotations

import json
from typing import Any


def json_text(document: Any) -> str:
    """Write a document: keys sorted, text as it is, no number that JSON lacks."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
