"""Which rules a later start of a job can break."""

from __future__ import annotations

from peakops.check import RULES
from peakops.checks.delays import OF_TIMES

WHATEVER_THE_START = {
    "outdoor_cap",
    "crews_missing",
    "role_missing",
    "supervisor_in_bucket",
    "certificate",
    "relief_role_missing",
    "watch_gap",
    "watch_handover",
    "relieved_rest",
    "rest_too_short",
    "handover_too_short",
    "handover_point",
    "bucket_minutes_missing",
    "strain_core",
    "strain_water",
    "ground_time_too_short",
    "lunch_missing",
    "release",
    "not_surveyed",
    "withdrawn",
    "approver_missing",
    "mandatory_missing",
    "no_transfer",
    "loop_forbidden",
    "no_restoration",
    "forecast_quantiles",
    "shares_add_up",
    "factors_agree",
    "ratings_agree",
    "schedule_agrees",
    "stints_agree",
    "travel_agrees",
    "latest_start_allowed",
    "watches_agree",
    "days_agree",
    "phases_agree",
    "jobs_agree",
    "strain_agrees",
    "courses_agree",
    "switching_agrees",
    "blocks_agree",
    "method_agrees",
}
"""Rules on who and what, that move along with the job, that the windows tell, or that need the
sheets of the day (lunch, strain), and files that have to agree."""


def test_of_every_rule_it_was_decided_whether_a_later_start_can_break_it() -> None:
    assert len(set(OF_TIMES)) == len(OF_TIMES)
    assert set(OF_TIMES) <= set(RULES)
    assert {rule.__name__ for rule in set(RULES) - set(OF_TIMES)} == WHATEVER_THE_START
