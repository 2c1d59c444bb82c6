"""The peers of the load-flow benchmark, each as its documentation shows it used for series."""

from __future__ import annotations

import copy
import sys
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandapower
import pandas as pd
from load_flow_work import Work
from pandapower.control import ConstControl
from pandapower.timeseries import DFData, OutputWriter, run_timeseries

from feeders import Switching

DV_PU, DLOADING_POINTS = 1e-8, 1e-5


def put(net: Any, normal: pd.Series, state: Switching) -> None:
    """Put a copy of the net into a switching state."""
    net.switch["closed"] = normal
    for switches, closed in ((state.opened, False), (state.closed, True)):
        net.switch.loc[list(switches), "closed"] = closed


def seconds_run_timeseries(work: Work, states: list[Switching]) -> float:
    """CPU seconds of pandapower's series for these states; its controllers are set up before."""
    with warnings.catch_warnings():
        # pandapower fills its tables with pandas assignments that are deprecated, and averages
        # over the lines of an island.
        warnings.simplefilter("ignore")
        net = copy.deepcopy(work.net)
        steps = range(len(work.p_mw))
        for column, values in (("p_mw", work.p_mw), ("q_mvar", work.q_mvar)):
            data = DFData(pd.DataFrame(values, columns=net.load.index))
            ConstControl(net, "load", column, element_index=net.load.index,
                         profile_name=list(net.load.index), data_source=data)  # fmt: skip
        OutputWriter(net, steps, output_path=None, log_variables=[
            ("res_bus", "vm_pu"), ("res_line", "loading_percent"),
            ("res_trafo", "loading_percent"),
        ])  # fmt: skip
        started = time.process_time()
        for state in states:
            put(net, work.net.switch["closed"], state)
            try:
                run_timeseries(net, time_steps=steps, verbose=False, calculate_voltage_angles=True)
            except pandapower.LoadflowNotConverged:
                continue
        return time.process_time() - started


def worst_difference(work: Work, hours: list[int]) -> tuple[float, float, int]:
    """Largest difference to `runpp` of any voltage and loading, and load flows compared.

    Both the results with all voltages and the extremes of the batch are compared. What `runpp`
    cannot solve must be named by the batch.
    """
    from feeders.batch import Status, solve_batch

    found = solve_batch(work.engine, work.states, work.p_mw[None], work.q_mvar[None])
    series = work.engine.hours(work.p_mw, work.q_mvar)
    net = copy.deepcopy(work.net)
    dv = dloading = 0.0
    for row, state in enumerate(work.states):
        put(net, work.net.switch["closed"], state)
        mine = series.solve(state)
        for hour in hours:
            wanted = _runpp(net, work, hour)
            if wanted is None:
                assert found.status[row, 0, hour] & Status.NOT_CONVERGED, (work.name, state, hour)
                continue
            vm, loading = wanted
            assert (np.isfinite(vm) == mine.supplied).all(), (work.name, state)
            extremes = (
                found.vm_min_pu[row, 0, hour] - np.nanmin(vm),
                found.vm_max_pu[row, 0, hour] - np.nanmax(vm),
            )
            dv = max(dv, np.nanmax(np.abs(mine.vm_pu[:, hour] - vm)), *np.abs(extremes))
            worst = abs(found.loading_max_percent[row, 0, hour] - loading.max())
            dloading = max(dloading, np.abs(mine.branch_percent[:, hour] - loading).max(), worst)
    return float(dv), float(dloading), len(work.states) * len(hours)


