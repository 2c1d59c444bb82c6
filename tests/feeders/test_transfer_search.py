"""The search against trying everything, section by section, and against runpp."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits, Verdict
from feeders.load_flow import check_states
from feeders.moves import Candidate
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.planned_state import State
from feeders.ranking import Ranked, rank
from feeders.topology import Switching
from tests.feeders import small_net
from tests.feeders.brute_force import BruteForce, buses_of_sections

COUNTY = Path(__file__).resolve().parents[2] / "scenarios" / "real_county"
HOURS = 3


def grid_of(network: Network, mw: dict[str, float], **limits: float) -> Grid:
    case = allocate(network, small_net.heads(network, mw, HOURS))
    return Grid(network=network, load_case=case, limits=OperatingLimits(**limits))


def all_slots(_: Candidate, verdict: Verdict) -> np.ndarray:
    return verdict.allowed.repeat(4)


@pytest.mark.parametrize("switching", ["relieve", "section_dead"])
def test_the_search_finds_on_cigre_what_trying_everything_finds(switching: str) -> None:
    """Every section, every set of ties and one more switch opened anywhere."""
    network = small_net.cigre().read()
    grid = grid_of(network, {"R1": 9.0, "R2": 5.0})
    found = [against_everything(grid, bus, switching) for bus in buses_of_sections(network)]
    assert {least == 0 for least, _ in found if least is not None} == {True, False}
    # Where one tie alone will not do, one exchange more helps: the search must have found it.
    assert any(least == 0 and plain for least, plain in found) == (switching == "relieve")


@pytest.fixture
def urban(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """simbench's 1-MV-urban--0-sw with the heads of the real county."""
    if importlib.util.find_spec("simbench") is None:
        pytest.skip("simbench is not installed (extra `bench`)")
    monkeypatch.syspath_prepend(str(COUNTY))
    from county import network as real

    county = real.county_network()
    buses = sorted({int(bus) for bus in county.net.load["bus"]})
    feeders = real.feeders_table(county).assign(power_factor=0.95)
    case = small_net.Case(
        net=county.net, feeders=feeders, switches=real.switches_table(county),
        sources=real.sources_table(county), customers=small_net.customer_table(dict.fromkeys(buses, 10)),
    )  # fmt: skip
    yield case.read()
    for name in [name for name in sys.modules if name.split(".")[0] == "county"]:
        del sys.modules[name]


@pytest.mark.parametrize("switching", ["relieve", "section_dead"])
def test_the_search_finds_on_the_urban_net_what_trying_everything_finds(
    urban: Network, switching: str
) -> None:
    peaks = {name: 4.2 + 0.2 * number for number, name in enumerate(sorted(urban.feeder))}
    grid = grid_of(urban, peaks)
    found = [against_everything(grid, bus, switching) for bus in buses_of_sections(urban)]
    assert {least == 0 for least, _ in found if least is not None} == {True, False}


def against_everything(grid: Grid, bus: int, switching: str) -> tuple[int | None, int]:
    """Fewest hours in violation of all states tried, and of those without exchange."""
    network = grid.network
    task = GridTask(work_order="W", feeder=network.feeder_of_bus[bus], bus=bus,
                    switching=switching)  # fmt: skip
    ranked = rank(grid, task, all_slots)
    everything = BruteForce(network=network, bus=bus, switching=switching)
    plain = least_hours(grid, task, everything.plain())
    least = plain if plain == 0 else least_hours(grid, task, everything.exchanged(), plain)
    best = ranked[0].hours_in_violation if ranked else None
    assert least is None or (best is not None and best <= least), (bus, best, least)
    assert_not_refuted(grid, task, ranked)
    return least, plain or 0


def least_hours(
    grid: Grid, task: GridTask, states: Iterable[tuple[Switching, frozenset[int]]],
    least: int | None = None,
) -> int | None:  # fmt: skip
    for state, dead in states:
        hours = int((~grid.judge(task, state, dead).allowed).sum())
        least = hours if least is None else min(least, hours)
    return least


def assert_not_refuted(grid: Grid, task: GridTask, ranked: Iterable[Ranked]) -> None:
    """runpp agrees, in every hour of every state between moves, with what the search allowed."""
    for item in ranked:
        chosen = item.candidate
        node_of = grid.network.topology.node_of_bus
        planned = [
            State(time=time, open_switches=state.opened, closed_switches=state.closed,
                  work_orders=("W",), dead_buses=tuple(b for b in node_of if node_of[b] in dead))
            for state, dead in ((chosen.state, chosen.dead), *chosen.passed(grid.network))
            for time in grid.load_case.times[item.verdict.allowed]
        ]  # fmt: skip
        checks = check_states(grid.network, grid.load_case, planned, grid.limits)
        assert checks.table["ok"].all()
