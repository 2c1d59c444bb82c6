"""The libraries under the heat stages, used case by case as their documentation shows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd

from weather import solar
from weather.day_strain import STEP_MINUTES, cooled
from weather.rule_set import HeatRules
from weather.strain import as_forecast
from weather.strain_model import Kit, within_model
from weather.worker_day import WorkerDay, WorkStretch

Cell = tuple[float, Kit, bool, int]
STATE = (
    "t_sk",
    "t_cr",
    "t_re",
    "t_cr_eq",
    "t_sk_t_cr_wg",
    "sweat_rate_watt",
    "evap_load_wm2_min",
)


def one_call(rules: HeatRules, rate: float, kit: Kit, *, used: bool, **inputs: Any) -> Any:
    """One call of the model of ISO 7933:2023, with nothing left to its defaults."""
    from pythermalcomfort.models import phs
    from pythermalcomfort.utilities import met_to_w_m2

    return phs(
        met=rate / met_to_w_m2, clo=kit.clo, i_mst=kit.im, posture="standing", a_p=0.0, f_r=0.0,
        weight=rules.body_mass_kg, height=rules.body_height_m, acclimatized=100 if used else 0,
        model="7933-2023", limit_inputs=False, round_output=False, **inputs,
    )  # fmt: skip


class Peer:
    """The standard's model called with one case at a time, as its documentation shows."""

    def __init__(self, hours: np.ndarray, rules: HeatRules) -> None:
        self._rules = rules
        self._air = within_model(as_forecast(hours, rules))

    def plain(self, cell: Cell) -> int:
        """One call: the hour as it is."""
        rate, kit, used, hour = cell
        speed = float(self._air.air_m_per_s[hour])
        return self._minutes(rate, kit, used, hour, speed, self._air.rh_percent[hour])

    def least(self, rate: float, kit: Kit, used: bool, hour: int) -> int:
        """What is promised: the least over air and lighter kit, never longer if not used to it."""
        states = (True,) if used else (True, False)
        lighter = [replace(kit, clo=tenths / 10) for tenths in range(4, round(10 * kit.clo))]
        in_those = (self._least(rate, worn, used, hour) for worn in lighter)
        within = [minutes for minutes in in_those if minutes < 30]
        return min([*within, *(self._least(rate, kit, state, hour) for state in states)])

    def _least(self, rate: float, kit: Kit, used: bool, hour: int) -> int:
        most = self._rules.strain_wind_m_per_s
        speed = float(self._air.air_m_per_s[hour])
        speeds = [
            most - 0.1 * step for step in range(int(np.ceil((most - speed) / 0.1 - 1e-9)) + 1)
        ]
        moist = self._air.rh_percent[hour]
        dry = (
            0.5
            * 100.0
            / (0.6105 * np.exp(17.27 * self._air.air_c[hour] / (self._air.air_c[hour] + 237.3)))
        )
        *worse, own = [self._minutes(rate, kit, used, hour, at, moist) for at in speeds]
        worse.append(self._minutes(rate, kit, used, hour, most, dry))
        return min([own, *(minutes for minutes in worse if minutes <= 60)])

    def _minutes(
        self, rate: float, kit: Kit, used: bool, hour: int, speed: float, rh: float
    ) -> int:
        air_c, radiant_c = float(self._air.air_c[hour]), float(self._air.radiant_c[hour])
        weather = {"tdb": air_c, "tr": radiant_c, "v": speed, "rh": float(rh)}
        found = one_call(self._rules, rate, kit, used=used, **weather)
        return int(min(found.d_lim_t_re, found.d_lim_loss_95))


