"""The results of a plan as sheets: its tables with names and titles, and the worst hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from peakops.out_columns import OUT_COLUMNS
from peakops.reports.book_sheet import Kind, Sheet, make_sheet, out_kinds
from peakops.reports.change_list import change_words, changed_orders, reason_words
from peakops.reports.sheet_source import Source, split
from peakops.reports.wording import text

ORDER_COLUMNS = (("title", "text"), ("feeder", "text"), ("pole", "text"))
POSTS = ("leader", "supervisor", "bucket", "ground", "relief")
WORKER_COLUMNS = (("name", "text"), ("crew", "text"))
SHOWN_AS_THEY_ARE = ("watches", "stints", "worker_phases", "carry_over", "travel", "transfers",
                     "blocks", "weather_slots", "day_bands", "heat_rules", "findings")  # fmt: skip
CHANGES: Mapping[str, Kind] = dict.fromkeys(
    ("work_order", "title", "change", "change_text", "before", "after", "reason", "reason_text",
     "because_of"), "text"
)  # fmt: skip
CHANGES_ZH = {"before": "原计划", "after": "现计划"}
"""Here `after` is no order to be done before."""
WORST: Mapping[str, Kind] = {
    name: OUT_COLUMNS["load_flow_checks"][name]
    for name in ("time", "loading_max_percent", "loading_element", "feeder", "vm_min_pu",
                 "vm_min_bus", "lost_load_mw", "work_orders", "ok", "cause")
}  # fmt: skip
OPEN_HOURS: Mapping[str, Kind] = {
    "work_order": "text",
    "title": "text",
    "transfer_plan": "text",
    "allowed_hours": 2,
    "closed_hours": 2,
    "reason": "text",
    "reason_text": "text",
    "worst_time": "time",
    "margin_percent": 1,
    "element": "text",
    "customers_at_risk": 4,
}


class PlanSheets:
    """Makes the sheets of one plan.

    Parameters
    ----------
    source
        The plan, indexed.
    remarks
        What is said of columns below their names.
    """

    def __init__(self, source: Source, remarks: Mapping[str, str]) -> None:
        self.source, self.remarks = source, remarks
        self.tables = source.plan.tables

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet that has rows, in the order in which a dispatcher asks for them."""
        for sheet in (
            self._schedule(),
            self._changes(),
            self._unscheduled(),
            self._switching(),
            self._open_hours(),
            self._worst_hours(),
            self._loads(),
            *(self._plain(name) for name in SHOWN_AS_THEY_ARE),
        ):
            if sheet.rows:
                yield sheet

    def _make(
        self,
        name: str,
        table: pd.DataFrame,
        kinds: Mapping[str, Kind],
        remarks: Mapping[str, str] | None = None,
    ) -> Sheet:
        zone = self.source.plan.scenario.timezone
        return make_sheet(name, table, kinds, zone, remarks={**self.remarks, **(remarks or {})})

    def _plain(self, name: str) -> Sheet:
        """A table of the plan; workers have their names beside them, orders their titles."""
        table = self.tables[name]
        if "worker" in OUT_COLUMNS[name]:
            people = table.assign(
                name=self._names(table["worker"]), crew=self._crews(table["worker"])
            )
            return self._make(name, people, out_kinds(name, *WORKER_COLUMNS))
        return self._make(name, table, OUT_COLUMNS[name])

    def _names(self, workers: pd.Series) -> list[str]:
        return [self.source.name(str(worker)) for worker in workers]

    def _crews(self, workers: pd.Series) -> list[str]:
        return [self.source.crew_of(str(worker)) for worker in workers]

    def _of_orders(self, orders: pd.Series, column: str) -> list[str]:
        return [str(self.source.orders[str(order)][column]) for order in orders]

    def _with_orders(self, table: pd.DataFrame, *columns: str) -> pd.DataFrame:
        return table.assign(**{c: self._of_orders(table["work_order"], c) for c in columns})

    def _words(self, codes: pd.Series) -> list[str]:
        """Codes joined by ``;`` in words."""
        lang = self.source.main_language
        known = {
            code: "; ".join(text(part, lang) for part in str(code).split(";") if part)
            for code in codes.unique()
        }
        return [known[code] for code in codes]

    def _schedule(self) -> Sheet:
        table = self._with_orders(self.tables["schedule"], "title", "feeder", "pole")
        names = {f"{post}_names": self._listed(table[post]) for post in POSTS}
        kinds = out_kinds("schedule", *ORDER_COLUMNS)
        return self._make("schedule", table.assign(**names), kinds | dict.fromkeys(names, "text"))

    def _listed(self, workers: pd.Series) -> list[str]:
        """Names of workers whose ids are joined by ``;``."""
        return ["、".join(self.source.name(one) for one in split(joined)) for joined in workers]

    def _unscheduled(self) -> Sheet:
        table = self._with_orders(self.tables["unscheduled"], "title", "feeder")
        priority = [self.source.orders[str(o)]["priority"] for o in table["work_order"]]
        words = {f"{c}_text": self._words(table[c]) for c in ("reason", "rule", "nearest_fix")}
        kinds = out_kinds("unscheduled", *ORDER_COLUMNS[:2], ("priority", 0))
        return self._make(
            "unscheduled",
            table.assign(priority=priority, **words),
            kinds | dict.fromkeys(words, "text"),
        )

    def _changes(self) -> Sheet:
        """What a replan changed; no rows for a plan made from a scenario."""
        which = ("zh", "en").index(self.source.main_language)
        rows = [
            {
                **item,
                "title": self.source.orders[str(item["work_order"])]["title"],
                "change_text": change_words(str(item["change"]))[which],
                "reason_text": reason_words(str(item["reason"]))[which],
            }
            for item in changed_orders(self.source)
        ]
        table = pd.DataFrame(rows, columns=list(CHANGES), dtype=object)
        return self._make("changes", table, CHANGES, CHANGES_ZH if self.remarks else None)

    def _switching(self) -> Sheet:
        table = self.tables["switching"]
        orders = [
            str(self.source.transfers.get(str(plan), {}).get("work_order", ""))
            for plan in table["transfer_plan"]
        ]
        kinds = out_kinds("switching", ("work_order", "text"))
        return self._make("switching", table.assign(work_order=orders), kinds)

    def _open_hours(self) -> Sheet:
        """Of each order and switching state: allowed and closed hours, and the worst one."""
        windows = self.tables["windows"].reset_index(drop=True)
        keys = ["work_order", "transfer_plan"]
        hours = windows.groupby(keys, sort=False)["allowed"].agg(["sum", "size"]) / 4
        by_margin = windows.sort_values("margin_percent", kind="stable")
        worst = by_margin.drop_duplicates(keys).set_index(keys).loc[hours.index].reset_index()
        table = self._with_orders(worst, "title").assign(
            allowed_hours=hours["sum"].to_numpy(dtype=float),
            closed_hours=(hours["size"] - hours["sum"]).to_numpy(dtype=float),
            reason_text=self._words(worst["reason"]),
            worst_time=worst["time"],
            element=[self.source.element(code) for code in worst["element"]],
        )
        return self._make("open_hours", table, OPEN_HOURS)

    def _worst_hours(self) -> Sheet:
        """The most loaded state that was checked in each hour."""
        checks = self.tables["load_flow_checks"]
        ranked = checks.sort_values(["time", "loading_max_percent"], ascending=[True, False])
        table = ranked.drop_duplicates("time")
        names = {
            column: [self.source.element(code) for code in table[column]]
            for column in ("loading_element", "vm_min_bus")
        }
        return self._make("worst_hours", table.assign(**names), WORST)

    def _loads(self) -> Sheet:
        """P90 load of each feeder, a column each, its lowest limit below its name. [MW]"""
        forecast = self.tables["load_forecast"]
        wide = forecast.pivot_table(index="time", columns="feeder", values="p90_mw", sort=False)
        limits = {feeder: f"≤ {limit:.2f} MW" for feeder, limit in self.source.limits_mw.items()}
        feeders = [str(name) for name in wide.columns]
        kinds: dict[str, Kind] = {"time": "time", **dict.fromkeys(feeders, 3)}
        return self._make("loads", wide.reset_index(), kinds, limits)
