"""docs/heat-rules.md, written from the rules themselves.

``python -m weather.rule_table > docs/heat-rules.md`` renews the page.
"""

from __future__ import annotations

import sys

from weather.closed_slots import CLOSING_RULES
from weather.rule_data import RADIANT, RULES, Rule, value_text

_BASIS = {
    "seen": "seen in a public page",
    "code": "seen in a library's code",
    "known": "to be confirmed by the utility",
}

_HEAD = """# Heat and weather rules

Generated from `weather/rule_data.py`; renew with `python -m weather.rule_table`.

Every value can be overridden in the `heat` section of `scenario.yaml`; an override is printed on
the plan. *Basis* says how the value is known: what has not been checked against the text of its
standard is **to be confirmed by the utility** before the first real plan.
"""

_CLOSING = """
## Codes of closed slots

`rule` of weather_slots.csv and unscheduled.csv names a closed slot by a code; the value, source and
clause behind it are those of this rule. heat_rules.csv lists them for each day of a plan. With a
fixed local window `hottest_hours` is set by `hottest_fixed_from`.
"""

_MEANINGS = f"""
## How they are applied

- **Daily bands** follow the met office's published daily maximum, latest bulletin first; without
  one, the highest hourly forecast rounded up to a whole degree.
- **Hottest hours**: the consecutive hours of the date with the largest temperature sum; ties go to
  the earliest; only from `restricted_tmax_c`. A fixed local window replaces them.
- **Continuous exposure**: each column is closed at its upper end. Air up to the first bound lies
  one column before the table, so dry or one humidity step moister it has the first column's
  minutes. From `exposure_end_c`, or moved beyond the last column, it is 0.
- **Others on site**: with `exposure_applies_to: everyone` a job may last, from set-up to teardown,
  no longer than the table allows for light work (standing, 100 W/m²) in the least favourable slot
  that it touches, since leader, supervisor and ground workers are outdoors all the while. A longer
  job is open to a crew with a second person, free and qualified, for each of them; no watch is then
  longer than the table allows. An emergency does not lift it.
- **Relief**: who watches hands over while nobody is in the bucket, at the end of the set-up or of a
  stint, as seldom and as evenly as the limits allow, and rests in the cooled cab for at least
  `rest_min_minutes` and as long as the last watch before watching again. Without the setting above
  it is the supervisor who is relieved, by one with all his roles, if he has fewer minutes of the
  daily cap left than the others. Who relieves has no other duty in that job.
- **Strain**: minutes until a fresh, acclimatised worker of `body_mass_kg` and `body_height_m`, who
  drinks freely, reaches `core_limit_c` or loses 5 % of body mass as water, in the hour's mean
  weather plus the margins. 480 means not reached. The insulating cape is special protective
  clothing and outside the standard's scope: an engineering estimate. Hotter, moister or harder
  work never lengthens the limit under the cape; under light clothing the standard itself lets
  moister air lengthen it, by up to four minutes where it is below 30.
- **Stint** = the shortest of continuous exposure, strain and `rotation_minutes`.
- **Rest**: bucket workers rest in the cooled cab, which is not outdoors. With `rest_place: shade`
  the time between two stints counts as outdoors (art. 8, the daily cap), and as rest only because
  `shade_is_rest` must then say so; after their last stint they are in the cab.
- **Darkness**: live work is by day unless `night_work` is on; then every job that touches the dark
  is marked as work with lighting. A slot is light if the sun's centre stands at or above
  `daylight_elevation_deg` from its first to its last minute. The default is sunrise and sunset:
  the open sky then still gives some 400 to 600 lx, enough to see insulation and strands, while at
  the end of civil twilight (-6°) the 2 to 3.5 lx left are too little for demanding tasks. An
  emergency lifts art. 8 only, so the dark stays closed for it too.
- **Radiant temperature** = air temperature + SolarCal: absorptance {RADIANT.absorptance:g},
  {RADIANT.body_exposed:.0%} of the body in the sun, ground reflectance
  {RADIANT.ground_reflectance:g}, sun from the side.
- **WBGT** is Liljegren's. The screening limits of ISO 7243, GBZ 2.2 and NIOSH 2016-106 are alerts
  on the sheet and close nothing.
"""


def markdown() -> str:
    """Text of docs/heat-rules.md."""
    head = "| rule | default | unit | meaning | source | basis | confidence |"
    rows = [head, "| --- | --- | --- | --- | --- | --- | --- |", *map(_row, RULES)]
    return "\n".join([_HEAD, *rows, *_closing(), _MEANINGS])


def _row(rule: Rule) -> str:
    source = f"{rule.source}, {rule.clause}" if rule.clause else rule.source
    cells = (
        f"`{rule.name}`",
        f"{value_text(rule.value)}{_other_choices(rule)}",
        rule.unit,
        rule.meaning,
        source,
        _BASIS[rule.basis],
        rule.confidence,
    )
    return f"| {' | '.join(cells)} |"


def _other_choices(rule: Rule) -> str:
    others = [choice for choice in rule.choices if choice != rule.value]
    return f" (or {', '.join(others)})" if others else ""


def _closing() -> list[str]:
    codes = [f"| `{code}` | `{name}` |" for code, name in CLOSING_RULES.items()]
    return [_CLOSING, "| code | rule |", "| --- | --- |", *codes]


if __name__ == "__main__":
    sys.stdout.write(markdown())
