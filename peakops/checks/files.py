"""The files of a written plan: which there are, what is in them, and one pass that reads all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from peakops.checks.cells import FileReader, Layout, Row
from peakops.errors import InputFault, InputFaults, UsageError
from peakops.out_columns import OUT_COLUMNS
from peakops.scenario import Scenario

PHASES = frozenset({"travel", "setup", "bucket", "rest", "teardown", "lunch", "standby"})

DUTIES = frozenset({"leader", "supervisor", "ground"})

_LISTS: Mapping[str, frozenset[str]] = {
    "schedule": frozenset({"supervisor", "bucket", "ground", "relief", "vehicles"}),
    "standby": frozenset({"supervisor", "bucket", "ground", "vehicles"}),
    "coincidence": frozenset({"feeders"}),
    "transfers": frozenset({"to_feeder"}),
    "load_flow_checks": frozenset({"work_orders"}),
    "findings": frozenset({"work_orders", "workers"}),
}

_FILLED: Mapping[str, tuple[str, ...]] = {
    "schedule": (
        "work_order",
        "date",
        "crew",
        "start",
        "end",
        "setup_end",
        "bucket_end",
        "locked",
        "lighting",
        "latest_start",
    ),
    "watches": ("work_order", "duty", "worker", "start", "end"),
    "stints": ("worker", "work_order", "start", "end", "stint_limit_minutes", "kit"),
    "worker_phases": ("worker", "date", "phase", "start", "end", "outdoors"),
    "strain": ("worker", "date", "time", "core_c", "sweat_loss_g"),
    "travel": ("crew", "date", "from", "to", "depart", "arrive", "km"),
    "load_forecast": ("time", "feeder", "p10_mw", "p50_mw", "p90_mw"),
    "bus_shares": ("time", "feeder", "bus", "share"),
    "coincidence": ("time", "transformer", "feeders", "p90_sum_mw", "p90_joint_mw", "factor"),
    "line_factors": ("time", "line_class", "factor"),
    "feeder_limits": ("time", "feeder", "limit_a", "limit_from"),
    "transformer_heat": (
        "time",
        "transformer",
        "cooling",
        "source",
        "temp_air_c",
        "load_percent",
        "top_oil_c",
        "hot_spot_c",
    ),
    "transfers": ("transfer_plan", "work_order", "from_feeder", "to_feeder"),
    "switching": ("transfer_plan", "step", "phase", "switch", "action"),
    "blocks": ("work_order", "feeder", "switch"),
    "windows": ("work_order", "time", "allowed"),
    "weather_slots": ("time", "temp_air_c", "outdoor_allowed"),
    "carry_over": ("worker", "date", "outdoor_minutes"),
    "heat_rules": ("date", "code", "slots_closed", "rule", "source"),
    "day_bands": ("date", "tmax_official_c", "band"),
    "load_flow_checks": ("time", "ok"),
    "findings": ("kind", "code"),
    "unscheduled": ("work_order", "rule"),
    "standby": ("crew", "date", "instead_of"),
}

_WHO = {
    "work_order": "work_order",
    "work_orders": "work_order",
    "worker": "worker",
    "workers": "worker",
    "leader": "worker",
    "supervisor": "worker",
    "bucket": "worker",
    "ground": "worker",
    "relief": "worker",
    "crew": "crew",
    "support_crew": "crew",
    "vehicles": "vehicle",
    "kit": "kit",
    "station": "station",
    "from_feeder": "feeder",
    "to_feeder": "feeder",
}

_NAMES: Mapping[str, Mapping[str, str]] = {
    "schedule": {**_WHO, "transfer_plan": "transfer_plan"},
    "watches": {**_WHO, "duty": "duty"},
    "stints": _WHO,
    "worker_phases": {**_WHO, "phase": "phase", "place": "place"},
    "travel": {"crew": "crew", "from": "place", "to": "place"},
    "load_forecast": {"feeder": "feeder"},
    "bus_shares": {"feeder": "feeder"},
    "coincidence": {"feeders": "feeder"},
    "line_factors": {"station": "station"},
    "feeder_limits": {"feeder": "feeder"},
    "windows": {**_WHO, "transfer_plan": "transfer_plan"},
    "transfers": _WHO,
    "switching": {"transfer_plan": "transfer_plan", "phase": "step_phase", "action": "action"},
    "blocks": {**_WHO, "feeder": "feeder", "transfer_plan": "transfer_plan"},
    "load_flow_checks": _WHO,
    "findings": _WHO,
    "unscheduled": _WHO,
    "standby": {**_WHO, "instead_of": "work_order", "transfer_plan": "transfer_plan"},
    "carry_over": _WHO,
    "strain": _WHO,
    "weather_slots": _WHO,
}


@dataclass(frozen=True, kw_only=True)
class PlanFiles:
    """Rows of every file of a plan; each row knows its number in the file.

    Parameters
    ----------
    rows
        File stem to its rows.
    """

    rows: Mapping[str, tuple[Row, ...]]

    def __getitem__(self, stem: str) -> tuple[Row, ...]:
        """Rows of one file."""
        return self.rows[stem]


def refuse_no_plan(folder: Path) -> None:
    """Raise UsageError without a folder, InputFaults where nobody would take it for a plan."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    if not (folder / "inputs").exists() and not (folder / "schedule.csv").exists():
        found, wish = "neither inputs nor schedule.csv", "the folder of a written plan"
        raise InputFaults(
            [InputFault(file=str(folder), row=None, column=None, found=found, wanted=wish)]
        )


