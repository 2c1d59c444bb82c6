"""How full feeders and transformers get in a heatwave, and how many customers hang on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from feeders.network import Network
from peakops.clock import clock_text
from peakops.grid import feeder_limits_mw
from peakops.joint_load import transformer_table
from peakops.load import Learnt, LoadForecast, load_of, with_weather
from peakops.plan import scenario_clock
from peakops.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The fullest hour of a feeder or transformer.

    Parameters
    ----------
    kind, element
        ``feeder`` or ``transformer``, and its name.
    peak_percent, time
        Highest P90, of the limit or the rating, and its hour. [%]
    hours_heavy, hours_over
        Hours above `Limits.heavy_percent` and `Limits.loading_max_percent`. [h]
    """

    kind: str
    element: str
    peak_percent: float
    time: str
    hours_heavy: int
    hours_over: int


def long_load(learnt: Learnt, scenario: Scenario) -> LoadForecast:
    """Forecast for all days of a lengthened scenario."""
    return load_of(with_weather(learnt, scenario), scenario_clock(scenario))


def peaks(scenario: Scenario, network: Network, load: LoadForecast) -> tuple[Peak, ...]:
    """Fullest hour of every feeder with a limit and of every transformer with a rating."""
    limits = pd.Series(feeder_limits_mw(network))
    heads = load.table[["time", "feeder", "p90_mw"]]
    percent = (100 * heads["p90_mw"] / heads["feeder"].map(limits)).round(1)
    feeders = heads.assign(element=heads["feeder"], percent=percent)
    found = transformer_table(network, load.table, load.paths)
    # of steps shorter than an hour the fullest counts
    by_hour = found.groupby([found["time"].dt.floor("h"), "name"], sort=True)["p90_percent"].max()
    transformers = by_hour.rename_axis(["time", "element"]).rename("percent").reset_index()
    return (
        *_peaks_of(scenario, "feeder", feeders),
        *_peaks_of(scenario, "transformer", transformers),
    )


def _peaks_of(scenario: Scenario, kind: str, table: pd.DataFrame) -> Iterable[Peak]:
    limits = scenario.limits
    for element, part in table.dropna(subset=["percent"]).groupby("element", sort=True):
        values = part["percent"].to_numpy(dtype=float)
        worst = int(values.argmax())
        yield Peak(
            kind=kind,
            element=str(element),
            peak_percent=float(values[worst]),
            time=clock_text(pd.Timestamp(part["time"].iloc[worst])),
            hours_heavy=int((values > limits.heavy_percent).sum()),
            hours_over=int((values > limits.loading_max_percent).sum()),
        )


def load_figures(scenario: Scenario, network: Network, found: tuple[Peak, ...]) -> dict[str, Any]:
    """The measures of `heatwave_tables.MEASURES` that follow from the load."""
    feeders = [peak for peak in found if peak.kind == "feeder"]
    transformers = [peak for peak in found if peak.kind == "transformer"]
    behind = customers_by_feeder(scenario, network)
    return {
        **_figures("feeder", feeders),
        **_figures("transformer", transformers),
        "customer_hours_overloaded": sum(
            peak.hours_over * behind.get(peak.element, 0) for peak in feeders
        ),
    }


def _figures(kind: str, found: list[Peak]) -> dict[str, Any]:
    return {
        f"{kind}_peak_percent": max((peak.peak_percent for peak in found), default=0.0),
        f"{kind}s_over": sum(peak.hours_over > 0 for peak in found),
        f"{kind}_hours_heavy": sum(peak.hours_heavy for peak in found),
        f"{kind}_hours_over": sum(peak.hours_over for peak in found),
    }


def customers_by_feeder(scenario: Scenario, network: Network) -> dict[str, int]:
    """Customers that each feeder supplies in the normal state."""
    buses = network.bus_table
    feeder = dict(zip(buses["bus"], buses["feeder"], strict=True))
    table = scenario.tables["customers"]
    counts = table["customers"].groupby(table["bus"].map(feeder), sort=True).sum()
    return {str(name): int(count) for name, count in counts.items()}
