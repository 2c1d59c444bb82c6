"""The sun: its height, clear-sky and direct radiation, and what it adds to a worker's heat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather.rule_data import RADIANT

Floats = npt.NDArray[np.float64]

GHI_HEADROOM = 1.1
"""Clean air and bright clouds beside the sun; a typical year of Hangzhou (SWERA) loses 0.4 %."""


@dataclass(frozen=True, kw_only=True)
class SunPosition:
    """Where the sun stands at each time: arrays of one shape.

    Parameters
    ----------
    elevation_deg
        Apparent elevation, refraction included. [°]
    zenith_deg
        True zenith angle. [°]
    day_of_year
        For the distance to the sun. [1]
    """

    elevation_deg: Floats
    zenith_deg: Floats
    day_of_year: npt.NDArray[np.int64]

    @property
    def cos_zenith(self) -> Floats:
        """Cosine of the true zenith angle, 0 below the horizon."""
        return np.maximum(np.cos(np.radians(self.zenith_deg)), 0.0)


def sun_position(
    times: pd.DatetimeIndex, lat: npt.ArrayLike, lon: npt.ArrayLike, elevation_m: npt.ArrayLike
) -> SunPosition:
    """Position of the sun by NREL's algorithm (Reda and Andreas 2004), within 0.001°.

    Parameters
    ----------
    times
        Time-zone aware instants.
    lat, lon
        Degrees north and east, of one site or one per time. [°]
    elevation_m
        Height of the site, or one per time. [m]

    Returns
    -------
    SunPosition
        One value per time.
    """
    from pvlib import solarposition

    found = solarposition.get_solarposition(times, lat, lon, altitude=elevation_m)
    return SunPosition(
        elevation_deg=found["apparent_elevation"].to_numpy(),
        zenith_deg=found["zenith"].to_numpy(),
        day_of_year=times.dayofyear.to_numpy(dtype=np.int64),
    )


def lowest_elevation_deg(
    slots: pd.DatetimeIndex, length: pd.Timedelta, lat: float, lon: float, elevation_m: float
) -> Floats:
    """True elevation of the sun's centre at the darker end of each slot. [°]

    Without refraction, as sunrise, sunset and twilight are defined.
    """
    ends = [sun_position(times, lat, lon, elevation_m) for times in (slots, slots + length)]
    return np.minimum(*(90.0 - sun.zenith_deg for sun in ends))


def clear_sky_ghi(sun: SunPosition) -> Floats:
    """Global horizontal radiation under a clear sky (Haurwitz 1945). [W/m²]

    It needs no turbidity and lies on the high, cautious side at low sun.
    """
    from pvlib import clearsky

    found = clearsky.haurwitz(pd.Series(90.0 - sun.elevation_deg))
    return np.asarray(found["ghi"], dtype=float)


def highest_ghi(sun: SunPosition) -> Floats:
    """Highest believable hourly mean: a tenth above the clear sky. [W/m²]

    The bound outside the atmosphere would let through, at low sun, a direct beam that no
    atmosphere leaves over.
    """
    return GHI_HEADROOM * clear_sky_ghi(sun)


def split_radiation(ghi: Floats, sun: SunPosition) -> tuple[Floats, Floats]:
    """Split global radiation into beam and diffuse (Erbs, Klein and Duffie 1982).

    Parameters
    ----------
    ghi
        Global horizontal radiation. [W/m²]
    sun
        Position of the sun at the same times.

    Returns
    -------
    tuple
        Direct normal and diffuse horizontal radiation. [W/m²]
    """
    from pvlib import irradiance

    found = irradiance.erbs(ghi, sun.zenith_deg, sun.day_of_year)
    return np.asarray(found["dni"], dtype=float), np.asarray(found["dhi"], dtype=float)


def solar_heating(dni: Floats, sun: SunPosition) -> Floats:
    """Rise of the radiant temperature of a standing worker in the sun by SolarCal. [K]

    Parameters
    ----------
    dni
        Direct normal radiation. [W/m²]
    sun
        Position of the sun at the same times.

    Returns
    -------
    numpy.ndarray
        Added to the air temperature it gives the mean radiant temperature; 0 at night.
    """
    from pythermalcomfort.models import solar_gain

    # The spare last case keeps the model from broadcasting a single one, of which it warns.
    gain = solar_gain(
        sol_altitude=np.append(np.clip(sun.elevation_deg, 0.0, 90.0), 0.0),
        sharp=RADIANT.sun_to_front_deg,
        sol_radiation_dir=np.append(dni, 0.0),
        sol_transmittance=1.0,
        f_svv=RADIANT.sky_view,
        f_bes=RADIANT.body_exposed,
        asw=RADIANT.absorptance,
        posture="standing",
        floor_reflectance=RADIANT.ground_reflectance,
        round_output=False,
    )
    warming = np.maximum(gain.delta_mrt[:-1], 0.0)
    return np.where(sun.elevation_deg > 0.0, warming, 0.0)
