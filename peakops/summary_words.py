"""The summary of a plan in plain words, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from peakops.notes import note_lines, summary_notes
from peakops.reports.wording import text

FEW_ORDERS = 5
"""Orders that a line names before it only counts them."""


def summary_lines(summary: Mapping[str, Any], out: Path) -> list[str]:
    """The summary as lines of text."""
    gap = summary["gap"]
    bound = "bound unknown" if gap is None else f"gap {gap:.1%}"
    done = f"{summary['orders_scheduled']} of {summary['orders_total']} orders"
    weight = f"priority weight {summary['priority_weight']:g} ({bound})"
    lines = [
        f"{summary['name']}: {done}, {weight}, {summary['rounds']} round(s)",
        *(_band_line(band) for band in summary["day_bands"]),
        *(_closing_line(summary, day) for day in summary["closing_days"]),
        *_worst_lines(summary),
        f"customer-hours at risk {summary['customer_hours_at_risk']:g}",
        _referee_line(summary["referee"]),
        *_unscheduled_lines(summary["orders_unscheduled"], out),
        *_learned_line(summary.get("learned_durations")),
        *note_lines(summary_notes(summary)),
        _verdict_line(summary),
    ]
    lines += _replan_lines(summary.get("replan"))
    if summary["stopped_early"]:
        lines.append("not reproducible: the search was ended early by Ctrl-C")
    elif not summary["reproducible"]:
        lines.append("not reproducible: solved by the clock")
    return [*lines, f"written to {out}"]


def _band_line(band: Mapping[str, Any]) -> str:
    return f"{band['date']}: official maximum {band['tmax_official_c']:g} °C, {band['band']}"


def _closing_line(summary: Mapping[str, Any], day: Mapping[str, Any]) -> str:
    """What a day costs that gets hotter than forecast."""
    orders = day["work_orders"]
    named = ", ".join(orders[:FEW_ORDERS])
    more = f" and {len(orders) - FEW_ORDERS} more" if len(orders) > FEW_ORDERS else ""
    worth = f"{day['value']:.1f} of the priority weight of {summary['priority_weight']:g}"
    return (
        f"{day['date']}: with a chance of {day['probability']:.0%} it gets too hot after all for "
        f"outdoor work; then {_orders(len(orders))} ({named}{more}) would stay undone, {worth}"
    )


def _orders(count: int) -> str:
    return f"{count} order{'' if count == 1 else 's'}"


def _referee_line(referee: Mapping[str, Any]) -> str:
    what = f"{referee['load_flows']} load flows, {referee['windows']} windows among them"
    near = f"{referee['tolerance_pu']:g} p.u. and {referee['tolerance_points']:g} points"
    return f"computed again by pandapower: {what}, all within {near}"


def _unscheduled_lines(items: list[Mapping[str, Any]], out: Path) -> Iterator[str]:
    for item in items:
        yield f"not planned: {item['work_order']} ({text(item['reason'], 'en')})"
    if items:
        yield f"why, and what would let it in: peakops why {out} {items[0]['work_order']}"


def _learned_line(learned: Mapping[str, Any] | None) -> Iterator[str]:
    """Say that orders are planned with other minutes than those of job_steps."""
    if learned is not None:
        low, high = learned["factor_min"], learned["factor_max"]
        yield f"learned durations: {learned['orders']} order(s), times {low:g} to {high:g}"


def _verdict_line(summary: Mapping[str, Any]) -> str:
    """What the plan breaks, and what is broken whether or not anybody works."""
    added = f"{summary['violations']} new violation(s) by the work"
    alarms = f"{summary['base_alarms']} without any work{_worst_alarm(summary)}"
    return f"{added}; {alarms}; {summary['breaches']} breach(es) of the rules"


def _worst_alarm(summary: Mapping[str, Any]) -> str:
    worst = summary.get("worst_base_alarm")
    if not worst:
        return ""
    what, where = text(worst["code"], "en"), _element(summary, worst["element"])
    value, limit = _value(worst, "value"), _value(worst, "limit")
    return f" (worst: {what} {value}, limit {limit}, at {where}, {worst['time']})"


def _value(alarm: Mapping[str, Any], side: str) -> str:
    if alarm["code"] in ("undervoltage", "overvoltage"):
        return f"{alarm[side]:.3f} p.u."
    unit = {"lost_load": "MW", "transformer_hot_spot": "°C", "transformer_top_oil": "°C"}
    return f"{alarm[side]:.1f} {unit.get(alarm['code'], '%')}"


def _element(summary: Mapping[str, Any], code: str) -> str:
    """An element by its name, with its code where the name does not hold it."""
    name = summary.get("names", {}).get(code)
    kind, _, own = code.partition(":")
    if name is None:
        return code
    return f"{kind} {name}" if name == own else f"{name} ({code})"


def _worker(summary: Mapping[str, Any], code: str) -> str:
    name = summary.get("names", {}).get(code)
    return code if name is None else f"{name} ({code})"


def _replan_lines(replan: Mapping[str, Any] | None) -> Iterator[str]:
    """What a replan changed, one line for each order."""
    if replan is None:
        return
    proven = "" if replan["fewest"] else ", perhaps not the fewest"
    yield (
        f"from {replan['at']}: {len(replan['fixed'])} order(s) fixed, "
        f"{len(replan['changed'])} changed{proven}; load forecast {replan['load_forecast']}"
    )
    for item in replan["changed"]:
        because = f" ({item['because_of']})" if item["because_of"] else ""
        before, after = item["before"] or "not planned", item["after"] or "not planned"
        yield (
            f"{item['work_order']} {item['change']}: {before} → {after}; {item['reason']}{because}"
        )


def _worst_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    loading, voltage, stint = (
        summary[key] for key in ("worst_loading", "worst_voltage", "hottest_stint")
    )
    if loading:
        yield (
            f"worst loading {loading['loading_max_percent']:.1f} % "
            f"at {_element(summary, loading['element'])}, {loading['time']}"
        )
    if voltage:
        yield (
            f"lowest voltage {voltage['vm_min_pu']:.3f} p.u. "
            f"at {_element(summary, voltage['element'])}, {voltage['time']}"
        )
    yield from _strain_line(summary)
    if stint:
        who = _worker(summary, stint["worker"])
        yield (
            f"hottest stint WBGT {stint['wbgt_c']:.1f} °C ({stint['temp_air_c']:.1f} °C air), "
            f"{who} on {stint['work_order']}, {stint['time']}"
        )


def _strain_line(summary: Mapping[str, Any]) -> Iterator[str]:
    """The hottest worker and the one who loses most water; nothing where nobody works."""
    strain = summary["strain"]
    if "core_peak_c" in strain:
        hottest, driest = (strain[f"{what}_worker"] for what in ("core_peak", "sweat_loss"))
        yield (
            f"highest predicted core {strain['core_peak_c']:.2f} °C "
            f"(limit {strain['core_limit_c']:.1f}), {_worker(summary, hottest)}; "
            f"most water lost {strain['sweat_loss_g'] / 1000:.1f} l "
            f"(limit {strain['water_limit_g'] / 1000:.1f}), {_worker(summary, driest)}"
        )
