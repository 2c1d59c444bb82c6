"""Tables of the work and the people who do it, as data."""

from __future__ import annotations

from peakops.column_kinds import (
    choice,
    choices,
    clock,
    day,
    identifier,
    index,
    moment,
    number,
    optional,
    several,
    text,
    whole,
    yes_no,
)
from peakops.columns import Table

CERTIFICATES = ("simple", "complex")
CLASSES = ("I", "II", "III", "IV")

WORK_ORDERS = Table(
    key="work_orders",
    unique=("work_order",),
    may_be_empty=True,
    about="One row per job that waits to be done.",
    columns=(
        identifier("work_order", "number of the order"),
        text("title", "what is to be done"),
        identifier("job_type", "kind of job", ("job_types", "code")),
        identifier("feeder", "feeder worked on", ("feeders", "feeder")),
        index("bus", "bus worked at, as numbered in the network file"),
        optional(several("section_switches", "switches around the section", kind="integer_list")),
        optional(text("pole", "pole number")),
        optional(number("lat", "°", -90, 90, "latitude; empty: that of the bus")),
        optional(number("lon", "°", -180, 180, "longitude; empty: that of the bus")),
        whole("priority", "", 1, 10, "weight; 10 matters most"),
        yes_no("mandatory", "must be in the plan, unless it opens after the plan's last day"),
        yes_no("emergency", "urgent for the safety of people or property"),
        optional(text("approver", "who approved the emergency")),
        yes_no("moisture_proof_tools", "tools fit for humid air are on the order"),
        moment("release", "not before"),
        moment("due", "wanted by"),
        optional(moment("window_start", "start of the customer's window")),
        optional(moment("window_end", "end of the customer's window")),
        yes_no("surveyed", "the site was surveyed"),
        optional(text("ticket", "number of the work ticket")),
        optional(moment("ticket_from", "start of the ticket")),
        optional(moment("ticket_to", "end of the ticket")),
        optional(identifier("locked_crew", "crew that must do it", ("crews", "crew"))),
        optional(moment("locked_start", "start that must be kept, on a quarter of an hour")),
        optional(yes_no("withdrawn", "not to be done any more")),
        optional(several("after", "orders to be done before", ("work_orders", "work_order"))),
        optional(text("notes", "for the crew")),
    ),
)

CREWS = Table(
    key="crews",
    unique=("crew",),
    about="One row per crew.",
    columns=(
        identifier("crew", "short name"),
        text("name", "full name"),
        number("base_lat", "°", -90, 90, "latitude of the base"),
        number("base_lon", "°", -180, 180, "longitude of the base"),
        clock("shift_start", "leaves the base not before"),
        clock("shift_end", "is back at the base by"),
    ),
)

VEHICLES = Table(
    key="vehicles",
    unique=("vehicle",),
    about="One row per vehicle.",
    columns=(
        identifier("vehicle", "short name"),
        identifier("kind", "bucket_truck, bypass_truck, …"),
        optional(identifier("crew", "crew it belongs to; empty: shared", ("crews", "crew"))),
        optional(moment("unavailable_from", "in repair from")),
        optional(moment("unavailable_to", "in repair until")),
        optional(day("test_valid_to", "last day of its insulation test")),
    ),
)

CONTACTS = Table(
    key="contacts",
    required=False,
    may_be_empty=True,
    about="People and places to call.",
    columns=(
        choice("role", ("permitter", "issuer", "safety", "hospital", "cooled_rest"), "what for"),
        optional(identifier("substation", "only for this substation", ("sources", "substation"))),
        text("name", "name"),
        text("phone", "telephone"),
        optional(number("lat", "°", -90, 90, "latitude")),
        optional(number("lon", "°", -180, 180, "longitude")),
    ),
)

WORKERS = Table(
    key="workers",
    unique=("worker",),
    about="One row per worker.",
    columns=(
        identifier("worker", "short name or number"),
        text("name", "name"),
        identifier("crew", "crew", ("crews", "crew")),
        choices("roles", ("leader", "supervisor", "bucket", "ground"), "what the worker may do"),
        optional(choices("certificates", CERTIFICATES, "live-work certificates")),
        optional(day("certificate_valid_to", "last day of the certificates")),
        optional(whole("acclimatisation_day", "d", 1, 4, "day in the heat; empty: used to it")),
        whole("outdoor_minutes_today", "min", 0, 1440, "already outdoors on the first day"),
        optional(number("strain_start_c", "°C", 36, 39, "core temperature at the start")),
        choice("heat_restriction", ("none", "not_outdoors_35c"), "no medical reason is stored"),
    ),
)

