"""peakops."""

__part_of__ = "peakops"
