"""Who is in the bucket, as far as it decides how long the stints of a job may be.

One worker who is not used to the heat yet shortens every stint of the job, his own pair's or not:
the whole job is laid out by the shorter limits.
"""

from __future__ import annotations

from enum import Enum


class Riders(Enum):
    """The bucket workers of a job."""

    ANY = "any"
    """Whoever: the job takes the same course with all of them."""
    ACCLIMATISED = "acclimatised"
    """Everybody is used to the heat."""
    WITH_NOVICE = "with_novice"
    """Somebody is not yet; in a job of two crews perhaps only in the other crew."""
