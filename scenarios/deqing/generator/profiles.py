"""How the kinds of customers use power over the day and how they feel the weather."""

from __future__ import annotations


def per_hour(text: str) -> tuple[float, ...]:
    """Twenty-four percentages as shares."""
    return tuple(int(part) / 100 for part in text.split())


# Per class and hour, workdays, in per cent of the class's own largest hour without cooling.
BASE = {
    "res": per_hour("58 51 47 45 45 48 56 64 66 66 68 74 78 76 73 72 74 80 90 98 100 96 86 71"),
    "com": per_hour("35 33 32 31 32 35 42 55 75 92 100 100 95 92 93 94 95 93 95 100 95 80 55 42"),
    "market": per_hour("42 38 36 36 40 47 55 64 78 95 100 100 82 70 64 62 64 70 78 86 92 90 68 52"),
    "shift": per_hour(
        "35 33 32 32 33 36 45 75 97 100 100 93 85 95 100 100 97 85 65 58 55 52 45 38"
    ),
    "steady": per_hour(
        "94 94 93 93 94 95 96 98 100 100 100 98 97 98 100 100 100 98 97 97 96 95 95 94"
    ),
    "farm": per_hour("75 76 78 80 85 90 85 70 60 55 52 50 48 48 50 52 55 60 65 70 72 74 75 75"),
}
CLASSES = tuple(BASE)
# When cooling at home is switched on.
AT_HOME = per_hour("86 82 76 70 62 55 50 50 55 62 70 80 90 94 94 92 90 90 92 98 100 100 98 92")
# Load added per felt degree, as a share of the class's largest hour.
COOLING = {
    "res": 0.085,
    "com": 0.070,
    "market": 0.030,
    "shift": 0.026,
    "steady": 0.005,
    "farm": 0.014,
}
HEATING = {"res": 0.018, "com": 0.020, "market": 0.012, "shift": 0.004, "steady": 0.0, "farm": 0.0}
SATURDAY = {"res": 1.05, "com": 1.04, "market": 1.05, "shift": 0.78, "steady": 0.98, "farm": 1.0}
SUNDAY = {"res": 1.07, "com": 1.02, "market": 1.06, "shift": 0.62, "steady": 0.97, "farm": 1.0}
FESTIVAL = {"res": 1.12, "com": 0.70, "market": 0.80, "shift": 0.22, "steady": 0.60, "farm": 0.9}
