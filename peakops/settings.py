"""The settings of scenario.yaml as records, and what each key may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from peakops.column_kinds import choice, clock, day, moment, number, text, whole
from peakops.columns import Column

HEATWAVE_SHIFT_MAX_C = 15.0
Humidity = Literal["hold_rh", "hold_dewpoint"]
RatingSource = Literal["static", "weather"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the plan's weather holds.

    Parameters
    ----------
    lat, lon
        Position. [°]
    elevation_m
        Height above sea level. [m]
    wind_height_m
        Height of the wind measurement above ground. [m]
    """

    lat: float
    lon: float
    elevation_m: float
    wind_height_m: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Electrical limits, travel and lunch.

    Parameters
    ----------
    loading_max_percent
        A feeder or transformer above it is a violation. [%]
    heavy_percent
        An alert above it. [%]
    vm_min_pu, vm_max_pu
        Allowed voltage. [p.u.]
    feeders_blocked_per_bus_section
        Feeders of one bus section with reclosing blocked at the same time.
    detour_factor
        Road length over straight line, at least 1.
    speed_km_per_h
        Driving speed. [km/h]
    max_rounds
        Schedule, check, schedule again: at most so often.
    ratings
        Whether lines and transformers carry what the network file says, or what the forecast
        weather leaves of it.
    soil_temp_c
        Temperature of the soil around cables, for ratings by weather. [°C]
    lunch
        Between which times of day lunch lies.
    lunch_minutes
        Length of lunch. [min]
    """

    loading_max_percent: float = 100.0
    heavy_percent: float = 80.0
    vm_min_pu: float = 0.93
    vm_max_pu: float = 1.07
    ratings: RatingSource = "static"
    soil_temp_c: float = 30.0
    feeders_blocked_per_bus_section: int = 2
    detour_factor: float = 1.3
    speed_km_per_h: float = 35.0
    max_rounds: int = 5
    lunch: tuple[str, str] = ("11:30", "13:00")
    lunch_minutes: int = 30

    def __post_init__(self) -> None:
        if not self.vm_min_pu < self.vm_max_pu:
            raise ValueError("vm_min_pu must be below vm_max_pu")
        if not self.heavy_percent <= self.loading_max_percent:
            raise ValueError("heavy_percent must not be above loading_max_percent")
        start, end = (int(t[:2]) * 60 + int(t[3:]) for t in self.lunch)
        if end - start < self.lunch_minutes:
            raise ValueError("lunch must be at least lunch_minutes long")


@dataclass(frozen=True, kw_only=True)
class ForecastSettings:
    """How the load forecast is made.

    Parameters
    ----------
    temp_error_c
        Standard deviation of the weather forecast's temperature a day ahead: what it adds to the
        errors of the load forecast is in the bands, so P90 counts it. [°C]
    """

    temp_error_c: float = 1.5


@dataclass(frozen=True, kw_only=True)
class SolverSettings:
    """How hard the solver tries.

    Parameters
    ----------
    effort
        Deterministic work, the same on every machine; above 0.
    """

    effort: float = 10.0


@dataclass(frozen=True, kw_only=True)
class Heatwave:
    """A hotter version of the forecast.

    Parameters
    ----------
    shift_c
        Added to every temperature. [K], -15 to 15
    days
        The first days of the plan that it reaches; None for all. [d]
    humidity
        Whether relative humidity or the dew point stays.
    """

    shift_c: float
    days: int | None = None
    humidity: Humidity = "hold_rh"


TOP_KEYS: tuple[Column, ...] = (
    text("name", "short name of the scenario"),
    text("timezone", "time zone, such as Asia/Shanghai"),
    moment("issued", "when the plan is made; nothing later is known"),
    day("date", "first day of the plan"),
    whole("days", "d", 1, 14, "number of days"),
    whole("seed", "", 0, 2_147_483_647, "seed of everything random"),
)

SECTION_KEYS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "place": (
            number("lat", "°", -90, 90, "latitude"),
            number("lon", "°", -180, 180, "longitude"),
            number("elevation_m", "m", -500, 6000, "height above sea level"),
            number("wind_height_m", "m", 1, 200, "height of the wind measurement"),
        ),
        "limits": (
            number("loading_max_percent", "%", 1, 200, "a violation above it"),
            number("heavy_percent", "%", 1, 200, "an alert above it"),
            number("vm_min_pu", "p.u.", 0.5, 1.1, "lowest voltage"),
            number("vm_max_pu", "p.u.", 0.9, 1.5, "highest voltage"),
            choice("ratings", ("static", "weather"), "what lines and transformers may carry"),
            number("soil_temp_c", "°C", -5, 45, "soil around cables, for ratings by weather"),
            whole(
                "feeders_blocked_per_bus_section", "", 0, 100, "reclosing blocked at the same time"
            ),
            number("detour_factor", "", 1, 5, "road length over straight line"),
            number("speed_km_per_h", "km/h", 1, 120, "driving speed"),
            whole("max_rounds", "", 1, 50, "schedule, check, schedule again"),
            clock("lunch", "two times of day, [11:30, 13:00]"),
            whole("lunch_minutes", "min", 0, 180, "length of lunch"),
        ),
        "forecast": (
            number("temp_error_c", "°C", 0, 5, "usual error of the weather forecast's temperature"),
        ),
        "solver": (number("effort", "", 0.01, 1e6, "deterministic work of the solver"),),
        "heatwave": (
            number(
                "shift_c", "K", -HEATWAVE_SHIFT_MAX_C, HEATWAVE_SHIFT_MAX_C, "added to every hour"
            ),
            whole("days", "d", 1, 14, "first days that it reaches; absent: all"),
            choice("humidity", ("hold_rh", "hold_dewpoint"), "what stays the same"),
        ),
    }
)
