"""A plan's tables indexed for printing: each sheet then only looks things up."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from peakops.durations import used
from peakops.heat import station_slots
from peakops.reports.cell_texts import clock_label as clock_label
from peakops.reports.cell_texts import day_text as day_text
from peakops.reports.cell_texts import filled as filled
from peakops.reports.cell_texts import number as number
from peakops.reports.cell_texts import split as split
from peakops.reports.wording import Language, label
from weather.rule_set import HeatRules

if TYPE_CHECKING:
    import pandas as pd

    from peakops.plan import Plan

Row = Mapping[Any, Any]
NOMINAL_KV = 10.0
"""Nominal voltage of the feeders peakops plans for [kV]."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Everything the sheets of one plan draw on.

    Parameters
    ----------
    plan
        The finished plan.
    language
        ``"both"``, ``"zh"`` or ``"en"``: what the sheets print.
    """

    plan: Plan
    language: str = "both"

    @property
    def main_language(self) -> Language:
        """Language of texts for which there is room only once."""
        return "en" if self.language == "en" else "zh"

    @cached_property
    def rules(self) -> HeatRules:
        """Heat rules in force."""
        overrides: dict[str, Any] = dict(self.plan.scenario.heat)
        return HeatRules(**overrides)

    def _by(self, table: str, key: str) -> dict[str, Row]:
        return {str(row[key]): row for row in self.plan.scenario.tables[table].to_dict("records")}

    @cached_property
    def orders(self) -> dict[str, Row]:
        """Work orders by id."""
        return self._by("work_orders", "work_order")

    @cached_property
    def job_types(self) -> dict[str, Row]:
        """Job types by code."""
        return self._by("job_types", "code")

    @cached_property
    def crews(self) -> dict[str, Row]:
        """Crews by id, in file order."""
        return self._by("crews", "crew")

    @cached_property
    def workers(self) -> dict[str, Row]:
        """Workers by id, in file order."""
        return self._by("workers", "worker")

    @cached_property
    def vehicles(self) -> dict[str, Row]:
        """Vehicles by id."""
        return self._by("vehicles", "vehicle")

    @cached_property
    def feeders(self) -> dict[str, Row]:
        """Feeders by name."""
        return self._by("feeders", "feeder")

    @cached_property
    def kits(self) -> dict[str, Row]:
        """Kits by name."""
        return self._by("kits", "kit")

    @cached_property
    def contacts(self) -> list[Row]:
        """Contacts in file order."""
        return list(self.plan.scenario.tables["contacts"].to_dict("records"))

    @cached_property
    def steps(self) -> dict[str, list[Row]]:
        """Steps by job type, in order."""
        table = self.plan.scenario.tables["job_steps"].sort_values(["job_type", "step"])
        return _grouped(table.to_dict("records"), "job_type")

    @cached_property
    def names(self) -> dict[str, str]:
        """Worker's name; with the id where two workers share a name or have none."""
        count = Counter(str(row["name"]) for row in self.workers.values())
        return {
            worker: str(row["name"]) if count[row["name"]] == 1 and row["name"] else
            f"{row['name']} {worker}".strip()
            for worker, row in self.workers.items()
        }  # fmt: skip

    def name(self, worker: str) -> str:
        """Name to print for a worker."""
        return self.names.get(worker, worker)

    def crew_of(self, worker: str) -> str:
        """Crew of a worker, empty for a stranger."""
        return str(self.workers[worker]["crew"]) if worker in self.workers else ""

    def crew_name(self, crew: str) -> str:
        """Name of a crew."""
        return str(self.crews[crew]["name"]) if crew in self.crews else crew

    @cached_property
    def buses(self) -> dict[int, Row]:
        """Buses by index."""
        return {int(row["bus"]): row for row in self.plan.buses.to_dict("records")}

    @cached_property
    def branch_names(self) -> dict[str, str]:
        """Names of branches by ``kind:index``."""
        rows = self.plan.branches.to_dict("records")
        return {f"{row['kind']}:{row['index']}": str(row["name"]) for row in rows}

    def element(self, code: object) -> str:
        """Name of a network element written as ``kind:index`` or ``feeder:name``."""
        kind, _, rest = str(code).partition(":")
        if kind == "bus" and rest.isdecimal() and int(rest) in self.buses:
            return str(self.buses[int(rest)]["name"])
        if kind == "feeder" and rest:
            return f"{rest} {label('feeder_head', self.main_language)}"
        return self.branch_names.get(str(code), str(code))

    def place(self, order: Row) -> tuple[float, float] | None:
        """Latitude and longitude of an order: its own, else of its bus. [°]"""
        bus = self.buses.get(int(order["bus"]), {})
        for row in (order, bus):
            lat, lon = row.get("lat"), row.get("lon")
            if filled(lat) and filled(lon):
                return float(str(lat)), float(str(lon))
        return None

    def out_rows(self, table: str) -> list[Row]:
        """Rows of an out table."""
        return list(self.plan.tables[table].to_dict("records"))

    @cached_property
    def schedule(self) -> list[Row]:
        """Placed orders by start."""
        return sorted(self.out_rows("schedule"), key=lambda row: (row["start"], row["work_order"]))

    @cached_property
    def stints(self) -> dict[str, list[Row]]:
        """Stints by order."""
        return _grouped(self.out_rows("stints"), "work_order")

    @cached_property
    def watches(self) -> dict[str, list[Row]]:
        """Watches of those who relieve each other by order."""
        return _grouped(self.out_rows("watches"), "work_order")

    @cached_property
    def standby(self) -> list[Row]:
        """What each crew could do instead of its first job."""
        return self.out_rows("standby")

    @cached_property
    def changes(self) -> list[Row]:
        """What a replan changed, by order; nothing in a first issue."""
        changes = self.plan.changes
        return [] if changes is None else list(changes.to_dict("records"))

    @cached_property
    def phases(self) -> dict[tuple[str, str], list[Row]]:
        """Phases of workers by (crew, date)."""
        rows = self.out_rows("worker_phases")
        return _by_two(rows, lambda row: (self.crew_of(str(row["worker"])), day_text(row["date"])))

    @cached_property
    def strain(self) -> dict[tuple[str, str], list[Row]]:
        """Course of each worker's day by (worker, date), in time order."""
        rows = self.plan.tables["strain"].sort_values("time").to_dict("records")
        return _by_two(rows, lambda row: (str(row["worker"]), day_text(row["date"])))

    @cached_property
    def travel(self) -> dict[tuple[str, str], list[Row]]:
        """Drives by (crew, date)."""
        rows = self.out_rows("travel")
        return _by_two(rows, lambda row: (str(row["crew"]), day_text(row["date"])))

    @cached_property
    def learned(self) -> dict[str, float]:
        """Factors with which orders are planned, learned from days that are over."""
        return used(self.plan.scenario)

    @cached_property
    def windows(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Slots by (order, transfer plan)."""
        groups = self.plan.tables["windows"].groupby(["work_order", "transfer_plan"])
        return {(str(order), str(transfer)): slots for (order, transfer), slots in groups}

    @cached_property
    def blocks(self) -> dict[tuple[str, str], list[Row]]:
        """Devices to block by (order, transfer plan)."""
        rows = self.out_rows("blocks")
        return _by_two(rows, lambda row: (str(row["work_order"]), str(row["transfer_plan"])))

    @cached_property
    def switching(self) -> dict[str, list[Row]]:
        """Switching steps by transfer plan."""
        rows = sorted(self.out_rows("switching"), key=lambda row: int(row["step"]))
        return _grouped(rows, "transfer_plan")

    @cached_property
    def transfers(self) -> dict[str, Row]:
        """Transfers by plan id."""
        return {str(row["transfer_plan"]): row for row in self.out_rows("transfers")}

    @cached_property
    def bands(self) -> dict[str, Row]:
        """Legal heat bands by date."""
        return {day_text(row["date"]): row for row in self.out_rows("day_bands")}

    @cached_property
    def weather(self) -> dict[tuple[str, str], list[Row]]:
        """Slot weather by (station, date), in time order."""
        return self._in_order("weather_slots", "station")

    def _in_order(self, table: str, key: str) -> dict[tuple[str, str], list[Row]]:
        """Rows of an out table by (key, date), in time order."""
        rows = self.plan.tables[table].sort_values("time").to_dict("records")
        return _by_two(rows, lambda row: (str(row[key]), day_text(row["time"])))

    @cached_property
    def slot_weather(self) -> dict[str, pd.DataFrame]:
        """All that is known of the weather of each slot, by station."""
        return station_slots(self.plan.scenario)

    @cached_property
    def main_station(self) -> str:
        """The station whose weather stands for the plan."""
        table = self.plan.tables["weather_slots"]
        return str(table["station"].iloc[0]) if len(table) else ""

    @cached_property
    def load(self) -> dict[tuple[str, str], list[Row]]:
        """Load forecast by (feeder, date), in time order."""
        return self._in_order("load_forecast", "feeder")

    @cached_property
    def limits_mw(self) -> dict[str, float]:
        """Limit of each feeder where it is known. [MW]

        The plan's own figure (``summary["feeder_limits_mw"]``) where it is given; else what
        the feeder and switch tables say of the head: operating limit, CT, pick-up / 1.2.
        """
        given = self.plan.summary.get("feeder_limits_mw")
        if isinstance(given, Mapping):
            return {str(feeder): float(limit) for feeder, limit in given.items()}
        switches = self._by("switches", "switch")
        found = {name: _limit_mw(row, switches) for name, row in self.feeders.items()}
        return {name: limit for name, limit in found.items() if limit is not None}

    def dates(self) -> list[dt.date]:
        """Days of the plan."""
        first: dt.date = self.plan.scenario.date
        return [first + dt.timedelta(days=day) for day in range(self.plan.scenario.days)]

    def minute(self, time: dt.datetime, date: str) -> int:
        """Minutes of a time since midnight of a date; more than 1440 on the next day. [min]"""
        days = time.toordinal() - dt.date.fromisoformat(date).toordinal()
        return 24 * 60 * days + 60 * time.hour + time.minute


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row[key])].append(row)
    return found


def _by_two(
    rows: Iterable[Row], key: Callable[[Row], tuple[str, str]]
) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _limit_mw(feeder: Row, switches: Mapping[str, Row]) -> float | None:
    head = switches.get(str(feeder["head_switch"]), {})
    pickup = feeder["overcurrent_pickup_a"]
    amperes = [
        float(value)
        for value in (feeder["limit_a"], feeder["ct_primary_a"], head.get("limit_a"))
        if filled(value) and value is not None
    ] + ([float(pickup) / 1.2] if filled(pickup) else [])
    if not amperes:
        return None
    return math.sqrt(3) * NOMINAL_KV * min(amperes) * float(feeder["power_factor"]) / 1000
