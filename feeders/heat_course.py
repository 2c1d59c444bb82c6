"""The heat of transformers over a plan: each hour starts as hot as the hours before left it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.hot_spot import HotSpots
from feeders.rated import RatedResult


@dataclass(frozen=True, kw_only=True, eq=False)
class HeatCourse:
    """Transformers, the loads of a plan, and what heat both lead to.

    Parameters
    ----------
    case
        Loads and ratings at all hours.
    hot_spots
        The transformers' heat.
    begins
        State at the start of each hour, with the plan's work in the hours before.
    """

    case: LoadCase
    hot_spots: HotSpots
    begins: Floats

    @staticmethod
    def of(case: LoadCase, states: Iterable[tuple[int, StateResult]]) -> HeatCourse | None:
        """The course of a plan; None where rated currents limit transformers.

        Parameters
        ----------
        case
            Loads and ratings at all hours.
        states
            Hour and result of each state of the plan; of several in one hour the hottest load of
            each transformer counts for all of it, an hour without any is one without work.
        """
        if case.hot_spots is None:
            return None
        load_pu = case.trafo_pu(case.solve()).copy()
        for hour, result in states:
            load_pu[:, hour] = np.fmax(load_pu[:, hour], case.trafo_pu(result)[:, 0])
        return HeatCourse(
            case=case, hot_spots=case.hot_spots, begins=case.hot_spots.begins(load_pu)
        )

    def heated(self, result: StateResult, hour: int) -> StateResult:
        """The result of a state in an hour of the plan, with its heat."""
        return self._heated(result, hour, self.begins)

    def heated_alone(self, result: StateResult, hour: int) -> StateResult:
        """The result of an hour of a course without any work, with its heat."""
        begins = self.case.normal_begins
        return result if begins is None else self._heated(result, hour, begins)

    def _heated(self, result: StateResult, hour: int, begins: Floats) -> StateResult:
        if not isinstance(result, RatedResult):
            return result
        now = begins[:, :, hour : hour + 1]
        spots = self.hot_spots.at(hour, begins)
        return replace(result, heat_percent=spots.percent(self.case.trafo_pu(result), now))
