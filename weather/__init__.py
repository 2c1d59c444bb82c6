"""weather."""

__part_of__ = "peakops"
