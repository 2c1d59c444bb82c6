"""The vendored typefaces every PDF and figure is set in, and the script that made them."""

from __future__ import annotations

from pathlib import Path

FAMILY = "Noto Sans SC"
FOLDER = Path(__file__).parent
REGULAR = FOLDER / "NotoSansSC-Regular.ttf"
BOLD = FOLDER / "NotoSansSC-Bold.ttf"
