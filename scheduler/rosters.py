"""Who of a crew does what in a job: the few rosters that differ where it matters.

Workers differ for the solver only through their outdoor caps. A cap is *implied* if somebody who
watches every job of the crew from start to end has no larger one; rosters that agree on all
workers whose caps are not implied are one roster, and of two that differ only in who is idle the
one with more people outdoors is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from scheduler.crews import Worker
from scheduler.heat_limits import Template
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.relief import all_relieved, supervisor_relieved
from scheduler.riders import Riders
from scheduler.schedule import CrewPart

MOST_ROSTERS = 6
"""Rosters kept for one crew, day, kind of job and number of pairs."""
_MOST_LOOKED_AT = 5000
TURNS = ("first", "second")
"""Duties of those who relieve each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What a job asks of one crew's people.

    Of a crew ``riders`` asks what `Riders` says: all or one of its own bucket workers.
    ``relieved`` is whether everybody who watches is relieved by somebody else.
    """

    job_class: int
    certificate: str
    ground_workers: int
    leads: bool
    pairs: int
    riders: Riders = Riders.ANY
    relieved: bool = False


def need_of(
    order: WorkOrder,
    *,
    leads: bool,
    pairs: int,
    riders: Riders = Riders.ANY,
    relieved: bool = False,
) -> Need:
    """Return what an order asks of a crew that leads (or supports) it with so many pairs.

    In a job of two crews laid out for somebody new either crew may have him, and neither must.
    """
    if order.crews_needed > 1 and riders is Riders.WITH_NOVICE:
        riders = Riders.ANY
    return Need(
        job_class=order.job_class,
        certificate=order.certificate,
        ground_workers=order.ground_workers,
        leads=leads,
        pairs=pairs,
        riders=riders,
        relieved=relieved,
    )


def all_rosters(workers: Sequence[Worker], day: int, need: Need, crew: str) -> Iterator[CrewPart]:
    """Yield every roster of the workers available on a day.

    Those with the largest outdoor caps come first, then those with the fewest roles, so that
    nobody who is needed elsewhere is taken without need.
    """
    people = sorted((w for w in workers if w.available[day]), key=lambda w: _rank(w, day))
    watches = list(_watches(people, need))
    novices = frozenset(w.id for w in people if w.is_novice(day))
    rounds = [list(_with_pairs(people, novices, watch, need, crew)) for watch in watches]
    for i in range(max((len(found) for found in rounds), default=0)):
        for found in rounds:
            if i < len(found):
                yield from all_relieved(people, found[i]) if need.relieved else (found[i],)


def one_for_each_watch(
    workers: Sequence[Worker], day: int, need: Need, crew: str
) -> Iterator[CrewPart]:
    """Yield one roster, without relief, for each choice of leader, supervisor and ground."""
    people = sorted((w for w in workers if w.available[day]), key=lambda w: _rank(w, day))
    novices = frozenset(w.id for w in people if w.is_novice(day))
    for watch in _watches(people, need):
        yield from islice(_with_pairs(people, novices, watch, need, crew), 1)


def rosters_with_relief(
    workers: Sequence[Worker], day: int, rosters: Iterable[CrewPart]
) -> Iterator[CrewPart]:
    """Yield the rosters again whose supervisor is better relieved on a day."""
    people = sorted((w for w in workers if w.available[day]), key=lambda w: _rank(w, day))
    caps = {worker.id: worker.outdoor_cap_minutes[day] for worker in workers}
    for roster in rosters:
        yield from supervisor_relieved(people, caps, roster)


def _rank(worker: Worker, day: int) -> tuple[int, int, str]:
    cap = worker.outdoor_cap_minutes[day]
    return (-DAY_MINUTES if cap is None else -cap, len(worker.roles), worker.id)


def _watches(people: Sequence[Worker], need: Need) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Leader, supervisor and ground workers."""
    leaders = [w.id for w in people if "leader" in w.roles] if need.leads else [""]
    supervisors = [w.id for w in people if "supervisor" in w.roles]
    ground = [w.id for w in people if "ground" in w.roles]
    alone_allowed = need.job_class <= 2
    for leader in leaders:
        for supervisor in supervisors:
            if leader == supervisor and not alone_allowed:
                continue
            rest = [name for name in ground if name not in (leader, supervisor)]
            for helpers in combinations(rest, need.ground_workers):
                yield leader, supervisor, helpers