def scalar_inputs(heat: pd.DataFrame) -> list[list[float]]:
    """What thermofeel needs for each slot; not part of the peer's time."""
    times = pd.DatetimeIndex(heat["time"])
    place = [heat[name].to_numpy() for name in ("lat", "lon", "elevation_m")]
    sun = solar.sun_position(times, *place)
    ghi = heat["ghi_w_per_m2"].to_numpy()
    _, diffuse = solar.split_radiation(ghi, sun)
    share = np.where(ghi > 0, 1.0 - diffuse / np.maximum(ghi, 1.0), 0.0)
    columns = ("relative_humidity_percent", "pressure_hpa", "wind_m_per_s", "ghi_w_per_m2")
    weather = [heat["temp_air_c"] + 273.15, *(heat[name] for name in columns)]
    return np.column_stack([*weather, share, sun.cos_zenith]).tolist()


def scalar_wbgt(*values: float) -> float:
    """The peer: thermofeel with the numbers of one slot. [°C]"""
    import thermofeel

    return float(thermofeel.calculate_wbgt_liljegren(*values) - 273.15)


REST_W_PER_M2, RESTED_C = 65.0, 36.8
LONGER_RESTS = (5, 10, 15, 20, 30, 60, 120)

Found = dict[str, float]
"""State of one worker; empty for a fresh one."""


def followed(
    day: WorkerDay, places: dict[str, np.ndarray], rules: HeatRules
) -> tuple[list[float], list[float]]:
    """The peer: one call of the model per worker and step, the state carried by hand.

    Returns
    -------
    tuple
        Rectal temperature at the end of each step of the day as planned; and the highest over
        it and the days with longer rests, of which the hottest goes on into the next rest.
    """
    states: list[Found] = [{}]
    planned, highest, rested = [], [], 0
    air = cooled(rules)
    before: WorkStretch | None = None
    for part in day.stretches:
        rests = part.metabolic_rate_w_per_m2 <= REST_W_PER_M2
        if rested and before and not rests:
            states = states[:1] + sorted(states[1:], key=lambda one: one["t_cr"])[-1:]
            states += longer(states, before, air, rested, rules, used=day.acclimatised)
            highest[-1] = max(highest[-1], *(state["t_re"] for state in states))
        rested = rested + part.end_minute - part.start_minute if rests else 0
        for begin in range(part.start_minute, part.end_minute, STEP_MINUTES):
            air = cooled(rules) if part.place == "cab" else places[part.place][begin // 15]
            states = [step(part, air, state, rules, used=day.acclimatised) for state in states]
            planned.append(states[0]["t_re"])
            highest.append(max(state["t_re"] for state in states))
        before = part
    return planned, highest


def longer(
    states: list[Found],
    part: WorkStretch,
    air: np.ndarray,
    rested: int,
    rules: HeatRules,
    *,
    used: bool,
) -> list[Found]:
    """What comes of each state by resting for longer than planned."""
    found, now = [], rested
    for minutes in [each for each in LONGER_RESTS if each > rested]:
        states = [
            step(part, air, state, rules, used=used, minutes=minutes - now) for state in states
        ]
        found += states
        now = minutes
    return found


def step(
    part: WorkStretch,
    air: np.ndarray,
    state: Found,
    rules: HeatRules,
    *,
    used: bool,
    minutes: int = STEP_MINUTES,
) -> Found:
    """Some minutes of one worker; rest cools nobody below a rested worker."""
    saturated = 0.6105 * np.exp(17.27 * air[0] / (air[0] + 237.3))
    weather = {
        "tdb": max(float(air[0]), 15.0),
        "tr": float(max(air[0], air[1])),
        "v": float(air[3]),
        "rh": float(np.clip(air[2], 50.0 / saturated, 560.0 / saturated)),
    }
    rate, kit = part.metabolic_rate_w_per_m2, part.kit
    found = one_call(rules, rate, kit, used=used, duration=minutes, **weather, **state)
    moved = {name: float(getattr(found, name)) for name in STATE}
    least = RESTED_C if rate <= REST_W_PER_M2 else 0.0
    return moved | {name: max(moved[name], least) for name in ("t_re", "t_cr")}
