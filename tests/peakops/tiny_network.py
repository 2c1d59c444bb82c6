"""The network of the tiny scenario: two 110/10 kV substations, two feeders each, two ties."""

from __future__ import annotations

import functools

import pandapower as pp

FEEDERS = 4


@functools.cache
def network_text() -> str:
    """Two 110/10 kV substations; each feeder is a head section and an end section.

    Buses: 0, 1 at 110 kV; 2, 3 busbars at 10 kV; then two per feeder (4, 5 of F1, …).
    Lines: 0, 2, 4, 6 head lines; 1, 3, 5, 7 end lines; 8, 9 ties.
    Switches: 0, 2, 4, 6 head breakers; 1, 3, 5, 7 between the sections; 8, 9 open ties.
    """
    net = pp.create_empty_network(name="tiny")
    for substation in range(2):
        pp.create_bus(net, vn_kv=110, name=f"110 kV {substation}", geodata=_point(substation, -1))
    for substation in range(2):
        pp.create_bus(net, vn_kv=10, name=f"10 kV {substation}", geodata=_point(substation, 0))
        pp.create_ext_grid(net, substation, vm_pu=1.02, s_sc_max_mva=1000, rx_max=0.1)
        _transformer(net, substation, substation + 2)
    for number in range(FEEDERS):
        _feeder(net, number, busbar=2 + number // 2)
    for first, second in ((0, 2), (1, 3)):  # F1 with F3, F2 with F4
        _tie(net, 5 + 2 * first, 5 + 2 * second)
    return str(pp.to_json(net))


def _point(x: float, y: float) -> tuple[float, float]:
    return (119.95 + 0.04 * x, 30.54 + 0.01 * y)


def _transformer(net: object, high: int, low: int) -> None:
    pp.create_transformer_from_parameters(
        net, high, low, sn_mva=20, vn_hv_kv=110, vn_lv_kv=10, vkr_percent=0.5, vk_percent=10.5,
        pfe_kw=20, i0_percent=0.1, shift_degree=0, tap_side="hv", tap_neutral=0, tap_min=-8,
        tap_max=8, tap_step_percent=1.25, tap_pos=0, tap_changer_type="Ratio",
    )  # fmt: skip


def _feeder(net: object, number: int, busbar: int) -> None:
    first, last = 4 + 2 * number, 5 + 2 * number
    x, y = number // 2, 1 + 3 * (number % 2)
    for bus, step in ((first, 0), (last, 1)):
        pp.create_bus(net, vn_kv=10, index=bus, name=f"bus {bus}", geodata=_point(x, y + step))
        pp.create_load(net, bus, p_mw=0.8, q_mvar=0.26, sn_mva=1.0, name=f"load {bus}")
    head = _line(net, busbar, first, f"head F{number + 1}")
    end = _line(net, first, last, f"end F{number + 1}")
    pp.create_switch(net, busbar, head, et="l", type="CB", name=f"breaker F{number + 1}")
    pp.create_switch(net, first, end, et="l", type="LBS", name=f"section F{number + 1}")


def _tie(net: object, start: int, end: int) -> None:
    line = _line(net, start, end, f"tie {start}")
    pp.create_switch(net, start, line, et="l", type="LBS", closed=False, name=f"tie {start}")


def _line(net: object, start: int, end: int, name: str) -> int:
    return int(
        pp.create_line_from_parameters(
            net, start, end, length_km=1.5, r_ohm_per_km=0.2, x_ohm_per_km=0.35,
            c_nf_per_km=10, max_i_ka=0.4, name=name, type="ol",
        )
    )  # fmt: skip
