"""What a trip would mean, as columns of the windows table and as a reason to close a slot."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Floats
from feeders.limits import Verdict
from feeders.options import GridOption

DECIMALS = {
    "customers_at_risk": 6, "customers_restored": 0, "customers_out": 0, "restored_mw": 3,
    "out_mw": 3, "restore_minutes": 0,
}  # fmt: skip
OUTLOOK_COLUMNS = tuple(DECIMALS)
_FIELD = {"customers_at_risk": "risk", "restore_minutes": "minutes"}


def outlook_columns(option: GridOption, per_hour: int) -> dict[str, Floats]:
    """The columns of one option, each hour `per_hour` times; 0 where reclosing is not blocked."""
    n_hours = len(option.verdict.reason)
    return {
        name: np.repeat(
            np.round(_values(option, _FIELD.get(name, name), n_hours), places), per_hour
        )
        for name, places in DECIMALS.items()
    }


def _values(option: GridOption, name: str, n_hours: int) -> Floats:
    if option.outlook is None:
        return np.full(n_hours, np.nan if name == "minutes" else 0.0)
    found: Floats = getattr(option.outlook, name)
    return found


def with_restoration(option: GridOption) -> Verdict:
    """The verdict, closed also where a life-support customer could not be supplied again."""
    verdict = option.verdict
    if option.outlook is None:
        return verdict
    hit = verdict.allowed & option.outlook.life_support_out
    return Verdict(
        reason=tuple(np.where(hit, "no_restoration", np.array(verdict.reason, dtype=object))),
        element=tuple(np.where(hit, f"feeder:{option.task.feeder}",
                               np.array(verdict.element, dtype=object))),
        margin_percent=verdict.margin_percent,
    )  # fmt: skip
