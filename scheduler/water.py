"""Water that people lose in a job: an estimate by phase and slot, budgeted by crew and day.

The day's strain is judged worker by worker after the schedule is made. This budget keeps the
schedule near what will pass: it counts for each job the worker who loses most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.heat_limits import Template
from scheduler.records import SLOT_MINUTES, WorkOrder, require
from scheduler.relief import Spans, watch_spans
from scheduler.schedule import Stint

MG_PER_G = 1000

CrewDay = tuple[str, int]
"""A crew and a day of the plan."""


@dataclass(frozen=True, kw_only=True)
class Water:
    """Rates of loss and what a crew's people may lose.

    Parameters
    ----------
    standing, working
        Watching, and working on the ground, by slot of the plan. [mg/min]
    bucket
        In the bucket, by stint class and slot. [mg/min]
    budget_g
        Most that somebody of a crew may lose in its jobs of a day, by crew and day; none where
        absent. [g]
    """

    standing: tuple[int, ...] = ()
    working: tuple[int, ...] = ()
    bucket: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    budget_g: Mapping[CrewDay, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rates = (self.standing, self.working, *self.bucket.values())
        require(len({len(rate) for rate in rates}) == 1, "Water: rates differ in length.")
        require(min(map(min, filter(None, rates)), default=0) >= 0, "Water: negative rate.")
        require(min(self.budget_g.values(), default=0) >= 0, "Water: negative budget_g.")

    def budget(self, crew: str, day: int) -> int | None:
        """What a crew has on a day; None is no limit. [g]"""
        return self.budget_g.get((crew, day))


def water_g(
    order: WorkOrder, template: Template, water: Water, handovers: Sequence[int] = ()
) -> int:
    """Water that the worker who loses most leaves in a job. [g]

    At the ``handovers`` everybody who watches is relieved.
    """
    if not water.budget_g:
        return 0
    setup = _lost(water.working, template.start_minute, template.setup_end_minute)
    spans = watch_spans(template, handovers)
    turns = [_watching(turn, template, water) for turn in (spans[::2], spans[1::2])]
    pairs = _by_pair(template.stints, water.bucket[order.stint_class])
    return -(-max(*turns, *(setup + lost for lost in pairs)) // MG_PER_G)


def _watching(spans: Spans, template: Template, water: Water) -> int:
    """Lost in some watches of a job: at work in set-up and teardown, standing between. [mg]"""
    phases = (
        (water.working, template.start_minute, template.setup_end_minute),
        (water.standing, template.setup_end_minute, template.bucket_end_minute),
        (water.working, template.bucket_end_minute, template.end_minute),
    )
    return sum(
        _lost(rates, max(start, begin), min(end, until))
        for rates, begin, until in phases
        for start, end in spans
        if max(start, begin) < min(end, until)
    )


def _by_pair(stints: Iterable[Stint], rates: Sequence[int]) -> list[int]:
    lost: dict[int, int] = {}
    for stint in stints:
        spent = _lost(rates, stint.start_minute, stint.end_minute)
        lost[stint.pair] = lost.get(stint.pair, 0) + spent
    return list(lost.values())


def _lost(rates: Sequence[int], start: int, end: int) -> int:
    """Sum over the minutes of a stretch. [mg]"""
    total = 0
    for slot in range(start // SLOT_MINUTES, -(-end // SLOT_MINUTES)):
        begin, until = slot * SLOT_MINUTES, (slot + 1) * SLOT_MINUTES
        total += rates[slot] * (min(end, until) - max(start, begin))
    return total
