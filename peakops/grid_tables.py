"""Tables of the grid, its load and the weather, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feeders.bus_history import BUS_HISTORY_COLUMNS
from feeders.history_records import HISTORY_COLUMNS
from feeders.rating_data import DISTRIBUTION_BELOW_MVA, LINE_KINDS, TRANSFORMER_KINDS
from feeders.sensitivity import SENSITIVITY
from peakops.column_kinds import (
    choice,
    day,
    identifier,
    index,
    moment,
    number,
    optional,
    text,
    whole,
    with_gaps,
    yes_no,
)
from peakops.columns import Column, Table
from weather.hourly import HUMIDITY_OVERSHOOT_PERCENT, REQUIRED_COLUMNS, WEATHER_COLUMNS

DEFAULT_POWER_FACTOR = 0.95

_FEEDER = ("feeders", "feeder")
_SUBSTATION = ("sources", "substation")
_STATION = ("stations", "station")

FEEDERS = Table(
    key="feeders",
    unique=("feeder",),
    about="One row per 10 kV feeder.",
    columns=(
        identifier("feeder", "name of the feeder"),
        identifier("substation", "substation that feeds it in the normal state", _SUBSTATION),
        index("head_line", "first line, as numbered in the network file"),
        index("head_switch", "head breaker, as numbered in the network file"),
        optional(number("limit_a", "A", 1, 5000, "operating limit at the head")),
        optional(number("ct_primary_a", "A", 1, 5000, "rated primary current of the CT")),
        optional(number("overcurrent_pickup_a", "A", 1, 10000, "pick-up of the time overcurrent")),
        optional(
            number("power_factor", "", 0.5, 1, "power factor at the head"), DEFAULT_POWER_FACTOR
        ),
        number("failures_per_km_year", "1/(km·a)", 0, 10, "sustained failures of the line"),
        optional(identifier("same_pole_feeder", "feeder on the same poles", _FEEDER)),
        optional(
            yes_no("feeder_automation", "isolates faults and restores supply on its own account")
        ),
        optional(identifier("station", "weather station; empty: the place of the plan", _STATION)),
    ),
)

SOURCES = Table(
    key="sources",
    unique=("substation",),
    about="One row per substation.",
    columns=(
        identifier("substation", "name of the substation"),
        identifier("loop_zone", "zone in which loops may be closed"),
        text("vector_group", "vector group of its transformers"),
        text("neutral", "how the 10 kV neutral is earthed"),
        number("va_degree", "°", -360, 360, "voltage angle"),
        number("vm_pu", "p.u.", 0.8, 1.2, "voltage held at the infeed"),
    ),
)

SWITCHES = Table(
    key="switches",
    unique=("switch",),
    about="One row per switch that can be operated.",
    columns=(
        index("switch", "as numbered in the network file"),
        choice("type", ("breaker", "load_break", "disconnector"), "what it can switch"),
        yes_no("remote", "operated from the dispatch centre"),
        yes_no("auto_reclose", "recloses by itself after a trip"),
        yes_no("auto_close", "closes by itself when one side is dead"),
        optional(number("limit_a", "A", 1, 5000, "operating limit")),
        optional(
            yes_no(
                "phases_checked",
                "phases on both sides were compared; empty: not known, then no loop is closed here",
            )
        ),
    ),
)

LINE_TYPES = Table(
    key="line_types",
    unique=("std_type",),
    required=False,
    may_be_empty=True,
    about="What the lines of a type are, where `limits.ratings` is `weather`. A type without a row "
    "is known by its letters (JK…: covered, YJ…, VV…: cable in soil, LGJ…, LJ…, JL…: bare); any "
    "other is taken for the one that carries least: a cable in soil if it is a cable, else bare.",
    columns=(
        text("std_type", "type of lines in the network file"),
        choice("kind", tuple(LINE_KINDS), "how they are built and laid"),
        optional(number("diameter_mm", "mm", 3, 60, "of bare conductors; empty: no heat balance")),
        optional(whole("grouped", "", 1, 20, "cables side by side; empty: one")),
    ),
)

TRANSFORMERS = Table(
    key="transformers",
    unique=("transformer",),
    required=False,
    may_be_empty=True,
    about="How transformers are cooled, where `limits.ratings` is `weather`. One without a row is "
    f"`distribution` below {DISTRIBUTION_BELOW_MVA:g} MVA, else `onan`.",
    columns=(
        index("transformer", "as numbered in the network file"),
        choice("cooling", tuple(TRANSFORMER_KINDS), "kind by IEC 60076-7"),
        optional(
            number("oil_rise_k", "K", 20, 80, "top oil over air at rated load; empty: of its kind")
        ),
        optional(number("gradient_k", "K", 5, 50, "hot spot over top oil; empty: of its kind")),
        optional(number("surcharge_k", "K", 0, 30, "air around it over outdoor air; empty: 0")),
    ),
)

SWITCH_STATE = Table(
    key="switch_state",
    unique=("switch",),
    required=False,
    may_be_empty=True,
    about="Today's real switching state, over that of the network file.",
    columns=(
        index("switch", "as numbered in the network file"),
        yes_no("closed", "closed now"),
        optional(moment("since", "since when")),
    ),
)

RESTRICTIONS = Table(
    key="restrictions",
    required=False,
    may_be_empty=True,
    about="Times in which a feeder is not free.",
    columns=(
        identifier("feeder", "the feeder", _FEEDER),
        moment("from", "start"),
        moment("to", "end"),
        choice(
            "kind", ("no_live_work", "keep_reclosing", "planned_outage"), "what is not possible"
        ),
        optional(text("note", "why")),
    ),
)

CUSTOMERS = Table(
    key="customers",
    unique=("bus",),
    about="Customers per bus.",
    columns=(
        index("bus", "as numbered in the network file"),
        whole("customers", "", 0, 1_000_000, "number of customers"),
        choice(
            "sensitive_kind",
            tuple(SENSITIVITY),
            "the most sensitive kind among them; no reclosing is blocked while life_support could "
            "not be supplied again after a trip",
        ),
        whole("sensitive_count", "", 0, 1_000_000, "number of sensitive customers"),
    ),
)

SWITCHING_LOG = Table(
    key="switching_log",
    required=False,
    may_be_empty=True,
    about="Past load transfers, so that the forecast does not mistake them for load.",
    columns=(
        moment("time_from", "start of the transfer"),
        optional(moment("time_to", "end of the transfer; empty: not switched back yet")),
        identifier("from_feeder", "feeder relieved", _FEEDER),
        identifier("to_feeder", "feeder that took the load", _FEEDER),
        optional(text("note", "why")),
    ),
)


def leaf_columns(
    columns: Mapping[str, tuple[str, float, float]], about: Mapping[str, str]
) -> tuple[Column, ...]:
    """Columns as a package declares them: name to unit, smallest and largest value."""
    return tuple(
        Column(
            name=name,
            kind="number",
            unit=unit,
            lower=lower,
            upper=upper,
            about=about.get(name, ""),
        )
        for name, (unit, lower, upper) in columns.items()
    )


_WEATHER_ABOUT = {
    "temp_air_c": "air temperature",
    "relative_humidity_percent": "relative humidity",
    "wind_speed_m_per_s": "wind at the height named in scenario.yaml",
    "ghi_w_per_m2": "global radiation; empty: clear sky is assumed",
    "pressure_hpa": "air pressure at the station",
    "rain_mm_per_h": "rain",
    "thunder_probability": "probability of thunder, 0 to 1",
}

_WEATHER = (
    moment("time", "start of the hour"),
    optional(identifier("station", "weather station", _STATION)),
    *(
        column if column.name in REQUIRED_COLUMNS else optional(column)
        for column in leaf_columns(WEATHER_COLUMNS, _WEATHER_ABOUT)
    ),
)


def _measured(column: Column) -> Column:
    """Measured values may be missing; hygrometers overshoot in fog, which is repaired later."""
    if column.kind != "number":
        return column
    if column.name == "relative_humidity_percent":
        return with_gaps(replace(column, upper=100 + HUMIDITY_OVERSHOOT_PERCENT))
    return with_gaps(column)


_LOAD_ABOUT = "load; empty: not measured; beyond 50 MW: taken as kW, converted and reported"

LOAD_HISTORY = Table(
    key="load_history",
    unique=("time",),
    about="Mean load at the head of each feeder in each hour, half hour or quarter of an hour.",
    columns=(moment("time", "start of the hour, half hour or quarter"),),
    wide=with_gaps(leaf_columns(HISTORY_COLUMNS, {"p_mw": _LOAD_ABOUT})[0]),
)

BUS_HISTORY = Table(
    key="bus_history",
    unique=("time", "bus"),
    required=False,
    may_be_empty=True,
    about="Mean load of each hour at single buses, measured on the high-voltage side of the "
    "customers' transformers. The feeder's load is divided by it instead of by installed "
    "capacity; the last 28 days count.",
    columns=(
        moment("time", "start of the hour"),
        index("bus", "as numbered in the network file"),
        with_gaps(leaf_columns(BUS_HISTORY_COLUMNS, {"p_mw": "load; empty: not measured"})[0]),
    ),
)

WEATHER_HISTORY = Table(
    key="weather_history",
    unique=("station", "time"),
    about="Measured weather, means of each hour; empty cells were not measured.",
    columns=tuple(_measured(column) for column in _WEATHER),
)

WEATHER_FORECAST = Table(
    key="weather_forecast",
    unique=("station", "time"),
    about="Forecast weather, means of each hour, without gaps.",
    columns=_WEATHER,
)

WEATHER_DAILY = Table(
    key="weather_daily",
    unique=("date",),
    required=False,
    may_be_empty=True,
    about="Official daily maximum of the met office.",
    columns=(
        day("date", "the day"),
        number("tmax_official_c", "°C", -40, 60, "forecast maximum"),
        moment("issued_at", "when the bulletin was issued"),
    ),
)

STATIONS = Table(
    key="stations",
    unique=("station",),
    required=False,
    may_be_empty=True,
    about="Weather stations, where there are several.",
    columns=(
        identifier("station", "name of the station"),
        number("lat", "°", -90, 90, "latitude"),
        number("lon", "°", -180, 180, "longitude"),
        number("elevation_m", "m", -500, 6000, "height above sea level"),
        number("wind_height_m", "m", 1, 200, "height of the wind measurement"),
    ),
)

GRID_TABLES: tuple[Table, ...] = (
    FEEDERS, SOURCES, SWITCHES, SWITCH_STATE, RESTRICTIONS, CUSTOMERS, LINE_TYPES, TRANSFORMERS,
    LOAD_HISTORY, BUS_HISTORY, SWITCHING_LOG, WEATHER_HISTORY, WEATHER_FORECAST, WEATHER_DAILY,
    STATIONS,
)  # fmt: skip
