"""Where something breaks in a heatwave, to a tenth of a degree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from peakops.heat import HeatTables, heat_tables
from peakops.heatwave_crews import crew_hours
from peakops.heatwave_loads import Peak, long_load, peaks
from peakops.heatwave_member import Shared
from peakops.heatwave_spec import Member
from peakops.heatwave_weather import longer_scenario, member_scenario
from peakops.plan import scenario_clock
from peakops.scenario import Scenario

CAPPED_BANDS = ("restricted", "stop")

Broken = Callable[[int], bool]


def first_broken(low: int, high: int, broken: Broken) -> int:
    """Bisect between a shift that holds and one that breaks.

    Parameters
    ----------
    low, high
        Tenths of a degree: at `low` nothing is broken, at `high` it is.
    broken
        Whether it is broken at some tenths.

    Returns
    -------
    Tenths at which it is broken while a tenth less is not.
    """
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if broken(middle) else (middle, high)
    return high


class Probe:
    """Weather and load at any shift, without a plan.

    Parameters
    ----------
    shared
        What all members share.
    days
        Days that the shift reaches. [d]
    """

    def __init__(self, shared: Shared, days: int) -> None:
        self.shared = shared
        self.days = days
        self._heat = lru_cache(self._heat_at)
        self._peaks = lru_cache(self._peaks_at)

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Dates of the plan."""
        clock = scenario_clock(self.shared.scenario)
        return tuple(clock.date(day).isoformat() for day in range(clock.days))

    def scenario(self, tenths: int) -> Scenario:
        """The scenario in shifted weather."""
        member = Member(kind="shift", shift_c=tenths / 10, days=self.days)
        return member_scenario(self.shared.scenario, member, self.shared.recipe)

    def day_closed(self, day: int, tenths: int) -> bool:
        """Whether no crew-hour of a day is open."""
        return self._heat(tenths)[1][day] == 0

    def day_capped(self, day: int, tenths: int) -> bool:
        """Whether the law caps a day's hours outdoors, or stops work."""
        return self._heat(tenths)[0].main_bands["band"].iloc[day] in CAPPED_BANDS

    def over(self, kind: str, tenths: int) -> tuple[str, ...]:
        """Feeders or transformers above their limit, fullest first."""
        found = [p for p in self._peaks(tenths) if p.kind == kind and p.hours_over]
        return tuple(p.element for p in sorted(found, key=lambda p: (-p.peak_percent, p.element)))

    def any_over(self, kind: str, tenths: int) -> bool:
        """Whether a feeder or transformer is above its limit."""
        return bool(self.over(kind, tenths))

    def _heat_at(self, tenths: int) -> tuple[HeatTables, tuple[float, ...]]:
        scenario = self.scenario(tenths)
        heat = heat_tables(scenario)
        return heat, crew_hours(scenario, heat).open_by_day

    def _peaks_at(self, tenths: int) -> tuple[Peak, ...]:
        scenario = self.scenario(tenths)
        longer = longer_scenario(scenario, max(self.days, scenario.days))
        return peaks(longer, self.shared.network, long_load(self.shared.learnt, longer))


def limit_cliffs(shared: Shared, shifts_c: Sequence[float], days: int) -> Iterator[dict[str, Any]]:
    """What breaks within a sweep of shifts, to a tenth of a degree.

    Parameters
    ----------
    shared
        What all members share.
    shifts_c
        Shifts of the sweep. [K]
    days
        Days that they reach. [d]

    Yields
    ------
    Rows of cliffs.csv: each day that closes or is capped, the first feeder and the first
    transformer over its limit. What is broken at the lowest shift already has no exact shift.
    """
    probe = Probe(shared, days)
    tenths = sorted({round(10 * shift) for shift in shifts_c})
    with threadpool_limits(limits=1):  # as the members
        for measure, date, broken in _questions(probe):
            found = _cliff(tenths, broken)
            if found is not None:
                element = _element(probe, measure, found)
                yield _row(measure, days, date, element, found)


def _questions(probe: Probe) -> Iterator[tuple[str, str, Broken]]:
    for day, date in enumerate(probe.dates):
        yield "day_closed", date, partial(probe.day_closed, day)
        yield "day_capped", date, partial(probe.day_capped, day)
    for kind in ("feeder", "transformer"):
        yield f"{kind}_over", "", partial(probe.any_over, kind)


Found = tuple[int | None, int, int | None]
"""Last shift of the sweep that holds, the next one, and the lowest that breaks. [0.1 K]"""


def _cliff(tenths: Sequence[int], broken: Broken) -> Found | None:
    states = [broken(value) for value in tenths]
    if not any(states):
        return None
    first = states.index(True)
    if first == 0:
        return None, tenths[0], None
    low, high = tenths[first - 1], tenths[first]
    return low, high, first_broken(low, high, broken)


def _element(probe: Probe, measure: str, found: Found) -> str:
    if not measure.endswith("_over"):
        return ""
    _, high, exact = found
    return probe.over(measure.removesuffix("_over"), high if exact is None else exact)[0]


def _row(measure: str, days: int, date: str, element: str, found: Found) -> dict[str, Any]:
    low, high, exact = found
    return {
        "kind": "limit",
        "measure": measure,
        "days": days,
        "date": date,
        "element": element,
        "shift_from_c": np.nan if low is None else low / 10,
        "shift_to_c": high / 10,
        "value_from": np.nan,
        "value_to": np.nan,
        "exact_c": np.nan if exact is None else exact / 10,
    }
