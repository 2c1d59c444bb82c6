"""Run the command line with ``python -m peakops``."""

from peakops.cli import main

main()
