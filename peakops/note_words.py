"""Plain words for what was filled, cut or left out: kind of a repair → what is counted, sentence.

`{n}` is the count with its noun, `41 hours`; a kind without it has nothing worth counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOTE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "defaulted": ("empty cell", "{n} filled with the default"),
        "history_ends_early_h": ("hour", "the last {n} before the plan is issued are unknown"),
        "duplicate_time": ("row", "{n} left out: their times stand in earlier rows"),
        "missing_hour": ("hour", "{n} missing"),
        "humidity_overshoot": ("value", "{n} just above 100 % cut to 100 %"),
        "out_of_range": ("value", "{n} out of range left out"),
        "jump": ("value", "{n} left out: they jump away and back as weather cannot"),
        "gap_filled": ("value", "{n} of short gaps filled in between their neighbours"),
        "missing": ("hour", "{n} missing"),
        "clear_sky": ("hour", "{n} without radiation: that of a clear sky taken"),
        "cut_to_clear_sky": ("hour", "{n} with more radiation than the sun allows, cut to that"),
        "standard_pressure": ("hour", "{n} without pressure: that of the elevation taken"),
        "unit_change": ("hour", "looks like kW and was divided by 1000 (W by 1000000): {n}"),
        "unit_change_masked": ("hour", "{n} left out: they look like GW, or a dead line"),
        "zeros": ("hour", "{n} of zeros left out"),
        "mostly_zero": ("hour", "{n} of zeros kept: zero is usual here"),
        "stuck": ("hour", "{n} left out: the meter shows one value throughout"),
        "coarse_meter": ("hour", "{n} that repeat few values kept: the meter is coarse"),
        "spike": ("hour", "{n} left out: spikes"),
        "large": ("hour", "{n} above what a feeder carries kept: is it a substation?"),
        "restless": ("hour", "{n} that look like spikes kept: the load is always restless"),
        "transfer_logged": ("hour", "{n} left out: load was transferred, says the switching log"),
        "level_shift": ("hour", "{n} left out: on another level, likely a load transfer"),
        "level_shift_open": ("hour", "{n} on another level, up to the end, kept"),
        "constant": ("hour", "always the same load: taken for the days of the plan too"),
        "all_zero": ("hour", "zero throughout: zero is forecast"),
        "short_kin": ("hour", "only {n} known: the shape of other feeders is used"),
        "short_naive": ("hour", "only {n} known: last week is repeated"),
        "few_values": ("hour", "too few values for {n} of the plan: shared by capacity there"),
        "capacity_share": ("hour", "powers cancel in {n} of the plan: shared by capacity there"),
        "method_calendar": ("hour", "heat explains nothing: forecast by the calendar"),
        "method_last_week": ("hour", "heat explains nothing: last week is repeated"),
        "bands_in_sample": ("hour", "too short to test the forecast on: its range may be narrow"),
        "line_kind_assumed": ("line type", "{n} of unknown kind: the least current is taken"),
        "cooling_assumed": ("transformer", "{n} of unknown cooling: assumed by their size"),
        "heat_before_assumed": ("value", "{n} of the day before unknown: the forecast is taken"),
        "learned_duration": ("order", "{n} planned with minutes learned from past days"),
        "weekends_only": ("year", "holidays of {n} unknown: only weekends are days off"),
    }
)

NO_REPAIRS = frozenset({"method_more_weather"})
"""Kinds that tell of a better forecast, not of something wrong with the input."""
