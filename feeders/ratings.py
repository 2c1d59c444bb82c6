"""What every line, feeder head and transformer may carry in every hour."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.hot_spot import HotSpots
from feeders.network import Network
from feeders.rated import RatedResult

LEAST_FACTOR = 0.05
"""So that a loading stays a number where sun and air alone heat a conductor to its limit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratings:
    """Ratings of a network by hour.

    Parameters
    ----------
    line_factor
        Share of each line's rating in the network, shape (lines, hours), in (0, 1].
    head_limit_a
        Limit of each feeder head, shape (heads, hours). [A]
    head_limit_from
        Which of its limits that is, as in `Feeder.limits_a`; same shape, of texts.
    hot_spots
        The transformers' heat, by which they are limited then; None: by their rated current.
    """

    line_factor: Floats
    head_limit_a: Floats
    head_limit_from: np.typing.NDArray[np.object_]
    hot_spots: HotSpots | None = None

    def __post_init__(self) -> None:
        if not ((self.line_factor > 0.0) & (self.line_factor <= 1.0)).all():
            raise ValueError("line_factor: found one outside (0, 1]")

    def rated(self, result: StateResult, rows: slice) -> RatedResult:
        """A load flow of some hours with its lines loaded in percent of these ratings."""
        percent = result.branch_percent.copy()
        percent[: len(self.line_factor)] /= self.line_factor[:, rows]
        same = {f.name: getattr(result, f.name) for f in fields(StateResult)}
        return RatedResult(
            **(same | {"branch_percent": percent}), head_limit_a=self.head_limit_a[:, rows]
        )

    def with_hot_spots(self, hot_spots: HotSpots) -> Ratings:
        """The same with transformers limited by their heat."""
        return replace(self, hot_spots=hot_spots)

    def hour(self, row: int, begins: Floats | None) -> Ratings:
        """The ratings of a single hour.

        Parameters
        ----------
        row
            Which.
        begins
            State of the transformers at the start of every hour, see `HotSpots.begins`.
        """
        rows = slice(row, row + 1)
        spots = self.hot_spots
        return Ratings(
            line_factor=self.line_factor[:, rows], head_limit_a=self.head_limit_a[:, rows],
            head_limit_from=self.head_limit_from[:, rows],
            hot_spots=spots.at(row, begins) if spots and begins is not None else None,
        )  # fmt: skip


def rate(network: Network, conductor_factor: Floats) -> Ratings:
    """Ratings of lines and heads from what the weather leaves of their conductors.

    Parameters
    ----------
    network
        The network; a line is rated no higher than the switches in it, which follow no weather.
    conductor_factor
        Share of their own rating that each line's conductors may carry, shape (lines, hours).
    """
    line = network.net.line
    conductor, rated = (
        1000.0 * (line[name] * line["df"] * line["parallel"]).to_numpy(dtype=float)[:, None]
        for name in ("conductor_ka", "max_i_ka")
    )
    carried_a = np.minimum(conductor * np.maximum(conductor_factor, LEAST_FACTOR), rated)
    limits, names = _heads(network, carried_a)
    return Ratings(line_factor=carried_a / rated, head_limit_a=limits, head_limit_from=names)


def _heads(network: Network, carried_a: Floats) -> tuple[Floats, np.typing.NDArray[np.object_]]:
    """The least limit of each head by hour, and which it is; `line` only where it is the least."""
    position = {line: i for i, line in enumerate(network.engine.model.lines)}
    shape = (len(network.feeders), carried_a.shape[1])
    limits, names = np.empty(shape), np.empty(shape, dtype=object)
    for row, feeder in enumerate(network.feeders):
        line_a = carried_a[position[feeder.head_line]]
        fixed = {name: a for name, a in feeder.limits_a.items() if name != "line"}
        least = min(fixed, key=lambda name: fixed[name]) if fixed else "line"
        limits[row] = np.minimum(line_a, fixed.get(least, np.inf))
        names[row] = np.where(line_a < fixed.get(least, np.inf), "line", least)
    return limits, names
