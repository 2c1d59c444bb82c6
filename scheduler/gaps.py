"""The time that a crew leaves between two jobs: the one place where it is worked out.

`scheduler.verify_crews` and `scheduler.verify_strain` work it out again by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem import ProblemData
from scheduler.records import WorkOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What lies between a job of one order and the next one, of another order [min].

    Parameters
    ----------
    way_minutes
        From site to site.
    off_bucket_minutes
        Teardown of the one and set-up of the other, which are rest from the bucket.
    rest_needed_minutes
        From the end of the job, by what a simulated day found.
    """

    way_minutes: int
    off_bucket_minutes: int
    rest_needed_minutes: int

    def after_leaving(self, longest_stint: int) -> int:
        """Minutes from when the crew leaves the site, after the job or a lunch there. [min]

        A lunch is no rest from the bucket: the longest stint of the job is rested beside it.
        """
        return max(self.way_minutes, longest_stint - self.off_bucket_minutes)

    def after_job(self, longest_stint: int) -> int:
        """Minutes from the end of the job, were there no lunch. [min]"""
        return max(self.after_leaving(longest_stint), self.rest_needed_minutes)


def gap_between(problem: ProblemData, before: WorkOrder, after: WorkOrder) -> Gap:
    """Return what a crew leaves between a job of one order and a later one of another."""
    return Gap(
        way_minutes=problem.travel_minutes[before.site][after.site],
        off_bucket_minutes=before.teardown_minutes + after.setup_minutes,
        rest_needed_minutes=rest_needed(problem, before, after),
    )


def rest_needed(problem: ProblemData, before: WorkOrder, after: WorkOrder) -> int:
    """Minutes that predicted heat strain asks for between two orders; 0 where it does not."""
    return problem.rest_minutes.get((before.id, after.id), 0)
