"""feeders."""

__part_of__ = "peakops"