def _runpp(net: Any, work: Work, hour: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Voltages and loadings of one hour by pandapower; none if it finds none."""
    net.load["p_mw"], net.load["q_mvar"] = work.p_mw[hour], work.q_mvar[hour]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pandapower.runpp(net, calculate_voltage_angles=True, tolerance_mva=1e-9)
        except pandapower.LoadflowNotConverged:
            return None
    loading = [
        net[f"res_{kind}"]["loading_percent"] for kind in ("line", "trafo") if len(net[kind])
    ]
    return net.res_bus["vm_pu"].to_numpy(), np.nan_to_num(np.concatenate(loading))


class GridModelPeer:
    """power-grid-model, all states and hours as one flat batch; its update is built before.

    Transformers are given as generic branches with pandapower's own admittances, the source is
    stiff; so the answers differ by less than 1e-5 pu.
    """

    def __init__(self, work: Work) -> None:
        import power_grid_model as pgm

        self._pgm, self._work = pgm, work
        self._model = pgm.PowerGridModel(self._input())
        self._update = self._states()

    def seconds(self) -> float:
        """CPU seconds of the whole batch."""
        pgm, started = self._pgm, time.process_time()
        out = self._model.calculate_power_flow(
            update_data=self._update, error_tolerance=1e-9, threading=-1, max_iterations=40,
            calculation_method=pgm.CalculationMethod.iterative_current,
            continue_on_batch_error=True,
            output_component_types={"node": ["u_pu", "energized"], "line": ["loading"],
                                    "generic_branch": ["loading"]},
        )  # fmt: skip
        seconds = time.process_time() - started
        # What diverges holds garbage.
        errors = self._model.batch_error
        self.failed = np.array(errors.failed_scenarios if errors else [], dtype=int)
        self.u_pu = np.where(out["node"]["energized"], out["node"]["u_pu"], np.nan)
        return seconds

    def worst_difference(self) -> float:
        """Largest difference of a voltage to ours, where both have one."""
        series = self._work.engine.hours(self._work.p_mw, self._work.q_mvar)
        mine = np.concatenate([series.solve(state).vm_pu.T for state in self._work.states])
        kept = np.setdiff1d(np.arange(len(mine)), self.failed)
        return float(np.nanmax(np.abs(mine[kept] - self.u_pu[kept])))

    def _table(self, kind: str, count: int, first: int, **columns: Any) -> np.ndarray:
        table = self._pgm.initialize_array("input", kind, count)
        table["id"] = np.arange(first, first + count)
        for name, values in columns.items():
            table[name] = values
        return table

    def _input(self) -> dict[str, np.ndarray]:
        net, model = self._work.net, self._work.engine.model
        line, n_bus = net.line, len(net.bus)
        row = {bus: i for i, bus in enumerate(net.bus.index)}
        self._first = {
            "line": n_bus, "generic_branch": n_bus + len(line),
            "link": n_bus + len(line) + len(net.trafo),
        }  # fmt: skip
        links = net.switch[net.switch["et"] == "b"]
        km, each = line["length_km"], line["parallel"]
        loads_from = self._first["link"] + len(links)
        return {
            "node": self._table("node", n_bus, 0, u_rated=1000.0 * net.bus["vn_kv"]),
            "line": self._table(
                "line", len(line), n_bus, from_node=line["from_bus"].map(row),
                to_node=line["to_bus"].map(row), from_status=1, to_status=1,
                r1=line["r_ohm_per_km"] * km / each, x1=line["x_ohm_per_km"] * km / each,
                c1=1e-9 * line["c_nf_per_km"] * km * each, tan1=0.0,
                i_n=1000.0 * line["max_i_ka"] * line["df"] * each,
            ),
            "generic_branch": self._generic(row, model),
            "link": self._table(
                "link", len(links), self._first["link"], from_node=links["bus"].map(row),
                to_node=links["element"].map(row), from_status=1, to_status=1,
            ),
            "sym_load": self._table(
                "sym_load", len(net.load), loads_from, node=net.load["bus"].map(row), type=0,
                status=1, p_specified=0.0, q_specified=0.0,
            ),
            "sym_gen": self._table(
                "sym_gen", len(net.sgen), loads_from + len(net.load), type=0,
                node=net.sgen["bus"].map(row), status=net.sgen["in_service"],
                p_specified=1e6 * net.sgen["p_mw"], q_specified=1e6 * net.sgen["q_mvar"],
            ),
            "source": self._table(
                "source", len(net.ext_grid), loads_from + len(net.load) + len(net.sgen),
                node=net.ext_grid["bus"].map(row), status=1, u_ref=net.ext_grid["vm_pu"],
                u_ref_angle=np.deg2rad(net.ext_grid["va_degree"]), sk=1e20,
            ),
        }  # fmt: skip

    def _generic(self, row: dict[int, int], model: Any) -> np.ndarray:
        """Transformers by the two-ports that pandapower makes of them."""
        net, first = self._work.net, len(self._work.net.line)
        y_ff, y_ft, y_tf, y_tt = (
            y[first:] for y in (model.y_ff, model.y_ft, model.y_tf, model.y_tt)
        )
        ratio, angle = np.sqrt(np.abs(y_tt / y_ff)), np.angle(y_tf / y_ft) / 2.0
        # y_ft = -y / conj(t), y_tf = -y / t: the angle of their quotient is twice that of t.
        series = -y_tf * ratio * np.exp(-1j * angle)
        flip = series.real < 0.0  # half a turn is lost by halving the angle
        series, angle = np.where(flip, -series, series), angle + np.pi * flip
        base = net.trafo["lv_bus"].map(net.bus["vn_kv"]).to_numpy() ** 2 / float(net.sn_mva)
        shunt, z = (y_tt - series) * 2.0 / base, base / series
        return self._table(
            "generic_branch", len(net.trafo), self._first["generic_branch"],
            from_node=net.trafo["hv_bus"].map(row), to_node=net.trafo["lv_bus"].map(row),
            from_status=1, to_status=1, r1=z.real, x1=z.imag, g1=shunt.real, b1=shunt.imag,
            k=ratio, theta=-angle, sn=1e6 * net.trafo["sn_mva"],
        )  # fmt: skip

    def _states(self) -> dict[str, np.ndarray]:
        """Every state at every hour, one scenario each."""
        work, net = self._work, self._work.net
        hours, pgm = len(work.p_mw), self._pgm
        closed = np.array([self._closed(state) for state in work.states])
        links = (net.switch["et"] == "b").to_numpy()
        update = {}
        for kind, table, letter, ends in (
            ("line", net.line, "l", ("from_bus", "to_bus")),
            ("generic_branch", net.trafo, "t", ("hv_bus", "lv_bus")),
        ):
            data = self._batch(kind, len(table))
            data["id"] = self._first[kind] + np.arange(len(table))
            for status, end in zip(("from_status", "to_status"), ends, strict=True):
                data[status] = np.repeat(self._ends(closed, table, letter, end), hours, axis=0)
            update[kind] = data
        if links.any():
            data = self._batch("link", int(links.sum()))
            data["id"] = self._first["link"] + np.arange(links.sum())
            data["from_status"] = np.repeat(closed[:, links], hours, axis=0)
            data["to_status"] = 1
            update["link"] = data
        loads = pgm.initialize_array("update", "sym_load", (work.flows, len(net.load)))
        loads["id"] = self._first["link"] + links.sum() + np.arange(len(net.load))
        on = net.load["in_service"].to_numpy()
        for column, power in (("p_specified", work.p_mw), ("q_specified", work.q_mvar)):
            loads[column] = np.tile(1e6 * power * on, (len(work.states), 1))
        return {**update, "sym_load": loads}

    def _batch(self, kind: str, count: int) -> np.ndarray:
        return self._pgm.initialize_array("update", kind, (self._work.flows, count))

    def _closed(self, state: Switching) -> np.ndarray:
        now = self._work.net.switch["closed"].copy()
        now[list(state.opened)], now[list(state.closed)] = False, True
        return now.to_numpy(dtype=bool)

    def _ends(self, closed: np.ndarray, table: pd.DataFrame, kind: str, end: str) -> np.ndarray:
        """Per state whether each branch is joined to its bus."""
        switch = self._work.net.switch
        place = {
            (row.element, row.bus): i for i, row in enumerate(switch.itertuples()) if row.et == kind
        }
        joined = np.repeat(table["in_service"].to_numpy()[None, :], len(closed), axis=0)
        for column, (element, bus) in enumerate(table[end].items()):
            if (element, bus) in place:
                joined[:, column] &= closed[:, place[element, bus]]
        return joined