JOB_TYPES = Table(
    key="job_types",
    unique=("code",),
    about="One row per kind of job.",
    columns=(
        identifier("code", "short name"),
        text("name_zh", "name in Chinese"),
        text("name_en", "name in English"),
        choice("class", CLASSES, "class of live work"),
        text("method", "stick, glove, bypass, …"),
        whole("crews_needed", "", 1, 2, "crews that work together"),
        whole("bucket_workers", "", 2, 8, "workers in the buckets, all crews together"),
        whole("persons", "", 3, 60, "people on site, all crews together"),
        number("metabolic_rate_w_per_m2", "W/m²", 55, 450, "work in the bucket"),
        identifier("kit", "protective clothing in the bucket", ("kits", "kit")),
        yes_no("reclosing_blocked", "reclosing must be blocked"),
        choices("certificates", CERTIFICATES, "certificate the bucket workers need"),
        several("vehicle_kinds", "one of each per crew", ("vehicles", "kind")),
        choice("switching", ("none", "relieve", "section_dead"), "what the grid does for it"),
    ),
)

JOB_STEPS = Table(
    key="job_steps",
    unique=("job_type", "step"),
    about="The steps of each kind of job.",
    columns=(
        identifier("job_type", "kind of job", ("job_types", "code")),
        whole("step", "", 1, 999, "number of the step"),
        choice("phase", ("setup", "bucket", "teardown"), "part of the job"),
        whole("minutes", "min", 0, 1440, "duration"),
        yes_no("handover_after", "another pair may take over after it"),
        whole("safe_state_minutes", "min", 0, 240, "time to a safe state"),
        text("text_zh", "instruction in Chinese"),
        text("text_en", "instruction in English"),
        optional(text("hazard_zh", "hazard")),
        optional(text("control_zh", "what is done against it")),
    ),
)

KITS = Table(
    key="kits",
    unique=("kit",),
    about="Protective clothing.",
    columns=(
        identifier("kit", "short name"),
        number("clo", "clo", 0, 3, "insulation"),
        number("im", "", 0.01, 0.6, "moisture permeability"),
        number("cav_c", "°C", 0, 15, "clothing adjustment of the WBGT"),
        number("mass_kg", "kg", 0, 50, "mass"),
        text("source", "where the values come from"),
    ),
)

ABSENCES = Table(
    key="absences",
    required=False,
    may_be_empty=True,
    about="Workers and vehicles that are away for a part of the plan: one of them in each row.",
    columns=(
        optional(identifier("worker", "worker", ("workers", "worker"))),
        optional(identifier("vehicle", "vehicle", ("vehicles", "vehicle"))),
        moment("from", "away from"),
        moment("to", "away until"),
        optional(text("note", "why")),
    ),
)

FACTOR_MIN, FACTOR_MAX = 0.5, 2.0
"""Bounds of a learned factor: beyond them the steps of the job are wrong, not the crew."""

DURATIONS = Table(
    key="durations",
    unique=("job_type", "crew"),
    required=False,
    may_be_empty=True,
    about=(
        "How long kinds of jobs really take, as `peakops actuals --durations` learns and writes "
        "it. An order is planned with the largest factor of the crews that may do it."
    ),
    columns=(
        identifier("job_type", "kind of job", ("job_types", "code")),
        identifier("crew", "crew", ("crews", "crew")),
        whole("jobs", "", 0, 1_000_000, "jobs learned from"),
        optional(number("median_ratio", "", 0.01, 100, "median of real over planned duration")),
        number("factor", "", FACTOR_MIN, FACTOR_MAX, "the minutes of job_steps are times this"),
        optional(several("ratios", "the jobs learned from: day, order and ratio")),
    ),
)

HOLIDAYS = Table(
    key="holidays",
    unique=("date",),
    required=False,
    may_be_empty=True,
    about="Public holidays and moved working days that the calendar library does not know yet.",
    columns=(
        day("date", "the day"),
        choice("kind", ("holiday", "workday"), "what it is"),
    ),
)

WORK_TABLES: tuple[Table, ...] = (
    WORK_ORDERS, CREWS, VEHICLES, CONTACTS, WORKERS, JOB_TYPES, JOB_STEPS, KITS, DURATIONS,
    ABSENCES, HOLIDAYS,
)  # fmt: skip