def read_plan_files(folder: Path, scenario: Scenario) -> PlanFiles:
    """Read all CSV files of a plan.

    Raises
    ------
    InputFaults
        With every missing file or column, every cell that cannot be read and every name that
        the inputs do not have.
    """
    reader = FileReader(folder, scenario.timezone, known_names(scenario))
    transfers = reader.read("transfers.csv", layout("transfers"))
    plans = frozenset(str(row["transfer_plan"]) for row in transfers)
    reader.known = {**reader.known, "transfer_plan": plans}
    rows = {
        stem: tuple(transfers if stem == "transfers" else reader.read(f"{stem}.csv", layout(stem)))
        for stem in OUT_COLUMNS
    }
    if reader.faults:
        raise InputFaults(reader.faults)
    return PlanFiles(rows=MappingProxyType(rows))


def layout(stem: str) -> Layout:
    """Layout of a file of the plan."""
    lists = _LISTS.get(stem, frozenset())
    return Layout(
        columns={
            column: "list" if column in lists else "number" if isinstance(kind, int) else kind
            for column, kind in OUT_COLUMNS[stem].items()
        },
        filled=frozenset(_FILLED[stem]),
        names={
            column: kind for column, kind in _NAMES.get(stem, {}).items()
            if column in OUT_COLUMNS[stem]
        },
    )  # fmt: skip


def known_names(scenario: Scenario) -> dict[str, frozenset[str]]:
    """Names that files of a plan may use, by kind."""
    tables = scenario.tables
    orders = frozenset(tables["work_orders"]["work_order"])
    return {
        "work_order": orders,
        "worker": frozenset(tables["workers"]["worker"]),
        "crew": frozenset(tables["crews"]["crew"]),
        "vehicle": frozenset(tables["vehicles"]["vehicle"]),
        "feeder": frozenset(tables["feeders"]["feeder"]),
        "kit": frozenset(tables["kits"]["kit"]),
        "station": frozenset(tables["weather_forecast"]["station"]),
        "place": orders | {"base", "cab", "shade"},
        "phase": PHASES,
        "duty": DUTIES,
        "step_phase": frozenset({"before", "after"}),
        "action": frozenset({"open", "close"}),
        "transfer_plan": frozenset(),
    }
