"""The files of `peakops actuals` as data: columns and what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from peakops.out_columns import Columns

ACTUALS_COLUMNS: Mapping[str, Columns] = {
    "done_jobs": {
        "work_order": "text",
        "status": "text",
        "crews": "text",
        "planned_start": "time",
        "planned_end": "time",
        "actual_start": "time",
        "actual_end": "time",
        "start_delay_minutes": 0,
        "planned_minutes": 0,
        "actual_minutes": 0,
        "difference_minutes": 0,
        "ratio": 3,
        "block_planned_minutes": 0,
        "block_actual_minutes": 0,
        "block_longer_minutes": 0,
        "interrupted": "boolean",
        "remark": "text",
    },
    "real_breaches": {
        "code": "text",
        "work_order": "text",
        "worker": "text",
        "time_from": "time",
        "time_to": "time",
        "found_minutes": 0,
        "limit_minutes": 0,
        "rule": "text",
    },
    "durations": {
        "job_type": "text",
        "crew": "text",
        "jobs": 0,
        "median_ratio": 3,
        "factor": 3,
        "ratios": "text",
    },
}
"""Tables, each a CSV file."""

STATUS = {
    "done": "done",
    "not_done": "not done, on a day that was reported",
    "not_reported": "planned for a day that was reported, but without a row",
    "open": "planned for a day of which nothing is reported yet",
    "not_in_plan": "done, but not in the plan",
}
"""What became of an order."""

BREACHES = {
    "stint_over_limit": "a stay in the bucket longer than the limit of the slots it touches",
    "hottest_hours": "outdoors in the hours that the law closes for their heat",
    "stop_day": "outdoors on a day whose maximum stops work outdoors",
    "ticket_window": "ended after the work ticket",
}
"""What reality broke."""
