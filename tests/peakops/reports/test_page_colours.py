"""The page's colours: contrast (WCAG 2.2), and told apart in every kind of colour vision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from peakops.reports.page_colours import COLOURS, READ, SEEN, TOLD_APART, style_rules

SCHEMES = (0, 1)
# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1.0, linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
LEAST_APART = 10.0
"""CIE 1976 colour difference; 2.3 is just noticeable side by side."""


def linear(name: str, scheme: int) -> np.ndarray:
    code = COLOURS[name][scheme]
    value = np.array([int(code[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str, scheme: int) -> float:
    lights = sorted(float(TO_XYZ[1] @ linear(name, scheme)) for name in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read(scheme) -> None:
    pairs = {(name, ground) for name, grounds in READ.items() for ground in grounds}
    poor = {pair: contrast(*pair, scheme) for pair in pairs}
    assert {pair: value for pair, value in poor.items() if value < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_drawn_can_be_seen(scheme) -> None:
    pairs = {(name, ground) for ground, names in SEEN.items() for name in names}
    poor = {pair: contrast(*pair, scheme) for pair in pairs}
    assert {pair: value for pair, value in poor.items() if value < 3} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_colours_are_told_apart(scheme, vision) -> None:
    matrix = np.array(VISION[vision])
    shown = {name: lab(matrix @ linear(name, scheme)) for names in TOLD_APART for name in names}
    apart = {
        (one, other): float(np.linalg.norm(shown[one] - shown[other]))
        for names in TOLD_APART
        for one, other in itertools.combinations(names, 2)
    }
    assert {pair: value for pair, value in apart.items() if value < LEAST_APART} == {}


def test_both_schemes_have_every_colour() -> None:
    rules = style_rules()
    assert all(rules.count(f"--{name}:{light};") >= 1 for name, (light, _) in COLOURS.items())
    assert all(rules.count(f"--{name}:{dark};") >= 2 for name, (_, dark) in COLOURS.items())
