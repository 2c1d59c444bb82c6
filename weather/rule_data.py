"""Every heat and weather rule as data: value, unit, bounds, source, clause, confidence.

The records below are the only place where these numbers stand. `weather.rule_set.HeatRules`
takes its defaults from them, and docs/heat-rules.md is generated from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RuleValue = float | bool | str | tuple[float, ...]
Confidence = Literal["high", "medium", "low"]
Basis = Literal["seen", "code", "known"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One overridable value with its origin.

    Parameters
    ----------
    name
        Field of `HeatRules` and key of the scenario's ``heat`` section.
    value
        Default. Its type is the type wanted of an override.
    unit
        Unit of the value, ``1`` if it has none.
    lower, upper
        Bounds of the value, or of each of its items, both allowed. Ignored for text and yes/no.
    choices
        The words that a text may be; a text without choices is a time of day.
    meaning
        What the value does, in one line.
    source, clause
        Where it comes from.
    basis
        ``seen`` in a public page, ``code`` of a library, or ``known`` in the field but not
        checked against the standard's text: to be confirmed by the utility.
    confidence
        How sure the value is.
    """

    name: str
    value: RuleValue
    unit: str
    meaning: str
    source: str
    clause: str = ""
    basis: Basis = "known"
    confidence: Confidence = "medium"
    lower: float = 0.0
    upper: float = 1440.0
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.choices and self.value not in self.choices:
            raise ValueError(f"Expected the value of {self.name} to be one of its choices.")
        if self.lower > self.upper:
            raise ValueError(f"Expected lower <= upper for {self.name}.")


