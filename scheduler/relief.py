"""When those who watch a job relieve each other, and how long each of the two is then outdoors.

They change while nobody is in the bucket: at the end of the set-up or of a stint. Who is relieved
rests in the cooled cab.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from scheduler.crews import Worker
from scheduler.heat_limits import Template
from scheduler.records import SLOT_MINUTES
from scheduler.schedule import CrewPart

Spans = tuple[tuple[int, int], ...]
"""Watches from start to end of a job, in minutes of the plan."""

MOST_CHANGES = 6
"""Hand-overs of a watch in one job; more would leave nobody long enough to follow the work."""


def watch_handovers(
    template: Template, limits: Sequence[int], rest_min_minutes: int
) -> tuple[int, ...]:
    """Find the fewest changes that the limits allow, and of those the most even ones.

    Parameters
    ----------
    template
        Course of the job.
    limits
        Longest watch by slot [min], held against the smallest of the slots touched; empty is no
        limit.
    rest_min_minutes
        Who watches again rests at least this long, and at least his last watch [min].

    Returns
    -------
    Minutes of the changes; none if there is no way.
    """
    moments = change_moments(template)
    for count in range(1, min(MOST_CHANGES, len(moments)) + 1):
        ways = [
            (max(b - a for a, b in spans), changes)
            for changes in combinations(moments, count)
            for spans in (watch_spans(template, changes),)
            if within_limits(spans, limits) and rested(spans, rest_min_minutes)
        ]
        if ways:
            return min(ways)[1]
    return ()


def change_moments(template: Template) -> tuple[int, ...]:
    """Minutes inside a job at which the bucket has just been left, or is about to be entered."""
    moments = {template.setup_end_minute, *(stint.end_minute for stint in template.stints)}
    return tuple(sorted(moments - {template.start_minute, template.end_minute}))


def watch_spans(template: Template, handovers: Sequence[int]) -> Spans:
    """From when to when each watch of a job lasts."""
    return tuple(pairwise((template.start_minute, *handovers, template.end_minute)))


def within_limits(spans: Spans, limits: Sequence[int]) -> bool:
    """Whether no watch is longer than the smallest limit of the slots it touches."""
    return all(
        end - start <= min(limits[start // SLOT_MINUTES : -(-end // SLOT_MINUTES)])
        for start, end in (spans if limits else ())
    )


def rested(spans: Spans, rest_min_minutes: int) -> bool:
    """Whether who watches again has rested long enough since his last watch."""
    return all(
        after[0] - before[1] >= max(rest_min_minutes, before[1] - before[0])
        for before, after in zip(spans, spans[2:], strict=False)
    )


def turn_minutes(spans: Spans, *, rest_outdoors: bool) -> tuple[int, int]:
    """Minutes outdoors of who watches first, and of who relieves him."""
    first, second = spans[::2], spans[1::2]
    if rest_outdoors:
        return first[-1][1] - first[0][0], second[-1][1] - second[0][0]
    return sum(b - a for a, b in first), sum(b - a for a, b in second)


def all_relieved(people: Sequence[Worker], roster: CrewPart) -> Iterator[CrewPart]:
    """Yield a roster with everybody who watches relieved by somebody without a duty in it."""
    yield from _relieve(people, roster, roster.watch)


def _relieve(people: Sequence[Worker], roster: CrewPart, left: Sequence[str]) -> Iterator[CrewPart]:
    if not left:
        yield roster
        return
    for name in relief_of(people, roster, left[0]):
        relief = (*roster.relief, (left[0], name))
        yield from _relieve(people, with_relief(roster, relief), left[1:])


def with_relief(roster: CrewPart, relief: tuple[tuple[str, str], ...]) -> CrewPart:
    """Write a roster with other relief; a plain call, as rosters are made by the thousand."""
    return CrewPart(
        crew=roster.crew,
        leader=roster.leader,
        supervisor=roster.supervisor,
        pairs=roster.pairs,
        ground=roster.ground,
        relief=relief,
    )


def relief_of(people: Sequence[Worker], roster: CrewPart, relieved: str) -> list[str]:
    """Who has no duty in a roster and may take over all those of one who watches."""
    busy = set(roster.people)
    roles = {
        role
        for role, names in (
            ("leader", (roster.leader,)),
            ("supervisor", (roster.supervisor,)),
            ("ground", roster.ground),
        )
        if relieved in names
    }
    return [worker.id for worker in people if worker.id not in busy and roles <= worker.roles]


def supervisor_relieved(
    people: Sequence[Worker], caps: Mapping[str, int | None], roster: CrewPart
) -> Iterator[CrewPart]:
    """Yield a roster with its supervisor relieved, where his minutes outdoors may need it.

    They may if fewer are left to him than to somebody else of the crew, and than to all who stay
    outdoors with him: these are not relieved, and what closes the job for them closes it anyway.
    """
    cap = caps[roster.supervisor]
    if cap is None or not any(_more(other, cap) for other in caps.values()):
        return
    if all(_more(caps[name], cap) for name in roster.watch if name != roster.supervisor):
        for name in relief_of(people, roster, roster.supervisor):
            yield with_relief(roster, ((roster.supervisor, name),))


def _more(cap: int | None, than: int) -> bool:
    return cap is None or cap > than
