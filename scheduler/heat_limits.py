"""Stints inside a job: who is in the bucket when, and how long everyone is outdoors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.records import SLOT_MINUTES
from scheduler.schedule import Stint


@dataclass(frozen=True, kw_only=True, slots=True)
class JobShape:
    """What decides a job's course apart from its start; orders of one job type share it."""

    setup_minutes: int
    segments: tuple[int, ...]
    teardown_minutes: int
    stint_class: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """The rules between stints [min], and whether pairs rest outdoors."""

    handover_minutes: int
    rest_min_minutes: int
    rest_outdoors: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """The course of a job from one start with one number of pairs, in minutes of the plan.

    ``pair_minutes`` are the minutes outdoors of each pair: until its first stint, and its
    stints; between its stints, unless it rests outdoors, and after the last one a pair is in the
    cooled cab.
    """

    start_minute: int
    setup_end_minute: int
    bucket_end_minute: int
    end_minute: int
    stints: tuple[Stint, ...]
    longest_stint: int
    pair_minutes: tuple[int, ...]

    @property
    def watch_minutes(self) -> int:
        """Minutes outdoors of the leader, the supervisor and the ground workers."""
        return self.end_minute - self.start_minute


def job_template(
    shape: JobShape, limits: Sequence[int], pace: Pace, start_minute: int, pairs: int
) -> Template | None:
    """Lay the bucket work out in greedy longest stints.

    Parameters
    ----------
    shape
        Minutes of the job's phases.
    limits
        Longest stint by slot of the plan [min]; a stint is held against the smallest limit of
        the slots it touches.
    pace
        Hand-over and rest.
    start_minute
        Start of the set-up [min].
    pairs
        Bucket pairs that take turns, at least 1.

    Returns
    -------
    None if a segment exceeds its limit, a pair is left without a stint, or the job runs over the
    end of the plan.

    Notes
    -----
    Between two pairs lie `handover_minutes`; a pair rests for the longer of `rest_min_minutes`
    and its last stint. One pair alone makes the job wait for its rest.
    """
    setup_end = start_minute + shape.setup_minutes
    stints: list[Stint] = []
    done = 0
    while done < len(shape.segments):
        pair = len(stints) % pairs
        begin = _next_begin(stints, pairs, setup_end, pace)
        taken, minutes = _longest_stint(shape.segments[done:], limits, begin)
        if taken == 0:
            return None
        stints.append(Stint(pair=pair, start_minute=begin, end_minute=begin + minutes))
        done += taken
    end = stints[-1].end_minute + shape.teardown_minutes
    if len(stints) < pairs or end > len(limits) * SLOT_MINUTES:
        return None
    return Template(
        start_minute=start_minute,
        setup_end_minute=setup_end,
        bucket_end_minute=stints[-1].end_minute,
        end_minute=end,
        stints=tuple(stints),
        longest_stint=max(stint.minutes for stint in stints),
        pair_minutes=tuple(_pair_minutes(stints, i, start_minute, pace) for i in range(pairs)),
    )


def _pair_minutes(stints: Sequence[Stint], pair: int, start_minute: int, pace: Pace) -> int:
    own = [stint for stint in stints if stint.pair == pair]
    if pace.rest_outdoors:
        return own[-1].end_minute - start_minute
    return own[0].start_minute - start_minute + sum(stint.minutes for stint in own)


def _next_begin(stints: list[Stint], pairs: int, setup_end: int, pace: Pace) -> int:
    if not stints:
        return setup_end
    begin = stints[-1].end_minute + (pace.handover_minutes if pairs > 1 else 0)
    if len(stints) >= pairs:
        last = stints[-pairs]
        begin = max(begin, last.end_minute + max(pace.rest_min_minutes, last.minutes))
    return begin


def _longest_stint(segments: Sequence[int], limits: Sequence[int], begin: int) -> tuple[int, int]:
    """Segments a stint can take from ``begin``, and their minutes; none beyond the plan."""
    taken, minutes = 0, 0
    smallest = None
    slot = begin // SLOT_MINUTES
    for segment in segments:
        last_slot = (begin + minutes + segment - 1) // SLOT_MINUTES
        if last_slot >= len(limits):
            break
        reach = min(limits[slot : last_slot + 1])
        smallest = reach if smallest is None else min(smallest, reach)
        if minutes + segment > smallest:
            break
        taken, minutes, slot = taken + 1, minutes + segment, last_slot
    return taken, minutes
