"""Colours of the overview page as data: name → (light scheme, dark scheme)."""

from __future__ import annotations

COLOURS: dict[str, tuple[str, str]] = {
    "page": ("#f6f7f9", "#12161c"),
    "card": ("#ffffff", "#1b2129"),
    "ink": ("#1a1f26", "#e8ecf1"),
    "soft": ("#525c68", "#a9b4c0"),
    "rule": ("#d3d9e0", "#36404c"),
    "grid": ("#e4e8ed", "#29313b"),
    "accent": ("#0b5cad", "#7db9f5"),
    "on-accent": ("#ffffff", "#0d1a28"),
    "warn": ("#9c1c1c", "#ff9d8f"),
    "warn-card": ("#fdeeec", "#3a1d1b"),
    "closed": ("#b3261e", "#ff8a7c"),
    "heat-0": ("#eef2e6", "#20302e"),
    "heat-1": ("#fdf0c4", "#3f3a16"),
    "heat-2": ("#fbd78f", "#64500f"),
    "heat-3": ("#f6b26b", "#8a4a10"),
    "heat-4": ("#ee8a62", "#9c1f63"),
    "on-heat": ("#1a1f26", "#ffffff"),
    "setup": ("#0b5cad", "#8cc4ff"),
    "on-setup": ("#ffffff", "#0d1a28"),
    "bucket": ("#a83c00", "#ffa263"),
    "on-bucket": ("#ffffff", "#2b1200"),
    "rest": ("#bfe6d4", "#1f4a3c"),
    "on-rest": ("#11352a", "#d9fff0"),
    "watch": ("#6a4c93", "#8f6fd0"),
    "on-watch": ("#ffffff", "#0f0620"),
    "travel": ("#7a8492", "#8d98a5"),
    "on-travel": ("#ffffff", "#0e1216"),
    "lunch": ("#d9c27a", "#6e5a1e"),
    "on-lunch": ("#3a3420", "#f3ecd6"),
    "load": ("#3d5a80", "#9fbde0"),
    "line-0": ("#5f93bd", "#5b86ab"),
    "line-1": ("#1f5f94", "#8ec5f2"),
    "line-2": ("#c25e00", "#ffae4d"),
    "line-3": ("#a10f2b", "#ff7f8f"),
    "line-unknown": ("#868e98", "#79838f"),
    "work": ("#14181d", "#f4f6f8"),
    "on-work": ("#ffffff", "#14181d"),
}

READ = {
    "ink": ("page", "card", "warn-card"),
    "soft": ("page", "card"),
    "accent": ("page", "card"),
    "warn": ("page", "card", "warn-card"),
    "closed": ("card",),
    "on-accent": ("accent",),
    "on-heat": ("heat-0", "heat-1", "heat-2", "heat-3", "heat-4"),
    "on-setup": ("setup",),
    "on-bucket": ("bucket",),
    "on-rest": ("rest",),
    "on-watch": ("watch",),
    "on-lunch": ("lunch",),
    "on-work": ("work",),
}
"""Colours of text, and what it stands on: a contrast of 4.5 or more (WCAG 2.2, 1.4.3)."""

SEEN = {
    "card": ("setup", "bucket", "watch", "travel", "line-0", "line-1", "line-2", "line-3",
             "line-unknown", "work", "load"),
}  # fmt: skip
"""What is drawn, and on what: a contrast of 3 or more (WCAG 2.2, 1.4.11)."""

TOLD_APART = (
    ("setup", "bucket", "rest", "watch", "lunch"),
    ("line-0", "line-1", "line-2", "line-3"),
    ("heat-0", "heat-2", "heat-4"),
)
"""Colours that mean different things side by side, in every kind of colour vision."""


def style_rules() -> str:
    """Custom properties of both schemes: the system's by default, else the one that was chosen."""
    light, dark = (
        "".join(f"--{name}:{pair[side]};" for name, pair in COLOURS.items()) for side in (0, 1)
    )
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{"
        f":root:not([data-scheme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-scheme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )
