"""Edits of the small plan by what they change, for a table of them."""

from __future__ import annotations

import pandas as pd

from tests.peakops import plan_edits as edit

DAY_1, DAY_2, AFTER = "2026-07-20", "2026-07-21", "2026-07-22"


def schedule(order, **cells):
    return lambda folder: edit.set_cells(folder, "schedule", {"work_order": order}, **cells)


def shift(order, minutes):
    return lambda folder: edit.shift_order(folder, order, minutes)


def swap(order, old, new):
    return lambda folder: edit.swap_worker(folder, order, old, new)


def closed_window(name, clock):
    """A slot of the second day in which the grid does not allow an order."""

    def apply(folder):
        columns = edit.read(folder, "windows").columns
        row = dict.fromkeys(columns, "") | {"work_order": name, "allowed": "no"}
        row |= {"time": f"{DAY_2}T{clock}+08:00", "reason": "feeder_at_limit"}
        edit.write(folder, "windows", pd.DataFrame([row]))

    return apply


def order(name, **cells):
    where = {"work_order": name}
    return lambda folder: edit.set_cells(folder, "inputs/work_orders", where, **cells)


def worker(name, **cells):
    return lambda folder: edit.set_cells(folder, "inputs/workers", {"worker": name}, **cells)


def vehicle(name, **cells):
    return lambda folder: edit.set_cells(folder, "inputs/vehicles", {"vehicle": name}, **cells)


def away(who, start, end):
    def apply(folder):
        text = "worker,vehicle,from,to,note\n" + f"{who},{start},{end},\n"
        (folder / "inputs" / "absences.csv").write_text(text, encoding="utf-8")

    return apply


def crew(name, **cells):
    return lambda folder: edit.set_cells(folder, "inputs/crews", {"crew": name}, **cells)


def restricted(feeder, start, end, kind):
    where = {"kind": "no_live_work"}
    cells = {"feeder": feeder, "from": start, "to": end, "kind": kind}
    return lambda folder: edit.set_cells(folder, "inputs/restrictions", where, **cells)


def official(date, tmax):
    where = {"date": date}
    return lambda folder: edit.set_cells(
        folder, "inputs/weather_daily", where, tmax_official_c=tmax
    )


def weather(time, **cells):
    def apply(folder):
        edit.set_cells(folder, "inputs/weather_forecast", {"time": time}, **cells)
        edit.refresh(folder)

    return apply


def settings(old, new):
    def apply(folder):
        path = folder / "inputs" / "scenario.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return apply


def cells(name, where, **values):
    return lambda folder: edit.set_cells(folder, name, where, **values)


def stint(order, number, start, end):
    """Move one stint of an order to other times of its day."""

    def apply(folder):
        was, _, pair = edit.stints_of(folder, order)[number]
        times = {"start": f"{was[:11]}{start}+08:00", "end": f"{was[:11]}{end}+08:00"}
        where = {"work_order": order, "start": was, "pair": pair}
        edit.set_cells(folder, "stints", where, **times)

    return apply


def again(order):
    """Write an order's row twice."""

    def apply(folder):
        table = edit.read(folder, "schedule")
        edit.write(folder, "schedule", pd.concat([table, table[table["work_order"] == order]]))

    return apply


def all_of(*edits):
    def apply(folder):
        for one in edits:
            one(folder)

    return apply


W6_8H = f"{DAY_2}T08:00"


def everyone(minutes):
    """Exposure limits everyone on site to these minutes, in any air."""
    row = ", ".join([str(minutes)] * 7)
    return settings(
        "use_strain: false",
        "use_strain: false\n  exposure_applies_to: everyone\n  exposure_end_c: 60\n"
        f"  exposure_humidity_percent: 100\n  exposure_light_minutes: [{row}]",
    )


BEFORE_SUNRISE = all_of(
    crew("C1", shift_start="03:00"), crew("C2", shift_start="03:00"), shift("W6", -150)
)
SHADE = settings(
    "use_strain: false", "use_strain: false\n  rest_place: shade\n  shade_is_rest: yes"
)
NIGHT_WORK = settings("use_strain: false", "use_strain: false\n  night_work: true")
