"""scheduler."""

__part_of__ = "peakops"
