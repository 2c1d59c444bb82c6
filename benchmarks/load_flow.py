"""Load flows per second of the bulk engine beside pandapower's series and power-grid-model.

    .venv/bin/python benchmarks/load_flow.py [--quick | --full] [--network FILE.json]

On simbench's `1-MV-comm--0-sw` and `1-MV-urban--0-sw`, or on another pandapower net: the normal
state, 30 transfers and the loss of every line with what restores most, at 24 hours, one thread,
CPU time. Each round times ours, `pandapower.timeseries.run_timeseries` and power-grid-model's flat
batch; the ratio is the median over rounds. All states are computed again by `runpp` at some hours
(`--full`: at all) and must agree. Then two threads against one, the time per load flow from 30 to
2,000 buses, and the windows of two counties. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import load_flow_county as county
import numpy as np
import pandapower
from load_flow_peers import (
    DLOADING_POINTS,
    DV_PU,
    GridModelPeer,
    seconds_run_timeseries,
    worst_difference,
)
from load_flow_work import Work, simbench_net, tree_net, work_on

from feeders import Switching
from feeders.batch import solve_batch

NETS = ("1-MV-comm--0-sw", "1-MV-urban--0-sw")
COMPARED = "1-MV-semiurb--0-sw"  # by --full: the answers of a third net, not its time
REPEATS = 20  # of ours per round, which would otherwise be too short to time
BUSES = (30, 60, 125, 250, 500, 1000, 2000)


def cpu_seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """CPU seconds of one of several runs."""
    started = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - started) / repeats


def wall_seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def batch(work: Work, cases: int = 1, threads: int = 1) -> Callable[[], object]:
    """All states and hours, as a call without arguments."""
    p, q = (np.repeat(power[None], cases, axis=0) for power in (work.p_mw, work.q_mvar))
    return lambda: solve_batch(work.engine, work.states, p, q, threads=threads)


def peer_of(work: Work) -> GridModelPeer | str:
    """power-grid-model ready for the work, or why not."""
    try:
        return GridModelPeer(work)
    except ImportError as error:
        return str(error)


def agreed(work: Work, *, full: bool) -> dict[str, Any]:
    """Agreement with `runpp` on one network."""
    hours = list(range(len(work.p_mw))) if full else [3, 14]
    dv, dloading, compared = worst_difference(work, hours)
    print(f"{work.name}: {len(work.states)} states, {compared} load flows as runpp's, "
          f"within {dv:.1e} pu and {dloading:.1e} points")  # fmt: skip
    assert dv <= DV_PU, dv
    assert dloading <= DLOADING_POINTS, dloading
    return {
        "states": len(work.states), "compared": compared,
        "max_dv_pu": dv, "max_dloading_points": dloading,
    }  # fmt: skip


def measured(work: Work, *, full: bool) -> dict[str, Any]:
    """Speed and agreement on one network."""
    agreement = agreed(work, full=full)
    ours, peer = batch(work), peer_of(work)
    sample = list(work.states if full else work.states[:: max(1, len(work.states) // 8)])
    ours(), seconds_run_timeseries(work, sample[:1])
    rounds = []
    for _ in range(5):
        own = cpu_seconds(ours, REPEATS) / work.flows
        series = seconds_run_timeseries(work, sample) / (len(sample) * len(work.p_mw))
        flat = np.nan if isinstance(peer, str) else peer.seconds() / work.flows
        rounds.append((1.0 / own, series / own, flat / own))
        print(f"  ours {1.0 / own:,.0f}/s, run_timeseries {1.0 / series:,.0f}/s, "
              f"power-grid-model {1.0 / flat:,.0f}/s")  # fmt: skip
    found: list[float | None] = [round(float(x), 1) for x in np.median(rounds, axis=0)]
    if isinstance(peer, str):
        found[2] = None
        print(f"  no power-grid-model: {peer}")
    else:
        apart = peer.worst_difference()
        print(f"  power-grid-model within {apart:.1e} pu, {len(peer.failed)} without solution")
        assert apart < 1e-5, apart
    names = ("flows_per_cpu_s", "ratio_run_timeseries", "ratio_pgm_flat")
    return dict(zip(names, found, strict=True)) | agreement


def threads2_ratio(work: Work) -> float:
    """Speed of two threads over that of one, by the clock."""
    one, two = batch(work, cases=16), batch(work, cases=16, threads=2)
    one(), two()
    seconds = [(wall_seconds(one), wall_seconds(two)) for _ in range(40)]
    # The fastest of each: what else the machine does is no property of ours.
    return float(np.divide(*np.min(seconds, axis=0)))


def slope_buses() -> float:
    """Exponent of the time per load flow over the number of buses."""
    seconds = []
    for buses in BUSES:
        net = tree_net(buses)
        work = work_on(str(buses), net)
        # Each loses its last line, so that nothing is taken over from the normal state.
        last = [Switching(opened=(int(switch),)) for switch in net.switch.index[-12:]]
        work = Work(name=work.name, net=net, states=tuple(last * 4), p_mw=work.p_mw,
                    q_mvar=work.q_mvar)  # fmt: skip
        ours = batch(work)
        ours()
        seconds.append(min(cpu_seconds(ours, max(1, 2000 // buses)) for _ in range(5)) / work.flows)
        print(f"  {buses} buses: {1e6 * seconds[-1]:.2f} us per load flow")
    return float(np.polyfit(np.log(BUSES), np.log(seconds), 1)[0])


def seconds_windows(read: Callable[[], Any], orders: int) -> float:
    """Seconds for the windows of a county, after one order has compiled what they need."""
    county.seconds_windows(read(), 1)
    seconds, found = county.seconds_windows(read(), orders)
    assert len(found.table) >= orders * county.DAYS * 96
    print(f"  {orders} orders, {len(found.transfers)} transfers kept: {seconds:.1f} s")
    return seconds


def results(nets: dict[str, Any], *, full: bool) -> Iterator[tuple[str, Any]]:
    """Names and values of the JSON line."""
    works = [work_on(name, net) for name, net in nets.items()]
    yield "networks", {work.name: measured(work, full=full) for work in works}
    if full:
        third = work_on(COMPARED, simbench_net(COMPARED))
        yield "compared", {COMPARED: agreed(third, full=True)}
    yield "threads2_ratio", round(threads2_ratio(works[0]), 2)
    yield "slope_buses", round(slope_buses(), 2)
    yield "seconds_windows_sample", round(seconds_windows(county.sample, 30), 2)
    yield "seconds_windows_county", round(seconds_windows(county.made_up, 100), 2)
    yield "peak_mib", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    yield "cores", os.cpu_count()
    yield "load_average", round(os.getloadavg()[0], 1)


def main() -> None:
    """Run, print, end with one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", action="store_true", help="referee two hours (the default)")
    effort.add_argument(
        "--full", action="store_true", help="referee every hour, on a third net too"
    )
    parser.add_argument("--network", type=Path, help="another pandapower net")
    options = parser.parse_args()
    nets = (
        {options.network.stem: pandapower.from_json(str(options.network))}
        if options.network
        else {name: simbench_net(name) for name in NETS}
    )
    found = dict(results(nets, full=options.full))
    for name, value in found.items():
        print(f"{name:24} {value}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
