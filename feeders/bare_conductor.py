"""The heat balance of a bare conductor in wind and sun: IEEE 738, equations of `linerate`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from linerate.equations import (
    dimensionless,
    ieee738,
    joule_heating,
    radiative_cooling,
    solar_heating,
)

from feeders.arrays import Floats
from feeders.rating_data import (
    ALUMINIUM_PER_K,
    BARE_ABSORPTIVITY,
    BARE_EMISSIVITY,
    BARE_REFERENCE_SUN_W_PER_M2,
    BARE_REFERENCE_WIND_M_PER_S,
    LINE_KINDS,
    MAX_FACTOR,
)

MAX_REYNOLDS = 50_000.0  # as far as the standard's correlation goes
ALONG = 0.0
ACROSS = np.pi / 2.0


@dataclass(frozen=True, kw_only=True)
class Conductor:
    """A bare conductor.

    Parameters
    ----------
    diameter_m
        Outer diameter. [m]
    ohm_per_m_25, ohm_per_m_75
        AC resistance at 25 and 75 °C. [Ω/m]
    emissivity, absorptivity
        Of its surface.
    """

    diameter_m: float
    ohm_per_m_25: float
    ohm_per_m_75: float
    emissivity: float = BARE_EMISSIVITY
    absorptivity: float = BARE_ABSORPTIVITY

    @staticmethod
    def aluminium(diameter_m: float, ohm_per_m_20: float) -> Conductor:
        """An aluminium conductor by its resistance at 20 °C. [m, Ω/m]"""
        at_25, at_75 = (ohm_per_m_20 * (1.0 + ALUMINIUM_PER_K * (t - 20.0)) for t in (25.0, 75.0))
        return Conductor(diameter_m=diameter_m, ohm_per_m_25=at_25, ohm_per_m_75=at_75)


@dataclass(frozen=True, kw_only=True, eq=False)
class Surroundings:
    """Weather at a line, one value per hour.

    Parameters
    ----------
    air_c
        Air temperature. [°C]
    wind_m_per_s
        Wind speed at the line. [m/s]
    sun_w_per_m2
        Radiation on the conductor's shadow. [W/m²]
    wind_angle
        Between wind and line. [rad]
    elevation_m
        Height above sea level. [m]
    """

    air_c: Floats
    wind_m_per_s: Floats
    sun_w_per_m2: Floats
    wind_angle: float = ALONG
    elevation_m: float = 0.0


def ampacity_a(conductor: Conductor, around: Surroundings, conductor_c: float) -> Floats:
    """Current that holds a conductor at a temperature, zero where the sun alone is too much. [A]"""
    heat = (
        convection_w_per_m(conductor, around, conductor_c)
        + radiative_cooling.compute_radiative_cooling(
            conductor_c, around.air_c, conductor.diameter_m, conductor.emissivity
        )
        - solar_heating.compute_solar_heating(
            conductor.absorptivity, around.sun_w_per_m2, conductor.diameter_m
        )
    )
    ohm_per_m = joule_heating.compute_resistance(
        conductor_c, 25.0, 75.0, conductor.ohm_per_m_25, conductor.ohm_per_m_75
    )
    return np.sqrt(np.maximum(heat, 0.0) / ohm_per_m)


def convection_w_per_m(conductor: Conductor, around: Surroundings, conductor_c: float) -> Floats:
    """Heat that wind or still air takes off a conductor. [W/m]"""
    equations = ieee738.convective_cooling
    # Above the conductor's own temperature air takes nothing off it.
    air_c = np.minimum(around.air_c, conductor_c)
    film_c = equations.compute_air_temperature_at_boundary_layer(conductor_c, air_c)
    density = equations.compute_air_density(film_c, around.elevation_m)
    viscosity = equations.compute_kinematic_viscosity_of_air(
        equations.compute_dynamic_viscosity_of_air(film_c), density
    )
    reynolds = dimensionless.compute_reynolds_number(
        around.wind_m_per_s, conductor.diameter_m, viscosity
    )
    forced = equations.compute_forced_convection(
        equations.compute_wind_direction_factor(around.wind_angle),
        np.minimum(reynolds, MAX_REYNOLDS),
        equations.compute_thermal_conductivity_of_air(film_c),
        conductor_c,
        air_c,
    )
    natural = equations.compute_natural_convection(
        density, conductor.diameter_m, conductor_c, air_c
    )
    return np.asarray(equations.compute_convective_cooling(forced, natural), dtype=float)


def bare_factor(conductor: Conductor, around: Surroundings) -> Floats:
    """Share of its static rating that a bare line may carry in this weather, at most one.

    Notes
    -----
    The forecast has no direction of the wind: `around` takes it along the line, where it cools
    least. The static rating is taken to hold in air of 25 °C, wind of 0.5 m/s across and full sun.
    """
    kind = LINE_KINDS["bare"]
    reference = Surroundings(
        air_c=np.array([kind.reference_c]),
        wind_m_per_s=np.array([BARE_REFERENCE_WIND_M_PER_S]),
        sun_w_per_m2=np.array([BARE_REFERENCE_SUN_W_PER_M2]),
        wind_angle=ACROSS,
        elevation_m=around.elevation_m,
    )
    rated = ampacity_a(conductor, reference, kind.conductor_max_c)
    factor = ampacity_a(conductor, around, kind.conductor_max_c) / rated
    return np.minimum(factor, MAX_FACTOR)