def value_text(value: RuleValue) -> str:
    """A rule's value as people write it: yes or no, numbers without needless zeros."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(f"{item:g}" for item in value)
    return value if isinstance(value, str) else f"{value:g}"


_ART_8 = "安监总安健〔2012〕89号"
_GBT_4200 = "GB/T 4200-2008 (withdrawn; the utility's own table may replace it)"
_GBT_18857 = "GB/T 18857"
_PHS = "ISO 7933:2023"
_FIELD = "field practice"
_ISO_7243 = "ISO 7243:2017, Annex A (alert only)"
_GBZ_22 = "GBZ 2.2-2007, table 8 (alert only)"
_TWILIGHT = "AMS Glossary of Meteorology, civil twilight"
_SOLARCAL = "SolarCal, ASHRAE 55-2023 appendix C"

RULES: tuple[Rule, ...] = (
    Rule(name="stop_tmax_c", value=40.0, unit="°C", lower=30, upper=50,
         meaning="forecast maximum from which outdoor work stops for the day",
         source=_ART_8, clause="art. 8(1)", basis="seen", confidence="high"),
    Rule(name="restricted_tmax_c", value=37.0, unit="°C", lower=30, upper=50,
         meaning="forecast maximum from which outdoor hours are capped",
         source=_ART_8, clause="art. 8(1)", basis="seen", confidence="high"),
    Rule(name="rotate_tmax_c", value=35.0, unit="°C", lower=25, upper=50,
         meaning="forecast maximum from which crews rotate and do no overtime",
         source=_ART_8, clause="art. 8(1)", basis="seen", confidence="high"),
    Rule(name="outdoor_cap_minutes", value=360, unit="min", upper=1440,
         meaning="longest time outdoors per worker and day at or above restricted_tmax_c",
         source=_ART_8, clause="art. 8(1)", basis="seen", confidence="high"),
    Rule(name="hottest_hours", value=3, unit="h", upper=12,
         meaning="hottest consecutive hours without outdoor work, at or above restricted_tmax_c",
         source=_ART_8, clause="art. 8(1)", basis="seen", confidence="high"),
    Rule(name="hottest_fixed_from", value="", unit="hh:mm",
         meaning="start of a fixed local window in place of the computed hottest hours",
         source="local notices, e.g. Tianjin 12:00-15:00 (2017)", basis="seen"),
    Rule(name="hottest_fixed_to", value="", unit="hh:mm",
         meaning="end of a fixed local window in place of the computed hottest hours",
         source="local notices, e.g. Tianjin 12:00-15:00 (2017)", basis="seen"),
    Rule(name="exposure_temps_c", value=(30.0, 32.0, 34.0, 36.0, 38.0, 40.0, 42.0), unit="°C",
         meaning="lower bounds of the columns of the continuous-exposure table",
         source=_GBT_4200, lower=20, upper=50),
    Rule(name="exposure_end_c", value=44.0, unit="°C", lower=30, upper=60,
         meaning="temperature from which no continuous exposure is allowed",
         source=_GBT_4200),
    Rule(name="exposure_light_minutes", value=(80, 70, 60, 50, 40, 30, 20), unit="min",
         meaning="longest continuous exposure per column, light work",
         source=_GBT_4200, upper=480),
    Rule(name="exposure_medium_minutes", value=(70, 60, 50, 40, 30, 20, 10), unit="min",
         meaning="longest continuous exposure per column, medium work",
         source=_GBT_4200, upper=480),
    Rule(name="exposure_heavy_minutes", value=(60, 50, 40, 30, 20, 15, 10), unit="min",
         meaning="longest continuous exposure per column, heavy work",
         source=_GBT_4200, upper=480),
    Rule(name="exposure_applies_to", value="bucket", unit="choice",
         choices=("bucket", "everyone"),
         meaning="whom continuous exposure limits: bucket workers alone, or also leader, "
                 "supervisor and ground workers, outdoors all through a job if not relieved",
         source=_GBT_4200),
    Rule(name="medium_from_w_per_m2", value=130.0, unit="W/m²", lower=50, upper=400,
         meaning="metabolic rate from which work counts as medium",
         source="ISO 8996, class limits"),
    Rule(name="heavy_above_w_per_m2", value=200.0, unit="W/m²", lower=50, upper=400,
         meaning="metabolic rate above which work counts as heavy",
         source="ISO 8996, class limits"),
    Rule(name="exposure_humidity_percent", value=75.0, unit="%", lower=30, upper=100,
         meaning="relative humidity above which the table moves to hotter columns",
         source=_GBT_4200),
    Rule(name="exposure_humidity_step_percent", value=10.0, unit="%", lower=1, upper=50,
         meaning="begun step of humidity that moves one column hotter",
         source=_GBT_4200),
    Rule(name="rotation_minutes", value=30, unit="min", lower=1, upper=240,
         meaning="longest stint in the bucket before the pairs change",
         source="live-line rotation seen at 35 °C with the insulating cape", basis="seen",
         confidence="high"),
    Rule(name="rest_min_minutes", value=15, unit="min", upper=240,
         meaning="shortest rest after a stint",
         source=_GBT_4200),
    Rule(name="watch_place", value="shade", unit="choice", choices=("shade", "sun"),
         meaning="where those who watch a job stand, for strain and water: in the shade of parasol "
                 "or truck, which the shift plan asks for, or in the sun",
         source="防暑降温 practice: shade at the place of work is to be provided",
         confidence="low"),
    Rule(name="rest_place", value="cab", unit="choice", choices=("cab", "shade"),
         meaning="where bucket workers rest between stints: the cooled cab, or outdoors in shade",
         source=_FIELD),
    Rule(name="shade_is_rest", value=False, unit="yes/no",
         meaning="time in the shade outdoors counts as rest",
         source=_FIELD),
    Rule(name="handover_minutes", value=5, unit="min", upper=60,
         meaning="time to change pairs, nobody in the bucket",
         source=_FIELD),
    Rule(name="bucket_clear_minutes", value=30, unit="min", upper=240,
         meaning="time after the bucket phase for which the weather limits must still hold",
         source=_FIELD),
    Rule(name="ticket_tail_minutes", value=30, unit="min", upper=240,
         meaning="time between the end of a job and the end of its ticket window",
         source=_FIELD),
    Rule(name="humidity_max_percent", value=80.0, unit="%", lower=30, upper=100,
         meaning="relative humidity above which live work needs moisture-proof tools",
         source=_GBT_18857, clause="2008, foreword", basis="seen", confidence="high"),
    Rule(name="wind_max_m_per_s", value=10.0, unit="m/s", upper=30,
         meaning="wind above which there is no bucket work",
         source=_GBT_18857, clause="Beaufort 5"),
    Rule(name="thunder_probability_max", value=0.3, unit="1", upper=1,
         meaning="thunder probability from which there is no live work",
         source="线路安规", clause="13.1.2; the probability is field practice",
         confidence="low"),
    Rule(name="rain_max_mm_per_h", value=0.0, unit="mm/h", upper=20,
         meaning="rain above which there is no live work",
         source="线路安规", clause="13.1.2", basis="seen", confidence="high"),
    Rule(name="night_work", value=False, unit="yes/no",
         meaning="live work in the dark is allowed, with lighting",
         source=_FIELD),
    Rule(name="daylight_elevation_deg", value=-0.833, unit="°", lower=-6, upper=10,
         meaning="true elevation of the sun's centre from which it is light; -0.833 is sunrise "
                 "and sunset, -6 the end of civil twilight",
         source=_TWILIGHT, basis="seen"),
    Rule(name="use_strain", value=True, unit="yes/no",
         meaning="limit stints, and every worker's whole day, by predicted heat strain too",
         source=_PHS, confidence="high"),
    Rule(name="strain_margin_temp_c", value=1.0, unit="K", upper=10,
         meaning="added to air and radiant temperature before the strain limit",
         source="forecast error, engineering margin"),
    Rule(name="strain_margin_rh_percent", value=5.0, unit="%", upper=40,
         meaning="added to relative humidity before the strain limit",
         source="forecast error, engineering margin"),
    Rule(name="strain_wind_m_per_s", value=1.0, unit="m/s", lower=0.1, upper=3,
         meaning="air speed in the bucket is taken as no more than this for the strain limit",
         source="engineering margin"),
    Rule(name="bucket_wind_share", value=0.75, unit="1", upper=1,
         meaning="share of the wind at working height that reaches a worker in the bucket",
         source="engineering estimate", confidence="low"),
    Rule(name="still_air_m_per_s", value=0.3, unit="m/s", lower=0.1, upper=1,
         meaning="least air speed around somebody who works with arms and body",
         source="engineering estimate", confidence="low"),
    Rule(name="core_limit_c", value=38.0, unit="°C", lower=37.2, upper=38.0,
         meaning="predicted rectal temperature that ends a stint",
         source=_PHS, basis="code", confidence="high"),
    Rule(name="body_mass_kg", value=70.0, unit="kg", lower=40, upper=150,
         meaning="mass of the worker the strain is predicted for",
         source="reference worker"),
    Rule(name="body_height_m", value=1.72, unit="m", lower=1.4, upper=2.2,
         meaning="height of the worker the strain is predicted for",
         source="reference worker"),
    Rule(name="acclimatisation_shares", value=(0.2, 0.4, 0.6, 0.8), unit="1", upper=1,
         meaning="share of the outdoor time on a new worker's first days in the heat",
         source="OSHA NPRM 29 CFR 1910.148 (2024)", basis="seen"),
    Rule(name="cab_temp_c", value=26.0, unit="°C", lower=15, upper=35,
         meaning="air temperature of the cooled cab or room where crews rest",
         source="engineering estimate", confidence="low"),
    Rule(name="cab_humidity_percent", value=60.0, unit="%", lower=20, upper=100,
         meaning="relative humidity of the cooled cab or room",
         source="engineering estimate", confidence="low"),
    Rule(name="ground_wind_share", value=0.5, unit="1", upper=1,
         meaning="share of the wind at working height that reaches a worker on the ground",
         source="power law over open country gives 0.68 at 1.5 m; obstacles", confidence="low"),
    Rule(name="shade_radiant_share", value=0.3, unit="1", upper=1,
         meaning="share of the sun's radiant heat that is left in the open shade of truck or tree",
         source="engineering estimate", confidence="low"),
    Rule(name="clothes_clo", value=0.6, unit="clo", lower=0.1, upper=1.5,
         meaning="insulation of the work clothes worn without the insulating kit",
         source="ISO 9920; Li 2022, IJERPH 19(13):7843 (1.046 clo with the air layer)"),
    Rule(name="clothes_im", value=0.38, unit="1", lower=0.01, upper=0.6,
         meaning="moisture permeability index of the work clothes",
         source="ISO 9920, permeable clothing", confidence="high"),
    Rule(name="rest_w_per_m2", value=65.0, unit="W/m²", lower=40, upper=100,
         meaning="metabolic rate at rest",
         source="ISO 8996, class 0", confidence="high"),
    Rule(name="water_loss_share", value=0.05, unit="1", upper=0.05,
         meaning="share of body mass that a worker who drinks freely may lose as water in a day",
         source=_PHS, basis="code", confidence="high"),
    Rule(name="wbgt_class_w_per_m2", value=(65.0, 130.0, 200.0, 260.0), unit="W/m²", upper=600,
         meaning="upper bounds of metabolic classes 0 to 3; above is class 4",
         source=_ISO_7243, confidence="high"),
    Rule(name="iso_7243_reference_c", value=(33.0, 30.0, 28.0, 26.0, 25.0), unit="°C",
         meaning="reference WBGT of an acclimatised worker, classes 0 to 4",
         source=_ISO_7243, confidence="high", lower=15, upper=40),
    Rule(name="gbz_22_limit_c", value=(31.0, 31.0, 29.0, 28.0, 26.0), unit="°C",
         meaning="WBGT limit for three quarters of the shift in the heat, classes 0 to 4",
         source=_GBZ_22, lower=15, upper=40),
    Rule(name="gbz_22_region_c", value=1.0, unit="K", upper=1,
         meaning="added where the summer ventilation design temperature is 30 °C or more",
         source=_GBZ_22, basis="seen"),
)  # fmt: skip
"""All rules, in the order of the documentation page."""

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
"""The rules by name."""


@dataclass(frozen=True, kw_only=True)
class RadiantAssumptions:
    """How the sun reaches a worker: inputs of SolarCal that no forecast gives.

    Parameters
    ----------
    absorptance
        Short-wave absorptance of skin and clothing. [1]
    body_exposed
        Share of the body in the sun. [1]
    sky_view
        Share of the sky vault seen. [1]
    ground_reflectance
        Of grass, soil and worn asphalt, not the 0.6 of an indoor floor. [1]
    sun_to_front_deg
        Horizontal angle between sun and front of the body. [°]
    source
        Where the model comes from.
    """

    absorptance: float = 0.7
    body_exposed: float = 0.7
    sky_view: float = 1.0
    ground_reflectance: float = 0.25
    sun_to_front_deg: float = 90.0
    source: str = _SOLARCAL


RADIANT = RadiantAssumptions()
"""With these the July day of the reference case is met within two minutes in every daylit hour."""