def _with_pairs(
    people: Sequence[Worker],
    novices: frozenset[str],
    watch: tuple[str, str, tuple[str, ...]],
    need: Need,
    crew: str,
) -> Iterator[CrewPart]:
    leader, supervisor, ground = watch
    free = [
        w.id
        for w in people
        if "bucket" in w.roles
        and need.certificate in w.certificates
        and w.id not in (leader, supervisor, *ground)
        and not (need.riders is Riders.ACCLIMATISED and w.id in novices)
    ]
    for pairs in _pairings(free, need.pairs):
        if need.riders is Riders.WITH_NOVICE and not any(novices & {*pair} for pair in pairs):
            continue
        yield CrewPart(crew=crew, leader=leader, supervisor=supervisor, pairs=pairs, ground=ground)


def _pairings(free: Sequence[str], pairs: int) -> Iterator[tuple[tuple[str, str], ...]]:
    for first in combinations(free, 2):
        if pairs == 1:
            yield (first,)
            continue
        rest = [name for name in free if name not in first]
        for others in _pairings(rest, pairs - 1):
            yield (first, *others)


def capped_workers(
    workers: Iterable[Worker], day: int, rosters: Iterable[CrewPart]
) -> frozenset[str]:
    """Workers of a crew whose outdoor cap on a day is not implied by somebody else's."""
    caps = {w.id: w.outdoor_cap_minutes[day] for w in workers}
    always = _always_watching(rosters)
    known = [(cap, name) for name in always if (cap := caps[name]) is not None]
    if not known:
        return frozenset(name for name, cap in caps.items() if cap is not None)
    smallest, holder = min(known)
    return frozenset(
        name for name, cap in caps.items() if name == holder or (cap is not None and cap < smallest)
    )


def _always_watching(rosters: Iterable[CrewPart]) -> list[str]:
    always: set[str] | None = None
    for roster in rosters:
        always = set(roster.watch) if always is None else always & set(roster.watch)
        if not always:
            break
    return sorted(always or ())


def distinct_rosters(rosters: Iterable[CrewPart], capped: frozenset[str]) -> tuple[CrewPart, ...]:
    """Return the rosters that differ for the capped workers and that no other one beats."""
    by_duty: dict[tuple[tuple[str, str], ...], CrewPart] = {}
    for roster in islice(rosters, _MOST_LOOKED_AT):
        by_duty.setdefault(tuple(sorted(duties(roster, capped).items())), roster)
    kinds = [(dict(key), roster) for key, roster in by_duty.items()]
    kept = [
        roster
        for duty, roster in kinds
        if not any(other is not duty and beats(other, duty) for other, _ in kinds)
    ]
    return tuple(kept[:MOST_ROSTERS])


def duties(roster: CrewPart, capped: frozenset[str]) -> dict[str, str]:
    """Capped workers who are outdoors: "watch", "first" or "second", or the index of their pair."""
    found = dict.fromkeys(roster.watch, "watch")
    for turn, names in zip(TURNS, roster.turns, strict=True):
        found.update(dict.fromkeys(names, turn))
    found.update({name: str(i) for i, pair in enumerate(roster.pairs) for name in pair})
    return {name: duty for name, duty in found.items() if name in capped}


def beats(better: Mapping[str, str], worse: Mapping[str, str]) -> bool:
    """Whether no capped worker is longer outdoors, whatever the job's course."""
    return all(worse.get(name) in (duty, "watch") for name, duty in better.items())


def minutes_outdoors(
    template: Template,
    roster: CrewPart,
    capped: frozenset[str],
    turns: tuple[int, int] = (0, 0),
) -> tuple[tuple[str, int], ...]:
    """List the capped workers of a roster with their minutes outdoors in a job.

    ``turns`` are those of who watches first, and of who relieves him.
    """
    minutes = {"watch": template.watch_minutes, **dict(zip(TURNS, turns, strict=True))}
    minutes |= {str(i): spent for i, spent in enumerate(template.pair_minutes)}
    return tuple((name, minutes[duty]) for name, duty in duties(roster, capped).items())
