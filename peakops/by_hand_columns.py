"""The table of a schedule made by hand, as data."""

from __future__ import annotations

from peakops.column_kinds import identifier, moment, optional, several
from peakops.columns import Table

HAND_SCHEDULE = Table(
    key="hand_schedule",
    unique=("work_order",),
    about=(
        "A schedule made by hand, for `peakops check --schedule`; no part of a scenario. Workers "
        "by short name or, where nobody else has it, by name."
    ),
    columns=(
        identifier("work_order", "order that is done", ("work_orders", "work_order")),
        identifier("crew", "crew that leads", ("crews", "crew")),
        moment("start", "start of the job"),
        optional(moment("end", "end of the job; empty: when it is done")),
        optional(identifier("support_crew", "second crew of a joint job", ("crews", "crew"))),
        optional(identifier("transfer_plan", "load transfer; empty: the one that fits best")),
        optional(identifier("leader", "of the crew that leads")),
        optional(several("supervisor", "one of each crew")),
        optional(several("bucket", "bucket workers, pair after pair")),
        optional(several("ground", "ground workers")),
        optional(several("vehicles", "vehicles", ("vehicles", "vehicle"))),
    ),
)
"""An empty cell is filled as it breaks fewest rules and is worth most."""
