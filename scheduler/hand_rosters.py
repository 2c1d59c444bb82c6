"""Who of a crew does a job that a person planned: the named ones, the rest as the planner fills it.

Named people keep their duty whatever the rules say of it; `scheduler.verify` says what they break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.crews import Worker
from scheduler.problem import ProblemData
from scheduler.rosters import Need, all_rosters, distinct_rosters, rosters_with_relief
from scheduler.schedule import CrewPart

HEADS = frozenset({"leader", "supervisor"})
"""Duties that one person may have both."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """People and vehicles that a person planned for one crew's part; empty where nobody is named.

    Parameters
    ----------
    leader, supervisor, ground
        Workers; the leader only of the crew that leads.
    pairs
        Bucket workers who go up together.
    vehicles
        Vehicles.
    """

    leader: str = ""
    supervisor: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    ground: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()

    def duties(self, worker: str) -> frozenset[str]:
        """Duties for which a worker is named."""
        return frozenset(duty for duty, names in self._by_duty() if worker in names)

    @property
    def filled(self) -> frozenset[str]:
        """Duties for which somebody is named."""
        return frozenset(duty for duty, names in self._by_duty() if any(names))

    def _by_duty(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "leader", (self.leader,)
        yield "supervisor", (self.supervisor,)
        yield "bucket", tuple(name for pair in self.pairs for name in pair)
        yield "ground", self.ground


def named_rosters(
    problem: ProblemData,
    day: int,
    need: Need,
    crew: str,
    named: Named,
    gone: frozenset[str],
    capped: frozenset[str],
) -> tuple[CrewPart, ...]:
    """Return rosters with the named people.

    Parameters
    ----------
    problem, day, need, crew
        What is asked of whom on which day.
    named
        Who has to have which duty.
    gone
        Workers who are away during the job.
    capped
        Workers whose outdoor minutes matter, as `CrewDays.capped` gives them.

    Returns
    -------
    Rosters of people who are there; else also of the absent; else also of the uncertified; none
    where not even these fill all duties.
    """
    need = replace(
        need,
        pairs=len(named.pairs) or need.pairs,
        ground_workers=len(named.ground) or need.ground_workers,
    )
    for members in _choices(problem, need, crew, named, gone):
        found = distinct_rosters(all_rosters(members, day, need, crew), capped)
        if not need.relieved:
            every = all_rosters(members, day, need, crew)
            found += distinct_rosters(rosters_with_relief(members, day, every), capped)
        if found:
            return tuple(dict.fromkeys(_pinned(roster, named) for roster in found))
    return ()


def _choices(
    problem: ProblemData, need: Need, crew: str, named: Named, gone: frozenset[str]
) -> Iterator[list[Worker]]:
    """Members to choose from, ever more of them, with the duties that are left to each."""
    cast = [
        _cast(worker, need, named)
        for worker in problem.workers
        if worker.crew == crew or named.duties(worker.id)
    ]
    yield [worker for worker in cast if worker.id not in gone or named.duties(worker.id)]
    there = [replace(worker, available=(True,) * problem.days) for worker in cast]
    yield there
    yield [replace(worker, certificates=frozenset({need.certificate})) for worker in there]


def _cast(worker: Worker, need: Need, named: Named) -> Worker:
    """A worker with the roles that the naming leaves him; a named one has what his duty asks."""
    duties = named.duties(worker.id)
    if not duties:
        return replace(worker, roles=worker.roles - named.filled)
    also = worker.roles & HEADS - named.filled if duties & HEADS else frozenset()
    return replace(
        worker,
        roles=duties | also,
        certificates=worker.certificates | {need.certificate},
        available=(True,) * len(worker.available),
    )


def _pinned(roster: CrewPart, named: Named) -> CrewPart:
    return replace(roster, pairs=named.pairs or roster.pairs, ground=named.ground or roster.ground)


def incomplete_roster(problem: ProblemData, need: Need, crew: str, named: Named) -> CrewPart | None:
    """Fill the duties as far as there are people, each by somebody without another one.

    Returns
    -------
    None where the crew has no two bucket workers: there is no job then.
    """
    members = [worker for worker in problem.workers if worker.crew == crew]
    pairs = named.pairs or _first_pair(members)
    if not pairs:
        return None
    busy = {name for pair in pairs for name in pair} | {*named.ground}
    leader = named.leader or (_free(members, "leader", busy) if need.leads else "")
    supervisor = named.supervisor or _free(members, "supervisor", busy | {leader})
    busy |= {leader, supervisor}
    ground = named.ground or tuple(
        worker.id for worker in members if "ground" in worker.roles and worker.id not in busy
    )
    return CrewPart(
        crew=crew,
        leader=leader,
        supervisor=supervisor,
        pairs=pairs,
        ground=named.ground or ground[: need.ground_workers],
    )


def _first_pair(members: Sequence[Worker]) -> tuple[tuple[str, str], ...]:
    names = [worker.id for worker in members if "bucket" in worker.roles]
    return ((names[0], names[1]),) if len(names) > 1 else ()


def _free(members: Iterable[Worker], role: str, busy: set[str]) -> str:
    return next((w.id for w in members if role in w.roles and w.id not in busy), "")
