"""Seeded generator of the sample county: everything it makes is invented."""
