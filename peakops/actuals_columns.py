"""What really happened, as two tables that people fill in after the day, as data."""

from __future__ import annotations

from peakops.column_kinds import identifier, moment, optional, several, text, yes_no
from peakops.columns import Table

ACTUALS = Table(
    key="actuals",
    unique=("work_order",),
    about=(
        "What was really done, for `peakops actuals`; no part of a scenario. `actuals.xlsx` of a "
        "plan has a row per planned job: fill in the times, leave those of a job not done empty."
    ),
    columns=(
        identifier("work_order", "order", ("work_orders", "work_order")),
        optional(text("title", "for people; not read")),
        optional(several("crews", "who did it; empty: as planned", ("crews", "crew"))),
        optional(moment("planned_start", "as planned; must be that of the plan")),
        optional(moment("planned_end", "as planned; must be that of the plan")),
        optional(moment("actual_start", "real start of the job; empty: not done")),
        optional(moment("actual_end", "real end of the job")),
        optional(moment("reclosing_off", "reclosing really blocked; empty: at the start")),
        optional(moment("reclosing_on", "reclosing really restored; empty: at the end")),
        optional(yes_no("interrupted", "held up from outside: teaches no duration")),
        optional(text("remark", "anything")),
    ),
)

ACTUAL_STINTS = Table(
    key="actual_stints",
    may_be_empty=True,
    about=(
        "Real stays in the bucket, for `peakops actuals`: a sheet of that name beside `actuals`, "
        "or a file of its own (`--stints`). Rows without times are left out."
    ),
    columns=(
        identifier("work_order", "order", ("work_orders", "work_order")),
        identifier("worker", "worker", ("workers", "worker")),
        optional(text("name", "for people; not read")),
        optional(moment("planned_start", "for people; not read")),
        optional(moment("planned_end", "for people; not read")),
        optional(moment("start", "into the bucket")),
        optional(moment("end", "out of the bucket")),
    ),
)
