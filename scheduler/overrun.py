"""A job that takes longer: its pairs go on taking turns until its new end."""

from __future__ import annotations

from dataclasses import replace

from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Stint


def prolonged(problem: ProblemData, job: Assignment, end_minute: int) -> Assignment:
    """Move the end of a job; what is left after the last stint is teardown."""
    teardown = job.end_minute - job.bucket_end_minute
    stints = list(job.stints)
    while (begin := _next_begin(problem, job, stints)) < end_minute - teardown:
        longest = max(stint.minutes for stint in job.stints)
        pair = len(stints) % len(job.parts[0].pairs)
        until = min(begin + longest, end_minute - teardown)
        stints.append(Stint(pair=pair, start_minute=begin, end_minute=until))
    return replace(
        job,
        stints=tuple(stints),
        bucket_end_minute=stints[-1].end_minute,
        end_minute=end_minute,
    )


def _next_begin(problem: ProblemData, job: Assignment, stints: list[Stint]) -> int:
    """When the next pair may go up: after the hand-over, and rested."""
    pairs = len(job.parts[0].pairs)
    begin = stints[-1].end_minute + (problem.handover_minutes if pairs > 1 else 0)
    own = [stint for stint in stints if stint.pair == len(stints) % pairs]
    if own:
        rest = max(problem.rest_min_minutes, own[-1].minutes)
        begin = max(begin, own[-1].end_minute + rest)
    return begin
