"""Lines and transformers the county is built of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Conductor:
    """Values per kilometre and rating of a line type.

    Parameters
    ----------
    r_ohm_per_km, x_ohm_per_km, c_nf_per_km
        Series and shunt values. [Ω/km, nF/km]
    max_i_ka
        Summer rating: covered lines at 40 °C air, the cable in soil. [kA]
    kind
        ``ol`` overhead or ``cs`` cable.
    """

    r_ohm_per_km: float
    x_ohm_per_km: float
    c_nf_per_km: float
    max_i_ka: float
    kind: str = "ol"


def _line_type(r: float, x: float, c: float, max_i_ka: float, kind: str = "ol") -> Conductor:
    return Conductor(r_ohm_per_km=r, x_ohm_per_km=x, c_nf_per_km=c, max_i_ka=max_i_ka, kind=kind)


# Direct-current resistance at 20 °C after GB/T 14049 and GB/T 12706; reactance for 0.8–1.0 m
# between the wires.
CONDUCTORS = {
    "JKLYJ-240": _line_type(0.125, 0.300, 10.4, 0.485),
    "JKLYJ-185": _line_type(0.164, 0.308, 10.2, 0.410),
    "JKLYJ-120": _line_type(0.253, 0.322, 9.8, 0.310),
    "JKLYJ-95": _line_type(0.320, 0.330, 9.6, 0.268),
    "JKLYJ-70": _line_type(0.443, 0.340, 9.4, 0.222),
    "YJV22-3x300": _line_type(0.0601, 0.090, 370.0, 0.480, "cs"),
}


@dataclass(frozen=True, kw_only=True)
class TransformerKind:
    """A substation transformer.

    Parameters
    ----------
    sn_mva, vn_hv_kv
        Rating and high voltage. [MVA, kV]
    vk_percent, vkr_percent, pfe_kw, i0_percent
        Short-circuit and no-load values. [%, kW]
    tap_pos, tap_max, tap_step_percent
        On-load tap changer on the high-voltage side, symmetric about 0.
    """

    sn_mva: float
    vn_hv_kv: float
    vk_percent: float
    vkr_percent: float
    pfe_kw: float
    i0_percent: float
    tap_pos: int
    tap_max: int
    tap_step_percent: float


def transformer_110(sn_mva: float, tap_pos: int) -> TransformerKind:
    """A 110/10.5 kV transformer with on-load tap changer."""
    return TransformerKind(
        sn_mva=sn_mva,
        vn_hv_kv=110.0,
        vk_percent=10.5,
        vkr_percent=0.42,
        pfe_kw=0.8 * sn_mva,
        i0_percent=0.25,
        tap_pos=tap_pos,
        tap_max=8,
        tap_step_percent=1.25,
    )


def transformer_35(sn_mva: float, tap_pos: int) -> TransformerKind:
    """A 35/10.5 kV transformer with on-load tap changer."""
    return TransformerKind(
        sn_mva=sn_mva,
        vn_hv_kv=35.0,
        vk_percent=8.0,
        vkr_percent=0.55,
        pfe_kw=0.9 * sn_mva,
        i0_percent=0.35,
        tap_pos=tap_pos,
        tap_max=3,
        tap_step_percent=2.5,
    )


SHIFT_DEGREE = {"YNd11": 330.0, "Yd11": 330.0, "Yyn0": 0.0}
